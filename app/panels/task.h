// The task inspector: why one task is where it is, since when, what it did, and what a teacher can
// do to it. Shows the selected task, or, if none is, the one that something just happened to.
// Lives on the UI thread.
#pragma once

#include "app/player.h"
#include "app/selection.h"
#include "app/task_menu.h"
#include "core/watch/history.h"

#include <cstdint>
#include <string>

namespace yieldscope {

/// Why a task is where it is at the moment of `now`, in whole sentences.
std::string why_here(const TaskState& task, const Model& now, const History& past);

/// How a task has spent its life, in parts of 1; all 0 before any time has passed.
struct Shares {
    double recv_wait = 0;
    double send_wait = 0;
    double ready = 0;
    double running = 0;
};

/// Up to the moment `now_ns`.
Shares shares_of(const TaskState& task, std::int64_t now_ns);

struct TaskPanel {
    static constexpr const char* title = "Task";
    static constexpr const char* help =
        "The task you selected, or the one that something just happened to: why it is where it is, "
        "what it did and how it spent its life. All times end at the event that is shown, or, "
        "while "
        "a task does not yield, now.";

    void draw(const Model& now, const History& past, Selection& selection, Player& player,
              TaskMenu& menu);
};

}  // namespace yieldscope
