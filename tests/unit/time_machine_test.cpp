// The time machine: the picture at every event is the same, whether one comes to it by stepping
// forward, by stepping back, by a jump, or by recording it and opening the recording; and it is
// what a fold from the beginning gives. Two hundred sessions from seeds: random programs with a
// teacher, some with a log so small that it forgets, and echo servers with real clients.
#include "core/programs/program.h"
#include "core/watch/history.h"
#include "core/watch/model_image.h"
#include "tests/unit/client.h"
#include "tests/unit/loops.h"
#include "tests/unit/random_world.h"
#include "tests/unit/recordings.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::uint64_t session_events = 2000 / YIELDSCOPE_SLOWER;

/// The picture after every event from `first` on. Copies share, so they are held against a model
/// that was never copied.
class Pictures {
public:
    Pictures(const std::vector<Event>& events, std::uint64_t first) : first_(first) {
        Model model;
        for (std::uint64_t i = 0; i < first; ++i) model.apply(events[i]);
        all_.push_back(model);
        for (std::uint64_t i = first; i < events.size(); ++i) {
            model.apply(events[i]);
            all_.push_back(model);
        }
        Model alone;
        for (std::uint64_t i = 0; i < events.size(); ++i) {
            alone.apply(events[i]);
            if (alone.size() < first) continue;
            EXPECT_TRUE((*this)[alone.size()] == alone) << "after " << alone.size();
        }
    }

    const Model& operator[](std::uint64_t count) const { return all_[count - first_]; }

private:
    std::uint64_t first_;
    std::vector<Model> all_;
};

/// What history still has, as a recording that is opened again. There texts have other ids.
void expect_the_recording_to_say_the_same(const History& history, const Pictures& pictures) {
    const std::uint64_t begin = history.begin();
    const std::string text =
        record(history.log(), begin > 0 ? &pictures[begin] : nullptr, some_header);
    const OpenedRecording opened(text);
    ASSERT_EQ(opened.problem(), "");
    ASSERT_EQ(opened.log.size(), history.size());
    Model again = opened.start;
    for (std::uint64_t count = begin;; ++count) {
        ASSERT_EQ(digest(again, opened.log), digest(pictures[count], history.log()))
            << "opened, after " << count;
        if (count == history.size()) return;
        again.apply(opened.log[count]);
    }
}

void expect_same_pictures(History& history, const std::vector<Event>& events, unsigned seed) {
    const Pictures pictures(events, history.begin());
    const std::uint64_t begin = history.begin();
    const std::uint64_t end = history.size();
    for (std::uint64_t count = begin; count <= end; ++count)
        ASSERT_TRUE(history.at(count) == pictures[count]) << "forward, after " << count;
    for (std::uint64_t count = end + 1; count-- > begin;)
        ASSERT_TRUE(history.at(count) == pictures[count]) << "back, after " << count;
    std::mt19937 random(seed);
    std::uint64_t count = begin;
    for (std::uint64_t i = 0; i < (end - begin) / 2; ++i) {
        const bool far = random() % 4 == 0;  // a scrubbing hand: mostly near, now and then not
        count = far ? begin + random() % (end - begin + 1)
                    : std::clamp(count + random() % 200, begin + 100, end + 100) - 100;
        ASSERT_TRUE(history.at(count) == pictures[count]) << "scrubbing, after " << count;
        if (!far) continue;
        ASSERT_TRUE(history.copy_at(count) == pictures[count]) << "a copy, after " << count;
    }
    expect_the_recording_to_say_the_same(history, pictures);
}

/// A random program, and a teacher who now and then does something with it.
struct Lesson : World {
    using World::World;

    void teach() {
        const auto back = static_cast<std::uint32_t>(below(static_cast<unsigned>(log.size()) + 1));
        switch (below(9)) {
            case 0: return set_breakpoint();
            case 1: return remove_breakpoint();
            case 2: return hit_breakpoint();
            case 3: scheduler.rename(1 + below(newest), "Ada"); return;
            case 4:
            case 5:
                return log.append({.text = log.intern("look here"),
                                   .moved = back,
                                   .kind = EventKind::bookmarked});
            case 6: return log.append({.moved = back, .kind = EventKind::bookmark_removed});
            case 7: return log.append({.kind = EventKind::paused});
            default: return log.append({.kind = EventKind::running});
        }
    }
    void set_breakpoint() {
        in_force.push_back(++set);
        log.append({.text = log.intern("kind:sent"), .asked = set, .kind = EventKind::break_set});
    }
    void remove_breakpoint() {
        if (in_force.empty()) return;
        log.append({.asked = in_force.back(), .kind = EventKind::break_removed});
        in_force.pop_back();
    }
    void hit_breakpoint() {
        if (in_force.empty()) return;
        log.append({.asked = in_force.front(), .moved = 1, .kind = EventKind::break_hit});
    }

    std::uint32_t set = 0;
    std::vector<std::uint32_t> in_force;
};

void expect_a_lesson_to_be_right(unsigned seed, std::uint64_t length) {
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    Lesson lesson(seed);
    lesson.tasks_max = 1 + seed % 40;
    lesson.fds = 2 + seed % 20;
    History history(lesson.log);
    std::vector<Event> events;
    while (events.size() < length) {
        lesson.spawn();
        lesson.step();
        if (lesson.below(20) == 0) lesson.teach();
        while (events.size() < lesson.log.size()) events.push_back(lesson.log[events.size()]);
        if (lesson.below(10) > 0) continue;
        history.update(1 + lesson.below(400));
        const std::uint64_t some =
            history.begin() +
            lesson.below(static_cast<unsigned>(history.size() - history.begin()) + 1);
        ASSERT_EQ(history.at(some).size(), some);
    }
    history.update();
    expect_same_pictures(history, events, seed);
}

TEST(TimeMachine, forward_back_and_scrubbing_give_the_same_picture_at_every_event) {
    for (unsigned seed = 0; seed < 176 && !testing::Test::HasFatalFailure(); ++seed)
        expect_a_lesson_to_be_right(seed, session_events);
}

TEST(TimeMachine, what_is_left_of_a_history_that_forgets_is_right_at_every_event) {
    for (unsigned seed = 176;
         seed <= 176 + 3 / YIELDSCOPE_SLOWER && !testing::Test::HasFatalFailure(); ++seed)
        expect_a_lesson_to_be_right(seed, 18'000 + 1000 * (seed % 4));
}

/// An echo server that runs on its own thread, its clients, and a teacher at the controls.
struct Live {
    EventLog log{8 << 20};
    CommandQueue commands;
    std::unique_ptr<Scheduler> scheduler =
        std::make_unique<Scheduler>(make_epoll_poller(commands.wake_fd()), log);
    std::string address = start_echo(*scheduler, {});
    History history{log};
    std::mt19937 random;
    std::vector<Client> clients;
    Descriptor news{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::optional<Loop> loop;
    int replies = 0;                // sent, as far as mark() has seen
    std::uint32_t breakpoints = 0;  // set, with those that are removed

    explicit Live(unsigned seed) : random(seed) {
        log.on_news([this] { ::eventfd_write(news, 1); });
        loop.emplace(std::move(scheduler), log, commands);
        commands.post({.kind = Kind::run});
        for (int i = 0; i < 120; ++i) {
            if (clients.size() < 6 && random() % 8 == 0) clients.emplace_back(address);
            else if (!clients.empty()) act(random() % clients.size());
            if (random() % 8 == 0) teach();
            mark();
        }
        end();
        loop.reset();
        history.update();
    }

    /// Nobody comes or goes any more, until a few have been answered: who is served only behind all
    /// who have gone meanwhile would else wait for ever where the loop is slow.
    void end() {
        let_it_run();
        if (clients.empty()) clients.emplace_back(address);
        while (replies < 6) {
            clients[random() % clients.size()].say("Hello, it is me again\n");
            mark();
        }
    }

    void act(std::size_t one) {
        const auto choice = random() % 20;
        if (choice < 17) return clients[one].say("Hello, it is me again\n");
        if (choice < 18) clients[one].reset();
        clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(one));
    }

    void teach() {
        const auto number = static_cast<std::uint32_t>(1 + random() % 6);
        switch (random() % 6) {
            case 0: return commands.post({.kind = Kind::pause});
            case 1: return commands.post({.kind = Kind::steps, .count = number});
            case 2: return commands.post({.kind = Kind::rename, .task = number, .name = "Ada"});
            case 3:
                ++breakpoints;
                return commands.post(
                    {.kind = Kind::set_breakpoint, .breakpoint = {.condition = {.task = number}}});
            case 4: return commands.post({.kind = Kind::remove_breakpoint, .count = number});
            default: return commands.post({.kind = Kind::run});
        }
    }

    /// Who stops at every event accepts more slowly than clients come, and answers nobody.
    void let_it_run() {
        for (std::uint32_t number = 1; number <= breakpoints; ++number)
            commands.post({.kind = Kind::remove_breakpoint, .count = number});
        commands.post({.kind = Kind::run});
    }

    /// Sets a bookmark, and waits until the loop has: by then it has seen what was before.
    void mark() {
        const std::uint64_t moment = random() % (history.size() + 1);
        std::uint64_t next = history.size();
        commands.post({.kind = Kind::set_bookmark, .name = "here", .moment = moment});
        for (;; history.update()) {
            for (; next < history.size(); ++next) {
                if (log[next].kind == EventKind::sent) ++replies;
                if (log[next].kind == EventKind::bookmarked) return;
            }
            if (log.may_sleep(history.size()) && !becomes_readable(news))
                throw std::runtime_error("the loop has not seen a command");
            eventfd_t ignored = 0;
            ::eventfd_read(news, &ignored);
        }
    }
};

TEST(TimeMachine, a_live_session_is_right_at_every_event) {
    for (unsigned seed = 180; seed < 200 && !testing::Test::HasFatalFailure(); ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        Live live(seed);
        ASSERT_EQ(live.history.begin(), 0U);
        std::vector<Event> events;
        while (events.size() < live.log.size()) events.push_back(live.log[events.size()]);
        expect_same_pictures(live.history, events, seed);
    }
}

/// So many tasks for ever, each with a turn now and then.
struct Crowd {
    EventLog log;
    History history{log};
    std::mt19937 random{1};

    Crowd(TaskId tasks, std::size_t log_bytes) : log(log_bytes) {
        for (TaskId id = 1; id <= tasks; ++id) log.append({.task = id, .kind = EventKind::spawned});
    }

    /// Random ones read, and wait again: what they change lies about.
    void grow(std::uint64_t events) {
        for (const std::uint64_t end = log.size() + events; log.size() < end; history.update()) {
            const auto alive = static_cast<unsigned>(history.live().alive());
            const auto task = static_cast<TaskId>(alive ? 1 + random() % alive : 1);
            for (const EventKind kind : {EventKind::woken, EventKind::resumed, EventKind::received})
                log.append({.task = task, .moved = 5, .kind = kind});
            log.append({.task = task, .kind = EventKind::parked, .reason = Reason::recv});
        }
    }
};

TEST(TimeMachine, no_jump_folds_more_than_the_bound_however_many_tasks_there_are) {
    for (const TaskId tasks : {10U, 300U, 10'000U}) {
        Crowd crowd(tasks, 8 << 20);
        crowd.grow(60'000);
        History& history = crowd.history;
        for (int i = 0; i < 300; ++i) {
            const std::uint64_t before = history.replayed();
            history.at(history.begin() + crowd.random() % (history.size() - history.begin() + 1));
            ASSERT_LE(history.replayed() - before, History::replay_max) << tasks << " tasks";
        }
    }
}

TEST(TimeMachine, stepping_back_folds_a_few_hundred_events_a_step_on_average) {
    Crowd crowd(3000, 8 << 20);
    crowd.grow(40'000 / YIELDSCOPE_SLOWER);
    History& history = crowd.history;
    std::uint64_t steps = 0;
    for (std::uint64_t count = history.size(); count > history.begin(); ++steps)
        history.at(--count);
    EXPECT_LE(history.replayed(), 300 * steps);
}

TEST(TimeMachine, stepping_forward_folds_each_event_once) {
    Crowd crowd(100, 8 << 20);
    crowd.grow(20'000);
    History& history = crowd.history;
    for (std::uint64_t count = history.begin(); count < history.size(); ++count) history.at(count);
    EXPECT_LE(history.replayed(), history.size() - history.begin());
}

TEST(TimeMachine, keyframes_keep_to_their_share_and_history_becomes_shorter) {
    for (const TaskId tasks : {10U, 1000U, 3000U}) {
        Crowd crowd(tasks, 8 << 20);
        History& history = crowd.history;
        for (int i = 0; i < 60; ++i) {
            crowd.grow(5000);
            ASSERT_LE(history.keyframe_bytes(), history.keyframe_bytes_max()) << tasks << " tasks";
            ASSERT_LE(history.bytes(), history.budget()) << tasks << " tasks";
            ASSERT_GE(history.size() - history.begin(), History::replay_max / 2);
        }
        EXPECT_GT(history.begin(), 0U);
        EXPECT_EQ(crowd.log.begin(), history.begin()) << "what it forgets the log may reuse";
        EXPECT_EQ(history.began_ns(), crowd.log[history.begin()].time_ns);
    }
}

TEST(TimeMachine, what_keyframes_share_is_counted_once) {
    Crowd crowd(1000, 8 << 20);
    crowd.grow(3000);
    const Model before = crowd.history.live();
    EXPECT_LT(crowd.history.live().bytes_beside(before), before.bytes() / 10) << "all is shared";
    crowd.grow(10);
    const Model& after = crowd.history.live();
    EXPECT_LT(after.bytes_beside(before), before.bytes() / 5) << "but for some";
    EXPECT_GE(after.bytes_beside(before), after.bytes_beside(after) + sizeof(TaskState));
}

TEST(TimeMachine, leaves_room_in_the_budget_for_what_else_is_made_of_the_log) {
    constexpr std::size_t budget = std::size_t{256} << 20;
    const EventLog log(History::log_bytes(budget));
    EventLog same(History::log_bytes(budget));
    const History history(same);
    const std::size_t events = log.capacity() * sizeof(Event);
    EXPECT_LE(history.budget(), budget);
    EXPECT_LE(events + history.keyframe_bytes_max() + events / 64 * 5, budget);
}

}  // namespace
}  // namespace yieldscope
