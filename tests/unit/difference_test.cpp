// The first difference between two logs.
// The logs are written by real schedulers over a fake kernel, or event by event.
#include "core/watch/difference.h"

#include "tests/unit/random_world.h"

#include <gtest/gtest.h>

namespace yieldscope {
namespace {

/// The program of a seed after so many steps.
struct Played {
    World world;
    History history{world.log};

    explicit Played(unsigned seed, int steps = 300) : world(seed) {
        for (int i = 0; i < 6; ++i) world.spawn();
        more(steps);
    }
    void more(int steps) {
        for (int i = 0; i < steps; ++i) world.step();
        history.update();
    }
    void log(const Event& event) {
        world.log.append(event);
        history.update();
    }
};

Difference compared(const Played& a, const Played& b) {
    Difference difference;
    while (!difference.finished()) difference.update(a.history, b.history, true);
    return difference;
}

TEST(Difference, two_runs_of_the_same_program_do_not_differ) {
    for (unsigned seed = 0; seed < 20; ++seed)
        EXPECT_FALSE(compared(Played(seed), Played(seed)).first()) << seed;
}

TEST(Difference, is_where_one_did_something_else) {
    Played a(1, 40);
    Played b(1, 40);
    const Difference::Pair end{a.history.size(), b.history.size()};
    a.log({.task = 1, .moved = 3, .kind = EventKind::received});
    b.log({.task = 1, .moved = 4, .kind = EventKind::received});
    a.more(20);
    b.more(20);
    EXPECT_EQ(compared(a, b).first(), end);
}

TEST(Difference, other_bytes_of_the_same_number_are_one) {
    Played a(1, 40);
    Played b(1, 40);
    const Difference::Pair end{a.history.size(), b.history.size()};
    Event hello{.task = 1, .moved = 5, .kind = EventKind::received};
    hello.preview_size = 5;
    hello.preview = {'h', 'e', 'l', 'l', 'o'};
    a.log(hello);
    hello.preview[1] = 'a';
    b.log(hello);
    EXPECT_EQ(compared(a, b).first(), end);
}

TEST(Difference, is_where_one_ended_before_the_other) {
    const Played a(2, 40);
    const Played b(2, 60);
    EXPECT_EQ(compared(a, b).first(), (Difference::Pair{a.history.size(), a.history.size()}));
}

TEST(Difference, what_a_teacher_does_to_the_controls_is_none) {
    Played a(3, 0);
    const Played b(3, 40);
    for (int i = 0; i < 40; ++i) {
        a.log({.asked = 1, .kind = EventKind::stepped});
        a.more(1);
    }
    EXPECT_FALSE(compared(a, b).first());
}

TEST(Difference, descriptors_ports_and_time_are_none) {
    EventLog log_a(0);
    EventLog log_b(0);
    const auto same = [&](Event a, const char* text_a, Event b, const char* text_b) {
        a.text = log_a.intern(text_a);
        b.text = log_b.intern(text_b);
        return same_deed(a, log_a, b, log_b);
    };
    log_b.intern("so that the ids of texts differ");
    constexpr auto printed = EventKind::printed;
    EXPECT_TRUE(same({.time_ns = 1, .fd = 5, .kind = EventKind::accepted}, "127.0.0.1:5000",
                     {.time_ns = 2, .fd = 6, .kind = EventKind::accepted}, "127.0.0.1:6000"));
    EXPECT_TRUE(same({.kind = printed}, "Connection from 127.0.0.1:5000", {.kind = printed},
                     "Connection from 127.0.0.1:6000"));
    EXPECT_FALSE(same({.kind = printed}, "Connection from a", {.kind = printed}, "Good-bye"));
    EXPECT_FALSE(same({.kind = printed}, "T minus 5", {.kind = printed}, "T minus 4"));
}

TEST(Difference, waits_for_what_may_still_come) {
    Played a(4, 40);
    const Played b(4, 60);
    Difference difference;
    difference.update(a.history, b.history, false);
    EXPECT_FALSE(difference.finished());
    a.more(20);
    difference.update(a.history, b.history, true);
    EXPECT_TRUE(difference.finished());
    EXPECT_FALSE(difference.first());
}

TEST(Difference, a_long_comparison_is_done_a_little_at_a_time) {
    Played a(5, 0);
    Played b(5, 0);
    for (std::uint64_t i = 0; i < Difference::events_per_update + 10; ++i) {
        a.world.log.append({.task = 1, .kind = EventKind::printed});
        b.world.log.append({.task = 1, .kind = EventKind::printed});
        a.history.update();
        b.history.update();
    }
    Difference difference;
    for (int updates = 0; !difference.finished(); ++updates) {
        ASSERT_LT(updates, 3);
        difference.update(a.history, b.history, true);
    }
    EXPECT_FALSE(difference.first());
}

}  // namespace
}  // namespace yieldscope
