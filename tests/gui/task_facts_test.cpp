// The facts of the task inspector, as they are written: where a line is broken, and what is not
// claimed. Runs on the test's thread.
#include "tests/gui/scene.h"

#include <fmt/format.h>

namespace yieldscope {
namespace {

TEST(task_facts, no_age_is_claimed_while_the_kernel_is_asked) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.log.append({.text = scene.log.intern("fake"), .asked = 1, .kind = EventKind::polling});
    scene.frame();
    EXPECT_EQ(scene.label("task_since"), "event 5");
    EXPECT_EQ(scene.label("task_life").find("until asked: waiting "), 0)
        << scene.label("task_life");
}

TEST(task_facts, the_shares_are_of_the_whole_life_while_the_kernel_is_not_asked) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.frame();
    EXPECT_EQ(scene.label("task_life").find("of its life: waiting "), 0)
        << scene.label("task_life");
}

TEST(task_facts, what_is_said_of_a_socket_is_what_the_kernel_has_answered) {
    Scene scene;
    scene.spawn_clients(2);
    scene.steps(2);
    const auto why = [&](Event event) {
        scene.log.append(event);
        scene.frame();
        const Model& now = scene.shell.history().live();
        return why_here(*now.find(2), now, scene.shell.history());
    };
    const std::string until = "It waits in recv_wait until the kernel says that it can read.";
    EXPECT_EQ(why({.kind = EventKind::paused}), until + " Nobody has asked yet.");
    EXPECT_EQ(why({.asked = 2, .kind = EventKind::polling}), until + " The kernel is being asked.");
    EXPECT_EQ(why({.asked = 2, .moved = 1, .kind = EventKind::polled}), until)
        << "it may be the one that was named";
    EXPECT_EQ(why({.task = 1, .fd = 10, .kind = EventKind::woken, .reason = Reason::recv}),
              until + " When it was asked, there was nothing to read.");
}

TEST(task_facts, a_fact_is_broken_between_words_only) {
    Scene scene({1024, 768});
    scene.spawn_clients(1);
    Event sent{.task = 1, .fd = 10, .asked = 1000, .moved = 1000, .kind = EventKind::sent};
    sent.preview = {'t', 'i', 'c', 'k', '\n'};
    sent.preview_size = 5;
    for (int i = 0; i < 1000; ++i) scene.log.append(sent);
    scene.frame();
    EXPECT_EQ(scene.label("task_sent"),
              "1.0\u00A0MB in 1,000 messages, last 1,000\u00A0B \"tick\\n\"...");
    std::string lines = scene.label("task_sent_lines");
    EXPECT_NE(lines.find('\n'), std::string::npos) << "it has to be broken for this test";
    EXPECT_NE(lines.find("1,000\u00A0B"), std::string::npos);
    EXPECT_NE(lines.find("\"tick\\n\"..."), std::string::npos) << lines;
    std::replace(lines.begin(), lines.end(), '\n', ' ');
    EXPECT_EQ(lines, scene.label("task_sent"));
}

TEST(task_facts, a_word_longer_than_a_line_is_broken_but_no_escape_in_it) {
    UnseenGui gui({100, 100});
    gui.frame([] {
        for (const float letters : {2.0F, 5.0F, 7.5F, 9.0F}) {
            const float room = letters * ImGui::CalcTextSize("0").x;
            const std::string lines = wrapped(ImGui::GetFont(), "\\x1b\\n\\xff\\x00abc\\n", room);
            for (const char* escape : {"\\x1b", "\\n", "\\xff", "\\x00"})
                EXPECT_NE(lines.find(escape), std::string::npos) << lines;
        }
    });
}

TEST(task, the_line_where_it_is_suspended_is_named) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.frame();
    EXPECT_EQ(scene.label("task_yielded"),
              fmt::format("recv(fd 10) at scene.h:{}", scene.player().model().find(1)->line));
    EXPECT_EQ(scene.label("task_resumed"), "once");
    EXPECT_EQ(scene.label("task_since").substr(0, 8), "event 5,");
}

TEST(task_facts, while_it_does_not_yield_its_shares_and_its_age_end_now_and_not_at_the_last_event) {
    Scene scene;
    scene.spawn_clients(1);
    scene.frame();
    scene.log.append({.kind = EventKind::running});
    scene.log.append({.task = 1, .kind = EventKind::resumed});
    scene.frame();
    scene.now_s += 1000;
    scene.frame();
    EXPECT_EQ(scene.label("task_since"), "event 4, more than 10 min ago");
    EXPECT_TRUE(scene.label("task_life").ends_with("running >99 %")) << scene.label("task_life");
    scene.shell.act(Action::event_back);
    scene.frame();
    EXPECT_TRUE(scene.label("task_life").ends_with("running 0 %")) << "then it did not run yet";
}

TEST(task_facts, whose_socket_closed_with_the_program_no_longer_waits) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.log.append({.task = 1, .fd = 10, .kind = EventKind::closed});
    scene.frame();
    EXPECT_EQ(scene.label("task_why"),
              "It waited in recv_wait when the program ended, and its socket closed.");
}

}  // namespace
}  // namespace yieldscope
