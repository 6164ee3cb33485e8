#include "core/watch/lane.h"

#include <algorithm>

namespace yieldscope {

Lane::Lane(TaskId id, TaskId parent, std::int64_t born_ns, std::int64_t time_ns, Place place,
           const Spent& spent)
    : id_(id), parent_(parent), born_ns_(born_ns) {
    push(time_ns, place, spent);
}

void Lane::move(std::int64_t time_ns, Place place) {
    const bool sampled = moves_.end() % moves_per_sample == 0;
    push(time_ns, place, sampled ? spent(time_ns, moves_.end() - 1) : Spent{});
}

void Lane::push(std::int64_t time_ns, Place place, const Spent& spent) {
    if (moves_.end() % moves_per_sample == 0) samples_.push({time_ns, spent});
    moves_.push(static_cast<std::int64_t>(static_cast<std::uint64_t>(time_ns) << place_bits) |
                static_cast<std::int64_t>(place));
}

// First among the samples, in steps that double from the hint on, then among the 64 moves of one.
std::uint64_t Lane::at(std::int64_t time_ns, std::uint64_t hint) const {
    const auto before = [&](std::uint64_t sample) { return samples_[sample].time_ns <= time_ns; };
    std::uint64_t low = std::max(hint / moves_per_sample, samples_.begin());
    std::uint64_t high = samples_.end();  // low <= the sample wanted < high, if there is one
    for (std::uint64_t step = 1; low + step < high; step *= 2) {
        if (before(low + step)) low += step;
        else high = low + step;
    }
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (before(middle) ? low : high) = middle;
    }
    low = std::max(low * moves_per_sample, moves_.begin());
    high = std::min(high * moves_per_sample, moves_.end());
    while (high - low > 1) {
        const std::uint64_t middle = low + (high - low) / 2;
        (time_of(moves_[middle]) <= time_ns ? low : high) = middle;
    }
    return low;
}

Spent Lane::spent(std::int64_t time_ns, std::uint64_t move) const {
    const std::uint64_t first = move / moves_per_sample;
    Sample sum = samples_[first];
    const auto add = [&](std::uint64_t at, std::int64_t until_ns) {
        const auto place = static_cast<std::size_t>(moves_[at] & 7);
        if (place < living_places) sum.spent[place] += until_ns - sum.time_ns;
        sum.time_ns = until_ns;
    };
    for (std::uint64_t at = first * moves_per_sample; at < move; ++at)
        add(at, time_of(moves_[at + 1]));
    add(move, std::max(time_ns, sum.time_ns));
    return sum.spent;
}

// Whole samples, up to the one in which the time lies: moves are remembered with their sums.
void Lane::forget_before(std::int64_t time_ns) {
    const std::uint64_t next = samples_.begin() + 1;
    if (next >= samples_.end() || samples_[next].time_ns >= time_ns) return;
    std::uint64_t kept = at(time_ns) / moves_per_sample;
    while (kept > samples_.begin() && samples_[kept].time_ns >= time_ns) --kept;
    samples_.forget_before(kept);
    moves_.forget_before(kept * moves_per_sample);
}

}  // namespace yieldscope
