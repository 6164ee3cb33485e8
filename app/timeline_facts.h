// What a stretch of time holds, for those who measure it: how many events and turns, and where a
// task has been. Found by binary search. Pure; lives on the UI thread.
#pragma once

#include "core/watch/history.h"

#include <array>
#include <cstdint>
#include <optional>

namespace yieldscope {

/// How many events there were up to a time, that moment's own with them.
std::uint64_t count_at(const History& past, std::int64_t time_ns);

/// The time of the moment that the first `count` events add up to.
std::int64_t time_of_moment(const History& past, std::uint64_t count);

/// What happens in less time says nothing of a second.
constexpr std::int64_t shortest_rate_ns = 100'000'000;

struct RangeFacts {
    std::int64_t duration_ns = 0;
    std::uint64_t events = 0;
    std::uint64_t turns = 0;
    /// Of the time that the task lived within the range, how much it was where, if it did.
    std::optional<std::array<double, living_places>> shares = {};

    std::optional<double> events_per_s() const {
        if (duration_ns < shortest_rate_ns) return std::nullopt;
        return static_cast<double>(events) / static_cast<double>(duration_ns) * 1e9;
    }
};

/// Of the events from one time up to another.
RangeFacts facts_of_range(const History& past, std::int64_t from_ns, std::int64_t to_ns,
                          TaskId task);

}  // namespace yieldscope
