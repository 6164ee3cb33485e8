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
