// The code panel on a screen that nobody sees: which lines are lit at which moment, in C++ and in
// Python, and that tags stand beside the code. Lines are found by their text, so that the sources
// may change. Runs on the test's thread.
#include "app/twin.h"
#include "core/programs/program.h"
#include "tests/gui/scene.h"
#include "tests/unit/client.h"

#include <array>
#include <set>
#include <tuple>

namespace yieldscope {
namespace {

constexpr std::string_view scheduler_cpp = "core/scheduler.cpp";
constexpr std::string_view scheduler_py = "core/programs/scheduler.py";
constexpr std::string_view echo_cpp = "core/programs/echo.cpp";
constexpr std::string_view echo_py = "core/programs/echo.py";
const std::array sizes{ImVec2(640, 480), ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080),
                       ImVec2(3840, 2160)};

/// "echo.cpp:21", of the only or first line with that text.
std::string place(std::string_view file, std::string_view text) {
    const auto lines = lines_of(embedded_text(file));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].find(text) == std::string_view::npos) continue;
        return std::string(file.substr(file.rfind('/') + 1)) + ":" + std::to_string(i + 1);
    }
    ADD_FAILURE() << text << " is not in " << file;
    return {};
}

struct CodeScene : Scene {
    explicit CodeScene(ImVec2 size = {1280, 720}) : Scene(size) {}

    /// Scrolling shows in the next frame.
    void look() {
        for (int i = 0; i < 3; ++i) frame();
    }

    /// Shows the newest moment of that kind.
    void go_to(EventKind kind) {
        std::uint64_t number = log.size_written();
        while (number > 0 && log[number - 1].kind != kind) --number;
        ASSERT_GT(number, 0U) << "nothing was " << name_of(kind);
        look();
        player().go_to(number);
        look();
    }

    /// The word on a lit line, "now" or a place; empty if it is not lit, or not in sight.
    std::string lit(std::string_view file, std::string_view text) const {
        const WidgetRecord* found = find("code_lit:" + place(file, text));
        return found ? found->label : "";
    }

    /// All that is lit in a file.
    std::size_t lit_lines(std::string_view file) const {
        const std::string head = "code_lit:" + std::string(file.substr(file.rfind('/') + 1)) + ":";
        return static_cast<std::size_t>(
            std::count_if(widgets.begin(), widgets.end(),
                          [&](const WidgetRecord& widget) { return widget.id.starts_with(head); }));
    }
};

/// The echo server, with its listener in recv_wait.
struct EchoScene : CodeScene {
    explicit EchoScene(ImVec2 size = {1280, 720}) : CodeScene(size) {
        address = start_echo(scheduler, {});
        steps(1);
        look();
    }

    /// A client comes, and its task takes its first turn.
    void connect() {
        client.connect(address);
        becomes_readable(listener());
        poller.ready = {{.fd = listener(), .can_recv = true}};
        steps(3);
        look();
    }

    int listener() const { return log[0].fd; }

    std::string address;
    Client client;
};

TEST(code, who_is_parked_lights_the_line_that_parks_it_in_both_languages) {
    EchoScene scene;
    scene.go_to(EventKind::parked);
    EXPECT_EQ(scene.lit(scheduler_cpp, "else park(task);"), "now");
    EXPECT_EQ(scene.lit(scheduler_py, "recv_wait[sock] = task"), "running");
    EXPECT_EQ(scene.lit(scheduler_py, "send_wait[sock] = task"), "");
    EXPECT_EQ(scene.lit(echo_cpp, "co_yield recv(listener);"), "recv_wait");
}

TEST(code, who_yields_lights_its_own_line_in_both_languages) {
    EchoScene scene;
    scene.go_to(EventKind::yielded);
    EXPECT_EQ(scene.lit(echo_cpp, "co_yield recv(listener);"), "now");
    EXPECT_EQ(scene.lit(echo_py, "yield 'recv', sock"), "running");
    EXPECT_EQ(scene.lit(scheduler_cpp, "    resume(task);"), "running")
        << "the loop stands there meanwhile, but does nothing";
}

TEST(code, every_deed_of_the_loop_lights_its_line) {
    EchoScene scene;
    scene.connect();
    for (const auto& [kind, text, python] :
         {std::tuple{EventKind::resumed, "    resume(task);", "wait = next(task)"},
          {EventKind::polling, "ask_kernel(timeout_ms);", "select(recv_wait, send_wait, [])"},
          {EventKind::polled, "ask_kernel(timeout_ms);", "select(recv_wait, send_wait, [])"},
          {EventKind::woken, "wake(*task);", "tasks.append(recv_wait.pop(sock))"}}) {
        scene.go_to(kind);
        EXPECT_EQ(scene.lit(scheduler_cpp, text), "now") << name_of(kind);
        EXPECT_EQ(scene.lit(scheduler_py, python), "running") << name_of(kind);
        EXPECT_EQ(scene.lit_lines(scheduler_cpp), 1U) << name_of(kind);
    }
}

TEST(code, to_spawn_a_task_lights_the_line_that_spawns_it) {
    EchoScene scene;
    scene.connect();
    scene.go_to(EventKind::spawned);
    EXPECT_EQ(scene.lit(echo_cpp, "scheduler.spawn(\"echo#\""), "now");
    EXPECT_EQ(scene.lit(echo_py, "tasks.append(echo_handler("), "running");
}

TEST(code, a_task_that_runs_for_the_first_time_is_lit_at_its_beginning) {
    EchoScene scene;
    scene.connect();
    scene.go_to(EventKind::resumed);
    EXPECT_EQ(scene.lit(echo_cpp, "Task echo_handler("), "running");
}

TEST(code, who_yields_its_turn_is_seen_to_queue_again) {
    CodeScene scene;
    start_countdown(scene.scheduler, {});
    scene.steps(1);
    scene.go_to(EventKind::yielded);
    EXPECT_EQ(scene.lit(scheduler_cpp, "else park(task);"), "now");
    EXPECT_EQ(scene.lit(scheduler_py, "                tasks.append(task)"), "running");
    EXPECT_EQ(scene.lit("core/programs/countdown.cpp", "co_yield turn();"), "ready queue");
}

TEST(code, the_end_of_a_task_lights_who_catches_it) {
    CodeScene scene;
    start_countdown(scene.scheduler, {});
    scene.scheduler.run();
    scene.go_to(EventKind::finished);
    EXPECT_EQ(scene.lit(scheduler_cpp, "finish(task);"), "now");
    EXPECT_EQ(scene.lit(scheduler_py, "except StopIteration:"), "running");
    EXPECT_EQ(scene.lit_lines(scheduler_py), 1U);
}

TEST(code, what_the_teacher_does_lights_no_other_line_of_the_loop) {
    EchoScene scene;
    scene.go_to(EventKind::parked);
    scene.scheduler.rename(1, "door");
    scene.look();
    scene.player().act(Action::live);
    scene.look();
    EXPECT_EQ(scene.lit(scheduler_cpp, "else park(task);"), "now");
    EXPECT_EQ(scene.lit(echo_cpp, "co_yield recv(listener);"), "recv_wait")
        << "a new name does not hide where its code begins";
    scene.scheduler.cancel(1);
    scene.look();
    EXPECT_EQ(scene.lit(scheduler_cpp, "else park(task);"), "now");
    EXPECT_EQ(scene.lit_lines(scheduler_cpp), 1U);
}

TEST(code, a_tag_names_who_is_suspended_at_a_line_and_a_click_selects_the_first) {
    EchoScene scene;
    scene.connect();
    const std::string tag = "code_tag:" + place(echo_cpp, "co_yield recv(client);") + ":recv_wait";
    EXPECT_EQ(scene.label(tag), "#2");
    scene.click(tag);
    EXPECT_EQ(scene.shell.selection().selected, 2U);
}

TEST(code, the_mouse_on_a_tag_lights_its_task_everywhere) {
    EchoScene scene;
    scene.connect();
    const WidgetRecord* tag =
        scene.find("code_tag:" + place(echo_cpp, "co_yield recv(client);") + ":recv_wait");
    ASSERT_TRUE(tag);
    feed_mouse_position({(tag->min.x + tag->max.x) / 2, (tag->min.y + tag->max.y) / 2});
    scene.look();
    EXPECT_TRUE(scene.shell.selection().lit(2));
}

TEST(code, the_program_is_at_one_line_and_only_that_says_now) {
    EchoScene scene;
    scene.connect();
    for (const EventKind kind : {EventKind::resumed, EventKind::yielded, EventKind::parked,
                                 EventKind::polling, EventKind::woken, EventKind::printed}) {
        scene.go_to(kind);
        const auto says_now = [](const WidgetRecord& widget) {
            return widget.id.starts_with("code_lit:") && widget.label == "now";
        };
        EXPECT_EQ(std::count_if(scene.widgets.begin(), scene.widgets.end(), says_now), 1)
            << name_of(kind);
    }
}

TEST(code, the_code_is_of_the_task_that_the_task_panel_explains) {
    EchoScene scene;
    scene.connect();
    scene.client.close();
    scene.scheduler.cancel(2);
    for (std::uint64_t shown = 1; shown <= scene.log.size_written(); ++shown) {
        scene.player().go_to(shown);
        scene.look();
        const std::string explained = scene.label("task_heading");
        if (explained == "Task") continue;  // before there is one
        EXPECT_EQ(scene.label("code_caption:task_source"),
                  explained.substr(0, explained.find(',')) + ": echo.cpp")
            << "after event " << shown;
    }
}

TEST(code, a_poll_leaves_the_task_in_sight_that_was_parked_before_it) {
    EchoScene scene;
    scene.steps(1);
    scene.go_to(EventKind::polling);
    EXPECT_EQ(scene.label("code_caption:task_source"), "tcp_server: echo.cpp");
    EXPECT_EQ(scene.lit(echo_cpp, "co_yield recv(listener);"), "recv_wait");
}

TEST(code, who_is_gone_leaves_its_last_line) {
    EchoScene scene;
    scene.connect();
    scene.scheduler.cancel(2);
    scene.look();
    EXPECT_EQ(scene.lit(echo_cpp, "co_yield recv(client);"), "cancelled");
}

TEST(code, who_cannot_be_parked_lights_no_line_of_python_that_did_not_run) {
    CodeScene scene;
    scene.spawn_clients(1);
    scene.poller.refused_fd = 10;
    scene.steps(1);
    scene.go_to(EventKind::failed);
    EXPECT_EQ(scene.lit(scheduler_cpp, "else park(task);"), "now");
    EXPECT_EQ(scene.label("loop_twin"), scheduler_py);
    EXPECT_EQ(scene.lit_lines(scheduler_py), 0U);
}

TEST(code, at_the_end_of_the_program_nothing_runs) {
    CodeScene scene;
    start_countdown(scene.scheduler, {});
    scene.scheduler.run();
    scene.log.append({.kind = EventKind::ended});
    scene.look();
    EXPECT_EQ(scene.lit(scheduler_cpp, "while (has_tasks()) step();"), "finished");
    EXPECT_EQ(scene.lit(scheduler_py, "while tasks or recv_wait"), "finished");
    EXPECT_EQ(scene.lit_lines(scheduler_cpp) + scene.lit_lines(scheduler_py), 2U);
}

TEST(code, the_button_and_the_caption_share_the_line_without_overlap) {
    for (const ImVec2 size : sizes) {
        for (const float zoom : {1.0F, 1.5F, 2.0F}) {
            EchoScene scene(size);
            scene.settings.zoom = zoom;
            scene.look();
            const WidgetRecord* button = scene.find("code_language");
            const WidgetRecord* title = scene.find("code_caption:scheduler_source");
            if (!button || !title) continue;  // the pane has given way to the board
            EXPECT_LE(title->max.x, button->min.x) << size.x << " at " << zoom;
            EXPECT_LE(button->max.y, scene.find("scheduler_source")->min.y) << size.x;
        }
    }
}

TEST(code, a_tag_stands_beside_the_code_and_never_on_it) {
    for (const ImVec2 size : sizes) {
        EchoScene scene(size);
        scene.connect();
        int tags = 0;
        for (const WidgetRecord& widget : scene.widgets) {
            if (!widget.id.starts_with("code_tag:")) continue;
            const std::string line = widget.id.substr(9, widget.id.rfind(':') - 9);
            const WidgetRecord* code = scene.find("code:" + line);
            ASSERT_TRUE(code) << line;
            EXPECT_GE(widget.min.x, code->max.x) << widget.label << " at " << size.x;
            ++tags;
        }
        EXPECT_GT(tags, 0) << size.x;
    }
}

TEST(code, no_row_of_code_is_cut_at_the_edge) {
    for (const ImVec2 size : sizes) {
        EchoScene scene(size);
        const WidgetRecord* pane = scene.find("scheduler_source");
        ASSERT_TRUE(pane);
        for (const WidgetRecord& widget : scene.widgets) {
            if (!widget.id.starts_with("code:") && !widget.id.starts_with("code_rest:")) continue;
            EXPECT_LE(widget.max.x, pane->max.x) << widget.label << " at " << size.x;
        }
    }
}

TEST(code, what_is_lit_is_in_sight_at_every_size) {
    for (const ImVec2 size : sizes) {
        EchoScene scene(size);
        scene.go_to(EventKind::parked);
        EXPECT_EQ(scene.lit(scheduler_cpp, "else park(task);"), "now") << size.x;
        EXPECT_EQ(scene.lit(scheduler_py, "recv_wait[sock] = task"), "running") << size.x;
        EXPECT_EQ(scene.lit(echo_cpp, "co_yield recv(listener);"), "recv_wait") << size.x;
    }
}

TEST(code, what_is_lit_is_in_sight_at_every_text_size) {
    for (const float zoom : {0.5F, 1.0F, 1.5F, 2.0F, 3.0F}) {
        EchoScene scene;
        scene.settings.zoom = zoom;
        for (const EventKind kind : {EventKind::parked, EventKind::resumed, EventKind::yielded}) {
            scene.go_to(kind);
            if (!scene.find("pane:code")) continue;  // it has given way to the board
            EXPECT_GE(scene.lit_lines(scheduler_cpp), 1U) << name_of(kind) << " at " << zoom;
            EXPECT_GE(scene.lit_lines(echo_cpp), 1U) << name_of(kind) << " at " << zoom;
            EXPECT_GE(scene.lit_lines(scheduler_py) + scene.lit_lines(echo_py), 1U)
                << name_of(kind) << " at " << zoom;
        }
    }
}

TEST(code, the_loop_stands_still_while_a_task_takes_its_turn) {
    for (const ImVec2 size : {ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
        EchoScene scene(size);
        scene.connect();
        std::set<float> heights;
        for (const EventKind kind : {EventKind::resumed, EventKind::yielded, EventKind::parked}) {
            scene.go_to(kind);
            const WidgetRecord* line = scene.find("code:" + place(scheduler_cpp, "pop_front();"));
            ASSERT_TRUE(line) << name_of(kind);
            heights.insert(line->min.y);
        }
        EXPECT_EQ(heights.size(), 1U) << size.x;
    }
}

TEST(code, a_click_shows_python_alone_then_cpp_alone_then_both) {
    EchoScene scene;
    scene.go_to(EventKind::parked);
    EXPECT_EQ(scene.label("scheduler_source"), scheduler_cpp);
    EXPECT_EQ(scene.label("loop_twin"), scheduler_py);
    scene.click("code_language");
    scene.look();
    EXPECT_EQ(scene.label("code_language"), "Python");
    EXPECT_EQ(scene.label("scheduler_source"), scheduler_py);
    EXPECT_EQ(scene.label("task_source"), echo_py);
    EXPECT_EQ(scene.lit(scheduler_py, "recv_wait[sock] = task"), "now");
    EXPECT_EQ(scene.lit(echo_py, "yield 'recv', sock"), "recv_wait");
    EXPECT_EQ(scene.label("code_tag:" + place(echo_py, "yield 'recv', sock") + ":recv_wait"),
              "tcp_server");
    scene.click("code_language");
    scene.look();
    EXPECT_EQ(scene.label("scheduler_source"), scheduler_cpp);
    EXPECT_FALSE(scene.find("loop_twin"));
    scene.click("code_language");
    scene.look();
    EXPECT_TRUE(scene.find("loop_twin"));
}

TEST(code, before_the_first_turn_a_sentence_says_what_will_appear) {
    CodeScene scene;
    scene.look();
    EXPECT_EQ(scene.label("code_empty"),
              "No task has run yet. Take a step (.): the line that runs is lit, in C++ and in "
              "Python.");
    start_countdown(scene.scheduler, {});
    scene.steps(1);
    scene.look();
    EXPECT_FALSE(scene.find("code_empty"));
}

TEST(code, thousands_at_a_line_are_counted) {
    CodeScene scene;
    for (int i = 0; i < 3000; ++i) start_countdown(scene.scheduler, {});
    scene.steps(9000);
    scene.look();
    const auto counts = [](const WidgetRecord& widget) {
        return widget.id.starts_with("code_tag:countdown.cpp:") &&
               widget.label.find("+299") != std::string::npos;
    };
    EXPECT_TRUE(std::any_of(scene.widgets.begin(), scene.widgets.end(), counts));
}

}  // namespace
}  // namespace yieldscope
