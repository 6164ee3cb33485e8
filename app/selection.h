// What all panels share about the user's attention: hovering or selecting a task lights it
// everywhere. Lives on the UI thread.
#pragma once

#include "core/socket.h"
#include "core/task.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

namespace yieldscope {

struct Selection {
    TaskId selected = 0;      ///< 0: nobody
    TaskId hovered = 0;       ///< in the last frame
    TaskId hovered_next = 0;  ///< collected in this one
    TaskId selected_before = 0;
    TaskId followed = 0;  ///< stays selected whatever is clicked, until it is let go
    TaskId menu = 0;      ///< set by a right click: its menu opens

    bool lit(TaskId task) const { return task != 0 && (task == selected || task == hovered); }
    void hover(TaskId task) { hovered_next = task; }
    void follow(TaskId task) { selected = followed = task; }
    void let_go() { selected = followed = 0; }
    /// So many tasks on from the selected one, or back: not past the first and the last. From
    /// nobody to one of these.
    void walk(const std::vector<TaskId>& tasks, int by) {
        if (tasks.empty()) return;
        const auto here = std::find(tasks.begin(), tasks.end(), selected);
        const auto count = static_cast<std::ptrdiff_t>(tasks.size());
        const bool nobody = here == tasks.end();
        const std::ptrdiff_t from = nobody && by > 0 ? -1 : here - tasks.begin();
        let_go();
        selected =
            tasks[static_cast<std::size_t>(std::clamp(from + by, std::ptrdiff_t{0}, count - 1))];
    }
    /// Returns whether anything is lit differently from the frame before.
    bool next_frame() {
        if (followed) selected = followed;
        const bool changed = hovered != hovered_next || selected != selected_before;
        hovered = hovered_next;
        hovered_next = 0;
        selected_before = selected;
        return changed;
    }
};

/// What the screen says of the program as a whole; constant while it runs.
struct ProgramFacts {
    std::string program;  ///< "echo"
    std::string file;     ///< its source: "core/programs/echo.cpp"
    std::string address;  ///< "127.0.0.1:25000"; empty if it does not listen
    std::string poller;   ///< "epoll"
    Address asked = {};   ///< where it was asked to listen, with the real port

    // Of a recording: there is no loop that could be told anything.
    bool recorded = false;
    std::string recording = {};  ///< the file's name
    std::string created = {};    ///< when: "2026-11-25 15:53"
};

}  // namespace yieldscope
