#include "app/attention.h"

#include <algorithm>

namespace yieldscope {
namespace {

/// Who spawns moves, and not who is spawned.
TaskId mover(const Event& event) {
    return event.kind == EventKind::spawned && event.other ? event.other : event.task;
}

}  // namespace

Attention attention(const Model& now, const History& past, const Selection& selection,
                    std::optional<std::uint64_t> shown) {
    constexpr std::uint64_t search_max = 200;  // a longer silence than this has no last speaker
    if (selection.selected != 0) return {.task = now.find(selection.selected), .chosen = true};
    if (!shown) return {};
    const std::uint64_t end = *shown - std::min(*shown - past.begin(), search_max);
    for (std::uint64_t number = *shown + 1; number-- > end;) {
        const Event& event = past.event(number);
        if (is_control(event.kind)) continue;
        if (const TaskState* task = now.find(mover(event)))
            return {.task = task, .just_now = number == *shown};
    }
    return {};
}

}  // namespace yieldscope
