// A recording is looked at like a past that has no present: nothing is asked of a loop, and nothing
// can be done to the tasks, but it can be bookmarked. Runs on the test's thread.
#include "tests/gui/scene.h"

namespace yieldscope {
namespace {

struct Recorded : testing::Test {
    Scene scene{{1920, 1080}, 64 << 20, nullptr, true};

    Recorded() {
        scene.spawn_clients(4);
        scene.steps(2);
        scene.log.append({.kind = EventKind::running});  // as it was when it was recorded
        scene.scheduler.step();
        scene.scheduler.step();
        scene.frame();
        scene.shell.act(Action::home);
        scene.frame();
    }

    /// Frames until it plays no more; true if that comes to be within so many seconds.
    bool ends_within(double seconds) {
        for (int i = 0; i < static_cast<int>(seconds * 60); ++i) {
            scene.frame();
            if (scene.player().state() != PlayState::playing) return true;
        }
        return false;
    }
};

TEST_F(Recorded, says_that_it_is_one_at_any_moment) {
    for (const Action action : {Action::event, Action::turn, Action::live, Action::event_back}) {
        scene.shell.act(action);
        scene.frame();
        EXPECT_EQ(scene.player().state(), PlayState::recording);
        EXPECT_EQ(scene.label("state"), "Recording");
        EXPECT_TRUE(scene.label("band").starts_with("A recording of echo, 2026-11-25 15:53: event"))
            << scene.label("band");
    }
}

TEST_F(Recorded, says_where_a_bookmark_is_kept) {
    scene.shell.act(Action::bookmark);
    for (int i = 0; i < 3; ++i) scene.frame();
    EXPECT_TRUE(scene.find("bookmark_of_a_recording"));
}

TEST_F(Recorded, asks_the_loop_for_nothing_whatever_is_pressed) {
    for (std::size_t pace = 0; pace < paces().size(); ++pace) {
        scene.settings.pace = pace;
        for (int round = 0; round < 2; ++round) {
            for (const Action action :
                 {Action::event, Action::turn, Action::round, Action::next_turn, Action::run_pause,
                  Action::run_pause, Action::pace_down, Action::pace_up, Action::live,
                  Action::event, Action::turn, Action::round, Action::run_pause, Action::break_task,
                  Action::previous_turn, Action::home}) {
                scene.shell.act(action);
                scene.frame();
            }
        }
        scene.player().order({.kind = Command::Kind::cancel, .task = 1});
    }
    EXPECT_FALSE(scene.commands.take());
}

TEST_F(Recorded, at_its_end_the_buttons_say_so) {
    scene.click("live");
    scene.frame();
    for (const char* id : {"run_pause", "event", "turn", "round", "live", "back_to_live"})
        EXPECT_FALSE(scene.find(id)->enabled) << id;
    for (const Action action : {Action::run_pause, Action::event, Action::turn, Action::round})
        EXPECT_EQ(scene.player().why_not(action), "This is the end of the recording.");
}

TEST_F(Recorded, turns_and_rounds_go_through_it_to_its_end) {
    int turns = 0;
    while (scene.player().why_not(Action::turn).empty()) {
        ASSERT_LT(++turns, 10);
        scene.shell.act(Action::turn);
    }
    EXPECT_EQ(turns, 4);
    scene.shell.act(Action::home);
    scene.shell.act(Action::round);
    EXPECT_EQ(scene.player().shown_number(), scene.player().newest_number()) << "there is no poll";
}

TEST_F(Recorded, plays_at_its_pace_and_stops_at_the_end) {
    scene.settings.pace = 3;
    scene.click("run_pause");
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::playing);
    EXPECT_EQ(scene.label("state"), "Playing");
    EXPECT_EQ(scene.label("run_pause"), "Pause");
    scene.shell.act(Action::run_pause);
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::recording);
    scene.shell.act(Action::run_pause);
    EXPECT_TRUE(ends_within(10));
    EXPECT_EQ(scene.player().shown_number(), scene.player().newest_number());
}

TEST_F(Recorded, a_long_one_plays_in_about_ten_seconds_at_full_speed) {
    scene.print_lines(60'000);
    scene.frame();
    scene.shell.act(Action::home);
    scene.shell.act(Action::run_pause);
    EXPECT_FALSE(ends_within(8));
    EXPECT_TRUE(ends_within(3));
    EXPECT_EQ(scene.player().shown_number(), scene.player().newest_number());
}

TEST_F(Recorded, goes_on_growing_while_it_is_loaded_and_one_looks_elsewhere) {
    scene.player().go_to(3);
    scene.print_lines(100);
    scene.frame();
    EXPECT_EQ(scene.player().cursor(), 3U);
    EXPECT_EQ(scene.label("band"), "A recording of echo, 2026-11-25 15:53: event 3 of 122");
}

TEST_F(Recorded, can_be_bookmarked) {
    scene.shell.act(Action::bookmark);
    scene.frame();
    scene.frame();
    scene.shell.act(Action::event);
    scene.player().set_bookmark(3, "here");
    const auto command = scene.obey();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Command::Kind::set_bookmark);
    scene.frame();
    EXPECT_TRUE(scene.find("mark:bookmark:3"));
}

TEST_F(Recorded, takes_no_orders_for_tasks_and_breakpoints) {
    constexpr std::string_view why = "This is a recording: nothing runs any more.";
    for (const Command::Kind kind : {Command::Kind::cancel, Command::Kind::run_next,
                                     Command::Kind::rename, Command::Kind::set_breakpoint})
        EXPECT_EQ(scene.player().why_not(kind, 1), why);
    scene.shell.act(Action::live);
    scene.frame();
    scene.click("task:1");
    scene.frame();
    for (const char* id : {"cancel_task", "run_next", "rename", "break_task", "break_new"}) {
        ASSERT_TRUE(scene.find(id)) << id;
        EXPECT_FALSE(scene.find(id)->enabled) << id;
    }
    EXPECT_TRUE(scene.find("follow")->enabled) << "this is a matter of the screen alone";
}

}  // namespace
}  // namespace yieldscope
