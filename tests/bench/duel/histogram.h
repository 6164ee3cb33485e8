// How long things took, counted: 64 equal steps in every doubling, so that a percentile is at most
// 1/64 too high, whatever its size, and counting one is an addition.
// Owned by the load; one thread.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>

class Histogram {
public:
    void add(std::uint64_t value_ns) {
        ++counts_[slot_of(value_ns)];
        ++total_;
        max_ns_ = std::max(max_ns_, value_ns);
    }

    // What this share of all (0 to 1) took at most; 0 if there are none.
    std::uint64_t percentile(double share) const {
        const auto wanted = static_cast<std::uint64_t>(share * static_cast<double>(total_));
        std::uint64_t seen = 0;
        for (std::size_t slot = 0; slot < slots; ++slot) {
            seen += counts_[slot];
            if (seen > wanted) return std::min(upper_end(slot), max_ns_);
        }
        return max_ns_;
    }

    std::uint64_t max() const { return max_ns_; }

private:
    static constexpr unsigned step_bits = 6;
    static constexpr std::size_t steps = 1 << step_bits;
    static constexpr std::size_t slots = (64 - step_bits + 1) * steps;

    // Below 64 a slot is a value; from there on a slot is a value's first seven bits and its size.
    static std::size_t slot_of(std::uint64_t value) {
        if (value < steps) return static_cast<std::size_t>(value);
        const auto shift = static_cast<unsigned>(std::bit_width(value)) - step_bits - 1;
        return (shift + 1) * steps + static_cast<std::size_t>((value >> shift) - steps);
    }

    static std::uint64_t upper_end(std::size_t slot) {
        if (slot < steps) return slot;
        const std::size_t shift = slot / steps - 1;
        const std::uint64_t first = (slot % steps + steps);
        return ((first + 1) << shift) - 1;
    }

    std::array<std::uint64_t, slots> counts_{};
    std::uint64_t total_ = 0;
    std::uint64_t max_ns_ = 0;
};
