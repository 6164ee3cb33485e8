// What runs is brought to a standstill before something else begins in its place, however turns
// follow each other; if it cannot be, it goes on. The test plays the loop. Runs on the test's
// thread.
#include "app/standstill.h"

#include "tests/gui/scene.h"

namespace yieldscope {
namespace {

using Answer = Standstill::Answer;

struct StandstillTest : testing::Test {
    Scene scene;
    Standstill standstill;

    StandstillTest() {
        scene.spawn_clients(2);
        happens({.kind = EventKind::running});
    }

    void happens(const Event& event) {
        scene.log.append(event);
        scene.frame();
    }

    Answer asked() { return standstill.update(scene.player(), true, scene.now_s); }
    void forgotten() { standstill.update(scene.player(), false, scene.now_s); }

    std::optional<Command::Kind> command() {
        const auto taken = scene.commands.take();
        return taken ? std::optional(taken->kind) : std::nullopt;
    }
};

TEST_F(StandstillTest, what_stands_still_already_is_asked_for_nothing) {
    happens({.asked = 1, .kind = EventKind::paused});
    EXPECT_EQ(asked(), Answer::reached);
    forgotten();
    EXPECT_EQ(command(), std::nullopt) << "and it does not begin to run";
}

// A picture of a turn that has just begun is as one of a turn that has ended: the next one runs.
TEST_F(StandstillTest, turns_that_follow_each_other_are_paused_once_and_waited_for) {
    for (TaskId task = 1; task <= 2; ++task) {
        happens({.task = task, .kind = EventKind::resumed});
        EXPECT_EQ(asked(), Answer::not_yet);
        happens({.task = task, .kind = EventKind::yielded, .reason = Reason::turn});
        EXPECT_EQ(asked(), Answer::not_yet);
    }
    EXPECT_EQ(command(), Command::Kind::pause);
    EXPECT_EQ(command(), std::nullopt) << "once is enough";
    happens({.asked = 2, .kind = EventKind::paused});
    EXPECT_EQ(asked(), Answer::reached);
}

TEST_F(StandstillTest, a_long_turn_is_out_of_reach_and_what_ran_goes_on_after_it) {
    happens({.task = 1, .kind = EventKind::resumed});
    EXPECT_EQ(asked(), Answer::not_yet);
    EXPECT_EQ(command(), Command::Kind::pause);
    scene.frame();
    scene.now_s += 1.1;
    scene.frame();
    EXPECT_EQ(asked(), Answer::out_of_reach);
    forgotten();
    EXPECT_EQ(command(), std::nullopt) << "it has to stand still before it can be run again";
    happens({.task = 1, .kind = EventKind::yielded, .reason = Reason::turn});
    happens({.asked = 1, .kind = EventKind::paused});
    forgotten();
    EXPECT_EQ(command(), Command::Kind::run);
    forgotten();
    EXPECT_EQ(command(), std::nullopt);
}

TEST_F(StandstillTest, who_is_in_no_turn_and_does_not_stop_is_not_waited_for) {
    EXPECT_EQ(asked(), Answer::not_yet);
    scene.now_s += 2.1;
    scene.frame();
    EXPECT_EQ(asked(), Answer::reached) << "it waits for somebody to read its recording";
}

}  // namespace
}  // namespace yieldscope
