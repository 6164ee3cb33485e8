#include "core/watch/marks.h"

#include <algorithm>
#include <bit>

namespace yieldscope {

namespace {

std::size_t index(MarkKind mark) { return static_cast<std::size_t>(mark); }

}  // namespace

Marks::Marks(std::uint64_t first)
    : first_chunk_(first / chunk_events), begin_(first), end_(first) {}

void Marks::note(const Event& event) {
    const std::uint64_t number = end_++;
    if (number / chunk_events - first_chunk_ == chunks_.size())
        chunks_.push_back({.bits = std::make_unique<std::array<Bits, mark_count>>()});
    if (!is_control(event.kind)) set(MarkKind::event, number);
    switch (event.kind) {
        case EventKind::resumed:
            set(MarkKind::step, number);
            set(MarkKind::turn, number);
            break;
        case EventKind::polling:
            set(MarkKind::step, number);
            set(MarkKind::poll, number);
            break;
        case EventKind::failed: set(MarkKind::failure, number); break;
        case EventKind::break_hit:
            // it names an event before it, which may be forgotten
            if (event.moved <= number && number - event.moved >= begin_)
                set(MarkKind::stop, number - event.moved);
            break;
        default: break;
    }
}

void Marks::set(MarkKind mark, std::uint64_t number) {
    const bool newest = number / chunk_events - first_chunk_ + 1 == chunks_.size();
    Chunk& chunk = newest ? chunks_.back() : chunks_[number / chunk_events - first_chunk_];
    std::uint64_t& word = (*chunk.bits)[index(mark)][number % chunk_events / word_bits];
    const std::uint64_t bit = std::uint64_t{1} << (number % word_bits);
    if (word & bit) return;
    word |= bit;
    ++chunk.counts[index(mark)];
}

void Marks::forget_before(std::uint64_t number) {
    begin_ = std::max(begin_, std::min(number, end_));
    while (!chunks_.empty() && (first_chunk_ + 1) * chunk_events <= begin_) {
        chunks_.pop_front();
        ++first_chunk_;
    }
}

std::optional<std::uint64_t> Marks::next(MarkKind mark, std::uint64_t from) const {
    from = std::max(from, begin_);
    while (from < end_) {
        const Chunk& chunk = chunks_[from / chunk_events - first_chunk_];
        if (chunk.counts[index(mark)] == 0) {
            from = (from / chunk_events + 1) * chunk_events;
            continue;
        }
        const std::uint64_t word = (*chunk.bits)[index(mark)][from % chunk_events / word_bits];
        const std::uint64_t left = word >> (from % word_bits);
        if (left) return from + static_cast<unsigned>(std::countr_zero(left));
        from = (from / word_bits + 1) * word_bits;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> Marks::before(MarkKind mark, std::uint64_t end) const {
    end = std::min(end, end_);
    while (end > begin_) {
        const std::uint64_t last = end - 1;
        const Chunk& chunk = chunks_[last / chunk_events - first_chunk_];
        if (chunk.counts[index(mark)] == 0) {
            end = last / chunk_events * chunk_events;
            continue;
        }
        const std::uint64_t word = (*chunk.bits)[index(mark)][last % chunk_events / word_bits];
        const std::uint64_t left = word << (word_bits - 1 - last % word_bits);
        if (left) {
            const std::uint64_t found = last - static_cast<unsigned>(std::countl_zero(left));
            return found >= begin_ ? std::optional(found) : std::nullopt;
        }
        end = last / word_bits * word_bits;
    }
    return std::nullopt;
}

}  // namespace yieldscope
