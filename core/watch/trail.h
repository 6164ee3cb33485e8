// What grows at its end and is forgotten from its beginning, in one piece of memory, so that it can
// be searched fast. Items keep their numbers, which count from the first there ever was. Amortised,
// an item costs the same to add and to forget however many there are. Used on the UI thread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace yieldscope {

/// Of the numbers in [begin, end), of which the first few are `before` something and the others are
/// not, the last that is; `begin`, if there is none. Looks in steps that double from a guess on, so
/// a good one costs next to nothing.
template <typename Number, typename Before>
Number last_before(Number begin, Number end, Number guess, Before before) {
    if (end - begin < 2) return begin;
    Number low = std::clamp<Number>(guess, begin, end - 1);
    Number high = end;  // low <= the one wanted < high
    if (low == begin || before(low)) {
        for (Number step = 1; step < high - low; step *= 2) {
            if (before(low + step)) low += step;
            else high = low + step;
        }
    } else {
        high = low;
        low = begin;
        for (Number step = 1; step < high - low; step *= 2) {
            if (before(high - step)) low = high - step;
            else high -= step;
        }
    }
    while (high - low > 1) {
        const Number middle = low + (high - low) / 2;
        (before(middle) ? low : high) = middle;
    }
    return low;
}

template <typename T>
class Trail {
public:
    /// The first item will have the number `first`.
    explicit Trail(std::uint64_t first = 0) : first_(first) {}

    /// Items [begin, end) are there.
    std::uint64_t begin() const { return first_; }
    std::uint64_t end() const { return first_ + items_.size() - stale_; }
    std::size_t size() const { return items_.size() - stale_; }
    bool empty() const { return items_.size() == stale_; }
    bool has(std::uint64_t number) const { return number >= begin() && number < end(); }

    const T& operator[](std::uint64_t number) const { return items_[number - first_ + stale_]; }
    const T& front() const { return items_[stale_]; }
    const T& back() const { return items_.back(); }
    T& back() { return items_.back(); }
    std::span<const T> all() const { return std::span(items_).subspan(stale_); }

    /// It will be looked at soon: memory is slow, and can be asked for several things at once.
    void expect(std::uint64_t number) const {
        if (has(number)) __builtin_prefetch(&(*this)[number]);
    }

    void push(const T& item) { items_.push_back(item); }

    /// Items before that number, or all there are.
    void forget_before(std::uint64_t number) {
        if (number <= first_) return;
        const std::uint64_t count = std::min(number, end()) - first_;
        first_ += count;
        stale_ += static_cast<std::size_t>(count);
        if (stale_ <= items_.size() / 2) return;
        items_.erase(items_.begin(), items_.begin() + static_cast<std::ptrdiff_t>(stale_));
        stale_ = 0;
        constexpr std::size_t slack = 4;  // more is given back: it may never be as long again
        if (items_.capacity() > slack * items_.size()) items_.shrink_to_fit();
    }

    std::size_t bytes() const { return items_.capacity() * sizeof(T); }

private:
    std::vector<T> items_;
    std::uint64_t first_;    ///< the number of the first that is not forgotten
    std::size_t stale_ = 0;  ///< forgotten, and still in the way
};

}  // namespace yieldscope
