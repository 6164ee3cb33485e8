#include "core/watch/nicknames.h"

#include "core/watch/model.h"

namespace yieldscope {

void Nicknames::begin_with(const Model& start) {
    for (std::size_t i = 0; i < place_count; ++i) {
        const TaskState* task = start.first(static_cast<Place>(i));
        for (; task; task = start.after(*task)) give(task->id, task->nickname);
    }
    for (const TaskState& task : start.ended()) give(task.id, task.nickname);
}

// An empty one gives back the name that the task was born with.
void Nicknames::give(TaskId task, TextId name) {
    if (name == 0) all_.erase(task);
    else if (all_.size() < most || all_.count(task) > 0) all_[task] = name;
}

}  // namespace yieldscope
