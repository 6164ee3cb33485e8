// The scene of the log's tests: types, presses keys, drags and scrolls as a user would, and says
// which lines are in sight. Lives on the test's thread.
#pragma once

#include "tests/gui/scene.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace yieldscope {

struct LogScene : Scene {
    using Scene::Scene;

    /// Into the filter, after what is there.
    void type(const char* text) {
        if (!ImGui::GetIO().WantTextInput) {
            shell.act(Action::find);
            frame();
            frame();
        }
        ImGui::GetIO().AddInputCharactersUTF8(text);
        for (int i = 0; i < 3; ++i) frame();
    }

    void press(ImGuiKey key, bool control = false, bool shift = false) {
        feed_control_and_shift(control, shift);
        frame();
        feed_key(key, true);
        frame();
        feed_key(key, false);
        frame();
        feed_control_and_shift(false, false);
        for (int i = 0; i < 2; ++i) frame();
    }

    void shift_click(std::string_view id) {
        feed_control_and_shift(false, true);
        click(id);
        feed_control_and_shift(false, false);
        frame();
    }

    /// The mouse is moved onto a widget and stays there.
    void rest_on(std::string_view id) {
        frame();
        const WidgetRecord* widget = find(id);
        ASSERT_TRUE(widget) << id << " is not on the screen";
        feed_mouse_position({widget->min.x + 30, (widget->min.y + widget->max.y) / 2});
        for (int i = 0; i < 3; ++i) frame();
    }

    void scroll(float lines) {
        rest_on("log_copy");  // first anywhere in the pane, then over the lines
        const WidgetRecord* line = first_line();
        ASSERT_TRUE(line);
        rest_on(line->id);
        feed_mouse_wheel(lines);
        for (int i = 0; i < 2; ++i) frame();
    }

    const WidgetRecord* first_line() const {
        const auto found =
            std::find_if(widgets.begin(), widgets.end(),
                         [](const WidgetRecord& widget) { return widget.id.starts_with("log:"); });
        return found == widgets.end() ? nullptr : &*found;
    }

    /// The numbers of the events in sight: "3 7 8".
    std::string in_sight() const {
        std::string lines;
        for (const WidgetRecord& widget : widgets) {
            if (!widget.id.starts_with("log:")) continue;
            if (!lines.empty()) lines += ' ';
            lines += widget.id.substr(4);
        }
        return lines;
    }

    std::string last_in_sight() const {
        const std::string lines = in_sight();
        return lines.substr(lines.rfind(' ') + 1);
    }

    /// Task 1 prints so many lines, of which every tenth says "ten".
    void print(int count) {
        for (int i = 0; i < count; ++i) {
            log.append({.task = 1,
                        .text = log.intern(log.size() % 10 == 0 ? "ten" : "a line"),
                        .kind = EventKind::printed});
        }
        frame();
        frame();
    }

    static std::string clipboard() { return ImGui::GetClipboardText(); }
};

}  // namespace yieldscope
