#include "core/watch/matches.h"

#include "core/watch/explain.h"

#include <algorithm>
#include <utility>

namespace yieldscope {
namespace {

constexpr std::uint64_t per_chunk = EventLog::events_per_chunk;
static_assert(per_chunk <= UINT16_MAX);

}  // namespace

void Matches::search(Filter filter) {
    filter_ = std::move(filter);
    fields_cost_ = filter_.needs_labels() ? 1 + label_cost : 1;
    chunks_.clear();
    begin_ = 0;
    end_ = 0;
    searched_ = 0;
    size_ = 0;
    end_at_first_ = not_begun;
    names_changed_ = false;
}

// Newest first. A loop at full speed may write more than there is time for: then a stretch of each
// chunk is left for later, and what is newest is found all the same.
Matches::Looked Matches::update(const EventLog& log, std::uint64_t begin, std::uint64_t end,
                                std::uint64_t cost_max) {
    cost_max_ = cost_max;
    looked_ = {};
    end_at_first_ = std::min(end_at_first_, end);
    if (chunks_.empty()) first_chunk_ = begin / per_chunk;
    if (begin > begin_) forget_before(begin);
    add_chunks(end);
    begin_ = begin;
    end_ = end;
    for (std::size_t i = chunks_.size(); i-- > 0 && !complete() && may_look();) {
        const std::uint64_t first = (first_chunk_ + i) * per_chunk;
        const std::uint64_t low = std::max(begin, first) - first;
        const std::uint64_t high = std::min(end, first + per_chunk) - first;
        Chunk& chunk = chunks_[i];
        if (chunk.low == chunk.high) chunk.low = chunk.high = static_cast<std::uint16_t>(high);
        if (look_up(chunk, first, high, log)) look_down(chunk, first, low, log);
    }
    if (looked_.events > 0) count();
    looked_at_ += looked_.events;
    return looked_;
}

// What comes in goes to the end of what was found...
bool Matches::look_up(Chunk& chunk, std::uint64_t first, std::uint64_t to, const EventLog& log) {
    while (chunk.high < to && may_look()) {
        if (look_at(first + chunk.high, log)) chunk.found.push_back(chunk.high);
        ++chunk.high;
    }
    return chunk.high == to;
}

// ...and what is older to its beginning.
bool Matches::look_down(Chunk& chunk, std::uint64_t first, std::uint64_t to, const EventLog& log) {
    std::vector<std::uint16_t> older;
    while (chunk.low > to && may_look()) {
        --chunk.low;
        if (look_at(first + chunk.low, log)) older.push_back(chunk.low);
    }
    chunk.found.insert(chunk.found.begin(), older.rbegin(), older.rend());
    return chunk.low == to;
}

bool Matches::look_at(std::uint64_t number, const EventLog& log) {
    const Event& event = log[number];
    ++looked_.events;
    ++searched_;
    looked_.cost += fields_cost_;
    if (event.kind == EventKind::renamed && number >= end_at_first_ && filter_.has_names())
        names_changed_ = true;
    if (!filter_.admits(number, event, log)) return false;
    if (!filter_.has_words()) return true;
    ++looked_.lines;
    looked_.cost += line_cost;
    return filter_.fits(transcript_line(number, event, log), event.task);
}

void Matches::forget_before(std::uint64_t begin) {
    while (!chunks_.empty() && (first_chunk_ + 1) * per_chunk <= begin) {
        searched_ -= std::uint64_t{chunks_.front().high} - chunks_.front().low;
        chunks_.pop_front();
        ++first_chunk_;
    }
    if (chunks_.empty()) first_chunk_ = begin / per_chunk;
    else if (begin > first_chunk_ * per_chunk) {  // a part of the first
        Chunk& chunk = chunks_.front();
        const auto low = static_cast<std::uint16_t>(begin - first_chunk_ * per_chunk);
        const auto kept = std::lower_bound(chunk.found.begin(), chunk.found.end(), low);
        chunk.found.erase(chunk.found.begin(), kept);
        searched_ -= std::uint64_t{std::clamp(low, chunk.low, chunk.high)} - chunk.low;
        chunk.low = std::max(chunk.low, low);
        chunk.high = std::max(chunk.high, chunk.low);
    }
    count();
}

void Matches::add_chunks(std::uint64_t end) {
    while ((first_chunk_ + chunks_.size()) * per_chunk < end) {
        chunks_.emplace_back();
        chunks_.back().found_before = size_;
    }
}

/// A few thousand chunks at most.
void Matches::count() {
    size_ = 0;
    for (Chunk& chunk : chunks_) {
        chunk.found_before = size_;
        size_ += chunk.found.size();
    }
}

double Matches::progress() const {
    return complete() ? 1.0 : static_cast<double>(searched_) / static_cast<double>(end_ - begin_);
}

std::uint64_t Matches::operator[](std::uint64_t row) const {
    const auto after = std::upper_bound(
        chunks_.begin(), chunks_.end(), row,
        [](std::uint64_t wanted, const Chunk& chunk) { return wanted < chunk.found_before; });
    const auto chunk = std::prev(after);
    const auto index = first_chunk_ + static_cast<std::uint64_t>(chunk - chunks_.begin());
    return index * per_chunk + chunk->found[row - chunk->found_before];
}

std::uint64_t Matches::before(std::uint64_t number) const {
    const std::uint64_t index = number / per_chunk;
    if (index < first_chunk_) return 0;
    if (index >= first_chunk_ + chunks_.size()) return size_;
    const Chunk& chunk = chunks_[index - first_chunk_];
    const auto end = std::lower_bound(chunk.found.begin(), chunk.found.end(), number % per_chunk);
    return chunk.found_before + static_cast<std::uint64_t>(end - chunk.found.begin());
}

}  // namespace yieldscope
