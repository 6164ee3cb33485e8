// The clock that events are stamped with: nanoseconds that never go backwards, from the cheapest
// source that is right on this machine. That is the processor's time-stamp counter where the kernel
// keeps its own time by it (so it runs evenly, and the same on every core); a hundred times a
// second it is set right by the steady clock. Elsewhere it is the steady clock. Used on one thread.
#pragma once

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdint>

#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace yieldscope {

struct TimeStampCounter {
    /// Does the kernel trust it? See clocksource in docs.kernel.org/timers/timekeeping.html. False
    /// where there is none.
    static bool is_trusted();

    static std::uint64_t read() {
#if defined(__x86_64__)
        return __rdtsc();
#else
        return 0;
#endif
    }
};

/// The counter counts evenly, at whatever rate; one that is not trusted is not read.
template <typename Counter>
class BasicTickClock {
public:
    /// Begins at 0.
    BasicTickClock() {
        if (trusted_) first_ticks_ = base_ticks_ = Counter::read();
    }

    std::int64_t now_ns() {
        if (!trusted_) return steady_ns();
        const std::uint64_t ticks = Counter::read() - base_ticks_;
        if (ticks >= good_for_ticks_) return set_right();
        const auto passed_ns = static_cast<std::int64_t>(static_cast<double>(ticks) * tick_ns_);
        return last_ns_ = std::max(last_ns_, base_ns_ + passed_ns);
    }

private:
    using Steady = std::chrono::steady_clock;

    static constexpr double set_right_every_ns = 10e6;
    static constexpr std::int64_t first_measure_ns =
        5'000'000;                              // to know a tick to some millionths
    static constexpr int tries = 8;             // to read both clocks at one moment
    static constexpr double difference = 0.01;  // of a tick; that of good clocks is some millionths

    std::int64_t steady_ns() const {
        return std::chrono::nanoseconds(Steady::now() - began_).count();
    }
    std::int64_t set_right();

    const bool trusted_ = Counter::is_trusted();
    const Steady::time_point began_ = Steady::now();
    std::uint64_t first_ticks_ = 0;  ///< since when they agree on the length of a tick
    std::int64_t first_ns_ = 0;
    std::uint64_t base_ticks_ = 0;      ///< when it was last set right
    std::uint64_t good_for_ticks_ = 0;  ///< from then on; 0: it is not known yet how long a tick is
    double tick_ns_ = 0;
    std::int64_t base_ns_ = 0;
    std::int64_t last_ns_ = 0;
};

using TickClock = BasicTickClock<TimeStampCounter>;

// Reads both clocks, and takes the length of a tick from all the time since the beginning. Somebody
// else may run between the two readings: of a few tries the closest one counts. Where the estimate
// was ahead it waits for the steady clock, as time does not go backwards. The counter may go on
// while the machine sleeps, which the steady clock does not, or begin anew after it: from there on
// the two are compared anew, and until they can be a tick is as long as it was.
template <typename Counter>
std::int64_t BasicTickClock<Counter>::set_right() {
    std::int64_t ns = steady_ns();
    if (ns < first_measure_ns) return last_ns_ = std::max(last_ns_, ns);
    std::uint64_t ticks = 0;
    std::uint64_t closest = UINT64_MAX;
    for (int i = 0; i < tries; ++i) {
        const std::uint64_t before = Counter::read();
        const std::int64_t between_ns = steady_ns();
        const std::uint64_t apart = Counter::read() - before;
        if (apart >= closest) continue;
        closest = apart;
        ticks = before + apart / 2;
        ns = between_ns;
    }
    last_ns_ = std::max(last_ns_, ns);
    const auto tick_since = [&](std::uint64_t then_ticks, std::int64_t then_ns) {
        return static_cast<double>(ns - then_ns) / static_cast<double>(ticks - then_ticks);
    };
    const bool agree =
        ticks > base_ticks_ &&
        (tick_ns_ == 0 || std::abs(tick_since(base_ticks_, base_ns_) / tick_ns_ - 1) < difference);
    base_ticks_ = ticks;
    base_ns_ = ns;
    if (agree) {
        tick_ns_ = tick_since(first_ticks_, first_ns_);
        good_for_ticks_ = static_cast<std::uint64_t>(set_right_every_ns / tick_ns_);
    } else {
        first_ticks_ = ticks;
        first_ns_ = ns;
    }
    return last_ns_;
}

}  // namespace yieldscope
