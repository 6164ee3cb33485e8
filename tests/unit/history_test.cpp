// History: the picture of any moment is what a fold from the beginning gives, whatever was asked
// before and however much has been forgotten.
// The events come from real schedulers; the test keeps its own copy of all of them.
#include "core/watch/history.h"

#include "core/scheduler.h"
#include "tests/unit/fake_poller.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <random>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::uint64_t chunk = EventLog::events_per_chunk;

Task for_ever() {
    for (;;) co_yield turn();
}

struct Histories : testing::Test {
    EventLog log;
    Scheduler scheduler{std::make_unique<FakePoller>(), log};
    History history{log};
    std::vector<Event> all;  ///< also what the history has forgotten

    explicit Histories(std::size_t budget_bytes = 64 << 20) : log(budget_bytes) {
        for (int i = 0; i < 3; ++i) scheduler.spawn("a", for_ever());
    }

    /// Lets the scheduler write `events`; the history looks now and then, as a screen would.
    void grow(std::uint64_t events) {
        for (const std::uint64_t end = log.size() + events; log.size() < end;) {
            scheduler.step();
            while (all.size() < log.size()) all.push_back(log[all.size()]);
            if (log.size() % 1000 < 2) history.update();
        }
        history.update();
    }

    Model fold(std::uint64_t count) const {
        Model model;
        while (model.size() < count) model.apply(all[model.size()]);
        return model;
    }
};

/// With the smallest log there is, so that it soon forgets.
struct SmallHistories : Histories {
    SmallHistories() : Histories(0) {}
};

TEST_F(Histories, follows_the_log_to_its_end) {
    grow(3 * chunk);
    EXPECT_EQ(history.size(), log.size());
    EXPECT_EQ(history.live(), fold(log.size()));
    EXPECT_EQ(history.update(), 0U) << "there is nothing new";
}

TEST_F(Histories, takes_no_more_events_than_it_is_asked_to) {
    for (int i = 0; i < 100; ++i) scheduler.step();
    EXPECT_EQ(history.update(10), 10U);
    EXPECT_EQ(history.size(), 10U);
    EXPECT_EQ(history.update(), log.size() - 10);
}

TEST_F(Histories, any_moment_is_what_a_fold_from_the_beginning_gives) {
    grow(4 * chunk + 100);
    std::mt19937 random(1);
    for (int i = 0; i < 30; ++i) {
        const std::uint64_t count = random() % (history.size() + 1);
        ASSERT_EQ(history.at(count), fold(count)) << "after " << count << " events";
    }
}

TEST_F(Histories, the_moments_around_a_keyframe_are_what_a_fold_from_the_beginning_gives) {
    grow(3 * chunk);
    for (const std::uint64_t keyframe : {chunk, 2 * chunk}) {
        for (const std::uint64_t count : {keyframe + 1, keyframe, keyframe - 1, keyframe}) {
            ASSERT_EQ(history.at(count), fold(count)) << "after " << count << " events";
        }
    }
}

TEST_F(Histories, the_first_moment_is_empty_and_the_last_is_live) {
    grow(chunk);
    EXPECT_EQ(history.at(0), Model());
    EXPECT_EQ(&history.at(history.size()), &history.live());
}

TEST_F(SmallHistories, forgets_the_oldest_and_the_writer_never_waits) {
    grow(20 * chunk);
    EXPECT_GT(history.begin(), 0U);
    EXPECT_LE(history.size() - history.begin(), log.capacity());
    EXPECT_EQ(log.begin(), history.begin());
    for (const Event& event : all) ASSERT_NE(event.kind, EventKind::waited);
}

TEST_F(SmallHistories, what_it_has_not_forgotten_is_right_to_the_last) {
    for (int i = 0; i < 10; ++i) {
        grow(chunk + 321);
        history.at(history.begin() + (history.size() - history.begin()) / 2);
        for (const std::uint64_t count :
             {history.begin(), history.begin() + 1, history.size() - 1}) {
            ASSERT_EQ(history.at(count), fold(count)) << "after " << count << " events";
        }
    }
}

TEST_F(SmallHistories, a_crowd_makes_keyframes_rare_and_the_past_stays_right) {
    for (int i = 0; i < 5000; ++i) scheduler.spawn("a", for_ever());
    grow(12 * chunk);
    EXPECT_LE(history.size() - history.begin(), log.capacity());
    EXPECT_EQ(history.at(history.begin()), fold(history.begin()));
    EXPECT_EQ(history.at(history.size() - 1), fold(history.size() - 1));
}

}  // namespace
}  // namespace yieldscope
