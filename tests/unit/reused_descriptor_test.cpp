// A descriptor that is closed and opened again while those who were ready in the same answer of the
// kernel still have their turns: whoever waits for the new one is not woken for the old.
// The test takes the scheduler's steps. Real descriptors, each poller.
#include "core/programs/program.h"
#include "core/scheduler.h"
#include "tests/unit/client.h"
#include "tests/unit/recording_sink.h"

#include <gtest/gtest.h>

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

struct ReusedDescriptor : testing::TestWithParam<const char*> {
    RecordingSink sink;
    Scheduler scheduler{make_poller(GetParam(), -1), sink};
    Pair old_pair;
    Pair new_pair;
    const int number = old_pair.ours;
    std::string heard;

    Socket old_socket() { return {scheduler, old_pair.ours.release(), "old"}; }

    /// A descriptor that is good for something else, and has the number of the one that has gone.
    Socket new_socket() {
        const int fd = ::fcntl(new_pair.ours, F_DUPFD_CLOEXEC, number);
        EXPECT_EQ(fd, number);
        return {scheduler, fd, "new"};
    }

    void run_ready() {
        while (scheduler.has_ready()) scheduler.step();
    }

    /// Asks the kernel once, and lets all have their turns; how many were ready.
    unsigned round() {
        EXPECT_EQ(scheduler.step(deadline_ms), Step::poll);
        run_ready();
        return sink.last(EventKind::polled).moved;
    }

    void expect_that_only_the_new_one_wakes() {
        EXPECT_EQ(scheduler.step(0), Step::nothing);
        EXPECT_EQ(::send(new_pair.theirs, "new", 3, 0), 3);
        EXPECT_EQ(round(), 1U);
        EXPECT_EQ(heard, "new");
    }
};

// The kernel gives the next connection the number of the one that was closed just before.
TEST_P(ReusedDescriptor, who_comes_as_another_goes_is_not_taken_for_that_one) {
    const std::string address = start_echo(scheduler, {});
    Client goes(address);
    run_ready();
    EXPECT_EQ(round(), 1U);
    const int fd = sink.last(EventKind::accepted).fd;
    Client stays(address);  // so the listener has its turn after the one that goes
    EXPECT_EQ(round(), 1U);

    goes.close();
    Client comes(address);
    ASSERT_TRUE(becomes_readable(fd) && becomes_readable(sink.last(EventKind::listening).fd));
    EXPECT_EQ(round(), 2U);
    EXPECT_EQ(sink.count(EventKind::finished), 1U);
    ASSERT_EQ(sink.last(EventKind::accepted).fd, fd);
    EXPECT_EQ(scheduler.step(0), Step::nothing);
    comes.say("new");
    for (int turns = 0; turns < 2; ++turns) EXPECT_EQ(round(), 1U);  // it reads; it writes
    EXPECT_EQ(comes.hear(7), "GOT:new");
}

Task reader(Socket own, std::string& heard) {
    co_yield recv(own);
    std::array<char, 10> buffer;
    heard = own.receive(buffer).value_or("nothing");
}

/// Does not read what there is, but waits for another socket of the same number.
Task changer(ReusedDescriptor& test, Socket own, Reason reason) {
    co_yield recv(own);
    own.close();
    own = test.new_socket();
    co_yield {reason, own.fd()};
    std::array<char, 10> buffer;
    test.heard = own.receive(buffer).value_or("nothing");
}

TEST_P(ReusedDescriptor, who_waits_for_a_new_socket_of_the_same_number_is_not_woken_for_the_old) {
    Pair other;
    std::string other_heard;
    scheduler.spawn("changer", changer(*this, old_socket(), Reason::recv));
    scheduler.spawn("reader",
                    reader(Socket(scheduler, other.ours.release(), "other"), other_heard));
    run_ready();
    EXPECT_EQ(::send(old_pair.theirs, "old", 3, 0), 3);
    EXPECT_EQ(::send(other.theirs, "other", 5, 0), 5);
    EXPECT_EQ(round(), 2U);
    EXPECT_EQ(other_heard, "other");
    expect_that_only_the_new_one_wakes();
}

void fill(int fd) {
    const std::string bytes(1 << 16, 'x');
    while (::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) continue;
}

// There was room in the old one.
TEST_P(ReusedDescriptor, who_waits_for_room_in_a_new_socket_of_the_same_number_is_not_woken) {
    fill(new_pair.ours);
    scheduler.spawn("changer", changer(*this, old_socket(), Reason::send));
    run_ready();
    EXPECT_EQ(::send(old_pair.theirs, "old", 3, 0), 3);
    EXPECT_EQ(round(), 1U);
    EXPECT_EQ(scheduler.step(0), Step::nothing);
    std::vector<char> bytes(1 << 20);
    while (::recv(new_pair.theirs, bytes.data(), bytes.size(), 0) > 0) continue;
    EXPECT_EQ(round(), 1U);
    EXPECT_EQ(heard, "nothing");
}

Task waiter(Wait wait) { co_yield wait; }

/// Closes a socket of others, and somebody waits for a new one of its number.
Task closer(ReusedDescriptor& test, Socket own, Socket& of_others) {
    co_yield recv(own);
    of_others.close();
    test.scheduler.spawn("reader", reader(test.new_socket(), test.heard));
}

TEST_P(ReusedDescriptor, nobody_is_woken_for_a_socket_that_one_before_closed) {
    fill(old_pair.ours);
    Pair other;
    Socket shared = old_socket();
    scheduler.spawn("closer",
                    closer(*this, Socket(scheduler, other.ours.release(), "other"), shared));
    const TaskId ready = scheduler.spawn("ready", waiter(recv(shared)));
    const TaskId parked = scheduler.spawn("parked", waiter(send(shared)));
    run_ready();
    EXPECT_EQ(::send(old_pair.theirs, "old", 3, 0), 3);
    EXPECT_EQ(::send(other.theirs, "go", 2, 0), 2);
    EXPECT_EQ(round(), 2U);
    EXPECT_EQ(sink.story(ready), "spawned resumed yielded parked woken resumed finished");
    EXPECT_EQ(sink.story(parked), "spawned resumed yielded parked failed")
        << "it would wait for ever";
    expect_that_only_the_new_one_wakes();
}

INSTANTIATE_TEST_SUITE_P(Real, ReusedDescriptor, testing::Values("epoll", "poll", "select"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace yieldscope
