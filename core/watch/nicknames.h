// What the teacher calls tasks, the newest name of each, for what shows all moments at once: log
// and timeline. It knows those too that have ended and are forgotten. Lives on the UI thread.
#pragma once

#include "core/event.h"

#include <cstddef>
#include <map>

namespace yieldscope {

class Model;

class Nicknames {
public:
    static constexpr std::size_t most = 1000;  // nobody gives more by hand

    /// Those that the picture before the first event has.
    void begin_with(const Model& start);
    void note(const Event& event) {
        if (event.kind == EventKind::renamed) give(event.task, event.text);
    }

    /// 0: it has none.
    TextId of(TaskId task) const {
        const auto known = all_.find(task);
        return known == all_.end() ? 0 : known->second;
    }
    const std::map<TaskId, TextId>& all() const { return all_; }

private:
    void give(TaskId task, TextId name);

    std::map<TaskId, TextId> all_;
};

}  // namespace yieldscope
