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

// First among the samples, then among the 64 moves of one.
std::uint64_t Lane::at(std::int64_t time_ns, std::uint64_t guess) const {
    const std::uint64_t sample = sample_at(time_ns, guess / moves_per_sample);
    const std::uint64_t begin = std::max(sample * moves_per_sample, moves_.begin());
    const std::uint64_t end = std::min((sample + 1) * moves_per_sample, moves_.end());
    return last_before(begin, end, guess,
                       [&](std::uint64_t move) { return time_of(moves_[move]) <= time_ns; });
}

std::uint64_t Lane::sample_at(std::int64_t time_ns, std::uint64_t guess) const {
    return last_before(samples_.begin(), samples_.end(), guess,
                       [&](std::uint64_t sample) { return samples_[sample].time_ns <= time_ns; });
}

std::int64_t Lane::sample_length_ns(std::uint64_t sample) const {
    if (!samples_.has(sample + 1)) return INT64_MAX;
    return samples_[sample + 1].time_ns - samples_[sample].time_ns;
}

Spent Lane::spent_near(std::int64_t time_ns, std::uint64_t sample) const {
    const Sample& from = samples_[sample];
    const Sample& to = samples_[sample + 1];
    const double part = static_cast<double>(time_ns - from.time_ns) /
                        static_cast<double>(std::max<std::int64_t>(to.time_ns - from.time_ns, 1));
    Spent spent = from.spent;
    for (std::size_t i = 0; i < spent.size(); ++i)
        spent[i] += static_cast<std::int64_t>(part * static_cast<double>(to.spent[i] - spent[i]));
    return spent;
}

void Lane::expect_sample(std::uint64_t sample) const {
    samples_.expect(sample);
    samples_.expect(sample + 1);
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
