// The event log: one writer, one reader, nothing lost and nothing copied.
// Most tests play both on one thread; those about waiting use two, and end only when what they wait
// for has happened.
#include "core/watch/event_log.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <cstdint>
#include <semaphore>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::uint64_t chunk = EventLog::events_per_chunk;

/// Events that can be told apart: `asked` counts them.
void write(EventLog& log, std::uint64_t from, std::uint64_t to) {
    for (std::uint64_t i = from; i < to; ++i) log.append({.asked = static_cast<std::uint32_t>(i)});
}

TEST(EventLog, events_are_read_in_the_order_they_were_written) {
    EventLog log(0);
    write(log, 0, 3 * chunk);
    ASSERT_EQ(log.size(), 3 * chunk);
    for (std::uint64_t i = 0; i < log.size(); ++i) ASSERT_EQ(log[i].asked, i);
}

TEST(EventLog, an_event_is_stamped_with_the_time_since_the_log_began) {
    EventLog log(0);
    write(log, 0, 2);
    EXPECT_GE(log[0].time_ns, 0);
    EXPECT_GE(log[1].time_ns, log[0].time_ns);
}

TEST(EventLog, is_no_smaller_than_four_chunks_and_no_bigger_than_its_budget) {
    EXPECT_EQ(EventLog(0).capacity(), 4 * chunk);
    EXPECT_EQ(EventLog(1).capacity(), 4 * chunk);
    constexpr std::size_t budget = 10'000'000;
    const std::size_t bytes = EventLog(budget).capacity() * sizeof(Event);
    EXPECT_LE(bytes, budget);
    EXPECT_GT(bytes, budget - chunk * sizeof(Event));
}

TEST(EventLog, the_same_text_is_kept_once) {
    EventLog log(0);
    const TextId hello = log.intern("hello");
    EXPECT_EQ(log.intern(std::string("hello")), hello);
    EXPECT_NE(log.intern("Hello"), hello);
    EXPECT_EQ(log.text(hello), "hello");
}

TEST(EventLog, the_empty_text_is_number_0) {
    EventLog log(0);
    EXPECT_EQ(log.intern(""), 0U);
    EXPECT_EQ(log.text(0), "");
}

TEST(EventLog, a_text_stays_where_it_is_however_many_come_after_it) {
    EventLog log(0);
    const std::string_view first = log.text(log.intern("first"));
    for (int i = 0; i < 5000; ++i) log.intern(fmt::format("text {}", i));
    EXPECT_EQ(log.text(log.intern("first")).data(), first.data());
    EXPECT_EQ(first, "first");
    EXPECT_EQ(log.text(log.intern("text 4999")), "text 4999");
}

TEST(EventLog, a_task_is_called_by_its_name_which_a_number_may_complete) {
    EventLog log(0);
    log.append({.task = 1, .text = log.intern("tcp_server"), .kind = EventKind::spawned});
    log.append({.task = 7, .text = log.intern("echo#"), .kind = EventKind::spawned});
    log.append({.task = 5000, .text = log.intern("echo#"), .kind = EventKind::spawned});
    EXPECT_EQ(log.label(0), "the scheduler");
    EXPECT_EQ(log.label(1), "tcp_server");
    EXPECT_EQ(log.label(7), "echo#7");
    EXPECT_EQ(log.label(5000), "echo#5000");
    EXPECT_EQ(log.label(4'000'000), "task#4000000") << "nobody has heard of it";
}

TEST(EventLog, what_the_reader_has_let_go_is_written_over_without_waiting) {
    EventLog log(0);
    write(log, 0, log.capacity());
    log.release_before(chunk);
    EXPECT_EQ(log.begin(), chunk);
    write(log, log.capacity(), log.capacity() + chunk);
    ASSERT_EQ(log.size(), log.capacity() + chunk) << "nobody has waited";
    for (std::uint64_t i = log.begin(); i < log.size(); ++i) ASSERT_EQ(log[i].asked, i);
}

TEST(EventLog, what_was_let_go_stays_let_go) {
    EventLog log(0);
    log.release_before(100);
    log.release_before(50);
    EXPECT_EQ(log.begin(), 100U);
}

TEST(EventLog, nobody_waits_for_a_reader_who_has_gone) {
    EventLog log(0);
    log.release_all();
    write(log, 0, 3 * log.capacity());
    EXPECT_EQ(log.size(), 3 * log.capacity());
}

TEST(EventLog, the_writer_waits_for_a_reader_that_is_a_whole_budget_behind_and_nothing_is_lost) {
    EventLog log(0);
    const std::uint64_t count = 3 * log.capacity();
    std::thread writer([&] {
        for (std::uint64_t i = 0; i < count; ++i) {
            const TextId text = log.intern(fmt::format("{}", i / 1000));
            log.append({.text = text, .asked = static_cast<std::uint32_t>(i)});
        }
        log.finish();
    });
    while (log.size() < log.capacity()) std::this_thread::yield();  // now it is full
    std::uint64_t expected = 0;
    std::uint64_t waited = 0;
    for (std::uint64_t seen = 0; expected < count; log.release_before(seen)) {
        for (const std::uint64_t end = log.size(); seen < end; ++seen) {
            const Event& event = log[seen];
            if (event.kind == EventKind::waited) {
                ++waited;
                continue;
            }
            EXPECT_EQ(event.asked, expected);
            EXPECT_EQ(log.text(event.text), fmt::format("{}", expected / 1000));
            ++expected;
        }
    }
    writer.join();
    EXPECT_GE(waited, 1U) << "that it waited is recorded";
}

TEST(EventLog, what_a_further_reader_holds_is_not_written_over_until_it_lets_go) {
    EventLog log(0);
    auto hold = log.hold(0);
    ASSERT_TRUE(hold);
    log.release_all();  // by the first reader
    write(log, 0, log.capacity());
    std::thread writer([&] { write(log, log.capacity(), log.capacity() + chunk); });
    for (std::uint64_t i = 0; i < log.capacity(); ++i) EXPECT_EQ(log[i].asked, i);
    while (!log.held_up()) std::this_thread::yield();  // for longer than a while
    hold->release_before(2 * chunk);  // one event more than it writes says that it waited
    writer.join();
    EXPECT_FALSE(log.held_up());
    EXPECT_GT(log.size(), log.capacity());
    hold.reset();
    write(log, 0, 2 * log.capacity());  // nobody is waited for any more
}

TEST(EventLog, keeps_every_field_of_an_event) {
    Event event{.task = 1,
                .other = 2,
                .text = 1,
                .file = 1,
                .line = 3,
                .fd = 4,
                .asked = 5,
                .moved = 6,
                .kind = EventKind::received,
                .reason = Reason::send,
                .interrupted = true,
                .preview_size = limits::preview_bytes};
    event.preview.fill('x');
    EventLog log(0);
    for (int i = 0; i < 2; ++i) {
        log.append(event);
        event.time_ns = log[log.size() - 1].time_ns;
        EXPECT_EQ(log[log.size() - 1], event);
        event.preview_size = 0;
        event.preview = {};
    }
}

TEST(EventLog, one_stamp_does_between_two_turns_but_not_across_a_stop) {
    EventLog log(0);
    const auto later = [&](EventKind kind) {  // how long after the event before it
        const auto before = std::chrono::steady_clock::now();
        while (std::chrono::steady_clock::now() - before < std::chrono::milliseconds(1)) continue;
        log.append({.kind = kind});
        return log[log.size() - 1].time_ns - log[log.size() - 2].time_ns;
    };
    using enum EventKind;
    log.append({.kind = resumed});
    EXPECT_GT(later(yielded), 500'000) << "a turn takes as long as it takes";
    EXPECT_EQ(later(parked), 0);
    EXPECT_EQ(later(polling), 0);
    EXPECT_GT(later(polled), 500'000) << "so does a poll";
    EXPECT_EQ(later(woken), 0);
    EXPECT_EQ(later(woken), 0);
    EXPECT_EQ(later(resumed), 0);
    for (const EventKind stop : {paused, stepped, break_hit, running, printed, finished}) {
        EXPECT_GT(later(stop), 500'000);
        EXPECT_GT(later(resumed), 500'000) << "after " << name_of(stop);
    }
}

TEST(EventLog, a_hold_that_was_given_back_is_not_given_back_again) {
    EventLog log(0);
    auto first = log.hold(0);
    ASSERT_TRUE(first);
    first->end();
    const auto second = log.hold(0);  // in the same place
    ASSERT_TRUE(second);
    first.reset();
    std::vector<EventLog::Hold> others;
    while (auto hold = log.hold(0)) others.push_back(std::move(*hold));
    EXPECT_EQ(others.size(), EventLog::holds_max - 1);
}

TEST(EventLog, a_hold_that_ends_can_be_taken_by_another_reader) {
    EventLog log(0);
    for (int i = 0; i < 3; ++i) {
        std::vector<EventLog::Hold> holds;
        while (auto hold = log.hold(0)) holds.push_back(std::move(*hold));
        EXPECT_EQ(holds.size(), EventLog::holds_max);
    }
}

TEST(EventLog, a_task_whose_name_was_not_kept_is_called_by_its_number) {
    EventLog log(0);
    log.restore_name(2, log.intern("echo#"));  // the first for whose name there was memory
    EXPECT_EQ(log.label(1), "task#1");
    EXPECT_EQ(log.label(2), "echo#2");
}

TEST(EventLog, a_restored_event_keeps_its_time_and_a_log_may_begin_in_the_middle) {
    constexpr std::uint64_t first = 10 * chunk + 100;
    EventLog log(0, first);
    EXPECT_EQ(log.size(), first);
    EXPECT_EQ(log.begin(), first);
    for (std::uint32_t i = 0; i < 2 * chunk; ++i) log.restore({.time_ns = 7, .asked = i});
    ASSERT_EQ(log.size(), first + 2 * chunk);
    for (std::uint32_t i = 0; i < 2 * chunk; ++i) {
        ASSERT_EQ(log[first + i].time_ns, 7);
        ASSERT_EQ(log[first + i].asked, i);
    }
}

TEST(EventLog, a_reader_may_sleep_only_when_it_has_seen_everything) {
    EventLog log(0);
    EXPECT_TRUE(log.may_sleep(0));
    write(log, 0, 1);
    EXPECT_FALSE(log.may_sleep(0));
    EXPECT_TRUE(log.may_sleep(1));
    log.finish();
    EXPECT_FALSE(log.may_sleep(1)) << "there will be nothing to wake it";
}

TEST(EventLog, a_reader_that_sleeps_is_woken_when_the_loop_stands_still) {
    for (const EventKind kind :
         {EventKind::polling, EventKind::ended, EventKind::running, EventKind::paused,
          EventKind::stepped, EventKind::waited, EventKind::promoted, EventKind::renamed,
          EventKind::cancelled, EventKind::break_set, EventKind::break_removed,
          EventKind::break_hit, EventKind::bookmarked, EventKind::bookmark_removed}) {
        EventLog log(0);
        int woken = 0;
        log.on_news([&] { ++woken; });
        ASSERT_TRUE(log.may_sleep(0));
        log.append({.kind = EventKind::resumed});
        EXPECT_EQ(woken, 0) << "a busy loop wakes nobody at every event";
        log.append({.kind = kind});
        EXPECT_EQ(woken, 1) << name_of(kind);
        log.append({.kind = kind});
        EXPECT_EQ(woken, 1) << "who is awake is not woken";
    }
}

TEST(EventLog, a_reader_that_sleeps_is_woken_at_the_end) {
    EventLog log(0);
    int woken = 0;
    log.on_news([&] { ++woken; });
    ASSERT_TRUE(log.may_sleep(0));
    log.finish();
    EXPECT_EQ(woken, 1);
    EXPECT_TRUE(log.finished());
}

TEST(EventLog, a_reader_on_its_own_thread_sleeps_until_there_is_news_and_misses_nothing) {
    EventLog log(0);
    std::counting_semaphore<> news(0);
    log.on_news([&] { news.release(); });
    std::uint64_t seen = 0;
    std::thread reader([&] {
        while (!log.finished()) {
            if (log.may_sleep(seen)) news.acquire();
            for (const std::uint64_t end = log.size(); seen < end; ++seen)
                EXPECT_EQ(log[seen].asked, seen);
            log.release_before(seen);
        }
        seen = log.size();
    });
    for (std::uint32_t i = 0; i < chunk; ++i) log.append({.asked = i, .kind = EventKind::polling});
    log.finish();
    reader.join();
    EXPECT_EQ(seen, chunk);
}

}  // namespace
}  // namespace yieldscope
