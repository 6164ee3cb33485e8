// The keyboard reaches what the mouse does: Tab and Enter the controls, Up and Down the tasks, rows
// and lines, Menu a task's menu. Runs on the test's thread.
#include "tests/gui/scene.h"

#include <set>

namespace yieldscope {
namespace {

struct Keyboard : testing::Test {
    Scene scene{{1920, 1080}};

    void press(Action action) {
        scene.shell.act(action);
        for (int i = 0; i < 3; ++i) scene.frame();
    }

    /// Is the ring around that widget?
    bool has_ring(std::string_view id) {
        const WidgetRecord* ring = scene.find("ring");
        const WidgetRecord* widget = scene.find(id);
        return ring && widget && ring->min.x == widget->min.x && ring->min.y == widget->min.y &&
               ring->max.x == widget->max.x && ring->max.y == widget->max.y;
    }

    void tab_to(std::string_view id) {
        for (int i = 0; i < 100 && !has_ring(id); ++i) press(Action::next_control);
        ASSERT_TRUE(has_ring(id)) << id;
    }
};

TEST_F(Keyboard, reaches_every_control_by_tab_and_comes_round) {
    scene.serve_clients(3);
    scene.steps(4);
    press(Action::event_back);
    std::set<std::string_view> left{
        "program",       "clients_open", "home",         "previous_turn", "event_back",
        "run_pause",     "event",        "turn",         "round",         "live",
        "pace_down",     "pace_up",      "view",         "previous_mark", "next_mark",
        "bookmark",      "bookmarks",    "recordings",   "code_language", "board",
        "copy_command",  "find_mine",    "run_next",     "break_task",    "follow",
        "cancel_task",   "rename",       "break_new",    "timeline_fit",  "timeline_follow",
        "timeline_fold", "timeline_in",  "timeline_out", "log_filter",    "log_copy"};
    EXPECT_FALSE(scene.find("ring"));
    for (int i = 0; i < 100; ++i) {
        press(Action::next_control);
        ASSERT_TRUE(scene.find("ring")) << "nowhere after " << i;
        std::erase_if(left, [&](std::string_view id) { return has_ring(id); });
    }
    for (const std::string_view id : left) ADD_FAILURE() << id << " is not reached";
    tab_to("turn");
    press(Action::next_control);
    EXPECT_TRUE(has_ring("round"));
    press(Action::previous_control);
    EXPECT_TRUE(has_ring("turn"));
}

TEST_F(Keyboard, presses_by_enter_what_has_the_ring_and_nothing_without_one) {
    press(Action::press);
    EXPECT_FALSE(scene.commands.take());
    tab_to("turn");
    press(Action::press);
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Command::Kind::turns);
    tab_to("view");
    press(Action::press);
    EXPECT_TRUE(scene.find("view_sheet"));
}

TEST_F(Keyboard, gives_the_ring_up_for_escape_and_for_the_mouse) {
    tab_to("event");
    press(Action::close);
    EXPECT_FALSE(scene.find("ring"));
    press(Action::next_control);
    EXPECT_TRUE(scene.find("ring"));
    scene.click_at({960, 540});
    EXPECT_FALSE(scene.find("ring"));
}

TEST_F(Keyboard, types_into_a_field_it_has_come_to_and_leaves_it_by_tab) {
    tab_to("log_filter");
    scene.type("sent");
    EXPECT_EQ(scene.label("log_filter"), "sent");
    press(Action::next_control);
    scene.type("x");
    EXPECT_EQ(scene.label("log_filter"), "sent");
    EXPECT_FALSE(has_ring("log_filter"));
}

TEST_F(Keyboard, stays_in_what_lies_on_top_and_comes_back_from_it) {
    scene.frame();
    tab_to("program");
    press(Action::press);
    for (int i = 0; i < 20; ++i) {
        press(Action::next_control);
        for (const char* below : {"program", "turn", "log_filter", "board"})
            EXPECT_FALSE(has_ring(below)) << below;
    }
    EXPECT_TRUE(scene.find("ring"));
    press(Action::close);
    EXPECT_TRUE(has_ring("program"));
}

TEST_F(Keyboard, walks_through_all_tasks_of_three_hundred_and_opens_the_menu_of_one) {
    scene.serve_clients(300);
    scene.frame();
    std::set<TaskId> met;
    for (int i = 0; i < 301; ++i) {
        scene.shell.act(Action::down);
        scene.frame();
        met.insert(scene.shell.selection().selected);
    }
    EXPECT_EQ(met.size(), 300U);
    press(Action::up);
    const TaskId selected = scene.shell.selection().selected;
    press(Action::task_menu);
    ASSERT_TRUE(has_ring("menu:run_next"));
    press(Action::down);
    EXPECT_TRUE(has_ring("menu:break_task"));
    press(Action::press);
    EXPECT_FALSE(scene.find("menu:break_task"));
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Command::Kind::set_breakpoint);
    EXPECT_EQ(command->breakpoint.condition.task, selected);
}

TEST_F(Keyboard, loses_no_key_of_those_that_come_within_one_frame) {
    scene.serve_clients(5);
    scene.frame();
    for (int i = 0; i < 3; ++i) scene.shell.act(Action::down);
    press(Action::task_menu);
    EXPECT_TRUE(has_ring("menu:run_next"));
    press(Action::close);
    const TaskId third = scene.shell.selection().selected;
    press(Action::up);
    press(Action::up);
    press(Action::up);
    press(Action::down);
    press(Action::down);
    EXPECT_EQ(scene.shell.selection().selected, third);
}

TEST_F(Keyboard, brings_a_connection_into_sight_that_it_walks_to) {
    scene.serve_clients(300);
    scene.frame();
    tab_to("find_mine");
    press(Action::next_control);
    for (int i = 0; i < 200; ++i) press(Action::down);
    const TaskId selected = scene.shell.selection().selected;
    EXPECT_EQ(selected, scene.player().model().connections()[199]);
    EXPECT_TRUE(scene.find("connection:" + std::to_string(selected)));
}

TEST_F(Keyboard, walks_through_the_lines_of_the_log) {
    scene.serve_clients(3);
    scene.steps(4);
    scene.frame();
    tab_to("log_copy");
    press(Action::next_control);
    const std::uint64_t newest = scene.player().shown_number();
    press(Action::up);
    press(Action::up);
    EXPECT_EQ(scene.player().shown_number(), newest - 2);
    press(Action::down);
    EXPECT_EQ(scene.player().shown_number(), newest - 1);
}

TEST_F(Keyboard, goes_to_a_neighbour_when_what_had_the_ring_goes) {
    scene.serve_clients(1);
    press(Action::down);
    tab_to("rename");
    scene.shell.act(Action::presentation);
    for (int i = 0; i < 3; ++i) scene.frame();
    EXPECT_FALSE(scene.find("rename"));
    EXPECT_TRUE(scene.find("ring"));
}

}  // namespace
}  // namespace yieldscope
