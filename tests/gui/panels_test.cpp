// The panels on a screen that nobody sees: they draw whatever the model holds, and a click goes
// where it should. Runs on the test's thread.
#include "tests/gui/scene.h"

#include <array>

namespace yieldscope {
namespace {

TEST(panels, a_click_on_a_connection_selects_its_task_and_a_second_lets_it_go) {
    Scene scene;
    scene.serve_clients(2);
    scene.steps(2);
    scene.click("connection:2");
    scene.frame();
    EXPECT_TRUE(scene.shell.selection().lit(2));
    scene.click("connection:2");
    EXPECT_EQ(scene.shell.selection().selected, 0U);
}

TEST(panels, the_command_to_connect_is_there_to_copy) {
    Scene scene;
    scene.frame();
    EXPECT_EQ(scene.label("copy_command"), "nc 127.0.0.1 25000");
}

TEST(panels, the_key_sheet_opens_and_escape_closes_it_and_nothing_else) {
    Scene scene;
    scene.frame();
    scene.shell.act(Action::key_sheet);
    scene.frame();
    EXPECT_TRUE(scene.find("key_sheet"));
    scene.shell.act(Action::close);
    scene.frame();
    EXPECT_FALSE(scene.find("key_sheet"));
    EXPECT_FALSE(scene.commands.quit_requested());
}

TEST(panels, draw_every_number_of_tasks_at_every_size) {
    for (const ImVec2 size :
         {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
        for (const int tasks : {0, 1, 6, 30, 300, 10'000}) {
            Scene scene(size);
            scene.spawn_clients(tasks);
            scene.steps(tasks / 2);
            for (int i = 0; i < 3; ++i) scene.frame();
            EXPECT_TRUE(scene.find("board")) << tasks << " tasks";
        }
    }
}

TEST(panels, every_kind_of_event_can_be_the_one_that_is_shown) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        scene.log.append(
            {.task = 1, .fd = 10, .kind = static_cast<EventKind>(kind), .reason = Reason::recv});
        scene.frame();
    }
    EXPECT_TRUE(scene.find("board"));
}

TEST(panels, buttons_stay_inside_the_window_and_apart) {
    for (const ImVec2 size :
         {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
        Scene scene(size);
        scene.spawn_clients(1);
        scene.frame();
        scene.expect_in_a_row(
            {"home", "event_back", "run_pause", "event", "turn", "round", "live", "state"});
    }
}

}  // namespace
}  // namespace yieldscope
