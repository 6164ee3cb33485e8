// Playing at a pace: the cursor walks by itself, asks for steps when it has shown everything, and
// stops where a breakpoint was hit. And what a teacher does to tasks. Runs on the test's thread.
#include "tests/gui/scene.h"

namespace yieldscope {
namespace {

constexpr std::size_t one_a_second = 1;

struct Playing : testing::Test {
    Scene scene;

    Playing() {
        scene.settings.pace = one_a_second;
        scene.spawn_clients(3);
        scene.frame();
    }

    /// So much time passes, in frames of a sixtieth of a second; the loop obeys at once.
    void pass(double seconds) {
        for (int i = 0; i < static_cast<int>(seconds * 60); ++i) {
            scene.frame();
            while (scene.obey()) {
            }
        }
    }

    EventKind shown() { return scene.log[*scene.player().shown_event()].kind; }
};

TEST_F(Playing, shows_one_event_after_the_other_at_its_pace) {
    scene.shell.act(Action::run_pause);
    EXPECT_EQ(scene.player().state(), PlayState::running);
    int shown = 0;
    for (int frame = 0; frame < 5.5 * 60; ++frame) {
        const auto before = scene.player().shown_event();
        pass(1.0 / 60);
        if (scene.player().shown_event() != before) ++shown;
    }
    EXPECT_GE(shown, 5);
    EXPECT_LE(shown, 6);
}

TEST_F(Playing, asks_for_a_step_only_when_everything_is_shown) {
    scene.shell.act(Action::run_pause);
    scene.frame();
    ASSERT_TRUE(scene.obey()) << "nothing was left to show";
    for (const EventKind kind : {EventKind::resumed, EventKind::yielded, EventKind::parked}) {
        while (shown() != kind) {
            scene.frame();
            ASSERT_FALSE(scene.commands.take()) << "asked too early";
        }
    }
}

TEST_F(Playing, stands_still_when_it_is_paused) {
    scene.shell.act(Action::run_pause);
    pass(2.5);
    scene.shell.act(Action::run_pause);
    const std::uint64_t before = scene.player().shown_number();
    pass(3);
    EXPECT_EQ(scene.player().shown_number(), before);
    EXPECT_NE(scene.player().state(), PlayState::running);
}

TEST_F(Playing, plays_the_past_first_and_then_takes_real_steps) {
    scene.steps(2);
    scene.frame();
    scene.shell.act(Action::home);
    scene.settings.pace = 3;
    scene.shell.act(Action::run_pause);
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::past);
    EXPECT_FALSE(scene.commands.take());
    const std::uint64_t size = scene.log.size();
    pass(6);
    EXPECT_GT(scene.log.size(), size) << "it went on by itself";
    EXPECT_EQ(scene.player().state(), PlayState::running);
}

TEST_F(Playing, at_full_speed_the_loop_runs_and_the_screen_is_live) {
    scene.shell.act(Action::run_pause);
    pass(1.5);
    while (scene.player().why_not(Action::pace_up).empty()) scene.shell.act(Action::pace_up);
    scene.frame();
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Command::Kind::run);
    EXPECT_TRUE(scene.player().live());
}

TEST_F(Playing, slowing_down_a_loop_that_runs_pauses_it_and_plays_on) {
    scene.settings.pace = paces().size() - 1;
    scene.shell.act(Action::run_pause);
    ASSERT_EQ(scene.obey()->kind, Command::Kind::run);
    scene.frame();
    scene.shell.act(Action::pace_down);
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Command::Kind::pause);
    scene.log.append({.kind = EventKind::paused});
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::running);
    EXPECT_EQ(scene.commands.take()->kind, Command::Kind::steps);
}

TEST_F(Playing, stops_at_the_event_that_a_breakpoint_names) {
    scene.settings.pace = 3;
    scene.shell.act(Action::run_pause);
    scene.frame();
    ASSERT_TRUE(scene.commands.take());
    scene.scheduler.step();  // resumed, yielded, parked
    scene.log.append({.asked = 1, .moved = 2, .kind = EventKind::break_hit});
    pass(3);
    EXPECT_EQ(shown(), EventKind::yielded);
    EXPECT_EQ(scene.player().state(), PlayState::paused);
    scene.shell.act(Action::run_pause);
    pass(1);
    EXPECT_NE(shown(), EventKind::yielded) << "it goes on from there";
}

TEST_F(Playing, is_due_again_when_the_next_event_is) {
    EXPECT_EQ(scene.player().due_s(), std::numeric_limits<double>::infinity());
    scene.shell.act(Action::run_pause);
    scene.frame();
    scene.obey();
    scene.frame();
    EXPECT_GT(scene.player().due_s(), scene.now_s);
    EXPECT_LE(scene.player().due_s(), scene.now_s + 1);
}

TEST(player, a_breakpoint_that_a_run_hits_shows_the_event_it_names) {
    Scene scene;
    scene.spawn_clients(2);
    scene.log.append(
        {.text = scene.log.intern("kind:resumed"), .asked = 1, .kind = EventKind::break_set});
    scene.frame();
    scene.shell.act(Action::run_pause);
    scene.obey();
    scene.scheduler.step();
    scene.log.append({.asked = 1, .moved = 3, .kind = EventKind::break_hit});
    scene.frame();
    EXPECT_EQ(scene.log[*scene.player().shown_event()].kind, EventKind::resumed);
    EXPECT_EQ(scene.player().state(), PlayState::paused) << "the present, not the past";
    EXPECT_EQ(scene.label("break_hit"),
              "Breakpoint 1 stopped it here: kind:resumed.  Space: go on.");
    scene.shell.act(Action::event);
    scene.frame();
    EXPECT_FALSE(scene.find("break_hit")) << "the cursor is past it";
}

TEST(controls, the_pace_goes_down_and_up_by_its_buttons_as_far_as_it_goes) {
    Scene scene;
    scene.frame();
    EXPECT_EQ(scene.label("pace"), "full speed");
    EXPECT_FALSE(scene.find("pace_up")->enabled);
    for (std::size_t i = 1; i < paces().size(); ++i) scene.click("pace_down");
    scene.frame();
    EXPECT_EQ(scene.settings.pace, 0U);
    EXPECT_EQ(scene.label("pace"), "1 in 2 s");
    EXPECT_FALSE(scene.find("pace_down")->enabled);
    scene.click("pace_up");
    EXPECT_EQ(scene.settings.pace, 1U);
}

TEST(controls, a_button_opens_the_view_sheet_and_closes_it_again) {
    Scene scene;
    scene.click("view");
    scene.frame();
    EXPECT_TRUE(scene.find("view_sheet"));
    scene.click("view");
    scene.frame();
    EXPECT_FALSE(scene.find("view_sheet"));
}

TEST(controls, say_pause_in_the_past_while_the_loop_runs_on) {
    Scene scene;
    scene.spawn_clients(2);
    scene.frame();
    scene.shell.act(Action::run_pause);
    scene.obey();
    scene.scheduler.step();
    scene.shell.act(Action::home);
    scene.frame();
    ASSERT_EQ(scene.player().state(), PlayState::past);
    EXPECT_EQ(scene.label("run_pause"), "Pause") << "this is what a click does";
    scene.click("run_pause");
    EXPECT_EQ(scene.commands.take()->kind, Command::Kind::pause);
}

TEST(player, what_a_teacher_does_to_a_task_happens_live) {
    Scene scene;
    scene.spawn_clients(2);
    scene.steps(1);
    scene.frame();
    EXPECT_EQ(scene.player().why_not(Command::Kind::run_next, 2), "");
    EXPECT_NE(scene.player().why_not(Command::Kind::run_next, 1), "") << "it waits";
    EXPECT_EQ(scene.player().why_not(Command::Kind::cancel, 1), "");
    EXPECT_NE(scene.player().why_not(Command::Kind::cancel, 99), "") << "there is no such task";
    scene.player().go_to(1);
    EXPECT_NE(scene.player().why_not(Command::Kind::cancel, 1), "") << "this is the past";
    scene.player().order({.kind = Command::Kind::run_next, .task = 2});
    EXPECT_TRUE(scene.player().live());
    EXPECT_EQ(scene.commands.take()->task, 2U);
}

}  // namespace
}  // namespace yieldscope
