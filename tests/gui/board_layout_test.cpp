// Where the board puts things, in numbers: nothing outside its lane, nothing over another, the
// queue in the scheduler's order, and nobody forgotten. Runs on the test's thread.
#include "app/board_layout.h"
#include "app/tween.h"
#include "core/scheduler.h"
#include "core/watch/event_log.h"
#include "core/watch/history.h"
#include "tests/unit/fake_poller.h"

#include <gtest/gtest.h>

#include <cmath>
#include <tuple>

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
        std::vector<Box> boxes{layout.poll, layout.gone};
        for (const BoardLane& lane : layout.lanes) boxes.push_back(lane.box);
        for (std::size_t i = 0; i < boxes.size(); ++i) {
            EXPECT_TRUE((Box{0, 0, width + 1, height + 1}.contains(boxes[i])))
                << i << " at " << width;
            for (std::size_t j = i + 1; j < boxes.size(); ++j)
                EXPECT_TRUE(apart(boxes[i], boxes[j])) << i << j << " at " << width;
        }
    }
}

TEST(board_layout, a_board_without_room_is_laid_out_all_the_same) {
    for (const int tasks : {0, 1, 30, 300}) {
        const Model model = model_of(tasks, tasks, 0);
        for (float width = 0; width < 700; width += 7) {
            for (const float height : {0.0F, 20.0F, 90.0F, 200.0F, 320.0F}) {
                for (const float em : {8.0F, 15.0F, 26.0F, 45.0F}) {
                    const BoardLayout layout = board_layout(model, width, height, em);
                    for (const BoardLane& lane : layout.lanes)
                        ASSERT_LE(lane.hidden, lane.tasks) << width << " x " << height;
                }
            }
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
        if (lane.grid.size == CardSize::square) EXPECT_EQ(lane.hidden, 0U);
        else EXPECT_EQ(layout.cards.size() - 1 + lane.hidden, static_cast<std::size_t>(tasks));
    }
}

TEST(board_layout, every_task_of_a_class_is_drawn_however_many_there_are) {
    Model model;
    for (TaskId task = 1; task <= 120; ++task) {
        model.apply({.task = task, .kind = EventKind::spawned});
        model.apply({.task = task, .kind = EventKind::parked, .reason = Reason::recv});
        for (float width = 455; width < 1800; width *= 1.013F) {
            const float em = std::round(width / 35);
            const BoardLane lane =
                board_layout(model, width, width * 0.75F, em).lane(Place::recv_wait);
            ASSERT_EQ(lane.hidden, 0U) << task << " tasks at " << width;
            ASSERT_LE(lane.grid.cell(task - 1).bottom(), lane.box.bottom());
        }
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
    CardSize last = CardSize::large;
    for (const int tasks : {1, 6, 12, 60, 400}) {
        const CardSize size =
            board_layout(model_of(0, tasks, 0), 900, 560, 18).lane(Place::recv_wait).grid.size;
        EXPECT_GE(size, last) << tasks;
        last = size;
    }
    EXPECT_EQ(last, CardSize::square);
}

TEST(board_layout, the_arrow_to_running_begins_beside_the_head_of_the_queue) {
    for (const int tasks : {1, 6, 30, 300, 5'000}) {
        const Model model = model_of(tasks, 0, 0);
        const BoardLayout layout = board_layout(model, 470, 400, 15);
        const Box head = layout.lane(Place::ready).grid.cell(0);
        const float arrow_y = layout.arrow(Way::ready_to_running).tip().y;
        EXPECT_GE(arrow_y, head.y) << tasks;
        EXPECT_LE(arrow_y, head.bottom()) << tasks;
        EXPECT_NEAR(head.right(), layout.lane(Place::ready).grid.space.right(), 1) << tasks;
    }
}

TEST(board_layout, nobody_loses_the_name_for_those_who_may_come) {
    // A class of thirty, most of them elsewhere: those who are here keep their names.
    const BoardLayout layout = board_layout(model_of(25, 3, 2), 640, 400, 24, 3.2F);
    for (const Place place : {Place::recv_wait, Place::send_wait})
        EXPECT_LE(layout.lane(place).grid.size, CardSize::name) << name_of(place);
}

TEST(board_layout, cards_are_as_wide_as_the_longest_name_where_the_lane_is) {
    const Model model = model_of(1, 3, 0);
    const float em = 24;
    const BoardLane lane = board_layout(model, 970, 520, em, 5.6F).lane(Place::recv_wait);
    EXPECT_LE(lane.grid.size, CardSize::name);
    EXPECT_GT(lane.grid.width, em * (5.6F * 0.8F + 1.4F));
}

TEST(board_layout, on_the_lowest_board_who_is_next_still_has_a_name) {
    const Model model = model_of(1, 1, 0);
    for (const float height : {366.0F, 400.0F, 450.0F}) {
        const BoardLayout layout = board_layout(model, 1220, height, 30);
        ASSERT_EQ(layout.cards.size(), 2U) << height;
        EXPECT_LE(layout.cards.front().size, CardSize::name) << height;
        for (const BoardCard& card : layout.cards)
            EXPECT_TRUE(layout.lane(card.place).box.contains(card.box)) << height;
    }
}

TEST(board_layout, few_tasks_have_large_cards) {
    const BoardLayout layout = board_layout(model_of(0, 1, 0), 900, 620, 18);
    EXPECT_EQ(layout.cards.front().size, CardSize::large);
}

TEST(board_layout, ten_thousand_have_room_on_every_screen_and_use_it_well) {
    const Model model = model_of(0, 10'000, 0);
    for (const auto& [width, height, em] : {std::tuple{455.0F, 475.0F, 15.0F},
                                            {595.0F, 440.0F, 15.0F},
                                            {890.0F, 680.0F, 22.0F},
                                            {1780.0F, 1360.0F, 43.0F}}) {
        const BoardLane lane = board_layout(model, width, height, em).lane(Place::recv_wait);
        EXPECT_EQ(lane.hidden, 0U) << width;
        const Box last = lane.grid.cell(9'999);
        EXPECT_TRUE(lane.box.contains(last)) << width;
        EXPECT_GT(last.bottom() - lane.grid.top, lane.grid.space.height * 0.7F) << width;
        EXPECT_GE(lane.grid.gap, 1.0F) << "they run together at " << width;
    }
}

TEST(board_layout, the_task_under_a_point_is_computed_for_every_square) {
    const Model model = model_of(2'000, 5'000, 0);
    const BoardLayout layout = board_layout(model, 900, 560, 18);
    for (const Place place : {Place::ready, Place::recv_wait}) {
        const BoardLane& lane = layout.lane(place);
        for (std::uint32_t i = 0; i < lane.shown(); i += 7)
            ASSERT_EQ(lane.grid.index_at(lane.grid.cell(i).centre()), i);
    }
}

TEST(board_layout, a_square_can_be_found_again_to_be_lit) {
    const Model model = model_of(0, 5'000, 0);
    const BoardLayout layout = board_layout(model, 900, 560, 18);
    const auto square = square_of(layout, model, 3'210);
    ASSERT_TRUE(square);
    EXPECT_EQ(task_at(layout, layout.cards, model, square->box.centre()), 3'210U);
}

TEST(board_layout, a_lane_with_thousands_is_higher_than_an_empty_one) {
    const BoardLayout layout = board_layout(model_of(0, 10'000, 0), 900, 560, 18);
    EXPECT_GT(layout.lane(Place::recv_wait).box.height,
              layout.lane(Place::send_wait).box.height * 1.8F);
    EXPECT_GT(layout.lane(Place::send_wait).box.height, 18 * 5.0F);
}

TEST(board_layout, a_card_more_seldom_moves_the_others) {
    int changes = 0;
    BoardLayout before = board_layout(model_of(0, 1, 0), 900, 560, 18);
    for (int tasks = 2; tasks <= 40; ++tasks) {
        const BoardLayout layout = board_layout(model_of(0, tasks, 0), 900, 560, 18);
        changes +=
            layout.lane(Place::recv_wait).grid.width != before.lane(Place::recv_wait).grid.width;
        before = layout;
    }
    EXPECT_LE(changes, 7);
}

TEST(board_layout, a_class_of_twenty_going_round_never_changes_the_lanes) {
    const Box recv_wait = board_layout(model_of(0, 20, 0), 900, 560, 18).lane(Place::recv_wait).box;
    for (int ready = 0; ready <= 20; ++ready) {
        const BoardLayout layout = board_layout(model_of(ready, 20 - ready, 0), 900, 560, 18);
        EXPECT_EQ(layout.lane(Place::recv_wait).box, recv_wait) << ready;
    }
}

TEST(board_layout, arrows_keep_out_of_every_frame) {
    for (const auto& [width, height] :
         {std::pair{455.0F, 475.0F}, {640.0F, 440.0F}, {1000.0F, 620.0F}, {2000.0F, 1300.0F}}) {
        const BoardLayout layout = board_layout({}, width, height, 18);
        std::vector<Box> boxes{layout.poll, layout.gone};
        for (const BoardLane& lane : layout.lanes) boxes.push_back(lane.box);
        for (std::size_t way = 0; way < way_count; ++way) {
            const BoardArrow& arrow = layout.arrows[way];
            for (std::size_t i = 1; i < arrow.count; ++i) {
                for (int part = 1; part < 20; ++part) {
                    const Point point = along({arrow.points[i - 1], arrow.points[i]},
                                              static_cast<float>(part) / 20);
                    for (const Box& box : boxes)
                        EXPECT_FALSE(box.contains(point)) << way << " at " << width;
                }
            }
            for (const Box& box : boxes) EXPECT_FALSE(box.contains(arrow.tip())) << way;
        }
    }
}

TEST(board_layout, the_last_that_ended_leave_through_their_strip_newest_first) {
    Model model;
    for (TaskId task = 1; task <= 4; ++task)
        model.apply({.task = task, .kind = EventKind::spawned});
    model.apply({.task = 3, .kind = EventKind::finished});
    model.apply({.task = 1, .kind = EventKind::failed});
    model.apply({.task = 2, .kind = EventKind::cancelled});
    const BoardLayout layout = board_layout(model, 900, 560, 18);
    ASSERT_EQ(layout.cards.size(), 4U);
    EXPECT_EQ(layout.cards[1].task, 2U);
    EXPECT_EQ(layout.cards[2].task, 1U);
    EXPECT_EQ(layout.cards[3].task, 3U);
    EXPECT_EQ(layout.gone_shown, 3U);
    EXPECT_EQ(layout.cards[2].size, CardSize::full) << "one that failed says why";
    EXPECT_GT(layout.cards[2].box.height, layout.cards[1].box.height * 1.5F);
    for (std::size_t i = 1; i < 4; ++i) EXPECT_TRUE(layout.gone.contains(layout.cards[i].box));
    EXPECT_LT(layout.cards[1].box.bottom(), layout.cards[2].box.y);
}

}  // namespace
}  // namespace yieldscope
