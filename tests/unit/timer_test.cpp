// Timers under a real scheduler, over each of the three pollers. They are short, and waited for.
// Runs on the test's thread.
#include "core/timer.h"

#include "core/limits.h"
#include "core/scheduler.h"
#include "tests/unit/descriptors.h"
#include "tests/unit/recording_sink.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

namespace yieldscope {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

struct Timers : testing::TestWithParam<const char*> {
    Descriptor wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    RecordingSink sink;
    TimedPoller* poller = nullptr;
    std::unique_ptr<Scheduler> scheduler = make_scheduler();
    std::string order;  ///< the letters of those who were woken

    std::unique_ptr<Scheduler> make_scheduler() {
        auto timed = std::make_unique<TimedPoller>(make_poller(GetParam(), wake));
        poller = timed.get();
        return std::make_unique<Scheduler>(std::move(timed), sink);
    }

    Task sleeps(char name, milliseconds time) {
        Timer timer(*poller);
        timer.set(time);
        co_yield recv(timer);
        order += name;
    }

    Task reads(char name, int fd) {
        co_yield recv(fd);
        order += name;
    }

    static bool is_timer(int fd) { return fd >= limits::first_timer_fd; }
};

TEST_P(Timers, a_task_waits_for_its_moment_and_not_less) {
    const auto began = Clock::now();
    scheduler->spawn("a", sleeps('a', milliseconds(20)));
    scheduler->run();
    EXPECT_EQ(order, "a");
    EXPECT_GE(Clock::now() - began, milliseconds(20));
}

TEST_P(Timers, who_is_due_is_woken_and_nobody_else) {
    scheduler->spawn("a", sleeps('a', hours(1)));
    scheduler->spawn("b", sleeps('b', milliseconds(1)));
    scheduler->spawn("c", sleeps('c', hours(1)));
    while (order.empty()) ASSERT_NE(scheduler->step(deadline_ms), Step::nothing);
    EXPECT_EQ(order, "b");
    EXPECT_EQ(sink.count(EventKind::woken), 1U);
}

TEST_P(Timers, a_new_one_is_due_at_once) {
    scheduler->spawn("a", [](TimedPoller& timed) -> Task {
        Timer timer(timed);
        co_yield recv(timer);
    }(*poller));
    scheduler->run();
    EXPECT_EQ(sink.count(EventKind::finished), 1U);
}

TEST_P(Timers, a_socket_does_not_wait_for_a_timer) {
    Pair pair;
    scheduler->spawn("a", sleeps('a', hours(1)));
    scheduler->spawn("b", reads('b', pair.ours));
    ASSERT_EQ(::send(pair.theirs, "x", 1, 0), 1);
    while (order.empty()) ASSERT_NE(scheduler->step(deadline_ms), Step::nothing);
    EXPECT_EQ(order, "b");
}

TEST_P(Timers, a_timer_does_not_wait_for_a_socket) {
    Pair pair;
    scheduler->spawn("a", reads('a', pair.ours));
    scheduler->spawn("b", sleeps('b', milliseconds(5)));
    while (order.empty()) ASSERT_NE(scheduler->step(deadline_ms), Step::nothing);
    EXPECT_EQ(order, "b");
}

TEST_P(Timers, the_callers_time_limit_and_the_wake_descriptor_come_first) {
    scheduler->spawn("a", sleeps('a', hours(1)));
    scheduler->step();
    EXPECT_EQ(scheduler->step(1), Step::nothing);
    ::eventfd_write(wake, 1);
    EXPECT_EQ(scheduler->step(), Step::nothing);
    EXPECT_TRUE(sink.last(EventKind::polled).interrupted);
}

TEST_P(Timers, it_can_be_set_again_and_again) {
    scheduler->spawn("a", [](TimedPoller& timed, std::string& turns) -> Task {
        Timer timer(timed);
        for (int i = 0; i < 3; ++i) {
            timer.set(milliseconds(1));
            co_yield recv(timer);
            turns += 'x';
        }
    }(*poller, order));
    scheduler->run();
    EXPECT_EQ(order, "xxx");
}

TEST_P(Timers, who_is_cancelled_is_not_woken_and_leaves_its_number_to_the_next) {
    const TaskId a = scheduler->spawn("a", sleeps('a', milliseconds(1)));
    scheduler->step();
    const int fd = sink.last(EventKind::parked).fd;
    EXPECT_TRUE(is_timer(fd));
    EXPECT_TRUE(scheduler->cancel(a));
    scheduler->spawn("b", sleeps('b', milliseconds(1)));
    scheduler->run();
    EXPECT_EQ(order, "b");
    EXPECT_EQ(sink.last(EventKind::parked).fd, fd);
}

TEST(WaitSets, a_timer_takes_no_room_for_the_descriptors_below_its_number) {
    WaitSet waiting;
    waiting.make_room_for(limits::first_timer_fd);
    waiting.make_room_for(3);
    EXPECT_LT(waiting.room(), 100U) << "a million places are 8 MiB";
    EXPECT_EQ(waiting.find(limits::first_timer_fd), nullptr);
    EXPECT_EQ(waiting.find(-1), nullptr);
}

TEST_P(Timers, writing_to_one_fails_the_task) {
    scheduler->spawn("a", [](TimedPoller& timed) -> Task {
        Timer timer(timed);
        co_yield send(timer.fd());
    }(*poller));
    scheduler->run();
    EXPECT_EQ(sink.texts(EventKind::failed).back(), "a timer can only be read");
}

TEST_P(Timers, thousands_need_no_descriptor) {
    const DescriptorLimit few(64);
    for (int i = 0; i < 5000; ++i) scheduler->spawn("a", sleeps('a', milliseconds(i % 7)));
    scheduler->run();
    EXPECT_EQ(order.size(), 5000U);
    EXPECT_EQ(sink.count(EventKind::failed), 0U);
}

INSTANTIATE_TEST_SUITE_P(Each, Timers, testing::Values("select", "poll", "epoll"),
                         [](const auto& tested) { return std::string(tested.param); });

}  // namespace
}  // namespace yieldscope
