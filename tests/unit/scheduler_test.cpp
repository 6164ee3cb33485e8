// The law of the scheduler: who runs next, when the kernel is asked, and in which order it wakes
// them. A fake poller stands in for the kernel, so every test is exact.
// What happens when something goes wrong is in scheduler_failure_test.cpp.
#include "core/scheduler.h"

#include "tests/unit/stage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <type_traits>
#include <vector>

namespace yieldscope {
namespace {

using Strings = std::vector<std::string>;

static_assert(!std::is_copy_constructible_v<Task> && std::is_move_constructible_v<Task>);
template <typename Promise>
concept may_await = requires(Promise promise) {
    promise.await_transform(0);
};
static_assert(!may_await<Task::promise_type>, "a task yields; it does not await");

TEST(Scheduler, tasks_run_first_in_first_out) {
    Stage stage;
    stage.spawn('a', {turn(), turn()});
    stage.spawn('b', {turn(), turn()});
    stage.spawn('c', {turn(), turn()});
    stage.scheduler.run();
    EXPECT_EQ(stage.turns, "abcabcabc");
}

TEST(Scheduler, one_step_is_one_turn_or_one_poll) {
    Stage stage;
    stage.spawn('a', {recv(7)});
    EXPECT_EQ(stage.scheduler.step(), Step::turn);
    EXPECT_EQ(stage.poll({{7, true, false}}), Step::poll);
    EXPECT_EQ(stage.turns, "a");
    EXPECT_EQ(stage.scheduler.step(), Step::turn);
    EXPECT_EQ(stage.turns, "aa");
}

TEST(Scheduler, a_bare_yield_goes_to_the_back_of_the_ready_queue) {
    Stage stage;
    stage.spawn('a', {turn()});
    stage.spawn('b');
    stage.spawn('c');
    stage.scheduler.run();
    EXPECT_EQ(stage.turns, "abca");
}

Task parent(Stage& stage) {
    stage.spawn('c');
    stage.turns += 'p';
    co_yield turn();
    stage.turns += 'p';
}

TEST(Scheduler, a_spawned_task_joins_the_back_of_the_ready_queue) {
    Stage stage;
    stage.scheduler.spawn("parent", parent(stage));
    stage.spawn('b');
    stage.scheduler.run();
    EXPECT_EQ(stage.turns, "pbcp");
}

TEST(Scheduler, a_task_knows_who_spawned_it) {
    Stage stage;
    const TaskId spawner = stage.scheduler.spawn("parent", parent(stage));
    EXPECT_EQ(stage.sink.last(EventKind::spawned).other, 0U);
    stage.steps(1);
    EXPECT_EQ(stage.sink.last(EventKind::spawned).other, spawner);
}

TEST(Scheduler, a_task_does_not_run_before_its_first_step) {
    Stage stage;
    stage.spawn('a');
    EXPECT_EQ(stage.turns, "");
}

TEST(Scheduler, the_kernel_is_asked_only_when_nobody_is_ready) {
    Stage stage;
    stage.spawn('a', {recv(7)});
    stage.spawn('b', {turn(), turn(), turn()});
    stage.poller.ready = {{7, true, false}};
    stage.steps(5);
    EXPECT_EQ(stage.turns, "abbbb") << "a task that never waits starves the sockets";
    EXPECT_EQ(stage.poller.waits, 0);
    stage.steps(1);
    EXPECT_EQ(stage.poller.waits, 1);
}

TEST(Scheduler, a_task_parked_on_recv_runs_only_after_its_socket_is_readable) {
    Stage stage;
    stage.spawn('a', {recv(7)});
    stage.steps(1);
    EXPECT_EQ(stage.poll({}), Step::nothing);
    EXPECT_EQ(stage.poll({{7, false, true}}), Step::nothing)
        << "room to write is not what it waits for";
    EXPECT_EQ(stage.poll({{8, true, true}}), Step::nothing) << "nor is another socket";
    EXPECT_EQ(stage.turns, "a");
    EXPECT_EQ(stage.poll({{7, true, false}}), Step::poll);
    stage.steps(1);
    EXPECT_EQ(stage.turns, "aa");
}

TEST(Scheduler, a_task_parked_on_send_runs_only_after_its_socket_is_writable) {
    Stage stage;
    stage.spawn('a', {send(7)});
    stage.steps(1);
    EXPECT_EQ(stage.poll({{7, true, false}}), Step::nothing);
    EXPECT_EQ(stage.poll({{7, false, true}}), Step::poll);
    stage.steps(1);
    EXPECT_EQ(stage.turns, "aa");
}

TEST(Scheduler, a_wait_is_good_for_one_wake_up) {
    Stage stage;
    stage.spawn('a', {recv(7), turn()});
    stage.steps(1);
    EXPECT_EQ(stage.scheduler.recv_wait().size(), 1U);
    stage.poll({{7, true, false}});
    EXPECT_TRUE(stage.scheduler.recv_wait().empty());
    EXPECT_TRUE(stage.poller.watched.empty());
    stage.run_ready();
    EXPECT_EQ(stage.poller.waits, 1);
}

TEST(Scheduler, wakes_in_the_order_of_parking_readers_first_whatever_the_kernel_says_first) {
    std::vector<Readiness> ready = {
        {1, false, true}, {2, true, false}, {3, true, false}, {4, false, true}};
    do {
        Stage stage;
        stage.spawn('a', {send(4)});
        stage.spawn('b', {recv(3)});
        stage.spawn('c', {recv(2)});
        stage.spawn('d', {send(1)});
        stage.steps(4);
        stage.poll(ready);
        stage.run_ready();
        ASSERT_EQ(stage.turns,
                  "abcd"
                  "bcad");
    } while (std::next_permutation(ready.begin(), ready.end(),
                                   [](const auto& a, const auto& b) { return a.fd < b.fd; }));
}

TEST(Scheduler, who_parks_again_is_woken_after_those_who_still_wait) {
    Stage stage;
    stage.spawn('a', {recv(3), recv(3)});
    stage.spawn('b', {recv(2)});
    stage.steps(2);
    stage.poll({{3, true, false}});
    stage.steps(1);
    stage.poll({{3, true, false}, {2, true, false}});
    stage.run_ready();
    EXPECT_EQ(stage.turns,
              "ab"
              "a"
              "ba");
}

TEST(Scheduler, two_tasks_may_wait_for_one_socket_in_different_directions) {
    Stage stage;
    stage.spawn('a', {send(7)});
    stage.spawn('b', {recv(7)});
    stage.steps(2);
    stage.poll({{7, true, true}});
    stage.run_ready();
    EXPECT_EQ(stage.turns,
              "ab"
              "ba");
}

TEST(Scheduler, one_direction_of_a_socket_wakes_only_the_task_that_waits_for_it) {
    Stage stage;
    stage.spawn('a', {send(7)});
    stage.spawn('b', {recv(7)});
    stage.steps(2);
    stage.poll({{7, false, true}});
    stage.run_ready();
    EXPECT_EQ(stage.turns,
              "ab"
              "a");
    EXPECT_NE(stage.scheduler.recv_wait().find(7), nullptr);
}

TEST(Scheduler, run_ends_when_no_task_is_left) {
    Stage stage;
    EXPECT_FALSE(stage.scheduler.has_tasks());
    stage.spawn('a', {recv(7)});
    stage.spawn('b', {send(8)});
    stage.poller.ready = {{7, true, true}, {8, true, true}};
    stage.scheduler.run();
    EXPECT_FALSE(stage.scheduler.has_tasks());
    EXPECT_EQ(stage.turns, "abab");
}

TEST(Scheduler, prints_task_done_when_a_task_has_run_to_its_end) {
    Stage stage;
    const TaskId a = stage.spawn('a');
    stage.steps(1);
    EXPECT_EQ(stage.sink.story(a), "spawned resumed finished");
    EXPECT_EQ(stage.sink.text(stage.sink.last(EventKind::printed)), "Task done");
    EXPECT_EQ(stage.sink.last(EventKind::printed).task, 0U) << "it is the scheduler who prints it";
}

TEST(Scheduler, records_every_move_of_a_task_in_order) {
    Stage stage;
    const TaskId a = stage.spawn('a', {recv(7), turn()});
    stage.poller.ready = {{7, true, false}};
    stage.scheduler.run();
    EXPECT_EQ(stage.sink.story(a),
              "spawned resumed yielded parked woken resumed yielded resumed finished");
}

TEST(Scheduler, records_how_many_are_watched_and_how_many_are_ready) {
    Stage stage;
    stage.spawn('a', {recv(7)});
    stage.spawn('b', {send(7)});
    stage.spawn('c', {recv(8)});
    stage.steps(3);
    stage.poll({{7, true, true}});
    EXPECT_EQ(stage.sink.text(stage.sink.last(EventKind::polling)), "fake");
    EXPECT_EQ(stage.sink.last(EventKind::polling).asked, 3U);
    EXPECT_EQ(stage.sink.last(EventKind::polled).moved, 2U);
    EXPECT_FALSE(stage.sink.last(EventKind::polled).interrupted);
}

TEST(Scheduler, a_poll_that_a_command_interrupted_says_so) {
    Stage stage;
    stage.spawn('a', {recv(7)});
    stage.steps(1);
    EXPECT_EQ(stage.poll({}), Step::nothing);
    EXPECT_TRUE(stage.sink.last(EventKind::polled).interrupted);
}

TEST(Scheduler, a_teacher_puts_a_ready_task_at_the_head_of_the_ready_queue) {
    Stage stage;
    stage.spawn('a', {turn()});
    stage.spawn('b', {turn()});
    const TaskId c = stage.spawn('c', {turn()});
    EXPECT_TRUE(stage.scheduler.run_next(c));
    EXPECT_EQ(stage.sink.last(EventKind::promoted).task, c);
    stage.steps(3);
    EXPECT_EQ(stage.turns, "cab");
}

TEST(Scheduler, only_a_ready_task_can_be_run_next) {
    Stage stage;
    const TaskId waits = stage.spawn('a', {recv(7)});
    stage.steps(1);
    EXPECT_FALSE(stage.scheduler.run_next(waits));
    EXPECT_FALSE(stage.scheduler.run_next(waits + 1)) << "there is nobody of that number";
    EXPECT_EQ(stage.sink.count(EventKind::promoted), 0U);
}

TEST(Scheduler, a_teacher_gives_a_task_another_name) {
    Stage stage;
    const TaskId a = stage.spawn('a', {recv(7)});
    EXPECT_TRUE(stage.scheduler.rename(a, "Ana"));
    EXPECT_EQ(stage.sink.last(EventKind::renamed).task, a);
    EXPECT_EQ(stage.sink.text(stage.sink.last(EventKind::renamed)), "Ana");
    EXPECT_FALSE(stage.scheduler.rename(a + 1, "Nobody"));
}

Task three_yields() {
    co_yield turn();
    co_yield recv(7);
    co_yield send(7);
}
constexpr unsigned line_of_the_first = __LINE__ - 4;

TEST(Scheduler, a_yield_is_recorded_with_its_own_source_line) {
    Stage stage;
    stage.scheduler.spawn("three", three_yields());
    stage.poller.ready = {{7, true, false}};
    for (unsigned i = 0; i < 3; ++i) {
        while (stage.sink.count(EventKind::yielded) <= i) stage.scheduler.step();
        EXPECT_EQ(stage.sink.last(EventKind::yielded).line, line_of_the_first + i);
        EXPECT_EQ(stage.sink.file(stage.sink.last(EventKind::yielded)),
                  "tests/unit/scheduler_test.cpp");
    }
}

}  // namespace
}  // namespace yieldscope
