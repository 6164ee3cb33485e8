// The loop: drives the scheduler on a thread of its own, as fast or as slowly as the commands say.
// It knows four ways to be: paused, running, doing n steps (or turns, or a round), running until a
// condition; at a breakpoint it stands still in any case. Owns the scheduler, the breakpoints and
// the loop thread; commands act between two scheduler steps.
#pragma once

#include "core/scheduler.h"
#include "core/watch/breakpoints.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <semaphore>
#include <thread>

namespace yieldscope {

class Loop {
public:
    /// Takes the scheduler over and starts the thread, paused. The log and the commands must
    /// outlive it.
    Loop(std::unique_ptr<Scheduler> scheduler, EventLog& log, CommandQueue& commands);

    /// Ends the loop between two steps and joins its thread. The tasks are destroyed where they
    /// are.
    ~Loop();

    /// Asks it to end, and waits so long. False: a task has not yielded in this time, so the thread
    /// still runs, and the destructor would wait for it.
    bool ends_within(std::chrono::milliseconds patience);
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

private:
    void request_end();

    // All on the loop thread.
    void run();
    void obey(const Command& command);
    bool is_moving(const Command& command);
    void step();
    void look();
    bool reached() const;
    void stand_still(EventKind why);
    bool breaks();
    void end_if_over();

    std::unique_ptr<Scheduler> scheduler_;
    EventLog& log_;
    CommandQueue& commands_;

    std::optional<Command> goal_;  ///< what it is doing; nothing: it stands still
    std::uint32_t steps_ = 0;      ///< done towards the goal
    std::uint32_t turns_ = 0;
    std::uint64_t looked_ = 0;  ///< of this step's events those before it have been looked at
    bool condition_met_ = false;
    Breakpoints breakpoints_;
    bool ended_ = false;  ///< the last task is gone, and that is recorded

    std::binary_semaphore over_{0};
    std::thread thread_;
};

}  // namespace yieldscope
