// What cannot have happened: a recording is believed only as far as it is what a scheduler can have
// written. A task is resumed from the head of the ready queue, woken only where it was parked, and
// is not heard of before its birth or after its end. So a damaged file shows no wrong picture, and
// whatever stands in a file cannot ask for more memory than a real log of its length.
// Owns the picture that all events so far add up to. Lives on the thread that reads the recording.
#pragma once

#include "core/event.h"
#include "core/watch/model.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>

namespace yieldscope {

class EventRules {
public:
    /// 18 years: no sum of times overflows.
    static constexpr std::int64_t time_max_ns = std::int64_t{1} << 59;

    /// `start`: the picture before the first event.
    explicit EventRules(Model start = {});

    /// Takes the next event in. If it cannot be the next, says why in a few words, and takes
    /// nothing.
    std::string take(std::uint64_t number, const Event& event);

    const Model& model() const { return model_; }

private:
    // Empty if all is well.
    const char* check(const Event& event) const;
    const char* check_task(const Event& event, const TaskState* task) const;
    const char* check_control(const Event& event) const;
    bool is_set(std::uint32_t breakpoint) const;

    Model model_;
    std::int64_t time_ns_ = 0;
    TaskId newest_ = 0;
    std::uint32_t newest_breakpoint_ = 0;
};

}  // namespace yieldscope
