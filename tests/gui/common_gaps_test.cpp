// What can be folded where two recordings share an axis.
// Two timelines of events at given times.
#include "app/common_gaps.h"

#include <gtest/gtest.h>

#include <initializer_list>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::int64_t ms = 1'000'000;

Timeline with_events_at(std::initializer_list<std::int64_t> times) {
    Timeline timeline;
    for (const std::int64_t time : times)
        timeline.apply({.time_ns = time, .kind = EventKind::printed});
    return timeline;
}

std::vector<std::pair<std::int64_t, std::int64_t>> common(const Timeline& a, const Timeline& b) {
    CommonGaps gaps;
    gaps.update(a, b);
    std::vector<std::pair<std::int64_t, std::int64_t>> all;
    std::int64_t folded = 0;
    for (const Gap& gap : gaps.gaps().all) {
        EXPECT_EQ(gap.folded_before_ns, folded);
        folded += gap.end_ns - gap.begin_ns - gap_shown_ns;
        all.emplace_back(gap.begin_ns / ms, gap.end_ns / ms);
    }
    EXPECT_EQ(gaps.gaps().folded_ns, folded);
    return all;
}

TEST(common_gaps, are_where_both_are_idle) {
    const Timeline a = with_events_at({0, 10 * ms, 20 * ms});
    const Timeline b = with_events_at({0, 4 * ms, 16 * ms, 20 * ms});
    using Spans = std::vector<std::pair<std::int64_t, std::int64_t>>;
    EXPECT_EQ(common(a, b), (Spans{{0, 4}, {4, 10}, {10, 16}, {16, 20}}));
    EXPECT_EQ(common(a, a), (Spans{{0, 10}, {10, 20}}));
}

TEST(common_gaps, one_that_has_ended_or_not_begun_is_idle) {
    const Timeline a = with_events_at({0, ms / 10});
    const Timeline b = with_events_at({50 * ms, 60 * ms});
    using Spans = std::vector<std::pair<std::int64_t, std::int64_t>>;
    EXPECT_EQ(common(a, b), (Spans{{0, 50}, {50, 60}}));
    EXPECT_EQ(common(b, a), (Spans{{0, 50}, {50, 60}}));
}

TEST(common_gaps, there_are_none_where_one_is_always_busy) {
    Timeline busy;
    for (std::int64_t i = 0; i < 300; ++i)
        busy.apply({.time_ns = i * ms / 10, .kind = EventKind::printed});
    EXPECT_TRUE(common(busy, with_events_at({0, 29 * ms})).empty());
}

TEST(common_gaps, follow_what_is_added) {
    Timeline a = with_events_at({0, 10 * ms});
    const Timeline b = with_events_at({0, 10 * ms});
    CommonGaps gaps;
    gaps.update(a, b);
    EXPECT_EQ(gaps.gaps().all.size(), 1U);
    a.apply({.time_ns = 30 * ms, .kind = EventKind::printed});
    gaps.update(a, b);
    EXPECT_EQ(gaps.gaps().all.size(), 2U);
}

}  // namespace
}  // namespace yieldscope
