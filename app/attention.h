// Whom the screen speaks of: the selected task, or else the one that moved last. The code and the
// task panel both ask here, so that they never show two different tasks. Pure; UI thread.
#pragma once

#include "app/selection.h"
#include "core/watch/history.h"

#include <cstdint>
#include <optional>

namespace yieldscope {

struct Attention {
    const TaskState* task = nullptr;  ///< null: nobody, or not there at this moment
    bool chosen = false;              ///< it is selected, whatever else moves
    bool just_now = false;            ///< the shown event is its own
};

/// `shown` is the newest event on the screen. If that is the scheduler's own, the task is the one
/// of the last event before it that was a task's.
Attention attention(const Model& now, const History& past, const Selection& selection,
                    std::optional<std::uint64_t> shown);

}  // namespace yieldscope
