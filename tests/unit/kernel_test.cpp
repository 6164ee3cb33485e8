// What a kernel may answer that a test cannot make the real one say: out of descriptors even for
// the spare one, interrupted, aborted; and a clock that jumps. The sockets are real.
#include "core/programs/program.h"
#include "core/scheduler.h"
#include "core/watch/event_log.h"
#include "core/watch/explain.h"
#include "core/watch/model.h"
#include "tests/unit/client.h"
#include "tests/unit/descriptors.h"
#include "tests/unit/failing_kernel.h"
#include "tests/unit/recording_sink.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace yieldscope {
namespace {

using std::chrono::milliseconds;

TEST(kernel, an_ipv4_client_of_a_listener_on_every_address_is_called_by_its_ipv4_address) {
    RecordingSink sink;
    FailingKernel kernel;
    Scheduler scheduler{make_epoll_poller(-1), sink, kernel};
    Listener listener{scheduler, {.limits = {.per_address = 2}}};
    std::vector<Client> clients;
    std::vector<Socket> sockets;
    for (const bool mapped : {true, false, true}) {
        kernel.maps_peers = mapped;
        clients.emplace_back(listener.address());
        EXPECT_TRUE(becomes_readable(listener.fd()));
        if (auto socket = listener.accept()) sockets.push_back(std::move(*socket));
    }
    ASSERT_EQ(sockets.size(), 2U) << "both ways to write it are the same address";
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(sockets[i].peer(), clients[i].address());
    EXPECT_EQ(sink.text(sink.last(EventKind::refused)),
              "127.0.0.1 has 2 connections, as many as one address may have, so " +
                  clients[2].address() + " is turned away");
}

struct WithoutDescriptors : testing::TestWithParam<const char*> {
    RecordingSink sink;
    FailingKernel kernel;
    Scheduler scheduler{make_poller(GetParam(), -1, kernel), sink, kernel};
    const std::string address = start_echo(scheduler, {});

    /// A client whom the server cannot accept, nor turn away.
    Client client_in_vain() {
        scheduler.step();
        kernel.accept_error = kernel.spare_error = ENFILE;
        Client client(address);
        EXPECT_EQ(scheduler.step(), Step::poll);
        EXPECT_EQ(scheduler.step(), Step::turn);
        EXPECT_EQ(sink.count(EventKind::refused), 1U);
        return client;
    }
};

TEST_P(WithoutDescriptors, the_listener_rests_and_the_loop_does_not_spin) {
    const Client client = client_in_vain();
    const int accepts = kernel.accepts;
    for (int i = 0; i < 10; ++i) EXPECT_EQ(scheduler.step(), Step::nothing);
    EXPECT_EQ(kernel.accepts, accepts);
}

TEST_P(WithoutDescriptors, as_long_as_nothing_changes_it_is_said_once_a_second) {
    const Client client = client_in_vain();
    for (int tenths = 1; tenths <= 20; ++tenths) {
        kernel.time += milliseconds(limits::rest_ms);
        const int before = kernel.accepts;
        while (kernel.accepts == before) scheduler.step();
        EXPECT_EQ(sink.count(EventKind::refused), 1U + static_cast<unsigned>(tenths) / 10);
    }
}

TEST_P(WithoutDescriptors, the_client_is_accepted_as_soon_as_there_are_some_after_a_rest) {
    Client client = client_in_vain();
    client.say("still here");
    kernel.accept_error = kernel.spare_error = 0;
    kernel.time += milliseconds(limits::rest_ms);
    while (sink.count(EventKind::sent) == 0) ASSERT_NE(scheduler.step(), Step::nothing);
    EXPECT_EQ(client.hear(14), "GOT:still here");
}

TEST_P(WithoutDescriptors, there_is_a_spare_one_again_for_the_next_time) {
    const Client client = client_in_vain();
    kernel.spare_error = kernel.accept_error = 0;
    kernel.time += milliseconds(limits::rest_ms);
    while (sink.count(EventKind::accepted) == 0) ASSERT_NE(scheduler.step(), Step::nothing);
    EXPECT_EQ(kernel.spares, 2);
}

TEST_P(WithoutDescriptors, others_are_served_while_the_listener_rests) {
    Client served(address);
    while (sink.count(EventKind::accepted) == 0) scheduler.step();
    while (scheduler.has_ready()) scheduler.step();
    const Client in_vain = client_in_vain();
    served.say("and I?");
    while (sink.count(EventKind::sent) == 0) ASSERT_NE(scheduler.step(), Step::nothing);
    EXPECT_EQ(served.hear(10), "GOT:and I?");
}

TEST_P(WithoutDescriptors, a_listener_that_cannot_be_watched_again_after_its_rest_rests_longer) {
    const Client client = client_in_vain();
    kernel.accept_error = kernel.spare_error = 0;
    kernel.watch_error = ENOSPC;
    kernel.time += milliseconds(limits::rest_ms);
    while (sink.count(EventKind::accepted) == 0) ASSERT_NE(scheduler.step(), Step::nothing);
    while (scheduler.has_ready()) scheduler.step();
    kernel.watch_error = 0;
    kernel.time += milliseconds(limits::rest_ms);
    Client next(address);
    next.say("and I?");
    while (sink.count(EventKind::sent) == 0) ASSERT_NE(scheduler.step(), Step::nothing);
    EXPECT_EQ(next.hear(10), "GOT:and I?");
}

TEST_P(WithoutDescriptors, a_listener_that_rests_can_be_cancelled) {
    const Client client = client_in_vain();
    EXPECT_TRUE(scheduler.cancel(1));
    EXPECT_FALSE(scheduler.has_tasks());
}

INSTANTIATE_TEST_SUITE_P(Real, WithoutDescriptors, testing::Values("epoll", "poll", "select"),
                         [](const auto& name) { return std::string(name.param); });

struct FailingCalls : testing::Test {
    RecordingSink sink;
    FailingKernel kernel;
    Scheduler scheduler{make_epoll_poller(-1, kernel), sink, kernel};
    Listener listener{scheduler, {}};
    std::array<char, 100> buffer{};
};

TEST_F(FailingCalls, a_client_who_has_gone_before_it_was_accepted_is_no_refusal) {
    for (const int error : {ECONNABORTED, EPROTO, EINTR, EAGAIN}) {
        kernel.accept_error = error;
        EXPECT_FALSE(listener.accept());
    }
    EXPECT_EQ(sink.count(EventKind::refused), 0U);
}

TEST_F(FailingCalls, a_read_or_write_that_was_interrupted_is_tried_again) {
    Client client(listener.address());
    EXPECT_TRUE(becomes_readable(listener.fd()));
    Socket socket = std::move(*listener.accept());
    client.say("hello");
    kernel.recv_error = kernel.send_error = EINTR;
    EXPECT_EQ(socket.receive(buffer), std::nullopt);
    EXPECT_EQ(socket.send("reply"), "reply");
    kernel.recv_error = kernel.send_error = 0;
    EXPECT_TRUE(becomes_readable(socket.fd()));
    EXPECT_EQ(socket.receive(buffer), "hello");
    EXPECT_EQ(socket.send("reply"), "");
}

// Two months in milliseconds are more than an int holds, and came out as a longer wait.
TEST(Clocks, one_that_jumps_does_not_make_a_wait_longer) {
    FailingKernel kernel;
    const auto poller = make_epoll_poller(-1, kernel);
    Pair pair;
    std::vector<Readiness> answers;
    ASSERT_FALSE(poller->watch(pair.ours, Reason::send));
    poller->wait(0, answers);
    ASSERT_EQ(::write(pair.theirs, "x", 1), 1);  // news that nobody waits for
    kernel.timeouts_ms.clear();
    kernel.jump = milliseconds((1LL << 32) - 1000);
    poller->wait(20, answers);
    EXPECT_EQ(kernel.timeouts_ms, (std::vector<int>{20, 0}));
}

TEST(FailingWaits, are_tried_again_after_a_moment_in_which_the_user_is_heard) {
    for (const char* name : {"poll", "select"}) {
        SCOPED_TRACE(name);
        FailingKernel kernel;
        Pair wake;
        Pair pair;
        const auto poller = make_poller(name, wake.ours, kernel);
        std::vector<Readiness> answers;
        ASSERT_EQ(::write(pair.theirs, "x", 1), 1);
        ASSERT_FALSE(poller->watch(pair.ours, Reason::recv));
        kernel.waits_in_vain = 1;
        const WaitEnd end = poller->wait(-1, answers);
        EXPECT_FALSE(end.interrupted);
        EXPECT_EQ(end.refusal, ENOMEM);
        kernel.waits_in_vain = 1;
        EXPECT_FALSE(poller->wait(7, answers).interrupted);
        EXPECT_TRUE(answers.empty());
        EXPECT_EQ(kernel.timeouts_ms, (std::vector<int>{-1, limits::rest_ms, 7, 7}));
        ASSERT_EQ(::write(wake.theirs, "x", 1), 1);
        kernel.waits_in_vain = 1;
        EXPECT_TRUE(poller->wait(-1, answers).interrupted);
        EXPECT_TRUE(answers.empty());
        EXPECT_EQ(poller->wait(-1, answers).refusal, 0);
        EXPECT_EQ(answers.size(), 1U);
    }
}

TEST(FailingWaits, are_in_the_log_with_the_kernels_reason) {
    for (const char* name : {"poll", "select"}) {
        SCOPED_TRACE(name);
        FailingKernel kernel;
        EventLog log(0);
        Scheduler scheduler(make_poller(name, -1, kernel), log, kernel);
        start_echo(scheduler, {});
        scheduler.step();
        kernel.waits_in_vain = 1;
        scheduler.step();
        Model now;
        for (std::uint64_t i = 0; i < log.size(); ++i) now.apply(log[i]);
        EXPECT_EQ(sentence(now.last(), now, log),
                  fmt::format("The kernel refuses {}: Cannot allocate memory. It is asked again in "
                              "a moment.",
                              name));
        EXPECT_EQ(details(now.last(), log), "refused: Cannot allocate memory");
        scheduler.step();
        EXPECT_EQ(details(log[log.size() - 1], log), fmt::format("{}  0 ready", name));
    }
}

TEST(FailingEpoll, a_socket_that_it_refuses_to_ask_about_again_counts_as_ready) {
    FailingKernel kernel;
    const auto poller = make_epoll_poller(-1, kernel);
    Pair pair;
    std::vector<Readiness> answers;
    ASSERT_EQ(::write(pair.theirs, "x", 1), 1);
    ASSERT_FALSE(poller->watch(pair.ours, Reason::recv));
    poller->wait(0, answers);
    kernel.watch_again_error = ENOMEM;
    EXPECT_FALSE(poller->watch(pair.ours, Reason::recv));
    poller->wait(0, answers);
    EXPECT_EQ(answers.size(), 2U) << "it may be: whoever reads finds out";
    poller->found(pair.ours, Reason::recv, false);
    EXPECT_FALSE(poller->watch(pair.ours, Reason::recv));
    poller->wait(0, answers);
    EXPECT_EQ(answers.size(), 2U) << "and when that was said, it does not spin";
}

TEST_F(FailingCalls, a_listener_that_epoll_refuses_to_ask_about_again_goes_on) {
    const std::string address = start_echo(scheduler, {});
    kernel.watch_again_error = ENOMEM;
    std::vector<Client> clients;
    for (unsigned i = 1; i <= 3; ++i) {
        clients.emplace_back(address).say("and I?");
        while (sink.count(EventKind::sent) < i) scheduler.step();
        EXPECT_EQ(clients.back().hear(10), "GOT:and I?");
    }
    EXPECT_EQ(sink.count(EventKind::failed), 0U);
}

}  // namespace
}  // namespace yieldscope
