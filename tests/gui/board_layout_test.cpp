// Where the board puts things, in numbers: nothing outside its lane, nothing over another, the
// queue in the scheduler's order, and nobody forgotten. Runs on the test's thread.
#include "app/board_layout.h"
#include "core/scheduler.h"
#include "core/watch/event_log.h"
#include "core/watch/history.h"
#include "tests/unit/fake_poller.h"

#include <gtest/gtest.h>

namespace yieldscope {
namespace {

Task wait_in(Reason reason, int fd) {
    for (;;)
        co_yield reason == Reason::recv ? recv(fd) : reason == Reason::send ? send(fd) : turn();
}

/// A model with that many tasks ready, in recv_wait and in send_wait.
Model model_of(int ready, int recv_wait, int send_wait) {
    EventLog log(64 << 20);
    Scheduler scheduler(std::make_unique<FakePoller>(), log);
    int fd = 10;
    for (int i = 0; i < recv_wait; ++i) scheduler.spawn("r#", wait_in(Reason::recv, fd++));
    for (int i = 0; i < send_wait; ++i) scheduler.spawn("s#", wait_in(Reason::send, fd++));
    while (scheduler.has_ready()) scheduler.step();
    for (int i = 0; i < ready; ++i) scheduler.spawn("t#", wait_in(Reason::turn, -1));
    History history(log);
    history.update();
    return history.live();
}

bool apart(const Box& a, const Box& b) {
    return a.right() <= b.x || b.right() <= a.x || a.bottom() <= b.y || b.bottom() <= a.y;
}

TEST(board_layout, lanes_and_poll_lie_inside_the_board_and_apart) {
    for (const auto& [width, height] :
         {std::pair{450.0F, 380.0F}, {640.0F, 400.0F}, {1000.0F, 620.0F}, {2000.0F, 1300.0F}}) {
        const BoardLayout layout = board_layout({}, width, height, 18);
        std::vector<Box> boxes{layout.poll};
        for (const BoardLane& lane : layout.lanes) boxes.push_back(lane.box);
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            EXPECT_TRUE((Box{0, 0, width + 1, height + 1}.contains(boxes[i])))
                << i << " at " << width;
            for (std::size_t j = i + 1; j < boxes.size(); ++j)
                EXPECT_TRUE(apart(boxes[i], boxes[j])) << i << j << " at " << width;
        }
    }
}

TEST(board_layout, cards_lie_inside_their_lane_and_apart) {
    for (const int tasks : {1, 3, 10, 40, 200}) {
        const BoardLayout layout = board_layout(model_of(tasks, tasks, tasks), 900, 560, 18);
        for (std::size_t i = 0; i < layout.cards.size(); ++i) {
            const BoardCard& card = layout.cards[i];
            EXPECT_TRUE(layout.lane(card.place).box.contains(card.box)) << i << " of " << tasks;
            for (std::size_t j = i + 1; j < layout.cards.size(); ++j)
                EXPECT_TRUE(apart(card.box, layout.cards[j].box));
        }
    }
}

TEST(board_layout, nobody_is_forgotten_what_is_not_drawn_is_counted) {
    for (const int tasks : {0, 1, 59, 1000, 10'000}) {
        const BoardLayout layout = board_layout(model_of(1, tasks, 0), 900, 560, 18);
        const BoardLane& lane = layout.lane(Place::recv_wait);
        EXPECT_EQ(lane.tasks, static_cast<std::uint32_t>(tasks));
        EXPECT_EQ(layout.cards.size() - 1 + lane.hidden, static_cast<std::size_t>(tasks));
    }
}

TEST(board_layout, the_head_of_the_ready_queue_is_on_the_right_and_the_order_is_the_schedulers) {
    const Model model = model_of(4, 0, 0);
    const BoardLayout layout = board_layout(model, 900, 560, 18);
    const TaskState* task = model.first(Place::ready);
    for (std::size_t i = 0; i < 4; ++i, task = model.after(*task)) {
        ASSERT_TRUE(task);
        EXPECT_EQ(layout.cards[i].task, task->id);
        if (i == 0) continue;
        EXPECT_LT(layout.cards[i].box.x, layout.cards[i - 1].box.x);
    }
}

TEST(board_layout, a_class_still_has_numbers_on_its_cards) {
    const BoardLayout small_screen = board_layout(model_of(0, 14, 0), 470, 470, 15);
    EXPECT_LE(small_screen.cards.front().size, CardSize::number);
    const BoardLayout projector = board_layout(model_of(0, 30, 0), 610, 420, 15);
    EXPECT_LE(projector.cards.front().size, CardSize::number);
}

TEST(board_layout, cards_shrink_step_by_step_as_a_lane_fills) {
    CardSize last = CardSize::full;
    for (const int tasks : {1, 12, 40, 400}) {
        const CardSize size = board_layout(model_of(0, tasks, 0), 900, 560, 18).cards.front().size;
        EXPECT_GE(size, last);
        last = size;
    }
    EXPECT_EQ(last, CardSize::square);
}

}  // namespace
}  // namespace yieldscope
