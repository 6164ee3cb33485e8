// What goes wrong stays with the task it happens to: it fails with a sentence, its sockets close,
// and everybody else goes on. Taking tasks out from outside is here too.
// A fake poller stands in for the kernel; the sockets are real, so that one sees them close.
#include "core/scheduler.h"
#include "core/socket.h"

#include "tests/unit/descriptors.h"
#include "tests/unit/stage.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

using Strings = std::vector<std::string>;

Socket make_socket(Stage& stage, Pair& pair) {
    return {stage.scheduler, pair.ours.release(), "peer"};
}

/// Waits as asked, and then holds its socket until it is over.
Task holder(Socket socket, Wait wait) {
    co_yield wait;
    socket.close();
}

Task thrower(Socket, int at_step, bool an_exception) {
    for (int step = 0; step <= 2; ++step) {
        if (step == at_step && an_exception) throw std::runtime_error("out of cheese");
        if (step == at_step) throw 42;
        if (step < 2) co_yield turn();
    }
}

TEST(SchedulerFailure, a_task_that_throws_at_any_step_fails_alone_and_its_socket_closes) {
    for (const int step : {0, 1, 2}) {
        for (const bool an_exception : {true, false}) {
            SCOPED_TRACE(testing::Message()
                         << "step " << step << ", an exception: " << an_exception);
            Stage stage;
            Pair pair;
            const int fd = pair.ours;
            const TaskId bad =
                stage.scheduler.spawn("bad", thrower(make_socket(stage, pair), step, an_exception));
            stage.spawn('a', {turn(), turn(), turn()});
            stage.scheduler.run();
            EXPECT_EQ(stage.turns, "aaaa") << "the others go on";
            EXPECT_TRUE(stage.sink.story(bad).ends_with(" closed failed"));
            EXPECT_FALSE(is_open(fd));
            EXPECT_EQ(
                stage.sink.text(stage.sink.last(EventKind::failed)),
                an_exception ? "out of cheese" : "it threw something that is not an exception");
            EXPECT_EQ(stage.sink.texts(EventKind::printed).front().substr(0, 13), "Task failed: ");
        }
    }
}

TEST(SchedulerFailure, the_second_task_that_waits_for_a_socket_fails_and_the_first_is_untouched) {
    for (const Reason reason : {Reason::recv, Reason::send}) {
        Stage stage;
        const Wait wait{reason, 7};
        const TaskId first = stage.spawn('a', {wait});
        const TaskId second = stage.spawn('b', {wait});
        stage.steps(2);
        EXPECT_EQ(stage.sink.last(EventKind::failed).task, second);
        EXPECT_EQ(stage.sink.text(stage.sink.last(EventKind::failed)),
                  "another task already waits in " + std::string(name_of(reason)) +
                      "_wait for descriptor 7");
        EXPECT_EQ(stage.sink.story(first), "spawned resumed yielded parked");
        stage.poll({{7, true, true}});
        stage.run_ready();
        EXPECT_EQ(stage.turns,
                  "ab"
                  "a");
    }
}

TEST(SchedulerFailure, waiting_for_a_socket_that_is_not_open_fails_that_task) {
    Stage stage;
    stage.spawn('a', {recv(Socket())});
    stage.spawn('b', {send(Socket())});
    stage.spawn('c', {turn()});
    stage.scheduler.run();
    EXPECT_EQ(stage.sink.texts(EventKind::failed),
              (Strings{"recv of a socket that is not open", "send of a socket that is not open"}));
    EXPECT_EQ(stage.turns, "abcc");
}

TEST(SchedulerFailure, a_socket_that_the_poller_refuses_fails_that_task_alone) {
    Stage stage;
    stage.poller.refused_fd = 2000;
    const TaskId a = stage.spawn('a', {recv(2000)});
    const TaskId b = stage.spawn('b', {recv(7)});
    stage.steps(2);
    EXPECT_EQ(stage.sink.story(a), "spawned resumed yielded failed");
    EXPECT_EQ(stage.sink.text(stage.sink.last(EventKind::failed)),
              "the fake cannot watch this one");
    EXPECT_EQ(stage.sink.story(b), "spawned resumed yielded parked");
}

Task closer(Socket& socket, std::string& turns) {
    socket.close();
    turns += 'c';
    co_yield turn();
    turns += 'c';
}

TEST(SchedulerFailure, closing_a_socket_fails_the_tasks_that_wait_for_it) {
    Stage stage;
    Pair pair;
    Socket socket = make_socket(stage, pair);
    const std::string number = std::to_string(socket.fd());
    stage.spawn('a', {recv(socket)});
    stage.spawn('b', {send(socket)});
    stage.scheduler.spawn("closer", closer(socket, stage.turns));
    stage.run_ready();
    const std::string error = "descriptor " + number + " was closed while it waited for it";
    EXPECT_EQ(stage.sink.texts(EventKind::failed), (Strings{error, error}));
    EXPECT_EQ(stage.turns, "abcc");
    EXPECT_TRUE(stage.poller.watched.empty());
    EXPECT_FALSE(stage.scheduler.has_tasks());
}

// The socket lives in the frame of the very task that fails because of it.
Task lender(Socket own, Socket*& lent) {
    lent = &own;
    co_yield recv(own);
}

Task borrower(Socket*& borrowed) {
    borrowed->close();
    co_return;
}

TEST(SchedulerFailure, a_task_may_close_the_socket_of_another_that_waits_for_it) {
    Stage stage;
    Pair pair;
    Socket* socket = nullptr;
    const TaskId owner = stage.scheduler.spawn("lender", lender(make_socket(stage, pair), socket));
    const TaskId other = stage.scheduler.spawn("borrower", borrower(socket));
    stage.run_ready();
    EXPECT_EQ(stage.sink.story(owner), "spawned resumed yielded parked failed");
    EXPECT_EQ(stage.sink.story(other), "spawned resumed closed finished");
}

struct Cancelled : testing::TestWithParam<Wait> {
    Stage stage;
    Pair pair;
    const int fd = pair.ours;

    /// A task that is in the place that GetParam().reason leads to, and holds a socket.
    TaskId parked() {
        const TaskId id = stage.scheduler.spawn(
            "held",
            holder(make_socket(stage, pair), {GetParam().reason, GetParam().fd < 0 ? -1 : fd}));
        stage.steps(1);
        return id;
    }
};

TEST_P(Cancelled, a_task_leaves_its_place_and_its_socket_closes) {
    const TaskId held = parked();
    stage.spawn('a');
    EXPECT_TRUE(stage.scheduler.cancel(held));
    EXPECT_TRUE(stage.sink.story(held).ends_with(" closed cancelled"));
    EXPECT_FALSE(is_open(fd));
    EXPECT_TRUE(stage.poller.watched.empty());
    stage.scheduler.run();
    EXPECT_EQ(stage.turns, "a") << "the others go on";
}

TEST_P(Cancelled, a_task_cannot_be_cancelled_twice) {
    const TaskId held = parked();
    EXPECT_TRUE(stage.scheduler.cancel(held));
    EXPECT_FALSE(stage.scheduler.cancel(held));
}

TEST_P(Cancelled, its_socket_number_can_be_waited_for_again) {
    stage.scheduler.cancel(parked());
    const TaskId next = stage.spawn('a', {{GetParam().reason, fd}});
    stage.steps(1);
    EXPECT_TRUE(stage.sink.story(next).starts_with("spawned resumed yielded"));
    EXPECT_EQ(stage.sink.count(EventKind::failed), 0U);
}

TEST_P(Cancelled, nobody_prints_task_done) {
    stage.scheduler.cancel(parked());
    EXPECT_EQ(stage.sink.count(EventKind::printed), 0U);
    EXPECT_EQ(stage.sink.count(EventKind::finished), 0U);
}

INSTANTIATE_TEST_SUITE_P(InEachPlace, Cancelled,
                         testing::Values(Wait{Reason::turn, -1}, Wait{Reason::recv, 0},
                                         Wait{Reason::send, 0}),
                         [](const auto& place) {
                             return std::string(name_of(place.param.reason));
                         });

TEST(SchedulerFailure, nobody_of_that_id_cannot_be_cancelled) {
    Stage stage;
    stage.spawn('a');
    EXPECT_FALSE(stage.scheduler.cancel(99));
    EXPECT_FALSE(stage.scheduler.cancel(0));
}

Task cancels_itself(Stage& stage, bool& cancelled) {
    cancelled = stage.scheduler.cancel(1);
    co_yield turn();
}

TEST(SchedulerFailure, a_task_that_runs_cannot_be_cancelled) {
    Stage stage;
    bool cancelled = true;
    stage.scheduler.spawn("self", cancels_itself(stage, cancelled));
    stage.scheduler.run();
    EXPECT_FALSE(cancelled);
    EXPECT_EQ(stage.sink.count(EventKind::finished), 1U);
}

TEST(SchedulerFailure, cancelling_a_task_fails_whoever_waits_for_its_socket_and_so_on) {
    Stage stage;
    Pair first;
    Pair second;
    const int first_fd = first.ours;
    const int second_fd = second.ours;
    const TaskId a = stage.scheduler.spawn("a", holder(make_socket(stage, first), turn()));
    stage.scheduler.spawn("b", holder(make_socket(stage, second), recv(first_fd)));
    stage.spawn('c', {send(second_fd)});
    stage.steps(3);
    stage.scheduler.cancel(a);
    EXPECT_EQ(stage.sink.count(EventKind::failed), 2U);
    EXPECT_FALSE(stage.scheduler.has_tasks());
}

TEST(SchedulerFailure, a_scheduler_that_goes_closes_the_sockets_of_all_its_tasks) {
    RecordingSink sink;
    std::vector<int> fds;
    {
        Scheduler scheduler(std::make_unique<FakePoller>(), sink);
        for (const Reason reason : {Reason::turn, Reason::recv, Reason::send}) {
            Pair pair;
            const int fd = fds.emplace_back(pair.ours.release());
            scheduler.spawn("held", holder(Socket(scheduler, fd, "peer"),
                                           {reason, reason == Reason::turn ? -1 : fd}));
        }
        for (int i = 0; i < 3; ++i) scheduler.step();
        EXPECT_EQ(scheduler.ready().size(), 1U);
        EXPECT_EQ(scheduler.recv_wait().size(), 1U);
        EXPECT_EQ(scheduler.send_wait().size(), 1U);
    }
    EXPECT_EQ(sink.count(EventKind::closed), 3U);
    EXPECT_EQ(sink.count(EventKind::failed) + sink.count(EventKind::finished), 0U);
    for (const int fd : fds) EXPECT_FALSE(is_open(fd));
}

}  // namespace
}  // namespace yieldscope
