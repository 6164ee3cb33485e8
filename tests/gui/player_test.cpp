// What a step means: events are moves of the cursor, and only when there is nothing left to show is
// the loop asked for more. Going back rewinds the picture and asks the loop for nothing. Runs on
// the test's thread.
#include "tests/gui/scene.h"

namespace yieldscope {
namespace {

TEST(player, is_live_at_first_and_shows_all_there_is) {
    Scene scene;
    scene.spawn_clients(2);
    scene.frame();
    EXPECT_TRUE(scene.player().live());
    EXPECT_EQ(scene.player().cursor(), 4U);
    EXPECT_EQ(scene.player().state(), PlayState::paused);
}

// One scheduler step is resumed, yielded, parked: three events, shown one by one.
TEST(player, event_walks_through_a_step_before_it_asks_for_the_next) {
    Scene scene;
    scene.spawn_clients(1);
    scene.frame();
    scene.shell.act(Action::event);
    ASSERT_TRUE(scene.obey());
    for (const EventKind kind : {EventKind::resumed, EventKind::yielded, EventKind::parked}) {
        scene.frame();
        ASSERT_TRUE(scene.player().shown_event());
        EXPECT_EQ(scene.log[*scene.player().shown_event()].kind, kind);
        EXPECT_EQ(scene.player().state(), PlayState::paused) << "the present, not the past";
        EXPECT_FALSE(scene.commands.take()) << "asked too early";
        scene.shell.act(Action::event);
    }
    EXPECT_TRUE(scene.commands.take()) << "nothing was left to show";
}

// "5 of 5", and yet *Live* was offered, and the log had one more to come: that it stands still.
TEST(player, after_a_single_event_there_is_one_truth_for_how_many) {
    Scene scene;
    scene.spawn_clients(1);
    scene.frame();
    scene.shell.act(Action::event);
    ASSERT_TRUE(scene.obey());
    for (int event = 3; event <= 5; ++event) {
        scene.frame();
        EXPECT_EQ(scene.player().shown_number(), static_cast<std::uint64_t>(event));
        EXPECT_EQ(scene.player().live(), event == 5);
        EXPECT_EQ(scene.find("log_to_come") != nullptr, event != 5);
        if (event != 5) scene.shell.act(Action::event);
    }
    EXPECT_EQ(scene.player().newest_number(), 5U);
    EXPECT_EQ(scene.player().cursor(), scene.log.size()) << "with the word that it stands still";
    EXPECT_EQ(scene.player().why_not(Action::live), "This is live already.");
}

TEST(player, controls_are_not_events_to_step_through) {
    Scene scene;
    scene.spawn_clients(2);
    scene.frame();
    scene.shell.act(Action::turn);
    scene.obey();
    scene.frame();
    EXPECT_EQ(scene.log[scene.log.size() - 1].kind, EventKind::stepped);
    EXPECT_EQ(scene.log[*scene.player().shown_event()].kind, EventKind::parked);
}

TEST(player, back_rewinds_the_picture_and_asks_the_loop_for_nothing) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.frame();
    ASSERT_EQ(scene.player().model().count(Place::recv_wait), 1U);
    scene.shell.act(Action::event_back);
    scene.frame();
    EXPECT_EQ(scene.player().model().count(Place::recv_wait), 0U);
    EXPECT_EQ(scene.player().model().count(Place::running), 1U);
    EXPECT_EQ(scene.player().state(), PlayState::paused) << "still inside the newest step";
    scene.shell.act(Action::previous_turn);
    EXPECT_EQ(scene.player().model().count(Place::ready), 1U);
    EXPECT_EQ(scene.player().state(), PlayState::past);
    EXPECT_FALSE(scene.commands.take());
    scene.shell.act(Action::live);
    EXPECT_TRUE(scene.player().live());
}

TEST(player, forward_from_the_past_replays_to_the_end_and_only_then_steps) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.frame();
    scene.shell.act(Action::home);
    int shown = 0;
    while (!scene.commands.take()) {
        ASSERT_LT(++shown, 10);
        scene.shell.act(Action::event);
    }
    EXPECT_EQ(shown, 6) << "five events, and then one more press";
}

TEST(player, a_turn_in_the_past_ends_before_the_next_resume) {
    Scene scene;
    scene.spawn_clients(2);
    scene.steps(2);
    scene.frame();
    scene.shell.act(Action::home);
    scene.shell.act(Action::turn);
    EXPECT_EQ(scene.player().model().turns(), 1U);
    EXPECT_EQ(scene.log[scene.player().cursor()].kind, EventKind::resumed);
    EXPECT_FALSE(scene.commands.take());
    scene.shell.act(Action::previous_turn);
    EXPECT_EQ(scene.player().model().turns(), 0U);
}

TEST(player, asking_again_while_the_kernel_makes_a_turn_wait_does_not_pile_up_turns) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.frame();
    scene.shell.act(Action::turn);
    EXPECT_TRUE(scene.commands.take());
    scene.log.append({.text = scene.log.intern("fake"), .asked = 1, .kind = EventKind::polling});
    scene.frame();
    scene.shell.act(Action::turn);
    EXPECT_FALSE(scene.commands.take());
    scene.shell.act(Action::run_pause);
    EXPECT_EQ(scene.commands.take()->kind, Command::Kind::pause) << "but it can be given up";
}

TEST(player, a_step_that_waits_is_a_step_though_one_before_it_was_confirmed_meanwhile) {
    Scene scene;
    scene.spawn_clients(1);
    scene.frame();
    scene.shell.act(Action::turn);
    scene.shell.act(Action::turn);
    scene.obey();  // one of the two is done and confirmed
    scene.frame();
    scene.log.append({.text = scene.log.intern("fake"), .asked = 1, .kind = EventKind::polling});
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::stepping);
}

TEST(player, quick_turns_add_up_while_nothing_waits) {
    Scene scene;
    scene.spawn_clients(2);
    scene.frame();
    scene.shell.act(Action::turn);
    scene.shell.act(Action::turn);
    EXPECT_TRUE(scene.commands.take());
    EXPECT_TRUE(scene.commands.take());
}

TEST(player, home_is_where_history_begins_when_the_oldest_is_forgotten) {
    Scene scene({1280, 720}, 1 << 20);
    scene.spawn_clients(1);
    scene.print_lines(40'000);
    scene.shell.act(Action::home);
    scene.frame();
    EXPECT_GT(scene.player().cursor(), 0U);
    EXPECT_EQ(scene.player().shown_number(), scene.player().cursor());
    EXPECT_EQ(scene.player().model().size(), scene.player().cursor());
}

TEST(player, a_moment_that_is_forgotten_while_it_is_shown_gives_way_to_the_oldest_one_kept) {
    Scene scene({1280, 720}, 1 << 20);
    scene.spawn_clients(1);
    scene.frame();
    scene.shell.act(Action::home);
    scene.print_lines(40'000);
    scene.frame();
    EXPECT_GT(scene.player().cursor(), 2U);
}

TEST(player, stays_where_it_is_while_the_server_goes_on) {
    Scene scene;
    scene.spawn_clients(2);
    scene.steps(1);
    scene.frame();
    scene.shell.act(Action::event_back);
    const std::uint64_t cursor = scene.player().cursor();
    scene.steps(1);
    scene.frame();
    EXPECT_EQ(scene.player().cursor(), cursor);
    EXPECT_EQ(scene.player().state(), PlayState::past);
}

}  // namespace
}  // namespace yieldscope
