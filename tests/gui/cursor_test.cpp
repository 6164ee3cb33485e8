// Every panel shows the moment under the cursor: walks a random program back and forth and compares
// what the panels say with a fold of that moment. Runs on the test's thread.
#include "tests/gui/scene.h"

#include <fmt/format.h>

#include <cmath>
#include <random>
#include <string>

namespace yieldscope {
namespace {

Task echo(std::mt19937& random, int fd) {
    for (int i = 0; i < 6; ++i) {
        if (random() % 3 == 0) co_yield turn();
        co_yield recv(fd);
        co_yield send(fd);
    }
    if (random() % 2) throw std::runtime_error("it had to be");
}

struct CursorEverywhere : testing::Test {
    Scene scene{{1920, 1080}};
    std::mt19937 random{7};

    CursorEverywhere() {
        scene.frame();
        for (int i = 0; i < 6; ++i) {
            const int fd = 10 + i;
            scene.log.append({.text = scene.log.intern("127.0.0.1:" + std::to_string(50000 + i)),
                              .fd = fd,
                              .kind = EventKind::accepted});
            scene.scheduler.spawn("echo#", echo(random, fd));
        }
        for (int i = 0; i < 60; ++i) {
            scene.poller.ready.clear();
            for (int fd = 10; fd < 16; ++fd)
                scene.poller.ready.push_back({fd, random() % 2 == 0, random() % 2 == 0});
            if (scene.scheduler.has_tasks()) scene.scheduler.step();
            if (i % 7 == 0) scene.log.append({.asked = 1, .kind = EventKind::stepped});
        }
        for (int i = 0; i < 2; ++i) scene.frame();
    }

    Model fold(std::uint64_t count) const {
        Model model;
        while (model.size() < count) model.apply(scene.log[model.size()]);
        return model;
    }

    std::optional<std::uint64_t> last_event(std::uint64_t count) const {
        while (count-- > 0)
            if (!is_control(scene.log[count].kind)) return count;
        return std::nullopt;
    }

    void expect_all_of(std::uint64_t moment) {
        SCOPED_TRACE(testing::Message() << "moment " << moment);
        const Model then = fold(moment);
        EXPECT_EQ(scene.player().cursor(), moment);
        const auto shown = last_event(moment);
        expect_board(then);
        expect_connections(then);
        if (!shown) return;
        EXPECT_EQ(scene.label("sentence"), sentence(scene.log[*shown], then, scene.log));
        expect_log(*shown, moment);
        expect_code(scene.log[*shown]);
        expect_task(then);
        expect_strip(*shown);
    }

    void expect_board(const Model& then) {
        for (const auto& [id, place] :
             {std::pair{"lane:ready", Place::ready}, std::pair{"lane:running", Place::running},
              std::pair{"lane:recv_wait", Place::recv_wait},
              std::pair{"lane:send_wait", Place::send_wait}})
            EXPECT_EQ(scene.label(id), std::to_string(then.count(place))) << id;
    }

    void expect_connections(const Model& then) {
        for (TaskId task = 1; task <= 6; ++task) {
            const auto& all = then.connections();
            const bool there = std::find(all.begin(), all.end(), task) != all.end();
            const std::string id = fmt::format("connection:{}", task);
            EXPECT_EQ(scene.find(id) != nullptr, there) << id;
        }
    }

    void expect_log(std::uint64_t shown, std::uint64_t moment) {
        EXPECT_EQ(scene.label(fmt::format("log:{}", shown)), "shown");
        const WidgetRecord* rule = scene.find("log_to_come");
        const WidgetRecord* first = scene.find(fmt::format("log:{}", moment));
        if (!rule || !first) return;
        EXPECT_NEAR(rule->min.y, first->min.y, 2) << "the rule is elsewhere";
    }

    void expect_code(const Event& event) {
        if (event.line == 0) return;
        const std::string line =
            fmt::format("code_lit:{}:{}", file_name(scene.log.text(event.file)), event.line);
        const WidgetRecord* lit = scene.find(line);
        if (lit) {
            EXPECT_EQ(lit->label, "now") << line;
        }
        if (file_name(scene.log.text(event.file)) != "scheduler.cpp") return;
        for (const WidgetRecord& widget : scene.widgets) {
            const bool now =
                widget.id.starts_with("code_lit:scheduler.cpp:") && widget.label == "now";
            EXPECT_TRUE(!now || widget.id == line) << widget.id;
        }
    }

    /// Task 2 is selected.
    void expect_task(const Model& then) {
        const TaskState* task = then.find(2);
        if (!task) return;
        EXPECT_EQ(scene.label("task_resumed").find(grouped(task->turns)) == std::string::npos &&
                      task->turns > 2,
                  false)
            << scene.label("task_resumed") << " not " << task->turns;
        EXPECT_TRUE(scene.label("task_heading").starts_with(scene.log.label(2)));
    }

    void expect_strip(std::uint64_t shown) {
        const std::string number = grouped(shown + 1);
        if (scene.player().state() == PlayState::past)
            EXPECT_TRUE(
                scene.label("band").starts_with(fmt::format("The past: event {} of", number)))
                << scene.label("band");
        else EXPECT_FALSE(scene.find("band"));
        EXPECT_EQ(scene.shell.title().find(fmt::format("event {},", number)) == std::string::npos,
                  false)
            << scene.shell.title();
    }
};

TEST_F(CursorEverywhere, every_panel_is_of_that_moment) {
    ASSERT_GT(scene.log.size(), 150U);
    scene.click("connection:2");
    for (int i = 0; i < 120; ++i) {
        const std::uint64_t moment = random() % (scene.log.size() + 1);
        scene.player().go_to(moment);
        for (int frame = 0; frame < 4; ++frame) scene.frame();
        expect_all_of(moment);
    }
}

TEST_F(CursorEverywhere, also_when_it_goes_event_by_event_turn_by_turn_and_round_by_round) {
    scene.click("connection:2");
    scene.player().go_to(scene.log.size() / 2);
    constexpr std::array actions{Action::event,         Action::event_back, Action::turn,
                                 Action::previous_turn, Action::round,      Action::round_back};
    for (int i = 0; i < 60; ++i) {
        scene.shell.act(actions[random() % actions.size()]);
        for (int frame = 0; frame < 4; ++frame) scene.frame();
        scene.commands.take();
        expect_all_of(scene.player().cursor());
    }
}

}  // namespace
}  // namespace yieldscope
