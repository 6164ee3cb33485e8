// Random numbers that are the same for a seed with every compiler and library (splitmix64). What
// must not disturb each other draws from streams of its own. Plain values; any thread.
#pragma once

#include <cstdint>

namespace yieldscope::simulation {

class Random {
public:
    Random(std::uint64_t seed, std::uint64_t stream) : state_(seed * 0x10001 + stream) { next(); }

    std::uint64_t next() {
        std::uint64_t mixed = state_ += 0x9e3779b97f4a7c15;
        mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    std::uint64_t below(std::uint64_t end) { return next() % end; }
    std::uint64_t between(std::uint64_t first, std::uint64_t last) {
        return first + below(last - first + 1);
    }
    /// Once in so many times; 0: never.
    bool one_in(std::uint64_t times) { return times > 0 && below(times) == 0; }

private:
    std::uint64_t state_;
};

}  // namespace yieldscope::simulation
