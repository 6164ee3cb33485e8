// The server that computes: what it answers to numbers and to what is none. The scheduler and its
// client share the test's thread.
#include "core/programs/program.h"
#include "core/scheduler.h"
#include "tests/unit/client.h"
#include "tests/unit/fake_poller.h"
#include "tests/unit/recording_sink.h"

#include <gtest/gtest.h>

#include <string>
#include <string_view>

namespace yieldscope {
namespace {

std::string answer(std::string_view line, std::size_t bytes) {
    RecordingSink sink;
    Scheduler scheduler(make_epoll_poller(-1), sink);
    Client client(start_fibonacci(scheduler, {}));
    client.say(line);
    while (sink.count(EventKind::sent) == 0) {
        if (scheduler.step(deadline_ms) == Step::nothing) return "nothing";
    }
    return client.hear(bytes);
}

TEST(Fibonacci, answers_a_number_with_its_fibonacci_number) {
    EXPECT_EQ(answer("0\n", 2), "0\n");
    EXPECT_EQ(answer("1\n", 2), "1\n");
    EXPECT_EQ(answer("20\r\n", 5), "6765\n");
}

TEST(Fibonacci, asks_for_a_number_if_it_was_none_or_one_that_is_too_large) {
    constexpr std::string_view please = "a number from 0 to 93, please\n";
    for (const std::string_view line : {"Hello\n", "-1\n", "94\n", "18446744073709551616\n", "\n"})
        EXPECT_EQ(answer(line, please.size()), please) << line;
}

}  // namespace
}  // namespace yieldscope
