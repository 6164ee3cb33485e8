// The search through the log: complete in the end, newest first on the way, never more than its
// bound at once. Bounds are counted, not timed.
#include "core/watch/matches.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::uint64_t chunk = EventLog::events_per_chunk;

struct Searches : testing::Test {
    EventLog log{256 << 20};
    Matches matches;

    /// Every third event is a `sent`, by task 1; the others are `received`.
    void grow(std::uint64_t count) {
        for (std::uint64_t i = 0; i < count; ++i) {
            log.append(
                {.task = 1, .kind = log.size() % 3 == 0 ? EventKind::sent : EventKind::received});
        }
    }

    void search(std::string_view text) { matches.search(parse_filter(text).filter); }

    Matches::Looked update(std::uint64_t begin = 0) {
        return matches.update(log, begin, log.size());
    }

    /// Until it has looked at everything.
    void finish(std::uint64_t begin = 0) {
        do {
            ASSERT_GT(update(begin).events, 0U);
        } while (!matches.complete());
    }

    /// What was found is what a search of all events at once finds.
    void expect_all_found(std::uint64_t begin = 0) const {
        std::vector<std::uint64_t> wanted;
        for (std::uint64_t i = begin; i < log.size(); ++i) {
            if (matches.filter().matches(i, log[i], log)) wanted.push_back(i);
        }
        ASSERT_EQ(matches.size(), wanted.size());
        for (std::uint64_t row = 0; row < wanted.size(); ++row) {
            ASSERT_EQ(matches[row], wanted[row]);
            ASSERT_EQ(matches.before(wanted[row]), row);
            ASSERT_EQ(matches.before(wanted[row] + 1), row + 1);
        }
    }
};

TEST_F(Searches, find_all_that_matches_and_nothing_else) {
    grow(3 * chunk + 100);
    search("kind:sent");
    finish();
    expect_all_found();
    EXPECT_EQ(matches.progress(), 1.0);
}

TEST_F(Searches, look_at_no_more_than_their_bound_in_two_million_events) {
    grow(2'000'000);
    search("kind:failed");
    std::uint64_t updates = 0;
    for (std::uint64_t all = 0; !matches.complete(); ++updates) {
        const Matches::Looked looked = update();
        ASSERT_GT(looked.events, 0U);
        ASSERT_LE(looked.events, Matches::update_cost_max);
        ASSERT_EQ(looked.lines, 0U);
        all += looked.events;
        ASSERT_LE(all, 2'000'000U);
    }
    EXPECT_EQ(updates, 2'000'000 / Matches::update_cost_max);
    EXPECT_EQ(matches.size(), 0U);
    EXPECT_EQ(update().events, 0U);
}

TEST_F(Searches, make_no_more_lines_than_their_bound) {
    grow(2'000'000);
    search("elephant kind:sent");
    const Matches::Looked looked = update();
    EXPECT_GT(looked.lines, 1000U);
    EXPECT_LE(looked.lines, Matches::update_cost_max / Matches::line_cost + 1);
    EXPECT_LE(looked.events + looked.lines * Matches::line_cost,
              Matches::update_cost_max + Matches::line_cost);
    EXPECT_GT(matches.progress(), 0.0);
    EXPECT_LT(matches.progress(), 1.0);
}

TEST_F(Searches, compare_no_more_labels_than_their_bound) {
    grow(2'000'000);
    for (const char* text : {"task:tcp_server", "-task:echo"}) {
        search(text);
        EXPECT_LE(update().events, Matches::update_cost_max / Matches::label_cost) << text;
    }
    for (const char* text : {"task:3", "task:echo#3"}) {  // a number needs no label
        search(text);
        EXPECT_EQ(update().events, Matches::update_cost_max) << text;
    }
}

TEST_F(Searches, find_the_newest_first) {
    grow(1'000'000);
    search("kind:sent");
    update();
    ASSERT_FALSE(matches.complete());
    EXPECT_EQ(matches[matches.size() - 1], 999'999U);
    EXPECT_GE(matches[0], 1'000'000 - Matches::update_cost_max);
}

TEST_F(Searches, find_what_comes_in_before_what_is_old) {
    grow(1'000'000);
    search("kind:sent");
    for (int i = 0; i < 3; ++i) {
        update();
        grow(Matches::update_cost_max / 2);
    }
    grow(3 * Matches::update_cost_max);  // more at once than there is time for
    update();
    ASSERT_FALSE(matches.complete());
    EXPECT_GE(matches[matches.size() - 1], log.size() - 3);
    finish();
    expect_all_found();
}

TEST_F(Searches, go_on_when_events_come_in) {
    grow(10);
    search("kind:sent");
    finish();
    expect_all_found();
    for (const std::uint64_t more : {std::uint64_t{1}, std::uint64_t{5}, chunk, 2 * chunk + 7}) {
        grow(more);
        finish();
        expect_all_found();
    }
}

TEST_F(Searches, lose_what_history_forgets) {
    grow(4 * chunk);
    search("kind:sent");
    finish();
    for (const std::uint64_t begin : {std::uint64_t{7}, chunk - 1, chunk, 2 * chunk + 50}) {
        update(begin);
        EXPECT_TRUE(matches.complete());
        expect_all_found(begin);
    }
    update(log.size());
    EXPECT_EQ(matches.size(), 0U);
    grow(5);
    finish(4 * chunk);
    expect_all_found(4 * chunk);
}

TEST_F(Searches, survive_that_history_forgets_what_they_have_not_seen) {
    grow(1'000'000);
    search("kind:sent");
    update();
    grow(10);
    finish(999'000);
    expect_all_found(999'000);
}

TEST_F(Searches, begin_anew_with_another_filter) {
    grow(2 * chunk);
    search("kind:sent");
    finish();
    search("kind:received");
    EXPECT_EQ(matches.size(), 0U);
    finish();
    expect_all_found();
}

TEST_F(Searches, say_when_a_task_has_got_another_name) {
    log.append({.task = 1, .text = log.intern("Old"), .kind = EventKind::renamed});
    search("task:anna");
    update();
    EXPECT_FALSE(matches.names_changed());  // known when it began
    log.append({.task = 1, .text = log.intern("Anna"), .kind = EventKind::renamed});
    update();
    EXPECT_TRUE(matches.names_changed());
}

}  // namespace
}  // namespace yieldscope
