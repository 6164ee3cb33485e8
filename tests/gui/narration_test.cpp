// The sentence at the foot of the board: every kind of event has a mark before it, and its numbers
// are grouped. Runs on the test's thread.
#include "tests/gui/scene.h"

namespace yieldscope {
namespace {

TEST(narration, every_kind_of_event_has_its_mark) {
    Scene scene;
    scene.spawn_clients(3);
    const auto mark_after = [&](Event event) {
        event.text = event.kind == EventKind::resumed ? 0 : scene.log.intern("words");
        scene.log.append(event);
        scene.frame();
        return scene.label("sentence_mark");
    };
    EXPECT_EQ(mark_after({.task = 1, .kind = EventKind::resumed}), "running");
    EXPECT_EQ(mark_after({.task = 1, .kind = EventKind::printed}), "running");
    EXPECT_EQ(mark_after({.task = 1, .fd = 10, .kind = EventKind::received}), "failed");
    EXPECT_EQ(mark_after({.task = 1, .kind = EventKind::failed}), "failed");
    EXPECT_EQ(mark_after({.kind = EventKind::printed}), "loop");
    EXPECT_EQ(mark_after({.task = 2, .kind = EventKind::finished}), "finished");
    EXPECT_EQ(mark_after({.task = 3, .kind = EventKind::cancelled}), "cancelled");
    EXPECT_EQ(mark_after({.asked = 1, .kind = EventKind::polling}), "asking");
    EXPECT_EQ(mark_after({.moved = 1, .kind = EventKind::polled}), "answered");
    EXPECT_EQ(mark_after({.fd = 5, .kind = EventKind::listening}), "loop");
    EXPECT_EQ(mark_after({.kind = EventKind::refused}), "failed");
}

TEST(narration, a_name_of_several_words_has_the_tasks_colour_as_a_whole) {
    Scene scene;
    scene.spawn_clients(2);
    scene.scheduler.rename(1, "Anna Maria");
    scene.scheduler.rename(2, "Anna");
    const auto name_in_sentence = [&](Event event) {
        scene.log.append(event);
        scene.frame();
        std::string name;
        for (const WidgetRecord& widget : scene.widgets)
            if (widget.id == "sentence_name") name += widget.label + "|";
        return name;
    };
    EXPECT_EQ(name_in_sentence({.task = 1, .kind = EventKind::resumed}), "Anna|Maria|Anna|Maria|")
        << "in what happened, and in what comes next";
    EXPECT_EQ(name_in_sentence({.task = 1, .kind = EventKind::finished}), "Anna|Maria|Anna|");
    EXPECT_EQ(name_in_sentence({.task = 2, .kind = EventKind::resumed}), "Anna|Anna|");
    EXPECT_EQ(name_in_sentence({.task = 2, .kind = EventKind::finished}), "Anna|");
    EXPECT_EQ(name_in_sentence({.asked = 1, .kind = EventKind::polling}), "")
        << "the scheduler is no task";
}

TEST(narration, says_who_does_not_yield_in_steps_and_costs_no_frame_between_them) {
    Scene scene;
    scene.spawn_clients(2);
    scene.log.append({.kind = EventKind::running});
    scene.log.append({.task = 2, .kind = EventKind::resumed});
    scene.frame();
    EXPECT_FALSE(scene.find("long_turn"));
    EXPECT_EQ(scene.label("state"), "Running");
    const double resumed_s = scene.now_s;
    int changes = 0;
    for (double age_s = 0.1; age_s < 9; age_s += 0.25)
        changes += scene.shell.update(scene.now_s = resumed_s + age_s);
    EXPECT_EQ(changes, 3);  // after 1, 2 and 5 s
    scene.frame();
    EXPECT_EQ(scene.label("long_turn"),
              "echo#2 has been running for more than 5 s and has not yielded: until it does, "
              "nobody else runs.");
    EXPECT_EQ(scene.label("state"), "No yield");
    scene.log.append({.task = 2, .kind = EventKind::printed});
    scene.frame();
    EXPECT_TRUE(scene.find("long_turn")) << "to print is not to yield";
    scene.log.append({.task = 2, .kind = EventKind::yielded, .reason = Reason::turn});
    scene.log.append({.task = 1, .kind = EventKind::resumed});
    scene.frame();
    EXPECT_FALSE(scene.find("long_turn"));
}

TEST(narration, a_recording_that_ends_within_a_turn_does_not_go_on) {
    Scene scene({1280, 720}, 64 << 20, nullptr, true);
    scene.spawn_clients(1);
    scene.log.append({.task = 1, .kind = EventKind::resumed});
    scene.frame();
    scene.player().act(Action::live);
    scene.now_s += 60;
    scene.frame();
    EXPECT_FALSE(scene.find("long_turn"));
    EXPECT_EQ(scene.label("state"), "Recording");
}

TEST(narration, groups_the_digits_of_a_count) {
    Scene scene;
    scene.spawn_clients(1);
    scene.log.append(
        {.text = scene.log.intern("select"), .asked = 1014, .kind = EventKind::polling});
    scene.frame();
    EXPECT_EQ(scene.label("sentence"),
              "Nobody is ready, so the scheduler asks the kernel: select watches 1,014 sockets.");
}

}  // namespace
}  // namespace yieldscope
