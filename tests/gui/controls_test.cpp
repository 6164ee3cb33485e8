// What the transport bar and the keys ask of the loop, and that the screen says only what the loop
// has confirmed. No window, no pixels: clicks go to widgets by their id. Runs on the test's thread.
#include "tests/gui/scene.h"

#include <cstdint>
#include <thread>

namespace yieldscope {
namespace {

using Kind = Command::Kind;

TEST(controls, run_asks_the_loop_to_run) {
    Scene scene;
    scene.spawn_clients(1);
    scene.click("run_pause");
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Kind::run);
}

TEST(controls, every_step_button_asks_for_its_own_step) {
    for (const auto& [id, kind] :
         {std::pair{"event", Kind::steps}, {"turn", Kind::turns}, {"round", Kind::round}}) {
        Scene scene;
        scene.spawn_clients(1);
        scene.click(id);
        const auto command = scene.commands.take();
        ASSERT_TRUE(command) << id;
        EXPECT_EQ(command->kind, kind) << id;
        EXPECT_EQ(command->count, 1U) << id;
        EXPECT_FALSE(scene.commands.take()) << id << " asked twice";
    }
}

TEST(controls, a_key_does_what_its_button_does) {
    for (const auto& [action, kind] : {std::pair{Action::run_pause, Kind::run},
                                       {Action::event, Kind::steps},
                                       {Action::turn, Kind::turns},
                                       {Action::round, Kind::round}}) {
        Scene scene;
        scene.spawn_clients(1);
        scene.frame();
        scene.shell.act(action);
        const auto command = scene.commands.take();
        ASSERT_TRUE(command);
        EXPECT_EQ(command->kind, kind);
    }
}

TEST(controls, a_grey_button_does_nothing) {
    Scene scene;
    scene.frame();
    ASSERT_TRUE(scene.find("event_back"));
    EXPECT_FALSE(scene.find("event_back")->enabled);
    scene.click("event_back");
    EXPECT_TRUE(scene.player().live());
    EXPECT_FALSE(scene.commands.take());
}

TEST(controls, it_is_pausing_until_the_loop_says_paused) {
    Scene scene;
    scene.spawn_clients(1);
    scene.frame();
    scene.shell.act(Action::run_pause);
    scene.obey();
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::running);
    EXPECT_EQ(scene.label("run_pause"), "Pause");
    scene.shell.act(Action::run_pause);
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::pausing);
    EXPECT_TRUE(scene.label("state").starts_with("Pausing"));
    EXPECT_EQ(scene.obey()->kind, Kind::pause);
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::paused);
    EXPECT_EQ(scene.label("state"), "Paused");
}

TEST(controls, a_step_that_the_kernel_holds_up_is_shown_as_such) {
    Scene scene;
    scene.spawn_clients(1);
    scene.frame();
    scene.shell.act(Action::turn);
    scene.log.append({.text = scene.log.intern("fake"), .asked = 1, .kind = EventKind::polling});
    scene.frame();
    EXPECT_EQ(scene.player().state(), PlayState::stepping);
    EXPECT_TRUE(scene.label("state").starts_with("Step"));
}

TEST(controls, no_button_moves_under_the_mouse_whatever_the_state_is) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080)}) {
        Scene scene(size);
        scene.spawn_clients(2);
        scene.steps(3);
        scene.frame();
        const auto places = [&] {
            std::vector<float> left;
            for (const char* id : {"home", "event_back", "run_pause", "event", "round", "live"})
                left.push_back(scene.find(id)->min.x);
            return left;
        };
        const std::vector<float> paused = places();
        scene.player().act(Action::run_pause);
        scene.obey();
        scene.log.append(
            {.text = scene.log.intern("fake"), .asked = 2, .kind = EventKind::polling});
        scene.frame();
        EXPECT_EQ(scene.label("run_pause"), "Pause");
        EXPECT_EQ(places(), paused) << size.x;
        scene.player().act(Action::event_back);
        scene.frame();
        EXPECT_EQ(places(), paused) << size.x;
    }
}

TEST(controls, when_no_task_is_left_the_buttons_say_why_they_are_grey) {
    Scene scene;
    scene.log.append({.kind = EventKind::ended});
    scene.frame();
    EXPECT_EQ(scene.label("state"), "Over");
    for (const char* id : {"run_pause", "event", "turn", "round"})
        EXPECT_FALSE(scene.find(id)->enabled) << id;
    EXPECT_NE(scene.player().why_not(Action::turn).find("no step left"), std::string_view::npos);
}

TEST(controls, a_loop_that_waits_for_a_file_is_said_until_it_goes_on) {
    Scene scene({1920, 1080}, 0);
    auto hold = scene.log.hold(0);  // as a recorder has it, whose file takes no more
    ASSERT_TRUE(hold);
    std::thread loop([&] {
        for (std::uint64_t i = 0; i <= scene.log.capacity(); ++i)
            scene.log.append({.kind = EventKind::printed});
    });
    while (!scene.log.held_up()) scene.frame();
    scene.frame();
    scene.frame();
    EXPECT_EQ(scene.label("state"), "Waits for a file");
    hold.reset();
    loop.join();
    scene.frame();
    scene.frame();
    EXPECT_NE(scene.label("state"), "Waits for a file");
}

TEST(controls, the_window_title_says_state_event_and_turn) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.frame();
    EXPECT_EQ(scene.shell.title(),
              "yieldscope: echo on 127.0.0.1:25000, paused at event 5, turn 1");
    scene.log.append({.kind = EventKind::running});
    scene.frame();
    EXPECT_EQ(scene.shell.title(), "yieldscope: echo on 127.0.0.1:25000, running");
}

TEST(controls, the_window_title_of_a_past_moment_counts_that_moments_turns) {
    Scene scene;
    scene.spawn_clients(2);
    scene.steps(2);
    scene.frame();
    scene.shell.act(Action::previous_turn);
    EXPECT_EQ(scene.shell.title(), "yieldscope: echo on 127.0.0.1:25000, past at event 7, turn 1");
}

TEST(controls, text_size_follows_the_keys_within_bounds) {
    Scene scene;
    scene.shell.act(Action::zoom_in);
    EXPECT_GT(scene.settings.zoom, 1.0F);
    scene.shell.act(Action::zoom_reset);
    EXPECT_EQ(scene.settings.zoom, 1.0F);
    for (int i = 0; i < 100; ++i) scene.shell.act(Action::zoom_in);
    EXPECT_LE(scene.settings.zoom, 3.0F);
    for (int i = 0; i < 100; ++i) scene.shell.act(Action::zoom_out);
    EXPECT_GE(scene.settings.zoom, 0.5F);
}

}  // namespace
}  // namespace yieldscope
