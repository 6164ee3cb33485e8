// The clock that stamps events: never backwards, and never far from the steady clock, also with a
// counter that misbehaves. Each on the test's thread.
#include "core/watch/tick_clock.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <utility>

namespace yieldscope {
namespace {

using Steady = std::chrono::steady_clock;

std::int64_t ns(Steady::duration passed) { return std::chrono::nanoseconds(passed).count(); }

std::uint64_t steady_ns() {
    return static_cast<std::uint64_t>(ns(Steady::now().time_since_epoch()));
}

/// Asks a new one for a while, until well after it has been set right for the first time. In
/// between something happens.
template <typename Clock>
void expect_right(void (*happens)() = nullptr) {
    constexpr std::int64_t off_ns = 1'000'000;  // of a tick that was measured in a few milliseconds
    const auto not_before = Steady::now();
    Clock clock;
    const auto not_after = Steady::now();
    std::int64_t last = 0;
    while (last < 60'000'000) {
        const auto before = Steady::now();
        const std::int64_t now = clock.now_ns();
        const auto after = Steady::now();
        ASSERT_GE(now, last) << "backwards";
        ASSERT_GE(now, ns(before - not_after) - off_ns);
        ASSERT_LE(now, ns(after - not_before) + off_ns);
        last = now;
        if (happens && now > 25'000'000) std::exchange(happens, nullptr)();
    }
}

struct Untrusted {
    static bool is_trusted() { return false; }
    static std::uint64_t read() { return 0; }
};

struct Slow {
    static bool is_trusted() { return true; }
    static std::uint64_t read() { return steady_ns() / 40; }
};

struct Stumbling {
    static bool is_trusted() { return true; }
    static std::uint64_t read() {
        static std::uint64_t calls = 0;
        return ++calls % 100 == 0 ? steady_ns() - 300'000 : steady_ns();
    }
};

/// Its machine sleeps, for which the steady clock stands still.
struct Sleeping {
    static inline std::uint64_t ahead_ns = 0;
    static bool is_trusted() { return true; }
    static std::uint64_t read() { return steady_ns() + ahead_ns; }
};

TEST(TickClock, follows_the_steady_clock_and_never_goes_backwards) { expect_right<TickClock>(); }

TEST(TickClock, is_the_steady_clock_where_no_counter_is_trusted) {
    expect_right<BasicTickClock<Untrusted>>();
}

TEST(TickClock, learns_how_long_a_tick_is) { expect_right<BasicTickClock<Slow>>(); }

TEST(TickClock, does_not_go_backwards_when_its_counter_does) {
    expect_right<BasicTickClock<Stumbling>>();
}

TEST(TickClock, is_right_after_the_machine_has_slept) {
    expect_right<BasicTickClock<Sleeping>>([] { Sleeping::ahead_ns = 3'600'000'000'000; });
}

TEST(TickClock, is_right_when_its_counter_has_begun_anew) {
    expect_right<BasicTickClock<Sleeping>>([] { Sleeping::ahead_ns = 0 - steady_ns() / 2; });
}

}  // namespace
}  // namespace yieldscope
