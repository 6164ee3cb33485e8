// The board is never ahead of or behind the log: at random moments of random programs it places
// exactly the tasks that the scheduler had in its places then, in the scheduler's order. Runs on
// the test's thread; the seed is printed when something is wrong.
#include "app/board_layout.h"
#include "tests/unit/random_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

/// What the scheduler's own lists held after so many events.
struct Snapshot {
    std::uint64_t events;
    Ids ready;
    Ids recv_wait;
    Ids send_wait;
};

/// Who is drawn in a lane, as a class reads it: row by row, the ready queue from the right.
Ids drawn(const BoardLayout& layout, const Model& model, Place place) {
    const BoardLane& lane = layout.lane(place);
    Ids ids;
    if (lane.grid.size == CardSize::square) {
        for (std::uint32_t i = 0; i < lane.shown(); ++i) {
            const Box cell = lane.grid.cell(i);
            EXPECT_TRUE(lane.box.contains(cell));
            ids.push_back(task_at(layout, layout.cards, model, cell.centre()));
        }
        return ids;
    }
    std::vector<BoardCard> cards;
    for (const BoardCard& card : layout.cards) {
        if (card.place == place) cards.push_back(card);
    }
    const float from = place == Place::ready ? -1.0F : 1.0F;
    std::stable_sort(cards.begin(), cards.end(), [&](const BoardCard& a, const BoardCard& b) {
        return a.box.y != b.box.y ? a.box.y < b.box.y : from * a.box.x < from * b.box.x;
    });
    for (const BoardCard& card : cards) ids.push_back(card.task);
    return ids;
}

void expect_truth(History& history, const Snapshot& then, float width) {
    const Model& model = history.at(then.events);
    const BoardLayout layout = board_layout(model, width, width * 0.6F, 16);
    ASSERT_EQ(drawn(layout, model, Place::ready), then.ready);
    ASSERT_EQ(drawn(layout, model, Place::recv_wait), then.recv_wait);
    ASSERT_EQ(drawn(layout, model, Place::send_wait), then.send_wait);
    ASSERT_EQ(drawn(layout, model, Place::running), Ids());
}

/// Plays the program of a seed and looks back at random moments between its steps.
void look_back(unsigned seed, unsigned tasks, int steps) {
    World world(seed);
    world.tasks_max = tasks * 2;
    world.fds = tasks * 2;
    for (unsigned i = 0; i < tasks; ++i) world.spawn();
    std::vector<Snapshot> moments;
    for (int step = 0; step < steps && world.scheduler.has_tasks(); ++step) {
        world.step();
        moments.push_back({world.log.size(), ids(world.scheduler.ready()),
                           ids(world.scheduler.recv_wait().tasks()),
                           ids(world.scheduler.send_wait().tasks())});
    }
    History history(world.log);
    history.update();
    for (int look = 0; look < 12; ++look) {
        const Snapshot& then = moments[world.below(static_cast<unsigned>(moments.size()))];
        if (then.events < history.begin()) continue;
        SCOPED_TRACE(testing::Message() << "seed " << seed << ", after " << then.events);
        expect_truth(history, then, look % 2 ? 480 : 1600);
        if (testing::Test::HasFatalFailure()) return;
    }
}

TEST(board_truth, at_random_moments_every_place_has_the_schedulers_tasks_in_its_order) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        look_back(seed, 1 + seed % 30, 150);
        if (testing::Test::HasFatalFailure()) return;
    }
}

TEST(board_truth, that_holds_when_tasks_are_squares) {
    for (unsigned seed = 0; seed < 8; ++seed) {
        look_back(seed, 700, 900);
        if (testing::Test::HasFatalFailure()) return;
    }
}

TEST(board_truth, between_the_events_of_a_turn_the_running_task_is_drawn_as_running) {
    World world(7);
    for (int i = 0; i < 9; ++i) world.spawn();
    for (int step = 0; step < 300 && world.scheduler.has_tasks(); ++step) world.step();
    History history(world.log);
    history.update();
    int running = 0;
    for (std::uint64_t count = history.begin(); count <= history.size(); ++count) {
        const Model& model = history.at(count);
        const BoardLayout layout = board_layout(model, 900, 560, 16);
        const Ids expected = model.running() ? Ids{model.running()} : Ids();
        ASSERT_EQ(drawn(layout, model, Place::running), expected) << "after " << count;
        running += model.running() != 0;
    }
    EXPECT_GT(running, 40);
}

}  // namespace
}  // namespace yieldscope
