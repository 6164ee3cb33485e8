// A scene for the screen's tests: a real scheduler over a fake poller, its log, and the shell on a
// screen that nobody sees. The test plays the loop's part: it takes the commands and obeys them, or
// does not. Widgets are found and clicked by id. Lives on the test's thread.
#pragma once

#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/shell.h"
#include "app/widgets.h"
#include "core/scheduler.h"
#include "core/watch/bookmarks.h"
#include "core/watch/explain.h"
#include "tests/unit/fake_poller.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {

class Scene {
public:
    /// `history_bytes`: what the log may keep. `crowd`: clients of our own, if there are any.
    /// `recorded`: it is shown as a recording.
    explicit Scene(ImVec2 size = {1280, 720}, std::size_t history_bytes = 64 << 20,
                   Crowd* crowd = nullptr, bool recorded = false,
                   std::string address = "127.0.0.1:25000")
        : Scene(std::make_unique<FakePoller>(), size, history_bytes, crowd, recorded,
                std::move(address)) {}
    ~Scene() { record_widgets(nullptr); }
    Scene(const Scene&) = delete;
    Scene& operator=(const Scene&) = delete;

    EventLog log;
    CommandQueue commands;
    FakePoller& poller;
    Scheduler scheduler;
    UnseenGui gui;
    Settings settings;
    Shell shell;
    double now_s = 0;  ///< the time of the next frame
    std::vector<WidgetRecord> widgets;

    Player& player() { return shell.player(); }

    /// The same, and each has looked at its client: so it is known whose it is.
    void serve_clients(int count) {
        const TaskId first = spawn_clients(count);
        for (int i = 0; i < count; ++i) {
            log.append({.task = first + static_cast<TaskId>(i),
                        .fd = 10 + i,
                        .kind = EventKind::received});
        }
    }

    /// Tasks for clients at descriptors 10, 11, ... Each waits for its own in its first turn.
    /// Returns the first.
    TaskId spawn_clients(int count) {
        TaskId newest = 0;
        for (int i = 0; i < count; ++i) {
            const int fd = 10 + i;
            log.append({.text = log.intern("127.0.0.1:" + std::to_string(50000 + i)),
                        .fd = fd,
                        .kind = EventKind::accepted});
            newest = scheduler.spawn("echo#", wait_for_ever(fd));
        }
        return newest + 1 - static_cast<TaskId>(count);
    }

    /// Lets task 1 print so often; the shell reads along, as it would.
    void print_lines(int count) {
        for (int i = 0; i < count; ++i) {
            log.append({.task = 1, .text = log.intern("a line"), .kind = EventKind::printed});
            if (i % 1000 == 0) shell.update(now_s);
        }
        shell.update(now_s);
    }

    /// So many steps, and the loop's word that they are done.
    void steps(int count) {
        for (int i = 0; i < count; ++i) scheduler.step();
        log.append({.asked = static_cast<std::uint32_t>(count), .kind = EventKind::stepped});
    }

    /// Plays the loop: does what the oldest command asks, and confirms it. Returns the command.
    std::optional<Command> obey() {
        const auto command = commands.take();
        if (!command) return command;
        if (obey_bookmark(*command, log)) return command;
        switch (command->kind) {
            case Command::Kind::run: log.append({.kind = EventKind::running}); break;
            case Command::Kind::pause: log.append({.kind = EventKind::paused}); break;
            case Command::Kind::run_next: scheduler.run_next(command->task); break;
            case Command::Kind::cancel: scheduler.cancel(command->task); break;
            case Command::Kind::rename: scheduler.rename(command->task, command->name); break;
            case Command::Kind::set_breakpoint: set_breakpoint(command->breakpoint); break;
            case Command::Kind::remove_breakpoint:
                log.append({.asked = command->count, .kind = EventKind::break_removed});
                break;
            default: steps(static_cast<int>(command->count));
        }
        return command;
    }

    /// The loop's word that a breakpoint is in force.
    void set_breakpoint(const Breakpoint& breakpoint) {
        log.append({.text = log.intern(words(breakpoint, log)),
                    .asked = ++breakpoints_set_,
                    .kind = EventKind::break_set});
    }

    void frame() {
        shell.update(now_s += 1.0 / 60);
        gui.follow(settings);
        widgets.clear();
        gui.frame([&] { shell.draw(); });
    }

    const WidgetRecord* find(std::string_view id) const {
        const auto found =
            std::find_if(widgets.begin(), widgets.end(),
                         [&](const WidgetRecord& widget) { return widget.id == id; });
        return found == widgets.end() ? nullptr : &*found;
    }

    /// These stand from left to right, apart, and inside the window.
    void expect_in_a_row(std::initializer_list<const char*> ids) const {
        const float width = ImGui::GetIO().DisplaySize.x;
        float right = 0;
        for (const char* id : ids) {
            const WidgetRecord* widget = find(id);
            ASSERT_TRUE(widget) << id;
            EXPECT_GE(widget->min.x, right) << id << " at " << width;
            EXPECT_LE(widget->max.x, width) << id << " at " << width;
            right = widget->max.x;
        }
    }

    /// What a widget says; the test fails if it is not on the screen.
    std::string label(std::string_view id) const {
        const WidgetRecord* widget = find(id);
        EXPECT_TRUE(widget) << id << " is not on the screen";
        return widget ? widget->label : "";
    }

    /// Moves there, presses and lets go, a frame each, as a hand would.
    void click(std::string_view id) {
        frame();
        const WidgetRecord* widget = find(id);
        ASSERT_TRUE(widget) << id << " is not on the screen";
        const ImVec2 at((widget->min.x + widget->max.x) / 2, (widget->min.y + widget->max.y) / 2);
        click_at(at);
    }

    /// Clicks a text field, and types over what is in it.
    void fill(std::string_view id, std::string_view text) {
        click(id);
        feed_control_and_shift(true, false);
        press(ImGuiKey_A);
        feed_control_and_shift(false, false);
        press(ImGuiKey_Delete);
        type(std::string(text).c_str());
    }

    void click_at(ImVec2 at, ImGuiMouseButton mouse_button = ImGuiMouseButton_Left) {
        feed_mouse_position(at);
        frame();
        frame();
        feed_mouse_button(mouse_button, true);
        frame();
        feed_mouse_button(mouse_button, false);
        frame();
    }

    /// Types into whatever has the focus.
    void type(const char* text) {
        ImGui::GetIO().AddInputCharactersUTF8(text);
        frame();
        frame();
    }

    /// Presses a key that Dear ImGui takes itself, in a text field: ImGuiKey_Enter.
    void press(ImGuiKey key) {
        feed_key(key, true);
        frame();
        feed_key(key, false);
        frame();
        frame();
    }

    /// Takes hold of a widget's middle and draws it to a place.
    void drag(std::string_view id, ImVec2 to) {
        frame();
        const WidgetRecord* widget = find(id);
        ASSERT_TRUE(widget) << id << " is not on the screen";
        feed_mouse_position(
            {(widget->min.x + widget->max.x) / 2, (widget->min.y + widget->max.y) / 2});
        frame();
        frame();
        feed_mouse_button(0, true);
        frame();
        feed_mouse_position(to);
        frame();
        feed_mouse_button(0, false);
        frame();
        frame();
    }

private:
    Scene(std::unique_ptr<FakePoller> fake, ImVec2 size, std::size_t history_bytes, Crowd* crowd,
          bool recorded, std::string address)
        : log(history_bytes),
          poller(*fake),
          scheduler(std::move(fake), log),
          gui(size),
          shell(log, commands, facts(recorded, std::move(address)), settings, crowd) {
        record_widgets(&widgets);
    }

    static ProgramFacts facts(bool recorded, std::string address) {
        ProgramFacts facts;
        facts.program = "echo";
        facts.file = "core/programs/echo.cpp";
        facts.address = std::move(address);
        facts.poller = "fake";
        facts.asked.port = 25000;
        facts.recorded = recorded;
        if (recorded) facts.recording = "lesson.jsonl";
        if (recorded) facts.created = "2026-11-25 15:53";
        return facts;
    }

    std::uint32_t breakpoints_set_ = 0;

    static Task wait_for_ever(int fd) {
        for (;;) co_yield recv(fd);
    }
};

}  // namespace yieldscope
