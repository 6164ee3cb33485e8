// A client that breaks off (RST), wherever its task is just then: that task alone ends, an event
// says why, its socket closes, and somebody else is served throughout.
// The test takes the scheduler's steps, so it knows where the task is. Real sockets, each poller.
#include "core/programs/program.h"
#include "core/scheduler.h"
#include "tests/unit/client.h"
#include "tests/unit/recording_sink.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

using Strings = std::vector<std::string>;

constexpr TaskId somebody_else = 2;  ///< after tcp_server

struct Reset : testing::TestWithParam<const char*> {
    RecordingSink sink;
    Scheduler scheduler{make_poller(GetParam(), -1), sink};
    const std::string address = start_echo(scheduler, {});
    Client stays{address};
    Client goes;
    TaskId task = 0;  ///< of the client that goes
    int fd = -1;      ///< and its socket

    Reset() {
        until([&] { return count(somebody_else, EventKind::parked) == 1; });
    }

    /// Its task waits to read.
    void connect() {
        goes.connect(address);
        until([&] { return sink.count(EventKind::spawned) == 3; });
        task = sink.last(EventKind::spawned).task;
        fd = sink.last(EventKind::accepted).fd;
        until([&] { return scheduler.recv_wait().find(fd) != nullptr; });
    }

    template <typename Holds>
    void until(Holds holds) {
        for (int steps = 0; !holds(); ++steps) {
            ASSERT_LT(steps, 100'000) << "it does not come to that";
            ASSERT_NE(scheduler.step(deadline_ms), Step::nothing);
        }
    }

    std::size_t count(TaskId whose, EventKind kind) const {
        const auto found = std::count_if(
            sink.events.begin(), sink.events.end(),
            [&](const Event& event) { return event.task == whose && event.kind == kind; });
        return static_cast<std::size_t>(found);
    }

    bool is_ready() const {
        const auto* one = scheduler.ready().front();
        while (one && one->id != task) one = one->next;
        return one != nullptr;
    }

    /// The kernel has it when this returns.
    void break_off() {
        goes.reset();
        pollfd broken{fd, 0, 0};  // an error is told unasked
        EXPECT_EQ(::poll(&broken, 1, deadline_ms), 1);
    }

    /// Why its reads and writes came to nothing, in order.
    Strings reasons() const {
        Strings reasons;
        for (const Event& event : sink.events) {
            const bool moves = event.kind == EventKind::received || event.kind == EventKind::sent;
            if (event.task == task && moves && event.text != 0) reasons.push_back(sink.text(event));
        }
        return reasons;
    }

    void expect_that_its_task_alone_ends() {
        stays.say("and me?");
        until([&] {
            return sink.count(EventKind::finished) > 0 &&
                   count(somebody_else, EventKind::sent) == 1;
        });
        EXPECT_EQ(stays.hear(11), "GOT:and me?");
        EXPECT_EQ(count(task, EventKind::finished), 1U);
        EXPECT_EQ(count(task, EventKind::closed), 1U);
        EXPECT_FALSE(is_open(fd));
        EXPECT_EQ(sink.count(EventKind::finished), 1U);
        EXPECT_EQ(sink.count(EventKind::failed), 0U);
    }
};

TEST_P(Reset, a_client_that_breaks_off_while_its_task_waits_to_read_ends_it_alone) {
    connect();
    break_off();
    expect_that_its_task_alone_ends();
    EXPECT_EQ(reasons(), Strings{"Connection reset by peer"});
    EXPECT_EQ(count(task, EventKind::received), 1U) << "it is the end: nothing more is asked for";
}

// It talks and never listens, until no byte fits anywhere: its task waits for room to write.
TEST_P(Reset, a_client_that_breaks_off_while_its_task_waits_to_write_ends_it_alone) {
    connect();
    const std::string bytes(1 << 16, 'x');
    const auto talk = [&] {
        return ::send(goes.fd(), bytes.data(), bytes.size(), MSG_DONTWAIT) > 0;
    };
    while (talk() || scheduler.step(0) != Step::nothing || !scheduler.send_wait().find(fd)) {
        continue;
    }
    break_off();
    expect_that_its_task_alone_ends();
    // what had come before can still be read, and not be answered
    const Strings why = reasons();
    const auto reset = std::find(why.begin(), why.end(), "Connection reset by peer");
    ASSERT_NE(reset, why.end());
    EXPECT_TRUE(std::all_of(reset + 1, why.end(), [](auto& text) { return text == "Broken pipe"; }))
        << testing::PrintToString(why);
}

TEST_P(Reset, a_client_that_breaks_off_while_its_task_is_ready_to_read_ends_it_alone) {
    connect();
    goes.say("hello");
    until([&] { return is_ready(); });
    break_off();
    expect_that_its_task_alone_ends();
    EXPECT_EQ(reasons(), Strings{"Connection reset by peer"});
}

TEST_P(Reset, a_client_that_breaks_off_while_its_task_is_ready_to_write_ends_it_alone) {
    connect();
    goes.say("hello");
    until([&] { return scheduler.send_wait().find(fd) != nullptr; });
    until([&] { return is_ready(); });
    break_off();
    expect_that_its_task_alone_ends();
    EXPECT_EQ(reasons(), Strings{"Connection reset by peer"});
}

/// Answers within the turn in which it reads, and its client breaks off in between.
Task hasty_handler(Reset& test, Socket client) {
    co_yield recv(client);
    std::array<char, 100> buffer;
    const auto said = client.receive(buffer);
    test.break_off();
    EXPECT_EQ(client.send(said.value_or("")), "");
    EXPECT_EQ(client.send(said.value_or("")), "") << "there is nobody to wait for";
}

TEST_P(Reset, a_client_that_breaks_off_while_its_task_runs_ends_it_alone) {
    Listener listener(scheduler, {});
    goes.connect(listener.address());
    ASSERT_TRUE(becomes_readable(listener.fd()));
    auto client = listener.accept();
    ASSERT_TRUE(client);
    fd = client->fd();
    task = scheduler.spawn("hasty", hasty_handler(*this, std::move(*client)));
    goes.say("hello");
    expect_that_its_task_alone_ends();
    EXPECT_EQ(reasons(), (Strings{"Connection reset by peer", "Broken pipe"}));
}

INSTANTIATE_TEST_SUITE_P(Real, Reset, testing::Values("epoll", "poll", "select"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace yieldscope
