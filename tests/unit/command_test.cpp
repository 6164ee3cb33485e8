// The command queue: the only door into the loop. Commands come out in the order they went in, the
// wake descriptor tells when there are some, and a request to quit gets through in any case, also
// out of a signal handler. And the conditions that a run can stop at.
#include "core/watch/command.h"

#include "tests/unit/descriptors.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <thread>
#include <vector>

namespace yieldscope {
namespace {

using Kind = Command::Kind;

bool is_readable(int fd) {
    pollfd wanted{fd, POLLIN, 0};
    return ::poll(&wanted, 1, 0) == 1;
}

TEST(CommandQueue, commands_come_out_in_the_order_they_went_in) {
    CommandQueue commands;
    commands.post({.kind = Kind::run});
    commands.post({.kind = Kind::steps, .count = 3});
    commands.post({.kind = Kind::pause});
    EXPECT_EQ(commands.take()->kind, Kind::run);
    EXPECT_EQ(commands.take()->count, 3U);
    EXPECT_EQ(commands.take()->kind, Kind::pause);
    EXPECT_FALSE(commands.take());
}

TEST(CommandQueue, the_wake_descriptor_is_readable_while_commands_are_waiting) {
    CommandQueue commands;
    EXPECT_FALSE(is_readable(commands.wake_fd()));
    commands.post({});
    commands.post({});
    EXPECT_TRUE(is_readable(commands.wake_fd()));
    commands.take();
    EXPECT_TRUE(is_readable(commands.wake_fd()));
    commands.take();
    EXPECT_FALSE(is_readable(commands.wake_fd()));
}

TEST(CommandQueue, a_request_to_quit_wakes_and_stays) {
    CommandQueue commands;
    EXPECT_FALSE(commands.quit_requested());
    commands.request_quit();
    EXPECT_TRUE(is_readable(commands.wake_fd()));
    EXPECT_TRUE(commands.quit_requested());
    EXPECT_FALSE(commands.take()) << "it is no command";
    commands.wait();
}

TEST(CommandQueue, a_request_to_quit_is_not_lost_behind_a_command) {
    CommandQueue commands;
    commands.request_quit();
    commands.post({});
    commands.take();
    EXPECT_TRUE(commands.quit_requested());
    commands.wait();  // returns at once, or this test never ends
}

CommandQueue* to_quit = nullptr;

TEST(CommandQueue, a_signal_handler_may_request_to_quit_and_leaves_errno_alone) {
    CommandQueue commands;
    to_quit = &commands;
    const auto before = std::signal(SIGUSR1, [](int) { to_quit->request_quit(); });
    ::eventfd_write(commands.wake_fd(), UINT64_MAX - 1);  // so that the handler's write fails
    errno = EXDEV;
    std::raise(SIGUSR1);
    EXPECT_EQ(errno, EXDEV);
    std::signal(SIGUSR1, before);
    EXPECT_TRUE(commands.quit_requested());
}

TEST(CommandQueue, wait_lasts_until_there_is_a_command) {
    CommandQueue commands;
    std::thread loop([&] {
        commands.wait();
        EXPECT_TRUE(commands.take());
    });
    commands.post({});
    loop.join();
}

TEST(CommandQueue, wait_lasts_until_there_is_a_request_to_quit) {
    CommandQueue commands;
    std::thread loop([&] { commands.wait(); });
    commands.request_quit();
    loop.join();
    EXPECT_TRUE(commands.quit_requested());
}

TEST(CommandQueue, commands_from_many_threads_all_arrive_each_threads_in_its_order) {
    constexpr std::uint32_t each = 1000;
    CommandQueue commands;
    std::vector<std::thread> threads;
    for (std::uint32_t thread = 0; thread < 4; ++thread) {
        threads.emplace_back([&commands, thread] {
            for (std::uint32_t i = 0; i < each; ++i) commands.post({.count = thread * each + i});
        });
    }
    std::array<std::uint32_t, 4> taken{};
    for (std::uint32_t total = 0; total < 4 * each; ++total) {
        commands.wait();
        const auto command = commands.take();
        ASSERT_TRUE(command);
        EXPECT_EQ(command->count % each, taken[command->count / each]++);
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_FALSE(commands.take());
}

TEST(Condition, matches_when_every_field_that_is_set_does) {
    const Event event{.task = 7, .fd = 5, .kind = EventKind::parked};
    EXPECT_TRUE(Condition().matches(0, event)) << "nothing is asked, so anything will do";
    EXPECT_TRUE(
        (Condition{.kind = EventKind::parked, .task = 7, .fd = 5, .number = 3}.matches(3, event)));
    EXPECT_FALSE((Condition{.kind = EventKind::woken, .task = 7}.matches(3, event)));
    EXPECT_FALSE((Condition{.kind = EventKind::parked, .task = 8}.matches(3, event)));
    EXPECT_FALSE((Condition{.fd = 6}.matches(3, event)));
}

TEST(Condition, a_number_is_met_by_that_event_or_the_first_after_it) {
    const Condition condition{.number = 10};
    EXPECT_FALSE(condition.matches(9, {}));
    EXPECT_TRUE(condition.matches(10, {}));
    EXPECT_TRUE(condition.matches(11, {}));
}

}  // namespace
}  // namespace yieldscope
