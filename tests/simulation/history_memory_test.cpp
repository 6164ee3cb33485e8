// Memory that runs out where history is kept: nothing is lost but the oldest, and all that is left
// is right. In this program operator new can be made to fail at any allocation.
#include "core/watch/history.h"
#include "core/watch/memory_reserve.h"
#include "tests/simulation/memory.h"
#include "tests/unit/random_world.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <new>
#include <thread>
#include <vector>

namespace yieldscope {
namespace {

using simulation::memory::calm;
using simulation::memory::fail_after;
using simulation::memory::failures;

void fill(MemoryReserve& reserve) {
    while (!reserve.look_ahead()) {
    }
}

TEST(MemoryReserve, is_given_up_piece_by_piece_and_can_be_taken_again) {
    MemoryReserve reserve;
    fill(reserve);
    const std::uint64_t before = MemoryReserve::times_used();
    const auto want = [] { std::get_new_handler()(); };
    for (std::size_t i = 0; i < MemoryReserve::pieces; ++i) EXPECT_NO_THROW(want());
    EXPECT_EQ(MemoryReserve::times_used() - before, MemoryReserve::pieces);
    EXPECT_THROW(want(), std::bad_alloc);
    reserve.look_ahead();
    EXPECT_NO_THROW(want());
}

// At the start a window needs all there is; only what is left over is kept.
TEST(MemoryReserve, is_filled_piece_by_piece) {
    MemoryReserve reserve;
    const auto want = [] { std::get_new_handler()(); };
    EXPECT_THROW(want(), std::bad_alloc);
    for (std::size_t i = 0; i < MemoryReserve::pieces; ++i) EXPECT_FALSE(reserve.look_ahead());
    EXPECT_TRUE(reserve.look_ahead()) << "now there is plenty";
    for (std::size_t i = 0; i < MemoryReserve::pieces; ++i) EXPECT_NO_THROW(want());
}

TEST(MemoryReserve, is_for_every_thread_and_for_none_when_it_has_gone) {
    const auto want = [] { std::get_new_handler()(); };
    {
        MemoryReserve reserve;
        fill(reserve);
        std::thread([&] { EXPECT_NO_THROW(want()); }).join();
    }
    EXPECT_THROW(want(), std::bad_alloc);
}

TEST(MemoryReserve, lets_operator_new_try_again) {
    MemoryReserve reserve;
    fill(reserve);
    const unsigned before = failures();
    fail_after(0);
    const std::vector<int> some(1000);
    EXPECT_EQ(some.size(), 1000U);
    EXPECT_EQ(failures() - before, 1U);
}

/// Tasks come and go for longer than the shortest history is.
struct HistoryWithoutMemory : testing::Test {
    static constexpr std::uint64_t gap = 1000;

    EventLog log{16 << 20};
    std::vector<Model> pictures;  ///< after no event, after `gap` of them, and so on

    HistoryWithoutMemory() {
        World world(7);
        Model model;
        while (log.size() < 12 * EventLog::events_per_chunk) {
            world.spawn();
            world.step();
            for (; log.size() < world.log.size(); model.apply(log[log.size() - 1])) {
                if (log.size() % gap == 0) pictures.push_back(model);
                log.restore(world.log[log.size()]);
            }
            world.log.release_before(log.size());
        }
    }

    void expect_it_is_right(History& history) const {
        ASSERT_EQ(history.size(), log.size());
        for (std::size_t i = (history.begin() + gap - 1) / gap; i < pictures.size(); ++i)
            ASSERT_EQ(history.at(i * gap), pictures[i]) << "after " << i * gap;
    }
};

TEST_F(HistoryWithoutMemory, becomes_shorter_wherever_it_runs_out_and_what_is_left_is_right) {
    MemoryReserve reserve;
    fill(reserve);
    unsigned runs = 0;
    for (unsigned spared = 0;; spared += 97, ++runs) {
        SCOPED_TRACE(testing::Message() << "after " << spared << " allocations");
        History history(log);
        const std::size_t budget = history.budget();
        const unsigned before = failures();
        fail_after(spared);
        history.update();
        calm();
        if (failures() == before) break;
        history.update();  // it may have been the last allocation
        EXPECT_EQ(history.times_it_gave_way(), 1U);
        EXPECT_LT(history.budget(), budget);
        EXPECT_GT(history.begin(), 0U);
        expect_it_is_right(history);
        reserve.look_ahead();
    }
    EXPECT_GT(runs, 100U) << "or nothing was tried";
}

TEST_F(HistoryWithoutMemory, goes_on_however_often_it_runs_out) {
    MemoryReserve reserve;
    fill(reserve);
    History history(log);
    while (history.size() < log.size()) {
        fail_after(3);
        history.update(500);
        reserve.look_ahead();
    }
    calm();
    history.update();
    EXPECT_GE(history.times_it_gave_way(), 1U);
    EXPECT_GE(history.budget(), std::size_t{1} << 20) << "some is always left";
    expect_it_is_right(history);
}

TEST_F(HistoryWithoutMemory, grows_again_as_far_as_it_may) {
    MemoryReserve reserve;
    fill(reserve);
    History history(log);
    const std::size_t budget = history.budget();
    std::get_new_handler()();
    history.update();
    EXPECT_LT(history.bytes(), 2U << 20) << "it gave way before it had anything";
    constexpr std::size_t some = 1 << 20;
    history.may_grow(some);
    EXPECT_EQ(history.budget(), history.bytes() + some);
    history.may_grow(budget);
    EXPECT_EQ(history.budget(), budget) << "and no further";
}

}  // namespace
}  // namespace yieldscope
