// The connections: a row for every client, the command to become one, and a field in which a
// student finds the own row. Costs what is in sight. Lives on the UI thread.
#pragma once

#include "app/selection.h"
#include "core/watch/history.h"

#include <array>
#include <cstddef>
#include <string>

namespace yieldscope {

/// Everything that is known of a connection, for a tooltip: a line each.
std::string facts_of(const TaskState& task, const Model& now, const History& past);

struct ConnectionsPanel {
    static constexpr const char* title = "Connections";
    static constexpr const char* help =
        "Every client that is connected, the task that serves it and where that task is now: a "
        "client belongs to the first task that waits for it, reads from it or writes to it. The "
        "number after the colon is the client's own port: each student has another. Type yours "
        "into the field to find your row. Click a row to select its task, right-click for more.";

    /// For a program that has an address.
    void draw(const ProgramFacts& facts, const Model& now, const History& past,
              Selection& selection);

private:
    void draw_find(const std::string& heading);
    void find(const Model& now, const History& past, Selection& selection);
    void walk(int by, const Model& now, Selection& selection);
    void draw_table(const Model& now, const History& past, Selection& selection);

    std::array<char, 6> port_{};  ///< as it is typed
    std::string note_;            ///< what became of the search, if there is something to say

    std::string address_;  ///< where the program listens,
    std::string command_;  ///< and what to type to get there

    // What the last search was made for: it is made anew only when that changes. Ids only grow, so
    // the number of clients and the youngest task tell whether they are the same.
    std::string sought_;
    std::size_t among_ = 0;
    TaskId youngest_ = 0;
    TaskId found_ = 0;
    std::size_t scroll_to_ = none;  ///< the row to bring into sight

    static constexpr std::size_t none = SIZE_MAX;
};

}  // namespace yieldscope
