// Marks: a search through them finds what a look at every event would, also after the oldest are
// forgotten, and looks at far fewer. Events that the test makes up.
#include "core/watch/marks.h"

#include "core/watch/history.h"

#include <gtest/gtest.h>

#include <array>
#include <random>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::array kinds{MarkKind::event, MarkKind::step,    MarkKind::turn,
                           MarkKind::poll,  MarkKind::failure, MarkKind::stop};

struct RandomMarks : testing::Test {
    std::mt19937 random{20};
    std::uint64_t begin = 3 * EventLog::events_per_chunk + 17;  // some were forgotten before
    std::vector<Event> events;
    Marks marks{begin};

    std::uint64_t end() const { return begin_at_first + events.size(); }
    const Event& event(std::uint64_t number) const { return events[number - begin_at_first]; }

    void note(const Event& one) {
        events.push_back(one);
        marks.note(one);
    }

    /// Some kinds are frequent, some so rare that whole chunks have none.
    void note_some(int count) {
        for (int i = 0; i < count; ++i) {
            const auto dice = random() % 20'000;
            const EventKind kind = dice < 1        ? EventKind::failed
                                   : dice < 3      ? EventKind::break_hit
                                   : dice < 6      ? EventKind::polling
                                   : dice < 5'000  ? EventKind::resumed
                                   : dice < 10'000 ? EventKind::stepped
                                                   : EventKind::printed;
            note({.moved = static_cast<std::uint32_t>(random() % 6'000), .kind = kind});
        }
    }

    bool is(MarkKind kind, std::uint64_t number) const {
        const EventKind of = event(number).kind;
        switch (kind) {
            case MarkKind::event: return !is_control(of);
            case MarkKind::step: return of == EventKind::resumed || of == EventKind::polling;
            case MarkKind::turn: return of == EventKind::resumed;
            case MarkKind::poll: return of == EventKind::polling;
            case MarkKind::failure: return of == EventKind::failed;
            case MarkKind::stop: break;
        }
        for (std::uint64_t hit = number; hit < end(); ++hit) {
            if (event(hit).kind == EventKind::break_hit && hit - event(hit).moved == number)
                return true;
            if (hit > number + 6'000) break;
        }
        return false;
    }

    std::optional<std::uint64_t> next(MarkKind kind, std::uint64_t from) const {
        for (std::uint64_t number = std::max(from, begin); number < end(); ++number)
            if (is(kind, number)) return number;
        return std::nullopt;
    }

    std::optional<std::uint64_t> before(MarkKind kind, std::uint64_t to) const {
        for (std::uint64_t number = std::min(to, end()); number-- > begin;)
            if (is(kind, number)) return number;
        return std::nullopt;
    }

    void expect_the_same_from_anywhere(int times) {
        for (int i = 0; i < times; ++i) {
            const std::uint64_t at = begin_at_first - 5 + random() % (events.size() + 10);
            for (const MarkKind kind : {MarkKind::event, MarkKind::step, MarkKind::turn,
                                        MarkKind::poll, MarkKind::failure}) {
                EXPECT_EQ(marks.next(kind, at), next(kind, at)) << at;
                EXPECT_EQ(marks.before(kind, at), before(kind, at)) << at;
            }
        }
    }

    const std::uint64_t begin_at_first = begin;
};

TEST_F(RandomMarks, are_found_where_a_look_at_every_event_finds_them) {
    note_some(30'000);
    expect_the_same_from_anywhere(200);
}

TEST_F(RandomMarks, are_found_no_more_once_they_are_forgotten) {
    note_some(30'000);
    for (const std::uint64_t forgotten : {1U, 4'000U, 4'100U, 12'345U, 29'999U}) {
        begin = begin_at_first + forgotten;
        marks.forget_before(begin);
        expect_the_same_from_anywhere(40);
    }
    note_some(10'000);
    expect_the_same_from_anywhere(40);
}

TEST_F(RandomMarks, know_a_stop_by_the_event_that_it_names) {
    for (int i = 0; i < 5'000; ++i) note({.kind = EventKind::printed});
    note({.moved = 4'990, .kind = EventKind::break_hit});   // in the chunk before
    note({.moved = 60'000, .kind = EventKind::break_hit});  // long forgotten
    const std::uint64_t stop = begin + 10;
    EXPECT_EQ(marks.next(MarkKind::stop, 0), stop);
    EXPECT_EQ(marks.next(MarkKind::stop, stop + 1), std::nullopt);
    EXPECT_EQ(marks.before(MarkKind::stop, end()), stop);
    EXPECT_EQ(marks.before(MarkKind::stop, stop), std::nullopt);
}

TEST(marks, of_nothing_are_none) {
    const Marks marks;
    for (const MarkKind kind : kinds) {
        EXPECT_EQ(marks.next(kind, 0), std::nullopt);
        EXPECT_EQ(marks.before(kind, UINT64_MAX), std::nullopt);
    }
}

TEST(marks, of_a_history_begin_where_it_begins) {
    EventLog log(1 << 20);
    History history(log);
    for (int i = 0; i < 40'000; ++i) {
        log.append({.task = 1, .kind = EventKind::failed});
        if (i % 1000 == 0) history.update();
    }
    history.update();
    ASSERT_GT(history.begin(), 0U);
    EXPECT_EQ(history.marks().next(MarkKind::failure, 0), history.begin());
    EXPECT_EQ(history.marks().before(MarkKind::failure, history.begin()), std::nullopt);
    EXPECT_EQ(history.marks().before(MarkKind::failure, UINT64_MAX), history.size() - 1);
}

}  // namespace
}  // namespace yieldscope
