// A scene for the screen's tests: a real scheduler over a fake poller, its log, and the shell on a
// screen that nobody sees. The test plays the loop's part: it takes the commands and obeys them, or
// does not. Widgets are found and clicked by id. Lives on the test's thread.
#pragma once

#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/shell.h"
#include "app/widgets.h"
#include "core/scheduler.h"
#include "tests/unit/fake_poller.h"

#include <gtest/gtest.h>

#include <algorithm>
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
    explicit Scene(ImVec2 size = {1280, 720}, std::size_t history_bytes = 64 << 20,
                   Crowd* crowd = nullptr)
        : Scene(std::make_unique<FakePoller>(), size, history_bytes, crowd) {}
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

    /// Tasks that wait for descriptors 10, 11, ... as if each had a client, after `turns` turns.
    void spawn_clients(int count) {
        for (int i = 0; i < count; ++i) {
            const int fd = 10 + i;
            log.append({.text = log.intern("127.0.0.1:" + std::to_string(50000 + i)),
                        .fd = fd,
                        .kind = EventKind::accepted});
            scheduler.spawn("echo#", wait_for_ever(fd));
        }
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
        switch (command->kind) {
            case Command::Kind::run: log.append({.kind = EventKind::running}); break;
            case Command::Kind::pause: log.append({.kind = EventKind::paused}); break;
            default: steps(static_cast<int>(command->count));
        }
        return command;
    }

    void frame() {
        shell.update(now_s += 1.0 / 60);
        widgets.clear();
        gui.frame([&] { shell.draw(); });
    }

    const WidgetRecord* find(std::string_view id) const {
        const auto found =
            std::find_if(widgets.begin(), widgets.end(),
                         [&](const WidgetRecord& widget) { return widget.id == id; });
        return found == widgets.end() ? nullptr : &*found;
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

    void click_at(ImVec2 at) {
        feed_mouse_position(at);
        frame();
        frame();
        feed_mouse_button(0, true);
        frame();
        feed_mouse_button(0, false);
        frame();
    }

private:
    Scene(std::unique_ptr<FakePoller> fake, ImVec2 size, std::size_t history_bytes, Crowd* crowd)
        : log(history_bytes),
          poller(*fake),
          scheduler(std::move(fake), log),
          gui(size),
          shell(log, commands, {"echo", "core/programs/echo.cpp", "127.0.0.1:25000", "fake"},
                settings, crowd) {
        record_widgets(&widgets);
    }

    static Task wait_for_ever(int fd) {
        for (;;) co_yield recv(fd);
    }
};

}  // namespace yieldscope
