// How cards travel: along the arrows, by time, from where they are drawn, never when it is too fast
// to follow, and never when somebody wants rest. Runs on the test's thread.
#include "app/tween.h"
#include "tests/gui/scene.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

constexpr float em = 18;

BoardLayout empty_board() { return board_layout({}, 900, 560, em); }

BoardCard card_at(Place place, Point middle) {
    return {1, place, CardSize::full, {middle.x - 40, middle.y - 20, 80, 40}};
}

/// Is a point on one of the straight pieces of an arrow?
bool is_on(const BoardArrow& arrow, Point point) {
    for (std::size_t i = 1; i < arrow.count; ++i) {
        const Point a = arrow.points[i - 1];
        const Point b = arrow.points[i];
        const bool between_x =
            point.x >= std::min(a.x, b.x) - 1 && point.x <= std::max(a.x, b.x) + 1;
        const bool between_y =
            point.y >= std::min(a.y, b.y) - 1 && point.y <= std::max(a.y, b.y) + 1;
        if (between_x && between_y) return true;
    }
    return false;
}

/// Did the middle of the card pass along the arrow on its way?
bool passes(const BoardCard& before, const BoardCard& after, Way way) {
    const BoardLayout layout = empty_board();
    int seen = 0;
    for (float part = 0; part < 1; part += 0.005F) {
        const auto cards = tween({before}, {after}, layout, em, part);
        seen += is_on(layout.arrow(way), cards.front().box.centre());
    }
    return seen > 2;
}

TEST(tween, begins_where_the_cards_were_and_ends_where_they_are) {
    const BoardLayout layout = empty_board();
    const std::vector before{card_at(Place::running, layout.lane(Place::running).box.centre())};
    const std::vector after{card_at(Place::recv_wait, layout.lane(Place::recv_wait).box.centre())};
    EXPECT_EQ(tween(before, after, layout, em, 0).front().box, before.front().box);
    EXPECT_EQ(tween(before, after, layout, em, 1), after);
}

TEST(tween, a_flying_card_has_the_size_it_lands_with_all_the_way) {
    const BoardLayout layout = empty_board();
    const BoardCard before{1, Place::running, CardSize::large, {700, 40, 150, 70}};
    const BoardCard named{1, Place::recv_wait, CardSize::name, {400, 300, 80, 30}};
    const BoardCard in_lane{1, Place::running, CardSize::name, {500, 40, 80, 30}};
    for (const BoardCard& after : {named, in_lane}) {
        for (const float part : {0.0F, 0.1F, 0.5F, 0.99F}) {
            const BoardCard card = tween({before}, {after}, layout, em, part).front();
            EXPECT_EQ(card.size, after.size) << part;
            EXPECT_EQ(card.box.width, after.box.width) << part;
            EXPECT_EQ(card.box.height, after.box.height) << part;
        }
    }
    const BoardCard square{1, Place::recv_wait, CardSize::square, {400, 300, 6, 6}};
    EXPECT_EQ(tween({before}, {square}, layout, em, 0.5F).front().size, CardSize::large)
        << "a square could not be followed";
}

TEST(tween, is_a_function_of_time_alone) {
    const BoardLayout layout = empty_board();
    const std::vector before{card_at(Place::running, {800, 60})};
    const std::vector after{card_at(Place::send_wait, {400, 500})};
    const auto late = tween(before, after, layout, em, 0.7F);
    (void)tween(before, after, layout, em, 0.2F);
    EXPECT_EQ(tween(before, after, layout, em, 0.7F), late);
}

TEST(tween, a_card_flies_along_the_drawn_arrows) {
    const BoardLayout layout = empty_board();
    const auto in = [&](Place place) { return card_at(place, layout.lane(place).box.centre()); };
    const auto gone = card_at(Place::finished, layout.gone.centre());
    EXPECT_TRUE(passes(in(Place::ready), in(Place::running), Way::ready_to_running));
    EXPECT_TRUE(passes(in(Place::running), in(Place::recv_wait), Way::running_to_recv_wait));
    EXPECT_TRUE(passes(in(Place::running), in(Place::send_wait), Way::running_to_send_wait));
    EXPECT_TRUE(passes(in(Place::running), in(Place::ready), Way::running_to_ready));
    EXPECT_TRUE(passes(in(Place::running), gone, Way::running_to_gone));
    EXPECT_TRUE(passes(in(Place::send_wait), in(Place::ready), Way::send_wait_to_poll));
    EXPECT_FALSE(passes(in(Place::running), in(Place::recv_wait), Way::recv_wait_to_poll));
}

TEST(tween, a_woken_card_passes_through_the_poll) {
    const BoardLayout layout = empty_board();
    const auto way = route(layout, Place::recv_wait, Place::ready);
    EXPECT_NE(std::find(way.begin(), way.end(), layout.poll.centre()), way.end());
}

TEST(tween, several_events_at_once_go_round_the_circuit_place_by_place) {
    const BoardLayout layout = empty_board();
    const auto in = [&](Place place) { return card_at(place, layout.lane(place).box.centre()); };
    EXPECT_TRUE(passes(in(Place::ready), in(Place::recv_wait), Way::ready_to_running));
    EXPECT_TRUE(passes(in(Place::ready), in(Place::recv_wait), Way::running_to_recv_wait));
}

TEST(tween, those_who_stay_in_their_queue_slide_straight) {
    const BoardLayout layout = empty_board();
    const auto half = tween({card_at(Place::ready, {100, 50})}, {card_at(Place::ready, {300, 50})},
                            layout, em, 0.5F);
    EXPECT_EQ(half.front().box.centre().y, 50);
    EXPECT_GT(half.front().box.centre().x, 200);  // fast at first
}

TEST(tween, flights_shorten_as_events_come_faster_and_stop_above_ten_a_second) {
    EXPECT_GE(flight_s(10), 0.15F);
    EXPECT_LE(flight_s(10), 0.25F);
    EXPECT_GE(flight_s(0.25), 0.15F);
    EXPECT_LT(flight_s(0.1), flight_s(0.25));
    EXPECT_LT(flight_s(0.1), 0.1F);  // or it would never arrive
    EXPECT_GT(flight_s(0.1), 0.0F);
    EXPECT_EQ(flight_s(0.05), 0.0F);
}

/// Three clients in recv_wait, seen event by event from the first on.
struct Walk : Scene {
    Walk() {
        spawn_clients(3);
        steps(3);
        shell.update(0);
        player().go_to(6);  // all are ready; the next event resumes the first
        rest();
    }
    void rest() {
        for (int i = 0; i < 60; ++i) frame();
    }
    /// Other panels may scroll in the frame of a move; from the next on nothing asks for more.
    bool rests() {
        frame();
        (void)frame_requested();
        frame();
        return !frame_requested();
    }
    /// So many frames pass, each with so many events more.
    void walk(int frames, std::uint64_t events) {
        for (int i = 0; i < frames; ++i) {
            player().go_to(player().cursor() + events);
            frame();
        }
    }
    ImVec2 middle(std::string_view id) {
        const WidgetRecord* widget = find(id);
        EXPECT_TRUE(widget) << id;
        if (!widget) return {};
        return {(widget->min.x + widget->max.x) / 2, (widget->min.y + widget->max.y) / 2};
    }
    bool is_in(std::string_view id, std::string_view lane) {
        const WidgetRecord* frame = find(lane);
        const ImVec2 at = middle(id);
        return frame && at.x > frame->min.x && at.x < frame->max.x && at.y > frame->min.y &&
               at.y < frame->max.y;
    }
};

TEST(motion, a_step_takes_its_time_and_then_costs_nothing) {
    Walk scene;
    (void)frame_requested();
    scene.frame();
    EXPECT_FALSE(frame_requested()) << "at rest nothing moves";
    scene.walk(1, 1);
    EXPECT_TRUE(frame_requested());
    EXPECT_FALSE(scene.is_in("task:1", "lane:running"));
    int frames = 1;
    for (; frames < 60; ++frames) {
        scene.frame();
        if (!frame_requested()) break;
    }
    EXPECT_TRUE(scene.is_in("task:1", "lane:running"));
    EXPECT_GE(frames, 9);   // 150 ms of sixtieths
    EXPECT_LE(frames, 15);  // 250 ms
}

TEST(motion, nothing_moves_with_reduced_motion) {
    Walk scene;
    scene.settings.reduced_motion = true;
    (void)frame_requested();
    scene.walk(1, 1);
    EXPECT_TRUE(scene.is_in("task:1", "lane:running"));
    const ImVec2 there = scene.middle("task:1");
    EXPECT_TRUE(scene.rests());
    scene.rest();
    EXPECT_EQ(scene.middle("task:1").x, there.x);
    EXPECT_EQ(scene.middle("task:1").y, there.y);
}

TEST(motion, going_back_or_far_is_a_seek_and_nothing_flies) {
    Walk scene;
    scene.walk(1, 1);
    scene.rest();
    (void)frame_requested();
    scene.player().go_to(6);
    scene.frame();
    EXPECT_TRUE(scene.is_in("task:1", "lane:ready"));
    EXPECT_TRUE(scene.rests());
    scene.print_lines(500);
    scene.steps(3);
    scene.shell.update(scene.now_s);
    scene.player().go_to(scene.shell.player().cursor() + 500);
    scene.frame();
    EXPECT_FALSE(scene.is_in("task:1", "lane:ready"));
    EXPECT_TRUE(scene.rests());
}

TEST(motion, above_ten_events_a_second_nothing_flies) {
    Walk scene;
    scene.walk(4, 1);  // in four frames: resumed, yielded, parked, resumed
    EXPECT_TRUE(scene.is_in("task:1", "lane:recv_wait"));
    EXPECT_TRUE(scene.is_in("task:2", "lane:running"));
}

TEST(motion, interrupted_it_goes_on_from_where_the_card_is_drawn) {
    Walk scene;
    scene.walk(1, 1);
    for (int i = 0; i < 3; ++i) scene.frame();
    const ImVec2 before = scene.middle("task:1");
    EXPECT_FALSE(scene.is_in("task:1", "lane:running"));
    scene.walk(1, 2);  // it yields and parks: the next move begins with this frame
    EXPECT_NEAR(scene.middle("task:1").x, before.x, 1);
    EXPECT_NEAR(scene.middle("task:1").y, before.y, 1);
}

TEST(motion, a_changed_window_moves_nobody) {
    Scene scene;
    scene.spawn_clients(3);
    for (int i = 0; i < 3; ++i) scene.frame();
    (void)frame_requested();
    ImGui::GetIO().DisplaySize = {1000, 700};
    scene.settings.left = 0.2F;
    for (int i = 0; i < 2; ++i) scene.frame();  // the panes have found their places
    ASSERT_TRUE(scene.find("task:2"));
    const ImVec2 at = scene.find("task:2")->min;
    (void)frame_requested();
    scene.frame();
    EXPECT_FALSE(frame_requested());
    EXPECT_EQ(scene.find("task:2")->min.x, at.x);
}

TEST(motion, no_lane_flashes_more_than_three_times_a_second) {
    Model model;
    model.apply({.task = 1, .kind = EventKind::spawned});
    model.apply({.task = 2, .kind = EventKind::spawned});
    Motion motion;
    int flashes = 0;
    float before = 0;
    Moment moment{.cursor = 2, .width = 900, .height = 560, .em = em, .seconds = 1.0F / 60};
    for (int frame = 0; frame < 600; ++frame, ++moment.cursor) {  // ten seconds, sixty events each
        model.apply({.task = 1,
                     .kind = frame % 2 ? EventKind::yielded : EventKind::resumed,
                     .reason = Reason::turn});
        const BoardLayout layout = board_layout(model, 900, 560, em);
        motion.update(layout, layout.cards, model, moment);
        const float flash = motion.flash(Place::ready);
        flashes += flash > before;
        before = flash;
    }
    EXPECT_GT(flashes, 10);
    EXPECT_LE(flashes, 30);
}

}  // namespace
}  // namespace yieldscope
