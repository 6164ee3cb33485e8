// The launcher: what is wanted is said once, what cannot be meant is refused with a sentence, and
// what could not start is said where it was asked for. Runs on the test's thread.
#include "tests/gui/scene.h"

namespace yieldscope {
namespace {

struct Launcher : testing::Test {
    Scene scene;
    Launcher() { scene.click("program"); }
};

TEST_F(Launcher, restarts_what_runs_when_nothing_else_is_chosen) {
    EXPECT_EQ(scene.label("start"), "Restart");
    scene.click("start");
    const auto choice = scene.shell.take_choice();
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->program, "echo");
    EXPECT_EQ(choice->address.port, 25000);
    EXPECT_EQ(choice->address.host, "127.0.0.1");
    EXPECT_FALSE(scene.shell.take_choice()) << "once";
}

TEST_F(Launcher, starts_another_program_with_another_poller_at_another_address) {
    scene.click("program:countdown");
    scene.click("poller:select");
    scene.fill("port", "25001");
    scene.fill("bind", "0.0.0.0");
    EXPECT_EQ(scene.label("start"), "Start");
    scene.click("start");
    const auto choice = scene.shell.take_choice();
    ASSERT_TRUE(choice);
    EXPECT_EQ(choice->program, "countdown");
    EXPECT_EQ(choice->poller, "select");
    EXPECT_EQ(choice->address.port, 25001);
    EXPECT_EQ(choice->address.host, "0.0.0.0");
}

TEST_F(Launcher, asks_for_nothing_that_cannot_be_meant) {
    for (const auto& [id, text] : {std::pair("port", "70000"), std::pair("port", "many"),
                                   std::pair("port", ""), std::pair("bind", "localhost!")}) {
        SCOPED_TRACE(text);
        scene.fill(id, text);
        scene.frame();
        EXPECT_FALSE(scene.find("start")->enabled);
        scene.click("start");
        EXPECT_FALSE(scene.shell.take_choice());
        scene.fill("port", "25000");
        scene.fill("bind", "127.0.0.1");
    }
}

TEST_F(Launcher, says_why_it_could_not_start_and_stays_open) {
    scene.shell.refuse("Cannot listen on 127.0.0.1:25000: it is taken.");
    scene.frame();
    EXPECT_TRUE(scene.find("start"));
    EXPECT_EQ(scene.label("refusal"), "Cannot listen on 127.0.0.1:25000: it is taken.");
}

TEST_F(Launcher, forgets_a_refusal_when_it_is_closed_or_something_else_is_chosen) {
    scene.shell.refuse("Cannot listen on 127.0.0.1:25000: it is taken.");
    scene.frame();
    scene.click("poller:select");
    scene.frame();
    EXPECT_FALSE(scene.find("refusal")) << "it was about another choice";
    scene.shell.refuse("Cannot listen on 127.0.0.1:25000: it is taken.");
    scene.shell.act(Action::close);
    scene.frame();
    scene.click("program");
    scene.frame();
    EXPECT_TRUE(scene.find("start"));
    EXPECT_FALSE(scene.find("refusal")) << "it is about the last time";
}

TEST_F(Launcher, escape_closes_it) {
    scene.shell.act(Action::close);
    scene.frame();
    EXPECT_FALSE(scene.find("start"));
}

}  // namespace
}  // namespace yieldscope
