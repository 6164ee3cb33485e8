// The three pollers keep one contract: each test runs on select, poll and epoll, with real
// descriptors.
// Where the wait must not end by itself, a timer in the wake descriptor's place ends it.
#include "core/poller.h"

#include "core/limits.h"
#include "tests/unit/descriptors.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>

#include <map>
#include <memory>
#include <string>
#include <tuple>
#include <vector>

namespace yieldscope {
namespace {

using Answers = std::map<int, std::string>;

/// What is ready within `timeout_ms`: {{7, "recv send"}, {9, "recv"}}.
Answers wait(Poller& poller, int timeout_ms = deadline_ms) {
    std::vector<Readiness> ready;
    poller.wait(timeout_ms, ready);
    Answers answers;
    for (const auto& [fd, can_recv, can_send] : ready) {
        EXPECT_TRUE(can_recv || can_send);
        EXPECT_FALSE(answers.contains(fd)) << "reported twice";
        answers[fd] = std::string(can_recv ? "recv" : "") + (can_recv && can_send ? " " : "") +
                      (can_send ? "send" : "");
    }
    return answers;
}

void say_something(const Pair& pair) { EXPECT_EQ(::send(pair.theirs, "hello", 5, 0), 5); }

void fill(int fd) {
    const std::vector<char> bytes(1 << 16);
    while (::send(fd, bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) continue;
}

/// Hung up on, it is neither readable nor writable: nothing but hung up.
struct Pipe {
    Descriptor read_end;
    Descriptor write_end;

    Pipe() {
        int ends[2] = {-1, -1};
        EXPECT_EQ(::pipe2(ends, O_NONBLOCK | O_CLOEXEC), 0);
        read_end = Descriptor(ends[0]);
        write_end = Descriptor(ends[1]);
    }

    void fill() const {
        const std::vector<char> bytes(1 << 12);
        while (::write(write_end, bytes.data(), bytes.size()) > 0) continue;
    }
};

struct Pollers : testing::TestWithParam<std::string> {
    Descriptor wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::unique_ptr<Poller> poller = make_poller(GetParam(), wake);
    Pair pair;

    void watch(int fd, Reason reason) { EXPECT_EQ(poller->watch(fd, reason), std::nullopt); }
};

/// Whether a wait lasts until the wake descriptor ends it: here a timer, a moment from now.
bool sleeps_until_woken(Poller& poller, int timer) {
    const itimerspec moment{{}, {0, 20'000'000}};
    ::timerfd_settime(timer, 0, &moment, nullptr);
    std::vector<Readiness> ready;
    return poller.wait(-1, ready).interrupted && ready.empty();
}

TEST_P(Pollers, a_readable_socket_is_reported) {
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller, 0), Answers());
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
}

TEST_P(Pollers, a_writable_socket_is_reported) {
    fill(pair.ours);
    watch(pair.ours, Reason::send);
    EXPECT_EQ(wait(*poller, 0), Answers());
    std::vector<char> bytes(1 << 20);
    while (::recv(pair.theirs, bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) continue;
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "send"}}));
}

TEST_P(Pollers, both_directions_of_one_socket_are_reported_together) {
    watch(pair.ours, Reason::send);
    watch(pair.ours, Reason::recv);
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv send"}}));
}

TEST_P(Pollers, one_direction_stays_watched_when_the_other_was_reported) {
    watch(pair.ours, Reason::recv);
    watch(pair.ours, Reason::send);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "send"}}));
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
}

TEST_P(Pollers, only_the_direction_that_is_watched_is_reported) {
    say_something(pair);
    watch(pair.ours, Reason::send);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "send"}}));
}

TEST_P(Pollers, what_was_reported_is_no_longer_watched) {
    watch(pair.ours, Reason::recv);
    say_something(pair);
    EXPECT_EQ(wait(*poller).size(), 1U);
    EXPECT_EQ(wait(*poller, 0), Answers());
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller).size(), 1U);
}

TEST_P(Pollers, what_a_read_has_left_is_reported_again_and_only_that) {
    char buffer[100];
    watch(pair.ours, Reason::recv);
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
    EXPECT_EQ(::recv(pair.ours, buffer, 2, 0), 2);  // of five: nobody knows what is left
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
    EXPECT_EQ(::recv(pair.ours, buffer, 3, 0), 3);  // nor now
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller, 0), Answers());
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
    EXPECT_EQ(::recv(pair.ours, buffer, sizeof buffer, 0), 5);
    poller->found(pair.ours, Reason::recv, false);
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller, 0), Answers());
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
}

TEST_P(Pollers, the_end_behind_the_last_bytes_is_reported) {
    char buffer[100];
    say_something(pair);
    ::shutdown(pair.theirs, SHUT_WR);
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
    EXPECT_EQ(::recv(pair.ours, buffer, sizeof buffer, 0), 5);
    poller->found(pair.ours, Reason::recv, false);
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
}

TEST_P(Pollers, room_is_reported_as_soon_as_there_is_some) {
    watch(pair.ours, Reason::send);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "send"}}));
    poller->found(pair.ours, Reason::send, true);
    watch(pair.ours, Reason::send);
    EXPECT_EQ(wait(*poller, 0), (Answers{{pair.ours, "send"}}));
    fill(pair.ours);
    poller->found(pair.ours, Reason::send, false);
    watch(pair.ours, Reason::send);
    EXPECT_EQ(wait(*poller, 0), Answers());
    std::vector<char> bytes(1 << 20);
    while (::recv(pair.theirs, bytes.data(), bytes.size(), MSG_DONTWAIT) > 0) continue;
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "send"}}));
}

TEST_P(Pollers, what_came_while_nobody_waited_is_reported_to_who_waits_next) {
    watch(pair.ours, Reason::send);
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "send"}}));
    EXPECT_EQ(wait(*poller, 0), Answers());
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller, 0), (Answers{{pair.ours, "recv"}}));
}

// epoll once took the second news for what came after the answer, and woke a reader for nothing.
TEST_P(Pollers, more_of_what_is_known_already_is_not_reported_twice) {
    watch(pair.ours, Reason::send);
    say_something(pair);
    wait(*poller);
    watch(pair.ours, Reason::recv);
    say_something(pair);
    EXPECT_EQ(wait(*poller, 0), (Answers{{pair.ours, "recv"}}));
    std::array<char, 1000> buffer;
    while (::recv(pair.ours, buffer.data(), buffer.size(), MSG_DONTWAIT) > 0) continue;
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller, 0), Answers());
}

TEST_P(Pollers, a_hang_up_alone_counts_as_ready_in_the_direction_that_is_watched) {
    Pipe empty;
    watch(empty.read_end, Reason::recv);
    EXPECT_EQ(wait(*poller, 0), Answers());
    empty.write_end.close();
    EXPECT_EQ(wait(*poller), (Answers{{empty.read_end, "recv"}}));

    Pipe full;
    full.fill();
    watch(full.write_end, Reason::send);
    EXPECT_EQ(wait(*poller, 0), Answers());
    full.read_end.close();
    EXPECT_EQ(wait(*poller), (Answers{{full.write_end, "send"}}));
}

TEST_P(Pollers, the_wake_descriptor_ends_the_wait_and_is_no_socket) {
    watch(pair.ours, Reason::recv);
    std::vector<Readiness> ready;
    EXPECT_FALSE(poller->wait(0, ready).interrupted);
    ::eventfd_write(wake, 1);
    EXPECT_TRUE(poller->wait(deadline_ms, ready).interrupted);
    EXPECT_TRUE(poller->wait(deadline_ms, ready).interrupted)
        << "as long as it is readable: it is not one-shot";
    EXPECT_TRUE(ready.empty());
}

TEST_P(Pollers, sockets_that_are_ready_are_reported_also_when_the_wake_descriptor_is) {
    watch(pair.ours, Reason::recv);
    say_something(pair);
    ::eventfd_write(wake, 1);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
}

TEST_P(Pollers, works_without_a_wake_descriptor) {
    poller = make_poller(GetParam(), -1);
    watch(pair.ours, Reason::recv);
    EXPECT_EQ(wait(*poller, 0), Answers());
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "recv"}}));
}

TEST_P(Pollers, a_forgotten_socket_is_not_reported) {
    watch(pair.ours, Reason::recv);
    watch(pair.ours, Reason::send);
    poller->forget(pair.ours, Reason::recv);
    say_something(pair);
    EXPECT_EQ(wait(*poller), (Answers{{pair.ours, "send"}}));
    EXPECT_EQ(wait(*poller, 0), Answers());
}

TEST_P(Pollers, a_forgotten_socket_that_hangs_up_does_not_end_the_wait) {
    const Descriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    poller = make_poller(GetParam(), timer);
    watch(pair.ours, Reason::recv);
    poller->forget(pair.ours, Reason::recv);
    pair.theirs.close();
    EXPECT_TRUE(sleeps_until_woken(*poller, timer));
}

TEST_P(Pollers, a_reported_socket_that_hangs_up_does_not_end_the_next_wait) {
    const Descriptor timer(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC));
    poller = make_poller(GetParam(), timer);
    watch(pair.ours, Reason::send);
    EXPECT_EQ(wait(*poller).size(), 1U);
    pair.theirs.close();
    EXPECT_TRUE(sleeps_until_woken(*poller, timer));
}

TEST_P(Pollers, nothing_remains_of_a_closed_socket_when_its_number_is_used_again) {
    Pair next;
    watch(pair.ours, Reason::recv);
    watch(pair.ours, Reason::send);
    const int number = pair.ours;
    const Descriptor duplicate(
        ::fcntl(pair.ours, F_DUPFD_CLOEXEC, 0));  // so that the kernel keeps it
    poller->closing(number);
    pair.ours.close();
    say_something(pair);
    EXPECT_EQ(wait(*poller, 0), Answers());

    const Descriptor same_number(::fcntl(next.ours, F_DUPFD_CLOEXEC, number));
    ASSERT_EQ(same_number, number);
    watch(number, Reason::recv);
    EXPECT_EQ(wait(*poller, 0), Answers());
    say_something(next);
    EXPECT_EQ(wait(*poller), (Answers{{number, "recv"}}));
}

TEST_P(Pollers, nothing_remains_of_a_socket_that_was_closed_before_its_time) {
    Pair next;
    const int number = pair.ours;
    watch(number, Reason::recv);
    pair.ours.close();
    std::ignore = poller->watch(number, Reason::send);  // nobody has seen it yet
    poller->closing(number);
    const Descriptor same_number(::fcntl(next.ours, F_DUPFD_CLOEXEC, number));
    ASSERT_EQ(same_number, number);
    watch(number, Reason::send);
    say_something(next);
    EXPECT_EQ(wait(*poller), (Answers{{number, "send"}}));
}

TEST_P(Pollers, closing_a_socket_that_was_never_watched_is_allowed) {
    poller->closing(pair.ours);
    poller->closing(5000);
    watch(pair.ours, Reason::send);
    EXPECT_EQ(wait(*poller).size(), 1U);
}

TEST_P(Pollers, a_socket_closed_behind_its_back_keeps_nobody_else_waiting) {
    Pair other;
    watch(pair.ours, Reason::recv);
    watch(other.ours, Reason::recv);
    const int number = pair.ours;
    pair.ours.close();
    say_something(other);
    Answers answers;
    while (!answers.contains(other.ours)) answers.merge(wait(*poller));

    poller->closing(number);  // as whoever opens a socket says of its number
    const Descriptor same_number(::fcntl(other.ours, F_DUPFD_CLOEXEC, number));
    ASSERT_EQ(same_number, number);
    watch(number, Reason::recv);
    EXPECT_EQ(wait(*poller), (Answers{{number, "recv"}})) << "and its number can be used again";
}

TEST_P(Pollers, of_many_sockets_exactly_those_that_are_ready_are_reported) {
    std::vector<Pair> pairs(300);
    for (const Pair& one : pairs) watch(one.ours, Reason::recv);
    for (const std::size_t third : {1U, 0U, 2U}) {
        Answers expected;
        for (std::size_t i = third; i < pairs.size(); i += 3) {
            say_something(pairs[i]);
            expected[pairs[i].ours] = "recv";
        }
        EXPECT_EQ(wait(*poller), expected);
        EXPECT_EQ(wait(*poller, 0), Answers());
    }
}

/// A descriptor of at least `number`, or none if the system does not allow it.
Descriptor high_descriptor(int fd, int number) {
    return Descriptor(::fcntl(fd, F_DUPFD_CLOEXEC, number));
}

TEST_P(Pollers, descriptors_of_1024_and_more_are_refused_by_select_alone) {
    const DescriptorLimit limit(2048);
    const Descriptor high = high_descriptor(pair.ours, FD_SETSIZE);
    if (high < 0) GTEST_SKIP() << "descriptors of 1024 and more are not allowed here";
    const auto refusal = poller->watch(high, Reason::send);
    if (GetParam() == "select") {
        ASSERT_TRUE(refusal);
        EXPECT_EQ(*refusal, "select cannot watch descriptor " + std::to_string(high) +
                                ": it holds only those below 1024 (try --poller epoll)");
        EXPECT_EQ(wait(*poller, 0), Answers());
        poller->closing(high);
    } else {
        EXPECT_EQ(refusal, std::nullopt);
        EXPECT_EQ(wait(*poller), (Answers{{high, "send"}}));
    }
}

struct PollersOfMany : Pollers {};  // select holds no more than a batch

TEST_P(PollersOfMany, more_ready_sockets_than_one_batch_are_all_reported) {
    const DescriptorLimit limit(4096);
    std::vector<Descriptor> many;
    Answers expected;
    for (int i = 0; i < limits::poll_batch + 100; ++i) {
        const int fd = many.emplace_back(::eventfd(1, EFD_CLOEXEC));
        if (fd < 0) GTEST_SKIP() << "that many descriptors are not allowed here";
        watch(fd, Reason::recv);
        expected[fd] = "recv";
    }
    Answers answers = wait(*poller);
    answers.merge(wait(*poller, 0));
    EXPECT_EQ(answers, expected);
}

INSTANTIATE_TEST_SUITE_P(Real, Pollers, testing::Values("epoll", "poll", "select"),
                         [](const auto& name) { return name.param; });

INSTANTIATE_TEST_SUITE_P(Real, PollersOfMany, testing::Values("epoll", "poll"),
                         [](const auto& name) { return name.param; });

TEST(Poller, a_name_that_does_not_exist_makes_no_poller) {
    EXPECT_EQ(make_poller("kqueue", -1), nullptr);
}

TEST(Poller, epoll_says_in_a_sentence_what_it_cannot_watch) {
    const auto poller = make_epoll_poller(-1);
    EXPECT_EQ(poller->watch(5000, Reason::recv),
              "epoll cannot watch descriptor 5000: Bad file descriptor");
}

}  // namespace
}  // namespace yieldscope
