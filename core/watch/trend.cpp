#include "core/watch/trend.h"

#include <algorithm>

namespace yieldscope {
namespace {

void raise(Counts& most, const Counts& counts) {
    for (std::size_t i = 0; i < most.size(); ++i) most[i] = std::max(most[i], counts[i]);
}

}  // namespace

Trend::Trend(std::uint64_t first, const Counts& counts)
    : first_(first), size_(first), counts_(counts), blocks_(first / events_per_block) {}

void Trend::add(std::int64_t time_ns, const Counts& after, bool turn) {
    if (size_ % events_per_block == 0 || size_ == first_) {
        if (!blocks_.empty()) build_up(blocks_.end() - 1);
        blocks_.push({time_ns, turns_, counts_, counts_});
    }
    counts_ = after;
    raise(blocks_.back().most, after);
    if (turn) ++turns_;
    ++size_;
}

// A block is complete: whatever it completes above it can be summed up.
void Trend::build_up(std::uint64_t block) {
    std::uint64_t item = block;
    for (std::size_t level = 0; item % fan_out == fan_out - 1; ++level) {
        const std::uint64_t begin = item - (fan_out - 1);
        const bool whole = level == 0 ? blocks_.has(begin) : levels_[level - 1].has(begin);
        item /= fan_out;
        if (!whole) return;  // its beginning was never there, or is forgotten
        if (level == levels_.size()) levels_.emplace_back(item);
        if (levels_[level].end() != item) levels_[level] = Trail<Counts>(item);
        Counts most{};
        for (std::uint64_t i = begin; i < begin + fan_out; ++i)
            raise(most, level == 0 ? blocks_[i].most : levels_[level - 1][i]);
        levels_[level].push(most);
    }
}

void Trend::forget_before(std::uint64_t number) {
    std::uint64_t item = number / events_per_block;
    blocks_.forget_before(item);
    for (Trail<Counts>& level : levels_) {
        item = (item + fan_out - 1) / fan_out;
        level.forget_before(item);
    }
}

std::uint64_t Trend::first_event(std::uint64_t block) const {
    return std::max(block * events_per_block, first_);
}

std::uint64_t Trend::block_at(std::int64_t time_ns, std::uint64_t guess) const {
    return last_before(blocks_.begin(), blocks_.end(), guess,
                       [&](std::uint64_t block) { return blocks_[block].time_ns <= time_ns; });
}

Counts Trend::most_near(std::uint64_t begin, std::uint64_t end, std::uint64_t& steps) const {
    std::uint64_t width = 1;
    while (width * fan_out * fan_out <= end - begin) width *= fan_out;
    const std::uint64_t from = std::max(begin / width * width, blocks_.begin());
    return most(from, std::min((end + width - 1) / width * width, blocks_.end()), steps);
}

Counts Trend::most(std::uint64_t begin, std::uint64_t end, std::uint64_t& steps) const {
    Counts most{};
    for (std::uint64_t block = begin; block < end; ++steps) {
        std::size_t level = 0;
        std::uint64_t width = 1;
        while (level < levels_.size() && block % (width * fan_out) == 0 &&
               block + width * fan_out <= end && levels_[level].has(block / (width * fan_out))) {
            width *= fan_out;
            ++level;
        }
        raise(most, level == 0 ? blocks_[block].most : levels_[level - 1][block / width]);
        block += width;
    }
    return most;
}

std::size_t Trend::bytes() const {
    std::size_t bytes = blocks_.bytes();
    for (const Trail<Counts>& level : levels_) bytes += level.bytes();
    return bytes;
}

}  // namespace yieldscope
