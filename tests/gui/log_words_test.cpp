// What the log's lines say, and which are in sight: names that the teacher gives, what happened
// without a cut, the first lines after Home. Runs on the test's thread.
#include "app/panels/log.h"

#include "core/limits.h"
#include "tests/gui/log_scene.h"

#include <string>
#include <string_view>

namespace yieldscope {
namespace {

TEST(log, home_brings_the_first_lines_into_sight_wherever_it_was_scrolled_to) {
    LogScene scene;
    scene.spawn_clients(1);
    scene.print(100);
    scene.shell.act(Action::home);
    scene.frame();
    EXPECT_TRUE(scene.find("log:0"));
    scene.scroll(-100);
    ASSERT_FALSE(scene.find("log:0"));
    scene.shell.act(Action::home);
    scene.frame();
    EXPECT_TRUE(scene.find("log:0")) << "the cursor was there already";
}

TEST(log, a_task_is_called_what_the_teacher_called_it_last_even_when_it_has_ended) {
    LogScene scene;
    scene.spawn_clients(2);
    scene.steps(2);
    scene.scheduler.rename(2, "Anna Maria");
    scene.frame();
    scene.frame();
    const auto task_of = [&](EventKind kind, TaskId task) {
        std::uint64_t number = 0;
        while (scene.log[number].kind != kind || scene.log[number].task != task) ++number;
        return scene.label("log_" + std::to_string(number) + "_task");
    };
    EXPECT_EQ(task_of(EventKind::parked, 2), "Anna Maria");
    EXPECT_EQ(task_of(EventKind::parked, 1), "echo#1");
    EXPECT_EQ(task_of(EventKind::renamed, 2), "echo#2") << "it is the one who gets the name";
    scene.scheduler.cancel(2);
    for (std::uint32_t i = 0; i < 2 * limits::ended_kept; ++i) {  // it is forgotten
        scene.log.append({.task = 100 + i, .kind = EventKind::spawned});
        scene.log.append({.task = 100 + i, .kind = EventKind::finished});
    }
    scene.frame();
    scene.type("anna");
    scene.frame();
    EXPECT_EQ(task_of(EventKind::parked, 2), "Anna Maria");
    EXPECT_EQ(task_of(EventKind::cancelled, 2), "Anna Maria");
    scene.click("log_copy");
    EXPECT_NE(LogScene::clipboard().find("Anna Maria"), std::string::npos);
}

TEST(log, an_answer_of_a_few_words_is_not_cut_on_a_small_screen) {
    LogScene scene({1280, 720});
    scene.spawn_clients(2);
    Event sent{.task = 2, .fd = 14, .asked = 10, .moved = 10, .kind = EventKind::sent};
    const std::string_view text = "GOT:Hello\n";
    sent.preview_size = static_cast<std::uint8_t>(text.size());
    std::copy(text.begin(), text.end(), sent.preview.begin());
    const std::string row = "log_" + std::to_string(scene.log.size()) + "_what";
    scene.log.append(sent);
    for (int i = 0; i < 2; ++i) scene.frame();
    EXPECT_EQ(scene.label(row), "fd 14  10 of 10 B  \"GOT:Hello\\n\"");
    scene.print(1);
    scene.player().go_to(scene.log.size() - 1);
    scene.frame();
    EXPECT_TRUE(scene.find("log_to_come"));
    EXPECT_TRUE(scene.label(row).ends_with("\\n\"")) << "nor above the rule";
}

}  // namespace
}  // namespace yieldscope
