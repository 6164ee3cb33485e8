// The breakpoints that are in force: after a step they say whether the loop is to stand still, and
// at which event. Setting and removing one is recorded. Lives on the loop thread.
#pragma once

#include "core/scheduler.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace yieldscope {

class Breakpoints {
public:
    explicit Breakpoints(EventLog& log) : log_(log) {}

    /// From here on; not if there are limits::breakpoints already.
    void set(const Breakpoint& breakpoint);
    void remove(std::uint32_t number);

    bool empty() const { return all_.empty(); }

    /// Before a step. A queue breaks when it becomes too long, not as long as it is.
    void begin_step(const Scheduler& scheduler);

    /// Looks at the step's events from `first_event` on, all of which the log still has.
    void look(std::uint64_t first_event);

    struct Hit {
        std::uint32_t number;  ///< of the breakpoint
        std::uint64_t event;   ///< at which the loop is said to stand
    };

    /// After a step that was looked at: the first event that one of them matches.
    std::optional<Hit> hit(const Scheduler& scheduler) const;

private:
    struct Numbered {
        std::uint32_t number = 0;
        Breakpoint breakpoint;
        std::size_t length = 0;                   ///< of its queue, before the step
        std::size_t counted = 0;                  ///< the same, as far as the events say
        std::optional<std::uint64_t> match = {};  ///< the step's first event at which it breaks
    };

    void look_at(Numbered& one, std::uint64_t number);
    std::optional<std::uint64_t> match_of(const Numbered& one, const Scheduler& scheduler) const;

    EventLog& log_;
    std::vector<Numbered> all_;
    std::uint32_t set_ = 0;  ///< how many there ever were
};

}  // namespace yieldscope
