// The timeline as a user meets it: zoom, move, measure, go to a moment, fold, follow.
// Runs on the test's thread.
#include "app/panels/timeline.h"

#include "app/timeline_facts.h"
#include "tests/gui/scene.h"

#include <cstdio>

namespace yieldscope {
namespace {

/// Two tasks that take turns for a millisecond, at times of the test's own.
struct TimelineScene : Scene {
    using Scene::Scene;
    std::int64_t now_us = 0;

    void add(EventKind kind, TaskId task, std::int64_t after_us, Reason reason = Reason::turn) {
        now_us += after_us;
        log.restore({.time_ns = now_us * 1000,
                     .task = task,
                     .text = kind == EventKind::spawned ? log.intern("echo#") : 0,
                     .kind = kind,
                     .reason = reason});
    }
    double now_ns() const { return static_cast<double>(now_us) * 1e3; }
    void turn(TaskId task) {
        add(EventKind::resumed, task, 10);
        add(EventKind::yielded, task, 10);
    }
    void start(int turns = 25) {
        if (now_us == 0) {
            add(EventKind::spawned, 1, 0);
            add(EventKind::spawned, 2, 0);
        }
        for (int i = 0; i < turns; ++i) {
            turn(1);
            turn(2);
        }
        add(EventKind::stepped, 0, 0);
        settle();
    }
    void settle() {
        for (int i = 0; i < 3; ++i) frame();
    }

    /// The moments at the left and at the right edge.
    std::pair<double, double> sight() {
        std::pair<double, double> ns{0, 0};
        EXPECT_EQ(std::sscanf(label("timeline_bars").c_str(), "%lf %lf", &ns.first, &ns.second), 2);
        return ns;
    }
    float x_at(float part) {
        const WidgetRecord& bars = *find("timeline_bars");
        return bars.min.x + (bars.max.x - bars.min.x) * part;
    }
    double time_at(float part) {
        const auto [from, to] = sight();
        return from + (to - from) * static_cast<double>(part);
    }
    float lane_y(TaskId task) {
        const WidgetRecord* lane = find("timeline_lane:" + std::to_string(task));
        EXPECT_TRUE(lane) << task;
        return lane ? (lane->min.y + lane->max.y) / 2 : 0;
    }
    void wheel_at(ImVec2 at, float lines) {
        feed_mouse_position(at);
        frame();
        frame();
        feed_mouse_wheel(lines);
        frame();
        feed_mouse_wheel(0);
        settle();
    }
    void drag_from(ImVec2 from, ImVec2 to) {
        feed_mouse_position(from);
        frame();
        frame();
        feed_mouse_button(0, true);
        frame();
        feed_mouse_position(to);
        frame();
        feed_mouse_button(0, false);
        settle();
    }
};

TEST(timeline_panel, says_what_will_appear_before_there_is_anything) {
    Scene scene;
    scene.frame();
    EXPECT_NE(scene.label("timeline_empty").find("Press"), std::string::npos);
    EXPECT_FALSE(scene.find("timeline_bars"));
}

TEST(timeline_panel, shows_all_there_is_until_the_user_zooms) {
    TimelineScene scene;
    scene.start();
    const auto before = scene.sight();
    EXPECT_EQ(before.first, 0);
    EXPECT_NEAR(before.second, 1e6, 2e4);
    scene.start();
    EXPECT_NEAR(scene.sight().second, 2e6, 4e4);
}

TEST(timeline_panel, the_wheel_zooms_and_what_is_under_the_pointer_stays) {
    TimelineScene scene;
    scene.start();
    for (const float part : {0.3F, 0.8F, 0.1F}) {
        const auto before = scene.sight();
        const double time = scene.time_at(part);
        scene.wheel_at({scene.x_at(part), scene.lane_y(1)}, 2);
        const auto after = scene.sight();
        EXPECT_LT(after.second - after.first, (before.second - before.first) * 0.8);
        EXPECT_NEAR(scene.time_at(part), time, (after.second - after.first) / 300);
    }
}

TEST(timeline_panel, zooming_all_the_way_out_fits_again) {
    TimelineScene scene;
    scene.start();
    const auto all = scene.sight();
    scene.wheel_at({scene.x_at(0.3F), scene.lane_y(1)}, 3);
    EXPECT_NE(scene.sight(), all);
    scene.wheel_at({scene.x_at(0.9F), scene.lane_y(1)}, -9);
    EXPECT_EQ(scene.sight(), all);
}

TEST(timeline_panel, the_wheel_over_the_names_scrolls_the_lanes_and_with_ctrl_it_zooms) {
    TimelineScene scene;
    for (TaskId task = 1; task <= 60; ++task) scene.add(EventKind::spawned, task, 10);
    scene.settle();
    const auto all = scene.sight();
    const float x = scene.find("timeline_names")->min.x + 10;
    EXPECT_TRUE(scene.find("timeline_lane:1"));
    scene.wheel_at({x, scene.lane_y(1)}, -3);
    EXPECT_FALSE(scene.find("timeline_lane:1"));
    EXPECT_EQ(scene.sight(), all);
    feed_control_and_shift(true, false);
    scene.wheel_at({x, scene.lane_y(0)}, 3);
    feed_control_and_shift(false, false);
    EXPECT_NE(scene.sight(), all);
}

TEST(timeline_panel, dragging_moves_what_is_seen_with_the_mouse) {
    TimelineScene scene;
    scene.start();
    scene.wheel_at({scene.x_at(0.5F), scene.lane_y(1)}, 6);
    const double time = scene.time_at(0.5F);
    const std::uint64_t cursor = scene.player().cursor();
    scene.drag_from({scene.x_at(0.5F), scene.lane_y(1)}, {scene.x_at(0.7F), scene.lane_y(1)});
    const auto [from, to] = scene.sight();
    EXPECT_NEAR(scene.time_at(0.7F), time, (to - from) / 100);
    EXPECT_EQ(scene.player().cursor(), cursor) << "that was no click";
}

TEST(timeline_panel, the_buttons_zoom_fit_and_fold) {
    TimelineScene scene;
    scene.start();
    EXPECT_FALSE(scene.find("timeline_out")->enabled);
    const auto all = scene.sight();
    scene.click("timeline_in");
    scene.settle();
    const auto half = scene.sight();
    EXPECT_NEAR(half.second - half.first, (all.second - all.first) / 2, 1e4);
    for (int i = 0; i < 12; ++i) scene.click("timeline_in");
    EXPECT_FALSE(scene.find("timeline_in")->enabled) << "a pixel is a nanosecond at least";
    scene.click("timeline_out");
    scene.settle();
    EXPECT_TRUE(scene.find("timeline_in")->enabled);
    scene.click("timeline_fit");
    scene.settle();
    EXPECT_EQ(scene.sight(), all);
}

TEST(timeline_panel, follows_what_comes_in_unless_the_user_looks_elsewhere) {
    TimelineScene scene;
    scene.start();
    scene.click("timeline_in");
    scene.settle();
    const auto before = scene.sight();
    scene.start();
    const auto after = scene.sight();
    EXPECT_NEAR(after.second - after.first, before.second - before.first, 2);
    EXPECT_NEAR(after.second, scene.now_ns(), 3e4) << "the newest is at the right edge";
    scene.drag_from({scene.x_at(0.2F), scene.lane_y(1)}, {scene.x_at(0.9F), scene.lane_y(1)});
    const auto elsewhere = scene.sight();
    EXPECT_LT(elsewhere.second, scene.now_ns());
    scene.start();
    EXPECT_EQ(scene.sight(), elsewhere);
    scene.click("timeline_follow");
    scene.settle();
    EXPECT_NEAR(scene.sight().second, scene.now_ns(), 3e4);
}

TEST(timeline_panel, keeps_the_moment_in_sight_while_one_steps_in_the_past) {
    TimelineScene scene;
    scene.start();
    for (int i = 0; i < 3; ++i) scene.click("timeline_in");
    for (int i = 0; i < 60; ++i) {
        scene.shell.act(Action::event_back);
        scene.frame();
        scene.frame();
        const auto [from, to] = scene.sight();
        const std::int64_t at = scene.log[scene.player().cursor() - 1].time_ns;
        EXPECT_GE(static_cast<double>(at), from);
        EXPECT_LE(static_cast<double>(at), to);
    }
}

TEST(timeline_panel, a_click_goes_to_that_moment_and_selects_that_task) {
    TimelineScene scene;
    scene.start();
    for (const float part : {0.25F, 0.5F, 0.7F}) {
        const auto time = static_cast<std::int64_t>(scene.time_at(part));
        scene.click_at({scene.x_at(part), scene.lane_y(2)});
        std::uint64_t count = 0;
        while (scene.log[count].time_ns <= time) ++count;
        EXPECT_NEAR(static_cast<double>(scene.player().cursor()), static_cast<double>(count), 1);
        EXPECT_EQ(scene.shell.selection().selected, 2U);
        EXPECT_NEAR(scene.find("timeline_cursor")->min.x, scene.x_at(part), 16);
    }
}

TEST(timeline_panel, what_the_mouse_is_on_is_explained_and_lit_in_every_panel) {
    TimelineScene scene;
    scene.start();
    for (int i = 0; i < 4; ++i) scene.click("timeline_in");
    feed_mouse_position({scene.x_at(0.5F), scene.lane_y(1)});
    scene.settle();
    EXPECT_EQ(scene.shell.selection().hovered, 1U);
    const std::string words = scene.label("timeline_explained");
    EXPECT_NE(words.find("echo#1: "), std::string::npos) << words;
    EXPECT_NE(words.find("\u00A0µs"), std::string::npos) << words;
}

TEST(timeline_panel, shift_drag_measures_and_the_measure_stays_until_a_click) {
    TimelineScene scene;
    scene.start();
    feed_control_and_shift(false, true);
    scene.drag_from({scene.x_at(0.2F), scene.lane_y(1)}, {scene.x_at(0.6F), scene.lane_y(1)});
    feed_control_and_shift(false, false);
    const auto from = static_cast<std::int64_t>(scene.time_at(0.2F));
    const auto to = static_cast<std::int64_t>(scene.time_at(0.6F));
    scene.settle();
    const std::string words = scene.label("timeline_measure");
    int events = 0;
    for (std::uint64_t n = 0; n < scene.log.size(); ++n)
        events += scene.log[n].time_ns >= from && scene.log[n].time_ns <= to ? 1 : 0;
    int said = 0;
    const auto at = words.find("events: ");
    ASSERT_NE(at, std::string::npos) << words;
    ASSERT_EQ(std::sscanf(words.c_str() + at, "events: %d", &said), 1) << words;
    EXPECT_NEAR(said, events, 1);
    scene.shell.act(Action::close);
    scene.settle();
    EXPECT_FALSE(scene.find("timeline_measure"));
    feed_control_and_shift(false, true);
    scene.drag_from({scene.x_at(0.6F), scene.lane_y(1)}, {scene.x_at(0.2F), scene.lane_y(1)});
    feed_control_and_shift(false, false);
    EXPECT_TRUE(scene.find("timeline_measure"));
    scene.click_at({scene.x_at(0.8F), scene.lane_y(1)});
    EXPECT_FALSE(scene.find("timeline_measure"));
}

TEST(timeline_panel, the_measure_says_where_the_selected_task_was) {
    TimelineScene scene;
    scene.start();
    scene.click_at({scene.x_at(0.5F), scene.lane_y(1)});
    feed_control_and_shift(false, true);
    scene.drag_from({scene.x_at(0.1F), scene.lane_y(1)}, {scene.x_at(0.9F), scene.lane_y(1)});
    feed_control_and_shift(false, false);
    const std::string words = scene.label("timeline_measure");
    EXPECT_NE(words.find("echo#1: ready 75 %, running 25 %"), std::string::npos) << words;
}

TEST(timeline_panel, folds_long_idle_stretches_with_a_mark_unless_it_is_told_not_to) {
    TimelineScene scene;
    scene.start(5);
    scene.add(EventKind::polling, 0, 10);
    scene.add(EventKind::polled, 0, 2'000'000);
    scene.start(5);
    const double all = scene.now_ns();
    EXPECT_NEAR(scene.sight().second, all, all / 100);
    ASSERT_TRUE(scene.find("timeline_gap"));
    EXPECT_EQ(scene.label("timeline_gap"), "2.0\u00A0s");
    const WidgetRecord fold = *scene.find("timeline_gap");
    EXPECT_LT(fold.max.x - fold.min.x, (scene.x_at(1) - scene.x_at(0)) / 8);
    feed_mouse_position({(fold.min.x + fold.max.x) / 2, fold.min.y + 3});
    scene.settle();
    EXPECT_NE(scene.label("timeline_explained").find("the kernel was asked"), std::string::npos);
    scene.click("timeline_fold");
    scene.settle();
    EXPECT_FALSE(scene.find("timeline_gap"));
}

TEST(timeline_panel, with_ten_thousand_lanes_only_those_in_sight_are_drawn) {
    TimelineScene scene;
    for (TaskId task = 1; task <= 10'000; ++task) scene.add(EventKind::spawned, task, 1);
    scene.settle();
    const auto drawn = [&] {
        return std::count_if(scene.widgets.begin(), scene.widgets.end(), [](const auto& widget) {
            return widget.id.starts_with("timeline_lane:");
        });
    };
    EXPECT_LT(drawn(), 20);
    scene.drag("timeline_scroll", {scene.find("timeline_scroll")->min.x + 2, 719});
    scene.settle();
    EXPECT_LT(drawn(), 20);
    EXPECT_TRUE(scene.find("timeline_lane:10000"));
}

TEST(timeline_panel, a_double_click_on_a_name_shows_that_tasks_life) {
    TimelineScene scene;
    scene.start(10);
    scene.add(EventKind::spawned, 3, 100);
    scene.add(EventKind::resumed, 3, 100);
    scene.add(EventKind::finished, 3, 100);
    scene.start(10);
    const ImVec2 at(scene.find("timeline_names")->min.x + 5, scene.lane_y(3));
    scene.click_at(at);
    EXPECT_EQ(scene.shell.selection().selected, 3U);
    scene.click_at(at);
    scene.settle();
    const auto [from, to] = scene.sight();
    EXPECT_NEAR(from, 500e3, 1e4);
    EXPECT_NEAR(to, 700e3, 1e4);
}

TEST(timeline_panel, the_lane_of_a_task_selected_elsewhere_comes_into_sight) {
    TimelineScene scene;
    for (TaskId task = 1; task <= 300; ++task) scene.add(EventKind::spawned, task, 1);
    scene.settle();
    EXPECT_FALSE(scene.find("timeline_lane:300"));
    scene.click("log:299");
    scene.settle();
    EXPECT_EQ(scene.shell.selection().selected, 300U);
    EXPECT_TRUE(scene.find("timeline_lane:300"));
}

TEST(timeline_panel, marks_what_is_forgotten) {
    TimelineScene scene({1280, 720}, 0);
    for (int i = 0; i < 20; ++i) scene.start(500);  // as fast as the screen reads
    EXPECT_FALSE(scene.find("timeline_forgotten")) << "it fits what is remembered";
    for (int i = 0; i < 3; ++i) scene.click("timeline_in");
    for (int i = 0; i < 20; ++i) {
        scene.drag_from({scene.x_at(0.05F), scene.lane_y(0)}, {scene.x_at(0.95F), scene.lane_y(0)});
    }
    EXPECT_TRUE(scene.find("timeline_forgotten"));
}

TEST(timeline_panel, two_recordings_stand_one_above_the_other_on_the_same_axis) {
    TimelineScene here;
    here.start(10);
    EventLog log(0);
    for (std::uint64_t n = 0; n < here.log.size(); ++n) {
        Event event = here.log[n];
        if (event.text) event.text = log.intern("echo#");
        if (n > 9) event.time_ns += 100'000;
        log.restore(event);
    }
    History first(here.log);
    first.update();
    History second(log);
    second.update();
    Settings settings;
    Player player(first, here.commands, settings);
    Selection selection;
    const OtherRecording other{second, "monday.jsonl", std::pair(std::uint64_t{10}, 10U)};
    TimelinePanel panel;
    for (int i = 0; i < 3; ++i) {
        here.widgets.clear();
        here.gui.frame([&] {
            ImGui::SetNextWindowSize({900, 300});
            ImGui::Begin("two");
            panel.draw(first, selection, player, &other);
            ImGui::End();
        });
    }
    std::vector<const WidgetRecord*> lanes;
    std::vector<const WidgetRecord*> differences;
    for (const WidgetRecord& widget : here.widgets) {
        if (widget.id.ends_with("lane:0")) lanes.push_back(&widget);
        if (widget.id == "timeline_difference") differences.push_back(&widget);
    }
    ASSERT_EQ(lanes.size(), 2U);
    EXPECT_EQ(lanes[0]->label, "this recording");
    EXPECT_EQ(lanes[1]->label, "monday.jsonl");
    EXPECT_GT(lanes[1]->min.y, lanes[0]->max.y);
    ASSERT_EQ(differences.size(), 2U);
    EXPECT_GT(differences[1]->min.x, differences[0]->min.x + 50) << "it was later there";
    EXPECT_TRUE(here.find("timeline_fold")->enabled);
}

}  // namespace
}  // namespace yieldscope
