// The timeline's layout: the parts of a lane cover its life, tell the truth about it, and are as
// many as there are pixels, however many events there are. Runs on the test's thread.
#include "app/timeline_layout.h"

#include "app/timeline_facts.h"
#include "tests/unit/timed_world.h"

#include <gtest/gtest.h>

#include <cmath>

namespace yieldscope {
namespace {

constexpr float width = 600;

/// A random view of what is remembered.
TimeAxis some_axis(TimedWorld& timed, bool folded) {
    const Timeline& timeline = timed.history.timeline();
    const double begin = shown_time(timeline.gaps(), folded, timeline.begin_ns());
    const double all = shown_time(timeline.gaps(), folded, timeline.end_ns()) - begin;
    const double span = std::max(all / std::pow(2.0, timed.world.below(12)), 2e3);
    TimeAxis axis;
    axis.set(
        timeline.gaps(), folded,
        {begin + (static_cast<double>(timed.world.below(120)) - 10) / 100 * (all - span / 2), span},
        width);
    return axis;
}

/// What a lane's model says of a stretch of time, move by move.
std::array<double, living_places> shares_by_hand(const Lane& lane, std::int64_t from,
                                                 std::int64_t to) {
    std::array<double, living_places> shares{};
    for (std::uint64_t move = lane.begin(); move < lane.end(); ++move) {
        const std::int64_t begin = std::max(lane.time_ns(move), from);
        const std::int64_t end = move + 1 < lane.end() ? std::min(lane.time_ns(move + 1), to) : to;
        if (begin < end && !is_gone(lane.place(move)))
            shares[static_cast<std::size_t>(lane.place(move))] +=
                static_cast<double>(end - begin) / static_cast<double>(to - from);
    }
    return shares;
}

TEST(timeline_layout, parts_cover_each_lane_without_a_hole_and_are_wide_or_mixed) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        TimedWorld timed(seed);
        timed.grow(3000);
        const Timeline& timeline = timed.history.timeline();
        for (int i = 0; i < 4; ++i) {
            const TimeAxis axis = some_axis(timed, i % 2 == 0);
            for (const Lane& lane : timeline.lanes()) {
                LanesLayout layout;
                lay_out_lane(lane, axis, timeline.begin_ns(), timeline.end_ns(), layout);
                const std::int64_t from = std::max(lane.born_ns(), axis.begin_ns());
                const std::int64_t to =
                    std::min(lane.ended() ? lane.since_ns() : timeline.end_ns(), axis.end_ns());
                ASSERT_EQ(layout.parts.empty(), from >= to);
                if (from >= to) continue;
                EXPECT_NEAR(layout.parts.front().x0, axis.x_of(from), 1e-3F);
                EXPECT_NEAR(layout.parts.back().x1, axis.x_of(to), 1e-3F);
                for (std::size_t k = 0; k < layout.parts.size(); ++k) {
                    const LanePart& part = layout.parts[k];
                    const bool last = k + 1 == layout.parts.size();
                    EXPECT_TRUE(last || part.x1 == layout.parts[k + 1].x0);
                    EXPECT_TRUE(part.mixed || last || part.x1 - part.x0 >= part_least);
                    EXPECT_TRUE(!part.mixed || part.x1 - part.x0 <= part_least + 1.001F);
                }
            }
        }
    }
}

TEST(timeline_layout, every_part_tells_where_the_task_was_and_for_what_share_of_the_time) {
    for (unsigned seed = 0; seed < 50; ++seed) {
        TimedWorld timed(seed);
        timed.grow(3000);
        const Timeline& timeline = timed.history.timeline();
        const TimeAxis axis = some_axis(timed, seed % 2 == 0);
        for (const Lane& lane : timeline.lanes()) {
            LanesLayout layout;
            lay_out_lane(lane, axis, timeline.begin_ns(), timeline.end_ns(), layout);
            std::int64_t from = std::max(lane.born_ns(), axis.begin_ns());
            const std::int64_t end =
                std::min(lane.ended() ? lane.since_ns() : timeline.end_ns(), axis.end_ns());
            for (std::size_t k = 0; k < layout.parts.size(); ++k) {
                const LanePart& part = layout.parts[k];
                if (!part.mixed) {
                    EXPECT_EQ(part.place, lane.place(lane.at(from)));
                    EXPECT_EQ(part.move, lane.at(from));
                    from = part.move + 1 < lane.end() ? std::min(lane.time_ns(part.move + 1), end)
                                                      : end;
                    continue;
                }
                // A mixed part ends at a column, or with what is in sight.
                const bool last = k + 1 == layout.parts.size();
                const std::int64_t to =
                    last ? end : axis.columns()[static_cast<std::size_t>(std::lround(part.x1))];
                const auto expected = shares_by_hand(lane, from, to);
                double sum = 0;
                for (std::size_t i = 0; i < living_places; ++i) {
                    EXPECT_NEAR(part.shares[i], expected[i], 1e-4) << lane.id();
                    sum += static_cast<double>(part.shares[i]);
                }
                EXPECT_NEAR(sum, 1, 1e-4);
                from = to;
            }
            EXPECT_TRUE(layout.parts.empty() || from == end);
        }
    }
}

/// A task that has so many short turns, one after the other.
void turns(Timeline& timeline, int count) {
    timeline.apply({.time_ns = 0, .task = 1, .kind = EventKind::spawned});
    for (int i = 1; i <= count; ++i) {
        timeline.apply({.time_ns = i * 1000, .task = 1, .kind = EventKind::resumed});
        timeline.apply({.time_ns = i * 1000 + 300,
                        .task = 1,
                        .kind = EventKind::yielded,
                        .reason = Reason::turn});
    }
}

TEST(timeline_layout, has_as_many_parts_and_searches_as_there_are_pixels_not_events) {
    for (const int count : {1'000, 100'000, 1'000'000}) {
        Timeline timeline;
        turns(timeline, count);
        TimeAxis axis;
        axis.set(timeline.gaps(), true, {0, count * 1000.0}, width);
        LanesLayout layout;
        lay_out_lanes(timeline, axis, {.height = 60}, layout);
        EXPECT_GT(layout.parts.size(), 100U);
        EXPECT_LE(layout.parts.size(), 2 * width / part_least + 2) << count;
        EXPECT_LE(layout.searches, 4 * (width / part_least + 2)) << count;
        for (std::size_t i = layout.rows[1].begin; i < layout.rows[1].end; ++i) {
            const LanePart& part = layout.parts[i];
            const bool whole = part.mixed && part.x1 - part.x0 >= part_least;
            EXPECT_NEAR(whole ? part.shares[1] : 0.3F, 0.3F, 0.2F) << part.x0;
        }
    }
}

TEST(timeline_layout, lays_out_no_lane_that_is_not_in_sight) {
    Timeline timeline;
    for (TaskId task = 1; task <= 10'000; ++task)
        timeline.apply({.time_ns = task * 1000, .task = task, .kind = EventKind::spawned});
    TimeAxis axis;
    axis.set(timeline.gaps(), true, {0, 1e7}, width);
    LanesLayout layout;
    lay_out_lanes(timeline, axis, {.scroll = 5000.5, .row = 16, .height = 160}, layout);
    ASSERT_EQ(layout.rows.size(), 11U);
    EXPECT_EQ(layout.rows[0].task, 0U);
    EXPECT_EQ(layout.rows[1].task, 5001U);
    EXPECT_EQ(layout.rows[1].y, 8);
    EXPECT_LE(layout.parts.size(), 22U);
}

TEST(timeline_layout, an_arrow_comes_from_whoever_woke_or_spawned_the_selected_task) {
    Timeline timeline;
    const auto at = [&](std::int64_t us, TaskId task, EventKind kind, TaskId other = 0) {
        timeline.apply({.time_ns = us * 1000,
                        .task = task,
                        .other = other,
                        .kind = kind,
                        .reason = Reason::recv});
    };
    at(0, 1, EventKind::spawned);
    at(10, 1, EventKind::resumed);
    at(100, 2, EventKind::spawned, 1);
    at(200, 2, EventKind::resumed);
    at(210, 2, EventKind::parked);
    at(220, 0, EventKind::polling);
    at(400, 0, EventKind::polled);
    at(400, 2, EventKind::woken);
    at(500, 2, EventKind::resumed);
    TimeAxis axis;
    axis.set(timeline.gaps(), true, {0, 600'000}, width);
    LanesLayout layout;
    lay_out_lanes(timeline, axis, {.row = 20, .height = 100, .selected = 2}, layout);
    ASSERT_EQ(layout.arrows.size(), 2U);
    EXPECT_EQ(layout.arrows[0].kind, LaneArrow::Kind::spawn);
    EXPECT_NEAR(layout.arrows[0].x, 100, 0.1F);
    EXPECT_EQ(layout.arrows[0].from_y, 30);  // lane 1
    EXPECT_EQ(layout.arrows[0].to_y, 50);    // lane 2
    EXPECT_EQ(layout.arrows[1].kind, LaneArrow::Kind::wake);
    EXPECT_NEAR(layout.arrows[1].x, 400, 0.1F);
    EXPECT_EQ(layout.arrows[1].from_y, 10);  // the scheduler's
    axis.set(timeline.gaps(), true, {0, 600'000'000}, width);
    lay_out_lanes(timeline, axis, {.row = 20, .height = 100, .selected = 2}, layout);
    for (const LaneArrow& arrow : layout.arrows)
        EXPECT_NE(arrow.kind, LaneArrow::Kind::wake) << "too narrow to be seen";
    lay_out_lanes(timeline, axis, {.row = 20, .height = 100, .selected = 0}, layout);
    EXPECT_TRUE(layout.arrows.empty());
}

TEST(timeline_plot, shows_the_most_there_were_in_each_column_and_every_event_once) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        TimedWorld timed(seed);
        timed.grow(2000);
        const TimeAxis axis = some_axis(timed, seed % 2 == 0);
        PlotLayout plot;
        lay_out_plot(timed.history, axis, plot);
        Model model;
        std::uint64_t n = 0;
        const auto raise = [&](Counts& most) {
            for (std::size_t i = 0; i < most.size(); ++i)
                most[i] = std::max(most[i],
                                   static_cast<std::uint32_t>(model.count(static_cast<Place>(i))));
        };
        for (const PlotColumn& column : plot.columns) {
            const std::int64_t from = axis.columns()[static_cast<std::size_t>(column.x0)];
            const std::int64_t to = axis.columns()[static_cast<std::size_t>(column.x1)];
            while (n < timed.all.size() && timed.all[n].time_ns < from) model.apply(timed.all[n++]);
            Counts expected{};
            raise(expected);
            double events = 0;
            while (n < timed.all.size() && timed.all[n].time_ns < to) {
                model.apply(timed.all[n++]);
                raise(expected);
                ++events;
            }
            EXPECT_EQ(column.most, expected) << seed << " at " << column.x0;
            EXPECT_EQ(column.events, events) << seed << " at " << column.x0;
        }
    }
}

TEST(timeline_plot, costs_pixels_where_there_are_many_events_and_is_right_to_a_block) {
    for (const std::uint64_t events : {30'000U, 300'000U}) {
        TimedWorld timed(1);
        timed.grow(events);
        const Timeline& timeline = timed.history.timeline();
        TimeAxis axis;
        axis.set(timeline.gaps(), true,
                 {shown_time(timeline.gaps(), true, timeline.begin_ns()),
                  shown_time(timeline.gaps(), true, timeline.end_ns())},
                 width);
        PlotLayout plot;
        lay_out_plot(timed.history, axis, plot);
        EXPECT_LE(plot.steps, 300 * 40U);
        double counted = 0;
        for (const PlotColumn& column : plot.columns) counted += column.events;
        EXPECT_NEAR(counted, static_cast<double>(timed.all.size()), 64);
    }
}

/// All of a history, with what is idle folded.
PlotLayout whole_plot(const History& history) {
    const Timeline& timeline = history.timeline();
    const double begin = shown_time(timeline.gaps(), true, timeline.begin_ns());
    TimeAxis axis;
    axis.set(timeline.gaps(), true,
             {begin, shown_time(timeline.gaps(), true, timeline.end_ns()) - begin}, width);
    PlotLayout plot;
    lay_out_plot(history, axis, plot);
    return plot;
}

TEST(timeline_plot, steps_by_hand_are_no_million_events_a_second) {
    EventLog log(64 << 20);
    History history(log);
    for (int step = 0; step < 20; ++step) {
        for (int event = 0; event < 8; ++event)
            log.restore(
                {.time_ns = step * 2'000'000'000LL + event * 1000, .kind = EventKind::printed});
    }
    history.update();
    for (const int step : {0, 10, 19}) {
        TimeAxis axis;
        axis.set(history.timeline().gaps(), false, {step * 2e9, 1e4}, width);
        PlotLayout plot;
        lay_out_plot(history, axis, plot);
        EXPECT_GE(plot.events_per_s_most, 8) << step;
        EXPECT_LE(plot.events_per_s_most, 16) << "half a second is all that is known at an end";
    }
    EXPECT_LE(whole_plot(history).events_per_s_most, 16);
}

TEST(timeline_plot, a_burst_without_a_history_says_nothing_of_a_second) {
    EventLog log(64 << 20);
    History history(log);
    for (int event = 0; event < 100; ++event)
        log.restore({.time_ns = event * 1000, .kind = EventKind::printed});
    history.update();
    EXPECT_EQ(whole_plot(history).events_per_s_most, 0);
    const RangeFacts burst = facts_of_range(history, 0, 99'000, 0);
    EXPECT_EQ(burst.events, 100U);
    EXPECT_FALSE(burst.events_per_s()) << "nor does a stretch that is measured";
}

TEST(timeline_plot, a_program_that_runs_has_the_same_rate_at_every_zoom) {
    EventLog log(64 << 20);
    History history(log);
    for (int event = 0; event < 30'000; ++event)
        log.restore({.time_ns = event * 100'000LL, .kind = EventKind::printed});
    history.update();
    for (const double span_ns : {2.5e9, 1e8, 1e7}) {
        TimeAxis axis;
        axis.set(history.timeline().gaps(), false, {0.3e9, span_ns}, width);
        PlotLayout plot;
        lay_out_plot(history, axis, plot);
        EXPECT_NEAR(plot.events_per_s_most, 10'000, 500) << span_ns;
    }
}

TEST(timeline_facts, count_and_sum_up_any_range_as_going_through_it_does) {
    for (unsigned seed = 0; seed < 50 / YIELDSCOPE_SLOWER; ++seed) {
        TimedWorld timed(seed, seed % 2 == 0 ? 0 : 64 << 20);
        timed.grow(seed % 2 == 0 ? 30'000 : 2000);
        for (int i = 0; i < 20; ++i) {
            std::int64_t from = timed.some_time();
            std::int64_t to = timed.some_time();
            if (from > to) std::swap(from, to);
            EXPECT_EQ(count_at(timed.history, to), timed.count_at(to));
            const std::uint64_t begin = std::max(timed.count_at(from - 1), timed.history.begin());
            std::uint64_t turns = 0;
            for (std::uint64_t n = begin; n < timed.count_at(to); ++n)
                turns += timed.all[n].kind == EventKind::resumed ? 1U : 0U;
            const Timeline& timeline = timed.history.timeline();
            const Lane& lane =
                timeline.lanes()[timed.world.below(static_cast<unsigned>(timeline.lanes().size()))];
            const RangeFacts facts = facts_of_range(timed.history, from, to, lane.id());
            EXPECT_EQ(facts.duration_ns, to - from);
            EXPECT_EQ(facts.events, timed.count_at(to) - begin);
            EXPECT_EQ(facts.turns, turns);
            const std::int64_t lived_from = std::max({from, lane.born_ns(), timeline.begin_ns()});
            const std::int64_t lived_to = lane.ended() ? std::min(to, lane.since_ns()) : to;
            ASSERT_EQ(facts.shares.has_value(), lived_from < lived_to);
            if (!facts.shares) continue;
            const auto expected = shares_by_hand(lane, lived_from, lived_to);
            for (std::size_t k = 0; k < living_places; ++k)
                EXPECT_NEAR((*facts.shares)[k], expected[k], 1e-9);
        }
    }
}

}  // namespace
}  // namespace yieldscope
