// The log on a screen that nobody sees: reading, scrolling and copying, by hand as a user would.
// Runs on the test's thread.
#include "app/panels/log.h"

#include "tests/gui/log_scene.h"

namespace yieldscope {
namespace {

TEST(log, a_click_on_a_line_goes_to_that_moment) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.frame();
    scene.click("log:1");
    EXPECT_EQ(scene.player().cursor(), 2U);
    EXPECT_EQ(scene.player().state(), PlayState::past);
    EXPECT_EQ(scene.shell.selection().selected, 1U);
}

TEST(log, stands_still_under_a_reader_of_the_past) {
    LogScene scene({1280, 720}, 256 << 20);
    scene.spawn_clients(1);
    scene.print_lines(500'000);
    scene.frame();
    scene.shell.act(Action::event_back);
    for (int i = 0; i < 3; ++i) scene.frame();
    const std::string before = scene.in_sight();
    ASSERT_FALSE(before.empty());
    scene.print_lines(500'000);
    for (int i = 0; i < 3; ++i) scene.frame();
    EXPECT_EQ(scene.in_sight(), before);
    EXPECT_TRUE(scene.find("log:" + std::to_string(*scene.player().shown_event())));
}

TEST(log, follows_the_end_until_the_user_scrolls_up_and_again_from_the_button_on) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(100);
    EXPECT_EQ(scene.last_in_sight(), "101");
    EXPECT_FALSE(scene.find("log_follow"));
    scene.scroll(5);
    const std::string before = scene.in_sight();
    EXPECT_NE(scene.last_in_sight(), "101");
    scene.print(100);
    EXPECT_EQ(scene.in_sight(), before);
    scene.click("log_follow");
    scene.frame();
    EXPECT_EQ(scene.last_in_sight(), "201");
    EXPECT_FALSE(scene.find("log_follow"));
    scene.print(100);
    EXPECT_EQ(scene.last_in_sight(), "301");
    EXPECT_TRUE(scene.player().live());
}

TEST(log, follows_the_end_again_from_the_end_key_on_or_when_scrolled_there) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(100);
    scene.scroll(5);
    scene.shell.act(Action::live);  // it is live already
    scene.frame();
    scene.print(10);
    EXPECT_EQ(scene.last_in_sight(), "111");
    scene.scroll(5);
    scene.scroll(-50);
    scene.print(10);
    EXPECT_EQ(scene.last_in_sight(), "121");
}

TEST(log, the_scrollbar_reaches_both_ends) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(1000);
    const WidgetRecord bar = *scene.find("log_scroll");
    const float x = (bar.min.x + bar.max.x) / 2;
    scene.click_at({x, bar.min.y + 1});
    EXPECT_TRUE(scene.find("log:0"));
    EXPECT_TRUE(scene.find("log_follow"));
    scene.click_at({x, bar.max.y - 1});
    EXPECT_EQ(scene.last_in_sight(), "1001");
}

TEST(log, the_line_under_the_cursor_comes_into_sight) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(100);
    scene.scroll(5);
    for (const Action action : {Action::home, Action::live, Action::event_back}) {
        scene.shell.act(action);
        scene.frame();
        if (const auto shown = scene.player().shown_event()) {
            EXPECT_TRUE(scene.find("log:" + std::to_string(*shown)));
        }
    }
    for (const unsigned count : {1U, 50U, 52U, 49U, 102U, 90U}) {
        scene.player().go_to(count);
        scene.frame();
        EXPECT_TRUE(scene.find("log:" + std::to_string(count - 1))) << count;
    }
}

TEST(log, a_drag_chooses_lines_and_control_c_copies_them) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(100);
    scene.rest_on("log:99");
    feed_mouse_button(0, true);
    scene.frame();
    scene.rest_on("log:101");
    feed_mouse_button(0, false);
    scene.frame();
    EXPECT_TRUE(scene.player().live());  // to choose is not to go there
    scene.press(ImGuiKey_C, true);
    std::string wanted;
    for (const unsigned number : {99U, 100U, 101U})
        wanted += transcript_line(number, scene.log[number], scene.log) + "\n";
    EXPECT_EQ(LogScene::clipboard(), wanted);
    EXPECT_EQ(scene.label("log_state"), "3 lines are copied.");
}

TEST(log, a_drag_beyond_the_edge_scrolls_and_chooses_on) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(100);
    scene.rest_on("log:101");
    feed_mouse_button(0, true);
    scene.frame();
    feed_mouse_position({300, 100});
    for (int i = 0; i < 20; ++i) scene.frame();
    feed_mouse_button(0, false);
    scene.frame();
    const std::string top = scene.first_line()->id;
    EXPECT_LT(top, "log:89");
    scene.press(ImGuiKey_C, true);
    const auto first = static_cast<std::uint64_t>(std::stoi(LogScene::clipboard())) - 1;
    EXPECT_EQ("log:" + std::to_string(first), top);
    EXPECT_NE(LogScene::clipboard().find(transcript_line(101, scene.log[101], scene.log)),
              std::string::npos);
}

TEST(log, shift_click_chooses_from_the_line_clicked_before) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(100);
    scene.click("log:100");
    const std::uint64_t cursor = scene.player().cursor();
    scene.shift_click("log:99");
    EXPECT_EQ(scene.player().cursor(), cursor);
    scene.press(ImGuiKey_C, true);
    EXPECT_EQ(LogScene::clipboard(), transcript_line(99, scene.log[99], scene.log) + "\n" +
                                         transcript_line(100, scene.log[100], scene.log) + "\n");
}

TEST(log, the_copy_button_copies_what_is_listed) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(99);
    scene.type("event:41,61");
    scene.click("log_copy");
    EXPECT_EQ(LogScene::clipboard(), transcript_line(40, scene.log[40], scene.log) + "\n" +
                                         transcript_line(60, scene.log[60], scene.log) + "\n");
    EXPECT_EQ(scene.label("log_state"), "2 lines are copied.");
}

TEST(log, the_copy_button_copies_the_newest_if_there_are_very_many) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print_lines(150'000);
    scene.click("log_copy");
    const std::string text = LogScene::clipboard();
    EXPECT_EQ(static_cast<std::uint64_t>(std::count(text.begin(), text.end(), '\n')),
              LogPanel::lines_copied_max);
    EXPECT_TRUE(text.starts_with(" 50003 "));
    EXPECT_EQ(scene.label("log_state"), "The newest 100,000 of 150,002 lines are copied.");
}

TEST(log, a_line_lights_its_task_and_a_right_click_selects_it) {
    LogScene scene;
    scene.spawn_clients(2);
    scene.frame();
    scene.rest_on("log:3");  // the second task is born
    EXPECT_EQ(scene.shell.selection().hovered, 2U);
    EXPECT_EQ(scene.shell.selection().selected, 0U);
    feed_mouse_button(1, true);
    scene.frame();
    feed_mouse_button(1, false);
    scene.frame();
    EXPECT_EQ(scene.shell.selection().selected, 2U);
    EXPECT_TRUE(scene.player().live());  // it stays where it was
}

TEST(log, a_line_that_the_mouse_rests_on_is_explained_as_of_its_moment) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.log.append({.task = 1, .text = scene.log.intern("Anna"), .kind = EventKind::renamed});
    scene.print(1);
    scene.rest_on("log:1");
    EXPECT_FALSE(scene.find("log_explained"));  // not at once
    for (int i = 0; i < 40; ++i) scene.frame();
    EXPECT_EQ(scene.label("log_explained"),
              "echo#1 is there from the start: it joins the ready queue.");
    scene.rest_on("log:2");
    for (int i = 0; i < 40; ++i) scene.frame();
    EXPECT_EQ(scene.label("log_explained"), "You call echo#1 Anna from now on.");
}

TEST(log, says_what_will_appear_when_there_is_nothing) {
    LogScene scene;
    scene.frame();
    EXPECT_EQ(scene.label("log_empty"),
              "Nothing has happened yet. Press . for the first event, or Space to run.");
    EXPECT_EQ(scene.label("log_state"), "0 events");
}

TEST(log_scroll, a_cursor_that_walks_keeps_lines_around_it_and_one_that_jumps_is_in_the_middle) {
    LogScroll scroll;
    const Listing listing{.begin = 0, .end = 1000};
    EXPECT_EQ(scroll.place(listing, 10, 1000, 999, true), 990U);
    EXPECT_EQ(scroll.place(listing, 10, 501, 500, false), 495U);
    EXPECT_EQ(scroll.place(listing, 10, 503, 502, false), 495U);
    EXPECT_EQ(scroll.place(listing, 10, 504, 503, false), 496U);
    EXPECT_EQ(scroll.place(listing, 10, 498, 497, false), 495U);
    EXPECT_EQ(scroll.place(listing, 10, 1, 0, false), 0U);
}

TEST(log_scroll, what_is_found_above_the_reader_moves_nothing) {
    EventLog log(64 << 20);
    for (int i = 0; i < 1'000'000; ++i) log.append({.kind = EventKind::sent});
    Matches matches;
    matches.search(parse_filter("kind:sent").filter);
    matches.update(log, 0, log.size());
    const Listing listing{.begin = 0, .end = log.size(), .matches = &matches};
    LogScroll scroll;
    scroll.place(listing, 10, log.size(), log.size() - 1, true);
    scroll.move(-100);
    const auto top = [&] {
        return listing.number(scroll.place(listing, 10, log.size(), log.size() - 1, true));
    };
    EXPECT_EQ(top(), 999'890U);
    matches.update(log, 0, log.size());
    EXPECT_EQ(top(), 999'890U);
    EXPECT_TRUE(scroll.strayed());
}

TEST(log, no_column_of_a_line_runs_into_the_next_one_or_out_of_the_pane) {
    const std::string long_text(200, 'x');
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080)}) {
        for (const float zoom : {0.7F, 1.0F, 1.2F}) {
            if (size.x < 1100 && zoom > 1) continue;  // there is no room for it
            LogScene scene(size);
            scene.settings.zoom = zoom;
            if (zoom < 1) scene.settings.timeline = 0.2F;
            scene.spawn_clients(1);
            scene.steps(1);
            scene.log.append({.task = 1,
                              .text = scene.log.intern(long_text),
                              .file = scene.log.intern("core/scheduler.cpp"),
                              .line = 23,
                              .kind = EventKind::printed});
            for (int i = 0; i < 3; ++i) scene.frame();
            const std::string row = "log_" + std::to_string(scene.log.size() - 1);
            EXPECT_TRUE(scene.label(row + "_what").ends_with("...")) << size.x << " " << zoom;
            const WidgetRecord* before = nullptr;
            for (const char* cell : {"_number", "_time", "_task", "_kind", "_what", "_where"}) {
                const WidgetRecord* widget = scene.find(row + cell);
                if (!widget) continue;
                EXPECT_LT(widget->max.x, size.x) << cell;
                if (before) {
                    EXPECT_LT(before->max.x, widget->min.x) << cell << " at " << size.x;
                }
                before = widget;
            }
            const WidgetRecord* where = scene.find(row + "_where");
            const WidgetRecord* header = scene.find("log_header_where");
            if (where && header) {
                EXPECT_FLOAT_EQ(where->min.x, header->min.x);
            }
            if (size.x == 1920 && zoom < 1) {
                ASSERT_TRUE(where);
                EXPECT_EQ(where->label, "scheduler.cpp:23");
            }
        }
    }
}

TEST(log, a_narrow_pane_drops_the_source_line_and_then_the_time) {
    UnseenGui gui({100, 100});
    gui.frame([] {
        const float letter = ImGui::CalcTextSize("0").x;
        const auto columns = [&](float letters) {
            return log_columns(letters * letter, 9, 14 * letter);
        };
        EXPECT_GT(columns(140).where, 0);
        EXPECT_EQ(columns(105).where, 0);
        EXPECT_GT(columns(105).time, 0);
        EXPECT_EQ(columns(80).time, 0);
        EXPECT_GT(columns(80).what, 20 * letter);
    });
}

TEST(log, the_hint_is_as_long_as_the_field) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1920, 1080)}) {
        for (const float zoom : {1.0F, 1.2F}) {
            if (size.x < 1100 && zoom > 1) continue;  // there is no room for it
            LogScene scene(size);
            scene.settings.zoom = zoom;
            for (int i = 0; i < 3; ++i) scene.frame();
            ASSERT_TRUE(scene.find("log_filter"));
            const WidgetRecord field = *scene.find("log_filter");
            const std::string hint = scene.label("log_hint");
            EXPECT_FALSE(hint.empty());
            EXPECT_LE(ImGui::CalcTextSize(hint.c_str()).x, field.max.x - field.min.x)
                << hint << " at " << size.x;
        }
    }
}

TEST(log, a_rule_divides_what_happened_from_what_is_to_come) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(3);
    EXPECT_FALSE(scene.find("log_to_come")) << "live, nothing is";
    scene.player().go_to(3);
    scene.frame();
    const WidgetRecord* rule = scene.find("log_to_come");
    ASSERT_TRUE(rule);
    EXPECT_NEAR(rule->min.y, scene.find("log:3")->min.y, 2);
}

TEST(log, counts_on_the_screen_are_grouped_and_what_is_copied_is_not) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(1500);
    EXPECT_EQ(scene.label("log_1499_number"), "1,500");
    scene.click("log_copy");
    EXPECT_NE(LogScene::clipboard().find("  1500 "), std::string::npos);
}

}  // namespace
}  // namespace yieldscope
