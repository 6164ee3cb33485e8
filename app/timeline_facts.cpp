#include "app/timeline_facts.h"

#include <algorithm>

namespace yieldscope {
namespace {

/// Of turns, how many had begun with the first `count` events.
std::uint64_t turns_before(const History& past, std::uint64_t count) {
    const Trend& trend = past.timeline().trend();
    if (count >= past.size()) return trend.turns();
    std::uint64_t number = count / Trend::events_per_block * Trend::events_per_block;
    number = std::max(number, trend.first());
    std::uint64_t turns = trend.blocks()[count / Trend::events_per_block].turns;
    for (; number < count; ++number) {
        if (past.event(number).kind == EventKind::resumed) ++turns;
    }
    return turns;
}

}  // namespace

std::uint64_t count_at(const History& past, std::int64_t time_ns) {
    const Timeline& timeline = past.timeline();
    if (timeline.empty() || time_ns < timeline.begin_ns()) return past.begin();
    const Trend& trend = timeline.trend();
    const std::uint64_t block = trend.block_at(time_ns);
    std::uint64_t number = std::max(trend.first_event(block), past.begin());
    const std::uint64_t end = std::min(trend.first_event(block + 1), past.size());
    while (number < end && past.event(number).time_ns <= time_ns) ++number;
    return number;
}

std::int64_t time_of_moment(const History& past, std::uint64_t count) {
    if (past.begin() == past.size()) return past.timeline().end_ns();
    const std::uint64_t number = std::clamp(count, past.begin() + 1, past.size()) - 1;
    return past.event(number).time_ns;
}

RangeFacts facts_of_range(const History& past, std::int64_t from_ns, std::int64_t to_ns,
                          TaskId task) {
    RangeFacts facts{.duration_ns = to_ns - from_ns};
    const std::uint64_t begin = count_at(past, from_ns - 1);
    const std::uint64_t end = count_at(past, to_ns);
    facts.events = end - begin;
    facts.turns = facts.events == 0 ? 0 : turns_before(past, end) - turns_before(past, begin);
    const Timeline& timeline = past.timeline();
    const std::size_t found = timeline.find(task);
    if (found == timeline.lanes().size()) return facts;
    const Lane& lane = timeline.lanes()[found];
    const std::int64_t from = std::max({from_ns, lane.time_ns(lane.begin()), timeline.begin_ns()});
    const std::int64_t to =
        std::min({to_ns, timeline.end_ns(), lane.ended() ? lane.since_ns() : to_ns});
    if (from >= to) return facts;
    const Spent before = lane.spent(from, lane.at(from));
    const Spent after = lane.spent(to, lane.at(to));
    facts.shares.emplace();
    for (std::size_t i = 0; i < living_places; ++i) {
        (*facts.shares)[i] =
            static_cast<double>(after[i] - before[i]) / static_cast<double>(to - from);
    }
    return facts;
}

}  // namespace yieldscope
