// The index by time says the same as the models of every moment, whatever is forgotten meanwhile.
// The events come from random programs, with times that the test chooses.
#include "core/watch/timeline.h"

#include "tests/unit/timed_world.h"

#include <gtest/gtest.h>

#include <map>

namespace yieldscope {
namespace {

constexpr unsigned seeds = 50;

/// Every lane at that time, beside the model that the events up to then add up to.
void expect_lanes_as_the_model(TimedWorld& timed, std::int64_t time_ns) {
    const Timeline& timeline = timed.history.timeline();
    const Model model = timed.history.copy_at(timed.count_at(time_ns));
    std::size_t alive = 0;
    for (const Lane& lane : timeline.lanes()) {
        if (lane.born_ns() > time_ns) continue;
        const std::uint64_t move = lane.at(time_ns);
        const TaskState* task = model.find(lane.id());
        if (is_gone(lane.place(move))) {
            EXPECT_TRUE(!task || task->place == lane.place(move)) << lane.id();
            continue;
        }
        ++alive;
        ASSERT_TRUE(task) << lane.id() << " at " << time_ns;
        EXPECT_EQ(lane.place(move), task->place) << lane.id() << " at " << time_ns;
        EXPECT_EQ(lane.parent(), task->parent);
        EXPECT_EQ(lane.born_ns(), task->born_ns);
        const Spent spent = lane.spent(time_ns, move);
        for (std::size_t i = 0; i < living_places; ++i) {
            const bool here = static_cast<Place>(i) == task->place;
            EXPECT_EQ(spent[i], task->spent_ns[i] + (here ? time_ns - task->since_ns : 0))
                << lane.id() << " in place " << i << " at " << time_ns;
        }
    }
    EXPECT_EQ(alive, model.alive()) << "at " << time_ns;
}

TEST(timeline, its_lanes_are_at_any_time_where_the_model_of_that_moment_has_the_tasks) {
    for (unsigned seed = 0; seed < seeds; ++seed) {
        TimedWorld timed(seed);
        timed.grow(2000);
        for (int i = 0; i < 40; ++i) expect_lanes_as_the_model(timed, timed.some_time());
        expect_lanes_as_the_model(timed, timed.history.timeline().end_ns());
    }
}

TEST(timeline, a_hint_never_changes_what_is_found) {
    TimedWorld timed(1);
    timed.grow(5000);
    for (const Lane& lane : timed.history.timeline().lanes()) {
        for (int i = 0; i < 20; ++i) {
            const std::int64_t time_ns = timed.some_time();
            const std::uint64_t move = lane.at(time_ns);
            EXPECT_EQ(lane.at(time_ns,
                              lane.begin() + timed.world.below(1000) % (move - lane.begin() + 1)),
                      move);
        }
    }
}

TEST(timeline, keeps_what_remains_right_when_the_oldest_is_forgotten) {
    for (unsigned seed = 0; seed < 10; ++seed) {
        TimedWorld timed(seed, 0);
        for (int part = 0; part < 6; ++part) {
            timed.grow(9000);
            EXPECT_EQ(timed.history.timeline().begin_ns(),
                      timed.all[timed.history.begin()].time_ns);
            for (int i = 0; i < 6; ++i) expect_lanes_as_the_model(timed, timed.some_time());
        }
        EXPECT_GT(timed.history.begin(), 0U);
    }
}

TEST(timeline, takes_no_more_memory_when_a_log_has_run_for_long) {
    TimedWorld timed(3, 0);
    timed.grow(60'000);
    const std::size_t soon = timed.history.timeline().bytes();
    const std::size_t lanes = timed.history.timeline().lanes().size();
    timed.grow(600'000);
    EXPECT_LT(timed.history.timeline().bytes(), soon * 3 / 2);
    EXPECT_LT(timed.history.timeline().lanes().size(), lanes * 3 / 2);
}

TEST(timeline, has_at_most_one_lane_in_eight_whose_end_is_forgotten) {
    TimedWorld timed(4, 0);
    timed.grow(50'000);
    const Timeline& timeline = timed.history.timeline();
    const auto stale = std::count_if(
        timeline.lanes().begin(), timeline.lanes().end(),
        [&](const Lane& lane) { return lane.ended() && lane.since_ns() < timeline.begin_ns(); });
    EXPECT_LE(static_cast<std::size_t>(stale) * 8, timeline.lanes().size());
}

TEST(timeline, finds_the_lane_of_every_task_and_none_for_others) {
    TimedWorld timed(5, 0);
    timed.grow(50'000);
    const Timeline& timeline = timed.history.timeline();
    std::map<TaskId, std::size_t> expected;
    for (std::size_t i = 0; i < timeline.lanes().size(); ++i)
        expected[timeline.lanes()[i].id()] = i;
    for (TaskId task = 0; task <= timed.world.newest + 2; ++task) {
        const auto known = expected.find(task);
        EXPECT_EQ(timeline.find(task),
                  known == expected.end() ? timeline.lanes().size() : known->second);
    }
}

TEST(timeline, knows_the_tasks_of_the_picture_that_it_starts_with) {
    TimedWorld timed(6);
    timed.grow(3000);
    const Model start = timed.history.copy_at(1500);
    Timeline timeline(start);
    for (std::uint64_t n = 1500; n < timed.all.size(); ++n) timeline.apply(timed.all[n]);
    const Model& end = timed.history.live();
    for (const Lane& lane : timeline.lanes()) {
        if (lane.ended()) continue;
        const TaskState* task = end.find(lane.id());
        ASSERT_TRUE(task);
        EXPECT_EQ(lane.place(), task->place);
        EXPECT_EQ(lane.spent(task->since_ns, lane.end() - 1)[0], task->spent_ns[0]);
    }
    EXPECT_EQ(timeline.trend().first(), 1500U);
    EXPECT_EQ(timeline.trend().size(), timed.all.size());
}

TEST(trend, counts_what_is_where_before_each_block_and_the_most_within_any_stretch) {
    for (unsigned seed = 0; seed < 10 / YIELDSCOPE_SLOWER; ++seed) {
        TimedWorld timed(seed, 0);
        timed.grow(40'000);
        const Timeline& timeline = timed.history.timeline();
        const Trend& trend = timeline.trend();
        Model model = timed.history.copy_at(timed.history.begin());
        std::vector<Counts> after;  // of each event from where history begins
        for (std::uint64_t n = timed.history.begin(); n < timed.all.size(); ++n) {
            const auto now = [&] {
                Counts counts{};
                for (std::size_t i = 0; i < counts.size(); ++i)
                    counts[i] = static_cast<std::uint32_t>(model.count(static_cast<Place>(i)));
                return counts;
            };
            if (n % Trend::events_per_block == 0) {
                const Trend::Block& block = trend.blocks()[n / Trend::events_per_block];
                EXPECT_EQ(block.before, now()) << n;
                EXPECT_EQ(block.time_ns, timed.all[n].time_ns) << n;
            }
            model.apply(timed.all[n]);
            after.push_back(now());
        }
        for (int i = 0; i < 200; ++i) {
            const std::uint64_t blocks = trend.blocks().size() - 1;
            std::uint64_t begin =
                trend.blocks().begin() + timed.world.below(static_cast<unsigned>(blocks));
            std::uint64_t end =
                trend.blocks().begin() + 1 + timed.world.below(static_cast<unsigned>(blocks));
            if (begin > end) std::swap(begin, end);
            Counts expected = trend.blocks()[begin].before;
            for (std::uint64_t n = begin * 16; n < std::min(end * 16, trend.size()); ++n) {
                for (std::size_t k = 0; k < expected.size(); ++k)
                    expected[k] = std::max(expected[k], after[n - timed.history.begin()][k]);
            }
            std::uint64_t steps = 0;
            EXPECT_EQ(trend.most(begin, end, steps), begin < end ? expected : Counts{});
            EXPECT_LE(steps, 80U);
        }
    }
}

TEST(trend, can_be_followed_event_by_event_from_the_beginning_of_a_block) {
    TimedWorld timed(7);
    timed.grow(4000);
    const Timeline& timeline = timed.history.timeline();
    Model model;
    Counts counts{};
    for (std::uint64_t n = 0; n < timed.all.size(); ++n) {
        if (n % Trend::events_per_block == 0) counts = timeline.trend().blocks()[n / 16].before;
        timeline.count(timed.all[n], counts);
        model.apply(timed.all[n]);
        for (std::size_t i = 0; i < counts.size(); ++i)
            ASSERT_EQ(counts[i], model.count(static_cast<Place>(i))) << n;
    }
}

TEST(trend, finds_the_block_of_any_time_and_the_turns_before_it) {
    TimedWorld timed(8);
    timed.grow(4000);
    const Trend& trend = timed.history.timeline().trend();
    for (int i = 0; i < 100; ++i) {
        const std::int64_t time_ns = timed.some_time();
        const std::uint64_t block = trend.block_at(time_ns);
        const std::uint64_t count = timed.count_at(time_ns);
        EXPECT_LT(trend.first_event(block), count);
        EXPECT_TRUE(!trend.blocks().has(block + 1) || trend.first_event(block + 1) >= count);
        EXPECT_EQ(trend.block_at(time_ns, timed.world.below(static_cast<unsigned>(block + 1))),
                  block);
        EXPECT_EQ(trend.blocks()[block].turns,
                  timed.history.copy_at(trend.first_event(block)).turns());
    }
}

TEST(gaps, are_where_nobody_ran_for_long_and_say_whether_the_kernel_was_asked) {
    Timeline timeline;
    const auto at = [&](std::int64_t time_ns, EventKind kind) {
        timeline.apply({.time_ns = time_ns, .task = 1, .kind = kind});
    };
    at(5'000'000, EventKind::spawned);
    at(9'000'000, EventKind::resumed);
    at(9'100'000, EventKind::parked);
    at(9'200'000, EventKind::polling);
    at(10'200'000, EventKind::polled);
    ASSERT_EQ(timeline.gaps().all.size(), 2U);
    const auto [pause, poll] = std::pair(timeline.gaps().all[0], timeline.gaps().all[1]);
    EXPECT_EQ(pause.begin_ns, 5'000'000);
    EXPECT_EQ(pause.end_ns, 9'000'000);
    EXPECT_FALSE(pause.polling);
    EXPECT_EQ(pause.folded_before_ns, 0);
    EXPECT_EQ(poll.begin_ns, 9'200'000);
    EXPECT_TRUE(poll.polling);
    EXPECT_EQ(poll.folded_before_ns, 4'000'000 - gap_shown_ns);
    EXPECT_EQ(timeline.gaps().folded_ns, 5'000'000 - 2 * gap_shown_ns);
}

TEST(gaps, are_not_where_a_task_ran_though_it_made_no_event) {
    Timeline timeline;
    std::int64_t time_ns = 0;
    for (const EventKind kind : {EventKind::spawned, EventKind::resumed, EventKind::received,
                                 EventKind::sent, EventKind::finished}) {
        timeline.apply({.time_ns = time_ns, .task = 1, .kind = kind});
        if (kind != EventKind::spawned) time_ns += 3'400'000'000;  // as fibonacci(47)
    }
    EXPECT_TRUE(timeline.gaps().all.empty());
    timeline.apply({.time_ns = time_ns, .kind = EventKind::ended});
    EXPECT_EQ(timeline.gaps().all.size(), 1U) << "now nobody runs";
}

TEST(scheduler_lane, is_in_recv_wait_exactly_while_the_kernel_is_asked) {
    TimedWorld timed(9);
    timed.grow(3000);
    const Lane& lane = timed.history.timeline().scheduler();
    for (int i = 0; i < 200; ++i) {
        const std::int64_t time_ns = timed.some_time();
        const Model model = timed.history.copy_at(timed.count_at(time_ns));
        EXPECT_EQ(lane.place(lane.at(time_ns)) == Place::recv_wait, model.poll().blocked);
    }
}

}  // namespace
}  // namespace yieldscope
