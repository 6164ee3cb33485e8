// What happens when memory runs out: it is the misfortune of one task or one client, who is told;
// the loop and everybody else go on. In this program operator new can be made to fail.
#include "tests/simulation/memory.h"

#include "core/programs/program.h"
#include "core/yield_from.h"
#include "tests/unit/client.h"
#include "tests/unit/stage.h"

#include <gtest/gtest.h>

#include <array>
#include <new>
#include <string>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

using simulation::memory::calm;
using simulation::memory::fail_after;
using simulation::memory::Truce;

/// A sink whose own memory does not run out.
struct QuietSink final : EventSink {
    RecordingSink kept;

    Event& next() override {
        const Truce truce;
        return kept.next();
    }
    void publish() override {
        const Truce truce;
        kept.publish();
    }
    TextId intern(std::string_view text) override {
        const Truce truce;
        return kept.intern(text);
    }
};

/// So large that no frame of its size is kept for another use.
Task large(Socket socket) {
    std::array<char, 2 * limits::pooled_frame_bytes> local{};
    co_yield turn();
    local[0] = static_cast<char>(socket.fd());
    co_yield turn();
}

Task waits(int fd) { co_yield recv(fd); }

struct OutOfMemory : testing::Test {
    QuietSink sink;
    FakePoller* poller = new FakePoller;  // the scheduler's
    Scheduler scheduler{std::unique_ptr<Poller>(poller), sink};
};

TEST_F(OutOfMemory, a_task_without_a_frame_is_refused_and_its_socket_closes) {
    Pair pair;
    const int fd = pair.ours;
    fail_after(0);
    const TaskId id = scheduler.spawn("large", large(Socket(scheduler, pair.ours.release(), {})));
    calm();
    EXPECT_EQ(id, 0U);
    EXPECT_FALSE(is_open(fd));
    EXPECT_FALSE(scheduler.has_tasks());
    EXPECT_EQ(sink.kept.texts(EventKind::refused), std::vector<std::string>{"out of memory"});
    EXPECT_NE(scheduler.spawn("next", waits(7)), 0U) << "the next one may have more luck";
}

TEST_F(OutOfMemory, a_task_that_cannot_be_parked_fails_alone) {
    scheduler.spawn("first", waits(7));
    scheduler.step();
    scheduler.spawn("second", waits(20'000));
    fail_after(0);
    scheduler.step();
    calm();
    EXPECT_EQ(sink.kept.texts(EventKind::failed), std::vector<std::string>{"out of memory"});
    EXPECT_EQ(scheduler.recv_wait().size(), 1U);
}

TEST_F(OutOfMemory, a_poll_that_wakes_everybody_takes_no_memory) {
    Scheduler with_epoll(make_epoll_poller(-1), sink);
    std::vector<Pair> pairs(50);
    for (Pair& pair : pairs) with_epoll.spawn("waits", waits(pair.ours));
    while (with_epoll.has_ready()) with_epoll.step();
    for (Pair& pair : pairs) ASSERT_EQ(::write(pair.theirs, "x", 1), 1);
    fail_after(0);
    EXPECT_EQ(with_epoll.step(), Step::poll);
    calm();
    EXPECT_EQ(with_epoll.ready().size(), pairs.size());
}

TEST_F(OutOfMemory, who_was_parked_once_is_parked_again_without_memory) {
    for (const char* name : {"epoll", "poll", "select"}) {
        SCOPED_TRACE(name);
        Pair pair;
        const auto real = make_poller(name, -1);
        std::vector<Readiness> answers;
        ASSERT_FALSE(real->watch(pair.ours, Reason::recv));
        ASSERT_EQ(::write(pair.theirs, "x", 1), 1);
        real->wait(0, answers);
        fail_after(0);
        EXPECT_FALSE(real->watch(pair.ours, Reason::recv));
        calm();
    }
}

TEST_F(OutOfMemory, a_client_is_closed_and_the_listener_goes_on) {
    Scheduler server(make_epoll_poller(-1), sink);
    const std::string address = start_echo(server, {.host = "127.0.0.1"});
    std::vector<Client> clients;
    for (unsigned spared = 0; spared < 4; ++spared) {
        while (server.has_ready()) server.step();
        clients.emplace_back(address);
        ASSERT_EQ(server.step(deadline_ms), Step::poll);
        fail_after(spared);
        server.step();
        calm();
    }
    EXPECT_EQ(sink.kept.count(EventKind::failed), 0U);
    Client last(address);
    last.say("at last");
    while (sink.kept.count(EventKind::sent) == 0 ||
           sink.kept.last(EventKind::sent).preview_text() != "GOT:at last")
        server.step(deadline_ms);
    EXPECT_EQ(last.hear(11), "GOT:at last");
}

TEST_F(OutOfMemory, a_task_that_borrows_a_generator_without_a_frame_is_told) {
    fail_after(0);
    Task none = large({});
    calm();
    EXPECT_TRUE(none.is_empty());
    EXPECT_THROW(YieldFrom visit(std::move(none)), std::bad_alloc);
}

}  // namespace
}  // namespace yieldscope
