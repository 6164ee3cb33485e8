// The task inspector and the task's menu: a sentence for every place and reason, and every deed of
// a teacher is a command, or says why it cannot be. Runs on the test's thread.
#include "tests/gui/scene.h"

#include <array>

namespace yieldscope {
namespace {

using Kind = Command::Kind;

/// A task's life from events, without a scheduler.
struct Life {
    EventLog log{0};
    History history{log};
    CommandQueue commands;
    Settings settings;
    Player player{history, commands, settings};

    /// Task 1 listens, task 2 serves a client on fd 6, task 3 is ready from the start.
    Life() {
        add({.text = log.intern("127.0.0.1:25000"), .fd = 5, .kind = EventKind::listening});
        add({.task = 1, .text = log.intern("tcp_server"), .kind = EventKind::spawned});
        add({.task = 1,
             .text = log.intern("127.0.0.1:53412"),
             .fd = 6,
             .kind = EventKind::accepted});
        add({.task = 2, .other = 1, .text = log.intern("echo#"), .kind = EventKind::spawned});
        add({.task = 3, .text = log.intern("clock#"), .kind = EventKind::spawned});
    }
    void add(const Event& event) {
        log.append(event);
        history.update();
    }
    void of(TaskId task, EventKind kind, Reason reason = Reason::none, int fd = -1) {
        add({.task = task, .fd = fd, .kind = kind, .reason = reason});
    }
    /// Resumed, yielded, parked.
    void waits(TaskId task, Reason reason, int fd) {
        of(task, EventKind::resumed);
        of(task, EventKind::yielded, reason, fd);
        if (reason != Reason::turn) of(task, EventKind::parked, reason, fd);
    }
    std::string why(TaskId task) {
        const Model& now = history.live();
        return why_here(*now.find(task), now, history);
    }
    TaskMenu::Item item(TaskMenu::Deed deed, TaskId task) {
        for (const auto& item : TaskMenu::items(task, player.model(), {}, history, player)) {
            if (item.deed == deed) return item;
        }
        return {};
    }
};

TEST(task, there_is_a_sentence_for_every_place_and_reason) {
    Life life;
    EXPECT_EQ(life.why(1), "It was there from the start and has not run yet. It runs next.");
    EXPECT_EQ(life.why(3), "It was there from the start and has not run yet.");
    EXPECT_EQ(life.why(2), "It was spawned by tcp_server and has not run yet.");

    life.of(1, EventKind::resumed);
    EXPECT_EQ(life.why(1), "It runs: nobody else does until its next co_yield or its end.");
    life.of(1, EventKind::yielded, Reason::recv, 5);
    EXPECT_EQ(life.why(1), "It has given up its turn: it is parked in recv_wait next.");
    life.of(1, EventKind::parked, Reason::recv, 5);
    EXPECT_EQ(life.why(1),
              "It waits in recv_wait until the kernel says that a client knocks. "
              "Nobody has asked yet.");
    life.of(1, EventKind::woken, Reason::recv, 5);
    EXPECT_EQ(life.why(1), "A client knocks: it is ready to accept it.");

    life.waits(2, Reason::recv, 6);
    EXPECT_EQ(life.why(2),
              "It waits in recv_wait until the kernel says that it can read. "
              "Nobody has asked yet.");
    life.of(2, EventKind::woken, Reason::recv, 6);
    EXPECT_EQ(life.why(2), "The kernel says that it can read fd 6: it is ready.");
    life.of(2, EventKind::resumed);
    life.of(2, EventKind::yielded, Reason::send, 6);
    EXPECT_EQ(life.why(2), "It has given up its turn: it is parked in send_wait next.");
    life.of(2, EventKind::parked, Reason::send, 6);
    EXPECT_EQ(life.why(2),
              "It waits in send_wait until the kernel says that it can write. Nobody has asked "
              "yet.");
    life.of(2, EventKind::woken, Reason::send, 6);
    EXPECT_EQ(life.why(2), "The kernel says that it can write to fd 6: it is ready.");

    life.waits(3, Reason::turn, -1);
    EXPECT_EQ(life.why(3), "It gave up its turn and has queued again at the back.");
    life.of(3, EventKind::promoted);
    EXPECT_EQ(life.why(3), "It gave up its turn and has queued again at the back. It runs next.");

    life.of(3, EventKind::finished);
    EXPECT_EQ(life.why(3), "It ran to its end and left.");
    life.add({.task = 2, .text = life.log.intern("out of ink\n"), .kind = EventKind::failed});
    EXPECT_EQ(life.why(2), "It failed: out of ink\\n.");
    life.of(1, EventKind::cancelled);
    EXPECT_EQ(life.why(1), "It was cancelled: it was taken out, and its socket closed.");
}

TEST(task, the_shares_of_a_life_add_up_and_end_at_the_shown_event) {
    TaskState task;
    task.place = Place::recv_wait;
    task.since_ns = 40;
    task.spent_ns[static_cast<std::size_t>(Place::ready)] = 30;
    task.spent_ns[static_cast<std::size_t>(Place::running)] = 10;
    const Shares shares = shares_of(task, 100);
    EXPECT_DOUBLE_EQ(shares.recv_wait, 0.6);
    EXPECT_DOUBLE_EQ(shares.ready, 0.3);
    EXPECT_DOUBLE_EQ(shares.running, 0.1);
    EXPECT_DOUBLE_EQ(shares.send_wait, 0);
    task.place = Place::finished;
    EXPECT_DOUBLE_EQ(shares_of(task, 1000).ready, 0.75) << "after its end no time passes for it";
    EXPECT_DOUBLE_EQ(shares_of({}, 0).ready, 0) << "no time has passed";
}

TEST(task, without_a_selection_the_task_of_the_shown_event_is_explained) {
    Scene scene;
    scene.serve_clients(2);
    scene.steps(1);
    scene.frame();
    EXPECT_EQ(scene.label("task_heading"), "echo#1, just now");
    scene.log.append({.text = scene.log.intern("fake"), .asked = 1, .kind = EventKind::polling});
    scene.frame();
    EXPECT_EQ(scene.label("task_heading"), "echo#1, the last to move") << "a poll is nobody's";
    scene.click("connection:2");
    scene.frame();
    EXPECT_EQ(scene.label("task_heading"), "echo#2, selected");
    EXPECT_EQ(scene.label("task_why"),
              "It was there from the start and has not run yet. It runs next.");
    EXPECT_EQ(scene.label("task_resumed"), "never");
    EXPECT_EQ(scene.label("task_yielded"), "nothing yet");
    EXPECT_EQ(scene.label("task_socket"), "fd 11, client 127.0.0.1:50001");
}

TEST(task, without_any_task_the_inspector_says_what_will_appear) {
    Scene scene;
    scene.frame();
    EXPECT_NE(scene.label("task_empty").find("Press F10"), std::string::npos);
}

TEST(task, a_selected_task_that_is_not_born_yet_is_not_mistaken_for_another) {
    Scene scene;
    scene.serve_clients(2);
    scene.click("connection:2");
    scene.player().go_to(2);
    scene.frame();
    EXPECT_EQ(scene.label("task_heading"), "echo#2");
    EXPECT_NE(scene.label("task_empty").find("not there at this moment"), std::string::npos);
}

TEST(task, what_was_read_and_sent_is_shown_escaped_with_its_length) {
    Scene scene;
    scene.spawn_clients(1);
    Event sent{.task = 1, .fd = 10, .asked = 35, .moved = 35, .kind = EventKind::sent};
    sent.preview = {'G', 'O', 'T', ':', '\x1B', '\n'};
    sent.preview_size = 6;
    scene.log.append(sent);
    scene.frame();
    EXPECT_EQ(scene.label("task_read"), "nothing yet");
    EXPECT_EQ(scene.label("task_sent"), "35\u00A0B in one message, \"GOT:\\x1b\\n\"...");
    scene.log.append(sent);
    scene.frame();
    EXPECT_EQ(scene.label("task_sent"),
              "70\u00A0B in 2 messages, last 35\u00A0B \"GOT:\\x1b\\n\"...");
}

TEST(task_menu, every_button_posts_its_command) {
    Scene scene;
    scene.serve_clients(3);
    scene.click("connection:2");
    scene.click("run_next");
    auto command = scene.obey();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Kind::run_next);
    EXPECT_EQ(command->task, 2U);
    scene.click("break_task");
    command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Kind::set_breakpoint);
    EXPECT_EQ(command->breakpoint,
              (Breakpoint{.condition = {.kind = EventKind::resumed, .task = 2}}));
    scene.click("cancel_task");
    command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Kind::cancel);
    EXPECT_EQ(command->task, 2U);
    EXPECT_FALSE(scene.commands.take());
}

TEST(task_menu, the_menu_posts_what_the_buttons_do) {
    for (const auto& [id, kind] : {std::pair{"menu:run_next", Kind::run_next},
                                   {"menu:break_task", Kind::set_breakpoint},
                                   {"menu:cancel_task", Kind::cancel}}) {
        Scene scene;
        scene.serve_clients(3);
        scene.frame();
        const WidgetRecord row = *scene.find("connection:3");
        scene.click_at({row.min.x + 20, (row.min.y + row.max.y) / 2}, ImGuiMouseButton_Right);
        scene.click(id);
        const auto command = scene.commands.take();
        ASSERT_TRUE(command) << id;
        EXPECT_EQ(command->kind, kind);
        scene.frame();
        EXPECT_FALSE(scene.find(id)) << "the menu is closed";
    }
}

TEST(task_menu, escape_closes_the_menu_and_keeps_the_selection) {
    Scene scene;
    scene.serve_clients(2);
    scene.frame();
    const WidgetRecord row = *scene.find("connection:2");
    scene.click_at({row.min.x + 20, (row.min.y + row.max.y) / 2}, ImGuiMouseButton_Right);
    ASSERT_TRUE(scene.find("menu:rename"));
    scene.shell.act(Action::close);
    scene.frame();
    scene.frame();
    EXPECT_FALSE(scene.find("menu:rename"));
    EXPECT_EQ(scene.shell.selection().selected, 2U);
    scene.shell.act(Action::close);
    EXPECT_EQ(scene.shell.selection().selected, 0U) << "the next one lets it go";
}

TEST(task_menu, the_key_breaks_on_the_selected_task_and_no_longer_when_pressed_again) {
    Scene scene;
    scene.serve_clients(2);
    scene.frame();
    scene.shell.act(Action::break_task);
    EXPECT_FALSE(scene.commands.take()) << "nobody is selected";
    scene.click("connection:2");
    scene.shell.act(Action::break_task);
    ASSERT_EQ(scene.obey()->kind, Kind::set_breakpoint);
    scene.frame();
    scene.shell.act(Action::break_task);
    const auto command = scene.obey();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Kind::remove_breakpoint);
    EXPECT_EQ(command->count, 1U);
}

TEST(task_menu, who_is_followed_stays_selected_until_let_go) {
    Scene scene;
    scene.serve_clients(3);
    scene.click("connection:2");
    scene.click("follow");
    scene.click("connection:3");
    scene.frame();
    EXPECT_EQ(scene.shell.selection().selected, 2U);
    EXPECT_EQ(scene.label("task_heading"), "echo#2, followed");
    scene.click("follow");
    scene.click("connection:3");
    scene.frame();
    EXPECT_EQ(scene.shell.selection().selected, 3U);
    scene.click("follow");
    scene.shell.act(Action::close);
    scene.frame();
    EXPECT_EQ(scene.shell.selection().selected, 0U) << "Esc lets go too";
}

TEST(task_menu, every_deed_that_cannot_be_done_says_why) {
    using Deed = TaskMenu::Deed;
    Life life;
    EXPECT_EQ(life.item(Deed::run_next, 3).why_not, "");
    EXPECT_EQ(life.item(Deed::run_next, 1).why_not,
              "It is at the head of the ready queue: it runs next as it is.");
    life.waits(1, Reason::recv, 5);
    EXPECT_EQ(life.item(Deed::run_next, 1).why_not,
              "Only a ready task can run next: this one waits for its socket.");
    EXPECT_NE(life.item(Deed::cancel, 1).tooltip.find("nobody can connect any more"),
              std::string_view::npos);
    EXPECT_EQ(life.item(Deed::cancel, 2).tooltip.find("nobody can connect any more"),
              std::string_view::npos);
    life.of(3, EventKind::finished);
    for (const Deed deed : {Deed::run_next, Deed::break_task, Deed::cancel, Deed::rename})
        EXPECT_EQ(life.item(deed, 3).why_not, "This task has ended.");
    EXPECT_EQ(life.item(Deed::follow, 3).why_not, "This task has ended.");
    EXPECT_EQ(life.item(Deed::follow, 2).why_not, "");
    life.player.go_to(3);
    for (const Deed deed : {Deed::run_next, Deed::break_task, Deed::cancel, Deed::rename})
        EXPECT_EQ(life.item(deed, 2).why_not, "This is the past: End goes back to live.");
}

TEST(task_menu, a_task_that_is_shown_running_cannot_run_next_though_the_program_is_ahead) {
    using Deed = TaskMenu::Deed;
    Life life;
    life.of(1, EventKind::resumed);
    life.of(1, EventKind::yielded, Reason::turn);
    ASSERT_EQ(life.history.live().find(1)->place, Place::ready);
    life.player.go_to(life.history.size() - 1);
    ASSERT_NE(life.player.state(), PlayState::past);
    EXPECT_EQ(life.item(Deed::run_next, 1).why_not, "It runs now.");
    EXPECT_EQ(life.item(Deed::run_next, 3).why_not, "");
}

TEST(task_menu, a_full_list_of_breakpoints_takes_none_more_but_can_let_go) {
    Life life;
    Breakpoint first{.condition = {.kind = EventKind::resumed, .task = 2}};
    for (std::uint32_t i = 1; i <= limits::breakpoints; ++i) {
        const std::string text = i == 1 ? words(first, life.log) : std::to_string(i);
        life.add({.text = life.log.intern(text), .asked = i, .kind = EventKind::break_set});
    }
    EXPECT_EQ(life.item(TaskMenu::Deed::break_task, 3).why_not,
              "There are 64 breakpoints already: remove one first.");
    EXPECT_EQ(life.item(TaskMenu::Deed::break_task, 2).why_not, "");
}

struct Rename : testing::Test {
    Scene scene;

    void SetUp() override {
        scene.serve_clients(2);
        scene.click("connection:2");
        scene.click("rename");
        scene.frame();
        scene.frame();
    }
};

TEST_F(Rename, enter_posts_the_name_without_the_spaces_around_it) {
    scene.type("  Ana Souza ");
    EXPECT_EQ(scene.label("rename_field"), "  Ana Souza ");
    EXPECT_FALSE(scene.commands.take()) << "too early";
    scene.press(ImGuiKey_Enter);
    const auto command = scene.obey();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Kind::rename);
    EXPECT_EQ(command->task, 2U);
    EXPECT_EQ(command->name, "Ana Souza");
    scene.frame();
    EXPECT_FALSE(scene.find("rename_field"));
    EXPECT_EQ(scene.label("task_heading"), "Ana Souza, selected");
    EXPECT_EQ(scene.label("connection:2"), "Ana Souza");
    EXPECT_EQ(scene.label("task_born"), "echo#2");
}

TEST_F(Rename, escape_leaves_the_name_as_it_was) {
    scene.type("Ana");
    scene.press(ImGuiKey_Escape);
    EXPECT_FALSE(scene.find("rename_field"));
    EXPECT_FALSE(scene.commands.take());
}

TEST_F(Rename, a_name_that_cannot_be_is_refused_and_the_field_stays) {
    scene.type("abcdefghijklmnopqrstuvwxy");
    EXPECT_EQ(scene.label("rename_note"), "A name has at most 24 letters.");
    scene.press(ImGuiKey_Enter);
    EXPECT_FALSE(scene.commands.take());
    ASSERT_TRUE(scene.find("rename_field"));
    scene.press(ImGuiKey_Backspace);
    EXPECT_EQ(scene.label("rename_field"), "abcdefghijklmnopqrstuvwx") << "the text was kept";
    scene.press(ImGuiKey_Enter);
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->name, "abcdefghijklmnopqrstuvwx");
}

TEST_F(Rename, an_empty_name_is_refused) {
    EXPECT_EQ(scene.label("rename_note"), "Type a name first.");
    scene.press(ImGuiKey_Enter);
    EXPECT_FALSE(scene.commands.take());
    EXPECT_TRUE(scene.find("rename_field"));
}

TEST_F(Rename, an_empty_name_gives_back_the_first_one) {
    scene.type("Ana");
    scene.press(ImGuiKey_Enter);
    ASSERT_TRUE(scene.obey());
    scene.click("rename");
    scene.frame();
    scene.frame();
    EXPECT_EQ(scene.label("rename_field"), "Ana");
    scene.press(ImGuiKey_Delete);  // all of it is selected
    scene.press(ImGuiKey_Enter);
    const auto command = scene.obey();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->name, "");
    scene.frame();
    EXPECT_EQ(scene.label("task_heading"), "echo#2, selected");
}

TEST(task_menu, names_that_cannot_be_shown_are_refused) {
    EXPECT_EQ(why_not_name("Zoë Ñandú 3"), "");
    EXPECT_EQ(why_not_name("ÄÖÜäöüßÄÖÜäöüßÄÖÜäöüßÄÖÜ"), "") << "24 letters, though 48 bytes";
    for (const std::string_view name :
         {"a\nb", "\x1B[31mred", "\xE2\x80\xAEturned", "not\xFFutf8", "say \"hi\"", "back\\slash"})
        EXPECT_EQ(why_not_name(name),
                  "A name cannot have quotation marks, backslashes or letters that nobody sees.");
    EXPECT_EQ(trimmed(" \t a b \n"), "a b");
    EXPECT_EQ(trimmed(" \t "), "");
}

}  // namespace
}  // namespace yieldscope
