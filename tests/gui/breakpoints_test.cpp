// The breakpoints: a click or two set one, only what the loop has confirmed is listed, and what
// cannot be set says why. Runs on the test's thread.
#include "tests/gui/scene.h"

namespace yieldscope {
namespace {

using Kind = Command::Kind;

/// Opens the form and clicks there; what was posted.
std::optional<Command> set(Scene& scene, const char* id) {
    scene.click("break_new");
    scene.click(id);
    return scene.commands.take();
}

bool is_enabled(const Scene& scene, std::string_view id) {
    const WidgetRecord* widget = scene.find(id);
    EXPECT_TRUE(widget) << id << " is not on the screen";
    return widget && widget->enabled;
}

TEST(breakpoints, each_ready_made_one_is_two_clicks_away) {
    using Event = EventKind;
    for (const auto& [id, breakpoint] :
         {std::pair{"break_polled", Breakpoint{.condition = {.kind = Event::polled}}},
          {"break_sends", Breakpoint{.condition = {.kind = Event::sent, .task = 2}}},
          {"break_runs", Breakpoint{.condition = {.kind = Event::resumed, .task = 2}}},
          {"break_fails", Breakpoint{.condition = {.kind = Event::failed}}},
          {"break_crowd", Breakpoint{.queue = Place::ready, .longer_than = 4}}}) {
        Scene scene;
        scene.serve_clients(2);
        scene.click("connection:2");
        const auto command = set(scene, id);
        ASSERT_TRUE(command) << id;
        EXPECT_EQ(command->kind, Kind::set_breakpoint) << id;
        EXPECT_EQ(command->breakpoint, breakpoint) << id;
        scene.frame();
        EXPECT_FALSE(scene.find(id)) << "the form is closed";
    }
}

TEST(breakpoints, the_form_sets_what_was_chosen) {
    Scene scene;
    scene.serve_clients(2);
    scene.click("connection:2");
    scene.click("break_new");
    scene.click("break_kind");
    scene.click("break_kind:sent");
    scene.click("break_task_of");
    scene.click("break_task_of:echo#2");
    scene.click("break_fd");
    scene.type("x11");
    EXPECT_EQ(scene.label("break_kind"), "sent");
    EXPECT_EQ(scene.label("break_task_of"), "echo#2");
    EXPECT_EQ(scene.label("break_fd"), "11");
    scene.click("break_add");
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->breakpoint,
              (Breakpoint{.condition = {.kind = EventKind::sent, .task = 2, .fd = 11}}));
}

TEST(breakpoints, a_queue_and_a_number_can_be_chosen) {
    Scene scene;
    scene.spawn_clients(1);
    scene.click("break_new");
    scene.click("break_queue");
    scene.click("break_queue:send_wait");
    scene.click("break_longer");
    scene.press(ImGuiKey_Backspace);
    scene.press(ImGuiKey_Delete);
    scene.type("12");
    scene.click("break_add_queue");
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->breakpoint, (Breakpoint{.queue = Place::send_wait, .longer_than = 12}));
}

TEST(breakpoints, a_queue_without_a_number_cannot_be_added) {
    Scene scene;
    scene.spawn_clients(1);
    scene.click("break_new");
    scene.click("break_longer");
    scene.press(ImGuiKey_Backspace);
    scene.press(ImGuiKey_Delete);
    ASSERT_EQ(scene.label("break_longer"), "");
    EXPECT_FALSE(is_enabled(scene, "break_add_queue"));
}

TEST(breakpoints, nothing_is_listed_before_the_loop_has_confirmed_it) {
    Scene scene;
    scene.spawn_clients(1);
    scene.click("break_new");
    scene.click("break_polled");
    scene.frame();
    EXPECT_TRUE(scene.find("breakpoints_empty"));
    EXPECT_FALSE(scene.find("breakpoint:1"));
    scene.obey();
    scene.frame();
    EXPECT_EQ(scene.label("breakpoint:1"), "1  kind:polled");
    EXPECT_FALSE(scene.find("breakpoints_empty"));
}

TEST(breakpoints, the_one_that_is_hit_is_marked_until_the_program_moves) {
    Scene scene;
    scene.spawn_clients(2);
    scene.set_breakpoint({.condition = {.kind = EventKind::polled}});
    scene.set_breakpoint({.condition = {.kind = EventKind::resumed}});
    scene.scheduler.step();
    scene.log.append({.asked = 2, .moved = 3, .kind = EventKind::break_hit});
    scene.frame();
    EXPECT_EQ(scene.label("breakpoint:1"), "1  kind:polled");
    EXPECT_EQ(scene.label("breakpoint:2"), "2  kind:resumed, here, hit 1");
    scene.steps(1);
    scene.frame();
    EXPECT_EQ(scene.label("breakpoint:2"), "2  kind:resumed, hit 1");
}

TEST(breakpoints, a_task_is_called_what_the_teacher_calls_it_now) {
    Scene scene;
    scene.spawn_clients(2);
    scene.set_breakpoint({.condition = {.kind = EventKind::sent, .task = 2}});
    scene.scheduler.rename(2, "Anna Maria");
    scene.frame();
    EXPECT_EQ(scene.label("breakpoint:1"), "1  kind:sent task:\"Anna Maria\"");
    scene.scheduler.rename(2, "Anna");
    scene.scheduler.rename(1, "Ben");
    scene.frame();
    EXPECT_EQ(scene.label("breakpoint:1"), "1  kind:sent task:Anna");
    scene.scheduler.rename(2, "");
    scene.frame();
    EXPECT_EQ(scene.label("breakpoint:1"), "1  kind:sent task:echo#2");
}

TEST(breakpoints, remove_posts_its_number_and_it_goes_when_confirmed) {
    Scene scene;
    scene.spawn_clients(1);
    scene.set_breakpoint({.condition = {.kind = EventKind::polled}});
    scene.set_breakpoint({.condition = {.kind = EventKind::failed}});
    scene.click("breakpoint_remove:2");
    const auto command = scene.obey();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Kind::remove_breakpoint);
    EXPECT_EQ(command->count, 2U);
    scene.frame();
    EXPECT_TRUE(scene.find("breakpoint:1"));
    EXPECT_FALSE(scene.find("breakpoint:2"));
}

TEST(breakpoints, without_a_selection_those_of_the_selected_task_are_grey) {
    Scene scene;
    scene.spawn_clients(1);
    scene.click("break_new");
    scene.frame();
    EXPECT_FALSE(is_enabled(scene, "break_sends"));
    EXPECT_FALSE(is_enabled(scene, "break_runs"));
    EXPECT_TRUE(is_enabled(scene, "break_polled"));
    EXPECT_EQ(scene.label("break_sends"), "selected task sends");
}

TEST(breakpoints, escape_closes_the_form_and_keeps_the_selection) {
    Scene scene;
    scene.serve_clients(1);
    scene.click("connection:1");
    scene.click("break_new");
    ASSERT_TRUE(scene.find("break_polled"));
    scene.shell.act(Action::close);
    scene.frame();
    scene.frame();
    EXPECT_FALSE(scene.find("break_polled"));
    EXPECT_EQ(scene.shell.selection().selected, 1U);
}

TEST(breakpoints, the_same_twice_is_refused_with_a_sentence) {
    Scene scene;
    scene.spawn_clients(1);
    scene.set_breakpoint({.condition = {.kind = EventKind::polled}});
    EXPECT_FALSE(set(scene, "break_polled"));
    scene.click("break_kind");
    scene.click("break_kind:polled");
    scene.frame();
    EXPECT_EQ(scene.label("break_note"), "That is breakpoint 1 already.");
    EXPECT_FALSE(is_enabled(scene, "break_add"));
}

TEST(breakpoints, what_could_never_stop_anything_is_refused_with_a_sentence) {
    EventLog log(0);
    History history(log);
    CommandQueue commands;
    Settings settings;
    const Player player(history, commands, settings);
    log.append({.task = 1, .text = log.intern("echo#"), .kind = EventKind::spawned});
    history.update();
    const auto why = [&](const Condition& condition) {
        return why_not_set({.condition = condition}, history, player);
    };
    EXPECT_EQ(why({.kind = EventKind::sent, .task = 1, .fd = 6}), "");
    EXPECT_EQ(why({}), "That would stop at everything: choose an event, a task or a descriptor.");
    EXPECT_EQ(why({.kind = EventKind::polled, .task = 1}),
              "The poll is the scheduler's own: it has no task and no descriptor.");
    EXPECT_EQ(why({.kind = EventKind::polling, .fd = 6}),
              "The poll is the scheduler's own: it has no task and no descriptor.");
    EXPECT_EQ(why({.kind = EventKind::finished, .fd = 6}),
              "An event of this kind has no descriptor: leave that field empty.");
    EXPECT_EQ(why({.kind = EventKind::sent, .task = 7}), "This task has ended.");
    for (std::uint32_t i = 1; i <= limits::breakpoints; ++i) {
        log.append(
            {.text = log.intern(std::to_string(i)), .asked = i, .kind = EventKind::break_set});
    }
    history.update();
    EXPECT_EQ(why({.kind = EventKind::sent}),
              "There are 64 breakpoints already: remove one first.");
    log.append({.kind = EventKind::ended});
    history.update();
    EXPECT_EQ(why({.kind = EventKind::sent}), "The program is over: nothing runs any more.");
}

TEST(breakpoints, the_list_is_the_live_programs_also_in_the_past) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.set_breakpoint({.condition = {.kind = EventKind::polled}});
    scene.frame();
    scene.shell.act(Action::home);
    scene.frame();
    EXPECT_TRUE(scene.find("breakpoint:1"));
}

TEST(breakpoints, sixty_four_can_be_scrolled_and_stay_in_their_pane) {
    Scene scene;
    scene.serve_clients(1);
    for (int fd = 0; fd < 64; ++fd) scene.set_breakpoint({.condition = {.fd = fd}});
    scene.frame();
    EXPECT_TRUE(scene.find("connection:1"));
    EXPECT_TRUE(scene.find("task_why"));
    EXPECT_EQ(scene.label("breakpoint:1"), "1  fd:0");
}

}  // namespace
}  // namespace yieldscope
