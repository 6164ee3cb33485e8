// What the transport bar and the keys ask of the loop, and that the screen says only what the loop
// has confirmed. No window, no pixels: clicks go to widgets by their id. Runs on the test's thread.
#include "tests/gui/scene.h"

#include <array>
#include <cstdint>
#include <map>
#include <string>
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

/// The places of all that can be clicked on the bar and the strip below it.
std::map<std::string, std::array<float, 4>> places_of_buttons(const Scene& scene) {
    std::map<std::string, std::array<float, 4>> places;
    for (const char* id :
         {"program",       "clients_open", "home",     "round_back", "previous_turn",
          "event_back",    "run_pause",    "event",    "turn",       "round",
          "live",          "pace_down",    "pace_up",  "view",       "scrub",
          "previous_mark", "next_mark",    "bookmark", "bookmarks",  "recordings"}) {
        const WidgetRecord* widget = scene.find(id);
        EXPECT_TRUE(widget) << id;
        if (widget) places[id] = {widget->min.x, widget->min.y, widget->max.x, widget->max.y};
    }
    return places;
}

TEST(controls, no_button_moves_in_any_state_at_any_length_of_number_and_address) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080)}) {
        for (const float zoom : {1.0F, 1.5F, 3.0F}) {
            SCOPED_TRACE(testing::Message() << size.x << " zoom " << zoom);
            std::map<std::string, std::array<float, 4>> usual;
            for (const char* address :
                 {"127.0.0.1:1", "[fe80::1234:5678:9abc:def0%eth0]:65535", ""}) {
                for (const bool recorded : {false, true}) {
                    SCOPED_TRACE(testing::Message() << address << (recorded ? " recorded" : ""));
                    Scene scene(size, 64 << 20, nullptr, recorded, address);
                    scene.settings.zoom = zoom;
                    const auto expect_same = [&](const char* what) {
                        scene.frame();
                        scene.frame();
                        if (usual.empty()) usual = places_of_buttons(scene);
                        EXPECT_EQ(places_of_buttons(scene), usual) << what;
                    };
                    expect_same("at the start");
                    scene.spawn_clients(2);
                    scene.steps(3);
                    expect_same("paused");
                    scene.log.append({.kind = EventKind::running});
                    scene.log.append(
                        {.text = scene.log.intern("fake"), .asked = 2, .kind = EventKind::polling});
                    expect_same("running, asleep in poll");
                    scene.shell.act(Action::home);
                    expect_same("the past");
                    scene.shell.act(Action::live);
                    scene.print_lines(20'000);
                    expect_same("five digits");
                    scene.player().set_bookmark(10, "a note");
                    scene.obey();
                    scene.shell.say("Something is to be known.");
                    expect_same("a bookmark and a notice");
                    scene.log.append({.kind = EventKind::ended});
                    expect_same("over");
                }
            }
        }
    }
}

TEST(controls, a_tooltip_of_the_bar_lies_over_none_of_its_buttons) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080)}) {
        Scene scene(size);
        scene.spawn_clients(2);
        scene.steps(3);
        scene.frame();
        for (const char* id : {"program", "event", "live", "view", "bookmark", "recordings"}) {
            const WidgetRecord widget = *scene.find(id);
            feed_mouse_position({widget.min.x + 3, widget.min.y + 3});
            for (int i = 0; i < 4; ++i) scene.frame();
            const WidgetRecord* tip = scene.find("tooltip");
            ASSERT_TRUE(tip) << id;
            EXPECT_GE(tip->min.y, scene.find("recordings")->max.y) << id << " at " << size.x;
            EXPECT_GE(tip->min.x, 0) << id;
            EXPECT_LE(tip->max.x, size.x) << id;
        }
    }
}

TEST(controls, a_tooltip_of_a_tasks_button_lies_over_none_of_the_others) {
    Scene scene;
    scene.spawn_clients(2);
    scene.steps(3);
    scene.frame();
    scene.frame();
    const WidgetRecord first = *scene.find("run_next");
    const WidgetRecord last = *scene.find("rename");
    feed_mouse_position({first.min.x + 3, first.min.y + 3});
    for (int i = 0; i < 4; ++i) scene.frame();
    const WidgetRecord* tip = scene.find("tooltip");
    ASSERT_TRUE(tip);
    EXPECT_TRUE(tip->min.y >= last.max.y || tip->max.y <= first.min.y);
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

TEST(presentation, is_left_by_escape_once_what_is_open_is_closed) {
    Scene scene;
    scene.spawn_clients(1);
    scene.shell.act(Action::presentation);
    scene.shell.act(Action::key_sheet);
    scene.shell.act(Action::close);
    EXPECT_TRUE(scene.settings.presentation);
    scene.shell.act(Action::close);
    EXPECT_FALSE(scene.settings.presentation);
}

TEST(presentation, is_blank_until_the_next_key_or_click_while_the_server_runs_on) {
    Scene scene;
    scene.spawn_clients(1);
    scene.shell.act(Action::presentation);
    scene.log.append({.kind = EventKind::running});
    for (const bool by_key : {true, false}) {
        scene.shell.act(Action::blank);
        scene.frame();
        scene.frame();
        EXPECT_TRUE(scene.find("blank"));
        EXPECT_FALSE(scene.find("board"));
        if (by_key) scene.shell.act(Action::next_turn);
        else scene.click("blank");
        scene.frame();
        EXPECT_FALSE(scene.find("blank"));
        EXPECT_TRUE(scene.find("board"));
    }
    EXPECT_EQ(scene.player().state(), PlayState::running);
    EXPECT_FALSE(scene.commands.take()) << "nobody paused or stepped it";
}

TEST(controls, say_of_how_many_also_where_there_are_tens_of_thousands) {
    for (const ImVec2 size : {ImVec2(1280, 720), ImVec2(1920, 1080)}) {
        Scene scene(size);
        scene.spawn_clients(1);
        scene.print_lines(40'000);
        for (int i = 0; i < 3; ++i) scene.frame();
        EXPECT_TRUE(scene.label("position").ends_with("40,002 of 40,002")) << size.x;
    }
}

}  // namespace
}  // namespace yieldscope
