// What a teacher makes the loop do: stop at breakpoints, run a task next, take one out.
// Runs on the test's thread.
#include "tests/unit/loops.h"

#include "core/watch/model.h"

#include <cstdint>
#include <string>
#include <thread>

namespace yieldscope {
namespace {

Task spawns(Scheduler& scheduler, int count) {
    for (int i = 0; i < count; ++i) scheduler.spawn("child#", yields(1));
    co_yield turn();
}

Task spawns_reader(Scheduler& scheduler, int fd) {
    scheduler.spawn("reader", reads(fd, 1));
    co_yield turn();
}

TEST_F(Loops, a_breakpoint_stops_a_run_and_says_at_which_event) {
    scheduler->spawn("a", yields(20));
    const TaskId b = scheduler->spawn("b", yields(3));
    start();
    const Event set = post({.kind = Kind::set_breakpoint,
                            .breakpoint = {.condition = {.kind = EventKind::finished, .task = b}}},
                           EventKind::break_set);
    EXPECT_EQ(log.text(set.text), "kind:finished task:b");
    const Event hit = post({.kind = Kind::run}, EventKind::break_hit);
    EXPECT_EQ(hit.asked, set.asked) << "the breakpoint's number";
    const Event& at = events[events.size() - 1 - hit.moved];
    EXPECT_EQ(at.kind, EventKind::finished);
    EXPECT_EQ(at.task, b);
    EXPECT_EQ(count(EventKind::resumed), 8) << "a b a b a b a b, and not one more";
}

TEST_F(Loops, a_breakpoint_stops_steps_and_rounds_too) {
    scheduler->spawn("a", yields(20));
    start();
    post({.kind = Kind::set_breakpoint, .breakpoint = {.condition = {.kind = EventKind::resumed}}},
         EventKind::break_set);
    for (const Kind kind : {Kind::steps, Kind::turns, Kind::round}) {
        const int before = count(EventKind::resumed);
        post({.kind = kind, .count = 5}, EventKind::break_hit);
        EXPECT_EQ(count(EventKind::resumed), before + 1);
    }
}

TEST_F(Loops, a_removed_breakpoint_stops_nothing) {
    scheduler->spawn("a", yields(5));
    start();
    const Breakpoint breakpoint{.condition = {.kind = EventKind::resumed}};
    const Event set =
        post({.kind = Kind::set_breakpoint, .breakpoint = breakpoint}, EventKind::break_set);
    post({.kind = Kind::remove_breakpoint, .count = set.asked}, EventKind::break_removed);
    post({.kind = Kind::run}, EventKind::ended);
    EXPECT_EQ(count(EventKind::break_hit), 0);
}

TEST_F(Loops, a_queue_that_becomes_too_long_stops_it_once) {
    for (const char* name : {"a", "b", "c"}) scheduler->spawn(name, yields(3));
    make_readable();
    scheduler->spawn("d", reads(pair.ours, 1));
    start();
    post(
        {.kind = Kind::set_breakpoint, .breakpoint = {.queue = Place::recv_wait, .longer_than = 0}},
        EventKind::break_set);
    post({.kind = Kind::set_breakpoint, .breakpoint = {.queue = Place::ready, .longer_than = 3}},
         EventKind::break_set);
    const Event hit = post({.kind = Kind::run}, EventKind::break_hit);
    EXPECT_EQ(hit.asked, 1U) << "the ready queue was long already";
    EXPECT_EQ(count(EventKind::resumed), 4);
    post({.kind = Kind::run}, EventKind::ended);
    EXPECT_EQ(count(EventKind::break_hit), 1) << "it stays that long for many steps";
}

TEST_F(Loops, a_teacher_plays_scheduler_while_it_stands_still) {
    scheduler->spawn("a", for_ever());
    const TaskId b = scheduler->spawn("b", for_ever());
    const TaskId c = scheduler->spawn("c", for_ever());
    start();
    EXPECT_EQ(post({.kind = Kind::run_next, .task = b}, EventKind::promoted).task, b);
    post({.kind = Kind::steps});
    EXPECT_EQ(events.end()[-4].kind, EventKind::promoted);
    EXPECT_EQ(events.end()[-3].task, b) << "it was resumed next";
    EXPECT_EQ(post({.kind = Kind::cancel, .task = c}, EventKind::cancelled).task, c);
    EXPECT_EQ(
        log.text(post({.kind = Kind::rename, .task = b, .name = "Ana"}, EventKind::renamed).text),
        "Ana");
}

TEST_F(Loops, a_teacher_cancels_a_task_while_the_loop_sleeps_in_its_poll) {
    const TaskId a = scheduler->spawn("a", reads(pair.ours, 1));
    start();
    commands.post({.kind = Kind::run});
    await(EventKind::polling);
    post({.kind = Kind::cancel, .task = a}, EventKind::cancelled);
    await(EventKind::ended);
}

TEST_F(Loops, a_queue_breaks_at_the_event_with_which_it_became_too_long) {
    make_readable();
    scheduler->spawn("a", spawns(*scheduler, 3));
    start();
    post({.kind = Kind::set_breakpoint, .breakpoint = {.longer_than = 1}}, EventKind::break_set);
    const Event hit = post({.kind = Kind::run}, EventKind::break_hit);
    EXPECT_EQ(count(EventKind::spawned), 4) << "all in one step";
    const Event& at = events[events.size() - 1 - hit.moved];
    EXPECT_EQ(at.kind, EventKind::spawned);
    EXPECT_EQ(at.task, 3U) << "the second of the three";
}

Task says_one_thing_and_prints_much(Scheduler& scheduler) {
    scheduler.record({.text = scheduler.intern("why"), .kind = EventKind::refused});
    for (int i = 0; i < 50'000; ++i) scheduler.print("much");
    co_yield turn();
}

// The log holds a third of it; nobody reads meanwhile, and nobody is waited for.
TEST_F(Loops, a_turn_that_makes_more_events_than_the_log_holds_hides_none_from_a_breakpoint) {
    scheduler->spawn("a", says_one_thing_and_prints_much(*scheduler));
    start();
    post({.kind = Kind::set_breakpoint, .breakpoint = {.condition = {.kind = EventKind::refused}}},
         EventKind::break_set);
    log.release_all();
    commands.post({.kind = Kind::steps, .count = 1});
    while (log.size() < 50'000) std::this_thread::yield();
    while (log[log.size() - 1].kind != EventKind::break_hit) std::this_thread::yield();
    const std::uint64_t hit = log.size() - 1;
    EXPECT_EQ(hit - log[hit].moved, 3U) << "spawned, break_set, resumed, refused";
}

TEST_F(Loops, a_turn_that_makes_more_events_than_the_log_holds_hides_none_from_run_until) {
    scheduler->spawn("a", says_one_thing_and_prints_much(*scheduler));
    scheduler->spawn("b", for_ever());
    start();
    log.release_all();
    commands.post({.kind = Kind::until, .condition = {.kind = EventKind::refused}});
    while (log.size() < 50'000) std::this_thread::yield();
    while (log[log.size() - 1].kind != EventKind::stepped) std::this_thread::yield();
    EXPECT_EQ(log[log.size() - 1].moved, 1U) << "it stands still after that turn";
}

TEST_F(Loops, the_end_is_said_as_soon_as_the_last_task_has_gone) {
    scheduler->spawn("a", yields(0));
    start();
    post({.kind = Kind::steps}, EventKind::ended);
    EXPECT_EQ(count(EventKind::finished), 1);
    end();
    EXPECT_EQ(count(EventKind::stepped), 0) << "the end is the stop";
    EXPECT_EQ(count(EventKind::ended), 1);
}

TEST_F(Loops, the_end_is_said_when_a_teacher_cancels_the_last_task) {
    const TaskId a = scheduler->spawn("a", for_ever());
    start();
    post({.kind = Kind::cancel, .task = a}, EventKind::ended);
    end();
    EXPECT_EQ(count(EventKind::ended), 1);
}

TEST_F(Loops, who_is_left_when_the_program_is_ended_is_cancelled_and_then_the_end_is_said) {
    scheduler->spawn("a", for_ever());
    scheduler->spawn("b", reads(pair.ours, 1));
    start();
    post({.kind = Kind::steps, .count = 2});
    end();
    EXPECT_EQ(count(EventKind::cancelled), 2);
    EXPECT_EQ(events.back().kind, EventKind::ended);
    Model last;
    for (const Event& event : events) last.apply(event);
    EXPECT_EQ(last.alive(), 0U);
    EXPECT_EQ(last.run_state(), RunState::ended);
}

TEST_F(Loops, a_queue_that_a_teacher_made_shorter_breaks_when_it_grows_again) {
    scheduler->spawn("a", reads(pair.ours, 1));
    scheduler->spawn("b", for_ever());
    Pair other;
    const TaskId c = scheduler->spawn("c", reads(other.ours, 1));
    Pair third;
    scheduler->spawn("d", spawns_reader(*scheduler, third.ours));
    start();
    post({.kind = Kind::turns, .count = 3});
    post(
        {.kind = Kind::set_breakpoint, .breakpoint = {.queue = Place::recv_wait, .longer_than = 1}},
        EventKind::break_set);
    post({.kind = Kind::cancel, .task = c}, EventKind::cancelled);
    const Event hit = post({.kind = Kind::run}, EventKind::break_hit);
    EXPECT_EQ(events[events.size() - 1 - hit.moved].fd, third.ours);
}

TEST_F(Loops, a_poll_that_only_a_command_interrupted_hits_nothing) {
    const TaskId a = scheduler->spawn("a", reads(pair.ours, 1));
    start();
    post({.kind = Kind::set_breakpoint, .breakpoint = {.condition = {.kind = EventKind::polled}}},
         EventKind::break_set);
    commands.post({.kind = Kind::run});
    await(EventKind::polling);
    post({.kind = Kind::rename, .task = a, .name = "Ana"}, EventKind::renamed);
    EXPECT_EQ(count(EventKind::break_hit), 0);
    make_readable();
    EXPECT_EQ(await(EventKind::break_hit).asked, 1U) << "now the kernel has answered";
}

}  // namespace
}  // namespace yieldscope
