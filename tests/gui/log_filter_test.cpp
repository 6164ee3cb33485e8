// The log's filter on a screen that nobody sees: what is listed, what is said of it, and what it
// costs with as many events as a long lesson has. Runs on the test's thread.
#include "app/panels/log.h"
#include "tests/gui/log_scene.h"

#include <array>
#include <utility>

namespace yieldscope {
namespace {

TEST(log_filter, a_filter_lists_only_what_matches_and_new_events_as_they_come) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(99);  // 2 to 100
    scene.type("ten");
    EXPECT_EQ(scene.last_in_sight(), "100");
    EXPECT_EQ(scene.label("log_state"), "10 of 101 events");
    scene.print(10);
    EXPECT_EQ(scene.last_in_sight(), "110");
    EXPECT_EQ(scene.label("log_state"), "11 of 111 events");
    scene.type(" event:41");
    EXPECT_EQ(scene.in_sight(), "40");
}

TEST(log_filter, a_wrong_filter_says_what_is_wrong_and_the_one_before_it_stays) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(99);
    scene.type("ten ");
    const std::string before = scene.in_sight();
    scene.type("fd:x");
    EXPECT_EQ(scene.label("log_state"),
              "\"x\" is no descriptor: write a number after fd: such as fd:8.");
    EXPECT_EQ(scene.in_sight(), before);
}

TEST(log_filter, the_cross_lists_all_events_again) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(20);
    scene.frame();
    EXPECT_FALSE(scene.find("log_clear"));
    scene.type("elephant");
    EXPECT_EQ(scene.in_sight(), "");
    EXPECT_EQ(scene.label("log_empty"),
              "No event matches the filter. The × beside it lists all again.");
    scene.click("log_clear");
    scene.frame();
    EXPECT_EQ(scene.label("log_filter"), "");
    EXPECT_EQ(scene.label("log_state"), "22 events");
    EXPECT_EQ(scene.last_in_sight(), "21");
}

TEST(log_filter, escape_gives_the_keyboard_back_and_leaves_the_filter) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.frame();
    EXPECT_FALSE(ImGui::GetIO().WantTextInput);
    scene.type("kind:spawned");
    EXPECT_TRUE(ImGui::GetIO().WantTextInput);
    scene.press(ImGuiKey_Escape);
    EXPECT_FALSE(ImGui::GetIO().WantTextInput);
    EXPECT_EQ(scene.label("log_filter"), "kind:spawned");
    EXPECT_EQ(scene.in_sight(), "1");
}

TEST(log_filter, what_is_typed_after_the_find_key_replaces_the_filter) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(20);
    scene.type("elephant");
    scene.press(ImGuiKey_Escape);
    scene.type("fd:1");
    scene.type("0");
    EXPECT_EQ(scene.label("log_filter"), "fd:10");
}

TEST(log_filter, enter_goes_from_match_to_match_and_shift_enter_back) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(40);  // ten: 10, 20, 30, 40
    scene.type("te");
    scene.type("n");
    const auto shown_after = [&](bool shift) {
        scene.press(ImGuiKey_Enter, false, shift);
        return *scene.player().shown_event();
    };
    EXPECT_EQ(shown_after(true), 40U);
    EXPECT_EQ(shown_after(true), 30U);
    EXPECT_EQ(shown_after(true), 20U);
    EXPECT_EQ(shown_after(false), 30U);
    EXPECT_EQ(shown_after(false), 40U);
    EXPECT_EQ(shown_after(false), 10U);  // from the last on to the first
    EXPECT_EQ(shown_after(true), 40U);   // and back
    EXPECT_EQ(scene.label("log_filter"), "ten");
    scene.type(" a");  // the field still has the keyboard, and nothing in it was selected
    EXPECT_EQ(scene.label("log_filter"), "ten a");
}

TEST(log_filter, a_task_is_found_by_the_name_that_the_teacher_gives_it_meanwhile) {
    LogScene scene;
    scene.spawn_clients(2);
    scene.print(3);
    scene.type("task:anna");
    EXPECT_EQ(scene.in_sight(), "");
    scene.log.append({.task = 2, .text = scene.log.intern("Anna"), .kind = EventKind::renamed});
    scene.frame();
    scene.frame();
    EXPECT_EQ(scene.in_sight(), "3 7");
}

TEST(log_filter, a_frame_looks_at_no_more_than_its_bound_in_two_million_events) {
    LogScene scene({1280, 720}, 256 << 20);
    scene.spawn_clients(1);
    scene.print_lines(2'000'000);
    History history(scene.log);
    history.update();
    Selection selection;
    LogPanel panel;
    std::uint64_t looked_before = 0;
    const auto frame = [&] {
        record_widgets(nullptr);
        scene.gui.frame([&] {
            ImGui::Begin("log");
            panel.draw(history, selection, scene.player());
            ImGui::End();
        });
        return panel.matches().looked_at() -
               std::exchange(looked_before, panel.matches().looked_at());
    };
    EXPECT_EQ(frame(), 0U);  // without a filter there is nothing to look for
    panel.focus_filter();
    frame();
    frame();
    ImGui::GetIO().AddInputCharactersUTF8("kind:failed");
    int frames = 0;
    do {
        ASSERT_LE(frame(), Matches::update_cost_max);
        ASSERT_LT(++frames, 1000);
    } while (!panel.matches().complete() || panel.matches().filter().empty());
    EXPECT_GE(frames, 10);
    ImGui::GetIO().AddInputCharactersUTF8(",ended");
    for (frames = 0; frames < 5; ++frames) {
        ASSERT_LE(frame(), Matches::update_cost_max);
    }
    ImGui::GetIO().AddInputCharactersUTF8(" a");  // in the midst of a search
    for (frames = 0; frames < 5; ++frames) {
        ASSERT_LE(frame(), Matches::update_cost_max);
    }
    do {
        frame();
        ASSERT_LT(++frames, 1000);
    } while (!panel.matches().complete());
    EXPECT_EQ(frame(), 0U);
    EXPECT_GE(panel.matches().looked_at(), 2'000'000U);
}

TEST(log_filter, asks_for_frames_only_while_it_searches) {
    LogScene scene({1280, 720}, 256 << 20);
    scene.spawn_clients(1);
    scene.print_lines(1'000'000);
    scene.type("elephant");
    frame_requested();
    scene.frame();
    EXPECT_TRUE(frame_requested());
    EXPECT_TRUE(scene.label("log_state").starts_with("0 of 1,000,002 events, searching"));
    EXPECT_EQ(scene.label("log_empty"), "No event matches the filter so far: the search goes on.");
    for (int i = 0; i < 300; ++i) scene.frame();
    frame_requested();
    scene.frame();
    EXPECT_FALSE(frame_requested());
    EXPECT_EQ(scene.label("log_state"), "0 of 1,000,002 events");
}

TEST(log_filter, forgotten_events_leave_the_list) {
    LogScene scene({1280, 720}, 0);  // the smallest history there is
    scene.spawn_clients(1);
    scene.print(50);
    scene.type("kind:spawned");
    EXPECT_EQ(scene.in_sight(), "1");
    scene.print_lines(50'000);
    scene.frame();
    EXPECT_EQ(scene.in_sight(), "");
}

TEST(log_filter, the_row_above_the_lines_fits_every_screen) {
    for (const ImVec2 size :
         {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
        LogScene scene(size);
        scene.spawn_clients(1);
        scene.print(1000);
        scene.scroll(5);
        scene.type("kind:elephant");  // its sentence is long
        scene.expect_in_a_row({"log_filter", "log_clear", "log_state", "log_follow", "log_copy"});
    }
}

}  // namespace
}  // namespace yieldscope
