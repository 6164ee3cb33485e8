// The loop on its own thread, commanded from the test's as the screen would. What it did is read
// from the log, by the test as the log's reader; what is waited for is an event, with a deadline.
// The kernel is the real one, the pollers' differences are in poller_test.cpp.
#include "core/socket.h"
#include "tests/unit/loops.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <latch>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

TEST_F(Loops, it_is_paused_at_first_and_does_the_steps_it_is_asked_for) {
    scheduler->spawn("a", for_ever());
    start();
    const Event stepped = post({.kind = Kind::steps, .count = 3});
    EXPECT_EQ(stepped.asked, 3U);
    EXPECT_EQ(stepped.moved, 3U);
    EXPECT_EQ(count(EventKind::resumed), 3);
    post({.kind = Kind::steps});
    EXPECT_EQ(count(EventKind::resumed), 4);
}

TEST_F(Loops, a_poll_is_a_step_and_not_a_turn) {
    make_readable();
    scheduler->spawn("a", reads(pair.ours, 5));
    start();
    EXPECT_EQ(post({.kind = Kind::steps, .count = 2}).moved, 1U);
    const Event stepped = post({.kind = Kind::turns, .count = 2});
    EXPECT_EQ(stepped.asked, 3U) << "turn, poll, turn";
    EXPECT_EQ(stepped.moved, 2U);
}

TEST_F(Loops, a_round_ends_when_the_kernel_would_be_asked) {
    make_readable();
    scheduler->spawn("a", reads(pair.ours, 5));
    scheduler->spawn("b", yields(2));
    start();
    EXPECT_EQ(post({.kind = Kind::round}).moved, 4U) << "a once, b to its end";
    EXPECT_EQ(count(EventKind::polled), 0);
    EXPECT_EQ(post({.kind = Kind::round}).asked, 2U) << "the poll, and a";
    EXPECT_EQ(count(EventKind::polled), 1);
}

TEST_F(Loops, it_runs_until_an_event_matches) {
    scheduler->spawn("a", for_ever());
    const TaskId b = scheduler->spawn("b", yields(2));
    start();
    post({.kind = Kind::until, .condition = {.kind = EventKind::finished, .task = b}});
    EXPECT_EQ(count(EventKind::finished), 1);
    EXPECT_EQ(count(EventKind::resumed), 6) << "a b a b a b, and not one more";
    post({.kind = Kind::until, .condition = {.number = log.size() + 1}});
    EXPECT_EQ(count(EventKind::resumed), 7);
}

TEST_F(Loops, it_runs_until_somebody_uses_a_descriptor) {
    make_readable();
    scheduler->spawn("a", yields(3));
    scheduler->spawn("b", reads(pair.ours, 1));
    start();
    post({.kind = Kind::until, .condition = {.fd = pair.ours}});
    EXPECT_EQ(count(EventKind::parked), 1);
    EXPECT_EQ(count(EventKind::resumed), 2);
}

TEST_F(Loops, it_says_that_it_runs_and_that_it_is_paused) {
    scheduler->spawn("a", for_ever());
    start();
    post({.kind = Kind::run}, EventKind::running);
    const Event paused = post({.kind = Kind::pause}, EventKind::paused);
    EXPECT_EQ(paused.moved, static_cast<std::uint32_t>(count(EventKind::resumed)));
}

TEST_F(Loops, a_pause_while_it_is_paused_is_not_recorded_again) {
    scheduler->spawn("a", for_ever());
    start();
    commands.post({.kind = Kind::pause});
    post({.kind = Kind::steps});
    EXPECT_EQ(count(EventKind::paused), 0);
}

Task pauses_the_loop(Scheduler& scheduler, CommandQueue& commands) {
    co_yield turn();
    commands.post({.kind = Kind::pause});
    scheduler.print("pause!");
    for (;;) co_yield turn();
}

TEST_F(Loops, a_pause_acts_before_the_next_step) {
    scheduler->spawn("a", for_ever());
    scheduler->spawn("b", pauses_the_loop(*scheduler, commands));
    start();
    commands.post({.kind = Kind::run});
    await(EventKind::printed);
    const Event paused = await(EventKind::paused);
    ASSERT_GE(events.size(), 3U);
    EXPECT_EQ(events.end()[-3].kind, EventKind::printed) << "here it was posted";
    EXPECT_EQ(events.end()[-2].kind, EventKind::yielded) << "that turn goes to its end";
    EXPECT_EQ(events.end()[-1].kind, EventKind::paused) << "and nobody is resumed after it";
    EXPECT_EQ(paused.moved, 4U);
}

TEST_F(Loops, steps_that_are_asked_for_twice_add_up) {
    scheduler->spawn("a", for_ever());
    commands.post({.kind = Kind::steps, .count = 2});
    commands.post({.kind = Kind::steps, .count = 3});
    start();
    EXPECT_EQ(await(EventKind::stepped).asked, 5U);
}

TEST_F(Loops, another_command_takes_the_place_of_the_one_before) {
    scheduler->spawn("a", for_ever());
    commands.post({.kind = Kind::run});
    commands.post({.kind = Kind::turns, .count = 2});
    start();
    EXPECT_EQ(await(EventKind::stepped).asked, 2U);
}

TEST_F(Loops, a_command_interrupts_a_poll_that_blocks) {
    scheduler->spawn("a", reads(pair.ours, 1));
    start();
    post({.kind = Kind::run}, EventKind::polling);
    commands.post({.kind = Kind::pause});
    const Event polled = await(EventKind::polled);
    EXPECT_TRUE(polled.interrupted);
    EXPECT_EQ(polled.moved, 0U);
    await(EventKind::paused);
}

TEST_F(Loops, a_poll_that_was_interrupted_is_asked_again_and_was_no_step) {
    scheduler->spawn("a", reads(pair.ours, 2));
    start();
    post({.kind = Kind::steps, .count = 2}, EventKind::polling);
    post({.kind = Kind::steps}, EventKind::polling);
    make_readable();
    EXPECT_EQ(await(EventKind::stepped).asked, 3U) << "turn, poll, turn";
}

TEST_F(Loops, when_no_task_is_left_it_says_so_once) {
    scheduler->spawn("a", yields(1));
    start();
    const Event ended = post({.kind = Kind::steps, .count = 100}, EventKind::ended);
    EXPECT_EQ(ended.asked, 2U);
    commands.post({.kind = Kind::run});
    commands.post({.kind = Kind::steps});
    end();
    EXPECT_EQ(count(EventKind::ended), 1);
    EXPECT_EQ(count(EventKind::running), 0) << "there is nothing left to run";
}

// The screen counts them too and says so; this is for whoever posts without looking.
TEST_F(Loops, takes_no_more_breakpoints_than_its_limit_and_one_again_when_one_is_removed) {
    start();
    const Command set{.kind = Kind::set_breakpoint,
                      .breakpoint = {.condition = {.kind = EventKind::polled}}};
    for (std::size_t i = 0; i < limits::breakpoints; ++i) post(set, EventKind::break_set);
    commands.post(set);
    post({.kind = Kind::remove_breakpoint, .count = 1}, EventKind::break_removed);
    EXPECT_EQ(count(EventKind::break_set), static_cast<int>(limits::breakpoints));
    post(set, EventKind::break_set);
    EXPECT_EQ(count(EventKind::break_set), static_cast<int>(limits::breakpoints) + 1);
}

TEST_F(Loops, quits_while_it_is_paused) {
    scheduler->spawn("a", for_ever());
    start();
    end();
    EXPECT_EQ(count(EventKind::resumed), 0);
}

TEST_F(Loops, quits_while_it_runs) {
    scheduler->spawn("a", for_ever());
    start();
    post({.kind = Kind::run}, EventKind::running);
    await(EventKind::resumed);
    commands.request_quit();
    end();
}

TEST_F(Loops, quits_while_a_poll_blocks) {
    scheduler->spawn("a", reads(pair.ours, 1));
    start();
    post({.kind = Kind::run}, EventKind::polling);
    end();
}

Task runs_until(std::latch& runs, std::latch& may_yield) {
    runs.count_down();
    may_yield.wait();
    co_yield turn();
}

TEST_F(Loops, says_that_it_cannot_end_while_a_task_does_not_yield) {
    std::latch runs(1);
    std::latch may_yield(1);
    scheduler->spawn("a", runs_until(runs, may_yield));
    start();
    commands.post({.kind = Kind::run});
    runs.wait();
    EXPECT_FALSE(loop->ends_within(std::chrono::milliseconds(1)));
    may_yield.count_down();
    EXPECT_TRUE(loop->ends_within(std::chrono::seconds(10)));
    end();
    EXPECT_EQ(count(EventKind::yielded), 1);
}

Task holds(Socket socket) { co_yield recv(socket); }

TEST_F(Loops, the_sockets_close_before_it_is_finished) {
    const int fd = pair.ours;
    scheduler->spawn("a", holds(Socket(*scheduler, pair.ours.release(), "peer")));
    start();
    post({.kind = Kind::run}, EventKind::polling);
    commands.request_quit();
    await(EventKind::closed);
    loop.reset();
    EXPECT_FALSE(is_open(fd));
}

Task sees_signals(bool& blocked) {
    sigset_t mask;
    pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    blocked = sigismember(&mask, SIGINT) == 1 && sigismember(&mask, SIGTERM) == 1;
    co_return;
}

TEST_F(Loops, signals_are_left_to_the_other_threads) {
    bool blocked = false;
    scheduler->spawn("a", sees_signals(blocked));
    start();
    post({.kind = Kind::run}, EventKind::ended);
    EXPECT_TRUE(blocked);
}

TEST_F(Loops, it_waits_for_a_reader_that_is_a_whole_log_behind_and_nothing_is_lost) {
    scheduler->spawn("a", for_ever());
    start();
    commands.post({.kind = Kind::run});
    while (log.size() < log.capacity()) std::this_thread::yield();  // now the loop has to wait
    std::uint64_t resumed = 0;
    std::uint64_t yielded = 0;
    bool waited = false;
    for (std::uint64_t seen = 0; seen < 2 * log.capacity(); log.release_before(seen)) {
        for (const std::uint64_t end = log.size(); seen < end; ++seen) {
            waited |= log[seen].kind == EventKind::waited;
            resumed += log[seen].kind == EventKind::resumed;
            yielded += log[seen].kind == EventKind::yielded;
            ASSERT_TRUE(resumed == yielded || resumed == yielded + 1) << "at event " << seen;
        }
    }
    EXPECT_TRUE(waited);
    EXPECT_GE(resumed + yielded, 2 * log.capacity() - 10)
        << "spawned, running and waited are the others";
}

TEST_F(Loops, quits_while_it_waits_for_the_reader) {
    scheduler->spawn("a", for_ever());
    start();
    commands.post({.kind = Kind::run});
    while (log.size() < log.capacity()) std::this_thread::yield();
    loop.reset();
    EXPECT_TRUE(log.finished());
}

}  // namespace
}  // namespace yieldscope
