// Going back by everything there is, and forward again: what has happened is shown to the end
// before the scheduler is asked for more, whether it stands still meanwhile or goes on. Runs on the
// test's thread.
#include "tests/gui/scene.h"

#include <array>
#include <cstddef>
#include <new>
#include <optional>
#include <vector>

namespace yieldscope {
namespace {

struct Past : testing::Test {
    Scene scene;

    Past() {
        scene.spawn_clients(3);
        for (int round = 0; round < 3; ++round) {
            for (int fd = 10; fd < 13; ++fd) scene.poller.ready.push_back({fd, true, false});
            scene.steps(4);
        }
        scene.frame();
    }

    bool at_the_end() { return scene.player().shown_number() == scene.player().newest_number(); }

    /// So often, until the loop is asked for something; nothing if it is not.
    std::optional<Command> press_until_it_asks(Action action, int times) {
        for (int i = 0; i < times; ++i) {
            const bool was_at_the_end = at_the_end();
            scene.shell.act(action);
            scene.frame();
            if (auto command = scene.commands.take()) {
                EXPECT_TRUE(was_at_the_end) << "there was more to show";
                return command;
            }
        }
        return std::nullopt;
    }
};

TEST_F(Past, every_step_forward_replays_to_the_end_and_only_then_asks_the_loop) {
    for (const auto& [action, kind] : {std::pair{Action::event, Command::Kind::steps},
                                       {Action::turn, Command::Kind::turns},
                                       {Action::next_turn, Command::Kind::turns},
                                       {Action::round, Command::Kind::round}}) {
        scene.shell.act(Action::home);
        const auto command = press_until_it_asks(action, 100);
        ASSERT_TRUE(command) << binding_of(action).id;
        EXPECT_EQ(command->kind, kind) << binding_of(action).id;
        scene.log.append({.kind = EventKind::paused});
        scene.frame();
    }
}

TEST_F(Past, the_same_while_the_server_runs_on) {
    scene.log.append({.kind = EventKind::running});
    scene.scheduler.step();
    scene.frame();
    for (const auto& [action, kind] : {std::pair{Action::event, Command::Kind::pause},
                                       {Action::turn, Command::Kind::turns},
                                       {Action::round, Command::Kind::round}}) {
        scene.shell.act(Action::home);
        scene.frame();
        EXPECT_EQ(scene.player().state(), PlayState::past);
        const auto command = press_until_it_asks(action, 100);
        ASSERT_TRUE(command) << binding_of(action).id;
        EXPECT_EQ(command->kind, kind) << "first it has to stand still, or it steps";
        scene.log.append({.kind = EventKind::running});
        scene.frame();
    }
}

TEST_F(Past, looking_back_changes_nothing_for_the_server) {
    scene.log.append({.kind = EventKind::running});
    scene.frame();
    for (const Action action : {Action::event_back, Action::previous_turn, Action::round_back,
                                Action::home, Action::turn, Action::round, Action::live}) {
        scene.shell.act(action);
        scene.frame();
        EXPECT_FALSE(scene.commands.take()) << binding_of(action).id;
    }
    EXPECT_EQ(scene.player().state(), PlayState::running);
}

TEST_F(Past, a_round_back_is_undone_by_a_round) {
    std::vector<std::uint64_t> rounds;
    while (scene.player().why_not(Action::round_back).empty()) {
        scene.shell.act(Action::round_back);
        rounds.push_back(scene.player().cursor());
        ASSERT_LT(rounds.size(), 20U);
    }
    ASSERT_GE(rounds.size(), 3U);
    EXPECT_EQ(rounds.back(), 0U);
    for (auto moment = rounds.rbegin() + 1; moment != rounds.rend(); ++moment) {
        EXPECT_EQ(scene.log[*moment].kind, EventKind::polling) << "it is what comes next";
        scene.shell.act(Action::round);
        EXPECT_EQ(scene.player().cursor(), *moment);
    }
}

TEST_F(Past, space_plays_it_at_every_pace_and_goes_on_with_real_steps) {
    for (std::size_t pace = 0; pace < paces().size(); ++pace) {
        SCOPED_TRACE(paces()[pace].name);
        scene.settings.pace = pace;
        scene.shell.act(Action::home);
        scene.frame();
        scene.shell.act(Action::run_pause);
        std::optional<Command> command;
        for (int i = 0; i < 60 * 180 && !command; ++i) {
            scene.frame();
            command = scene.commands.take();
        }
        ASSERT_TRUE(command);
        const bool full = paces()[pace].events_per_s == 0;
        EXPECT_EQ(command->kind, full ? Command::Kind::run : Command::Kind::steps);
        EXPECT_TRUE(at_the_end());
        if (!full) scene.shell.act(Action::run_pause);
        while (scene.commands.take()) {
        }
        scene.log.append({.kind = EventKind::paused});
        scene.frame();
    }
}

TEST_F(Past, marks_are_gone_to_one_after_the_other_and_back) {
    scene.log.append({.task = 2, .text = scene.log.intern("why"), .kind = EventKind::failed});
    const std::uint64_t failure = scene.log.size();
    scene.steps(2);
    scene.log.append({.asked = 1, .moved = 2, .kind = EventKind::break_hit});
    const std::uint64_t stop = scene.log.size() - 2;
    scene.steps(1);
    scene.player().set_bookmark(5, "");
    scene.player().set_bookmark(failure + 2, "");
    scene.obey();
    scene.obey();
    scene.frame();
    scene.shell.act(Action::home);
    const std::array moments{std::uint64_t{5}, failure, failure + 2, stop};
    for (const std::uint64_t moment : moments) {
        scene.shell.act(Action::next_mark);
        EXPECT_EQ(scene.player().cursor(), moment);
    }
    EXPECT_NE(scene.player().why_not(Action::next_mark), "");
    for (auto moment = moments.rbegin() + 1; moment != moments.rend(); ++moment) {
        scene.shell.act(Action::previous_mark);
        EXPECT_EQ(scene.player().cursor(), *moment);
    }
    EXPECT_NE(scene.player().why_not(Action::previous_mark), "");
    EXPECT_FALSE(scene.commands.take());
}

TEST(past, a_moment_that_is_forgotten_leaves_the_cursor_where_history_begins_and_is_said) {
    Scene small({1280, 720}, 1 << 20);
    small.spawn_clients(1);
    small.settings.pace = 1;
    small.frame();
    small.shell.act(Action::home);
    small.print_lines(40'000);
    small.frame();
    EXPECT_TRUE(small.player().lost_its_moment());
    EXPECT_EQ(small.player().why_not(Action::home), "This is where history begins.");
    EXPECT_EQ(small.player().model().size(), small.player().cursor());
    small.shell.act(Action::live);
    EXPECT_FALSE(small.player().lost_its_moment());
}

TEST(controls, every_way_back_and_forward_has_a_button) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(3840, 2160)}) {
        Scene scene(size);
        scene.spawn_clients(2);
        scene.steps(2);
        scene.frame();
        for (const char* id : {"event_back", "previous_turn", "round_back", "home"}) {
            scene.shell.act(Action::live);
            scene.frame();
            const std::uint64_t before = scene.player().cursor();
            scene.click(id);
            EXPECT_LT(scene.player().cursor(), before) << id << " at " << size.x;
        }
        for (const char* id : {"event", "turn", "live"}) {
            const std::uint64_t before = scene.player().cursor();
            scene.click(id);
            EXPECT_GT(scene.player().cursor(), before) << id << " at " << size.x;
        }
        EXPECT_FALSE(scene.commands.take());
    }
}

TEST_F(Past, where_memory_has_run_out_it_is_shorter_and_says_so) {
    scene.print_lines(100'000);
    for (int i = 0; i < 90; ++i) scene.frame();  // until it has something in reserve
    const std::size_t budget = scene.shell.history().budget();
    std::get_new_handler()();  // as operator new does then
    scene.frame();
    scene.frame();
    EXPECT_TRUE(scene.label("notice").starts_with("Memory has run out: history gives way. "))
        << scene.label("notice");
    EXPECT_LT(scene.shell.history().budget(), budget);
    EXPECT_GT(scene.shell.history().begin(), 0U);
    scene.shell.act(Action::close);
    scene.frame();
    scene.frame();
    EXPECT_FALSE(scene.find("notice")) << "once is enough";
}

}  // namespace
}  // namespace yieldscope
