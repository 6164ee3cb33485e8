// Commands: the only door into the loop. The screen posts them from its thread, the loop takes them
// between two scheduler steps. A wake descriptor, which belongs to no task, interrupts a poll.
// post() and request_quit() may be called on any thread, request_quit() also in a signal handler;
// take() and wait() on the loop thread only.
#pragma once

#include "core/event.h"
#include "core/watch/place.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace yieldscope {

/// What a run can stop at: an event in which every field that is set matches.
struct Condition {
    std::optional<EventKind> kind = {};
    std::optional<TaskId> task = {};
    std::optional<int> fd = {};
    std::optional<std::uint64_t> number = {};  ///< this event, or the first one after it

    bool matches(std::uint64_t event_number, const Event& event) const {
        return (!kind || event.kind == *kind) && (!task || event.task == *task) &&
               (!fd || event.fd == *fd) && (!number || event_number >= *number);
    }
    bool operator==(const Condition&) const = default;
};

/// A run stops at it whenever it matches, until it is removed: at an event, or, if `longer_than` is
/// set, when `queue` has become longer than that.
struct Breakpoint {
    Condition condition = {};
    Place queue = Place::ready;  ///< ready, recv_wait or send_wait
    std::optional<std::uint32_t> longer_than = {};

    bool operator==(const Breakpoint&) const = default;
};

struct Command {
    enum class Kind {
        run,    ///< from here on, until something stops it
        pause,  ///< stand still before the next step
        steps,  ///< `count` scheduler steps: one resume or one poll each
        turns,  ///< `count` turns, and the polls they need
        round,  ///< until everybody who is ready has run and the kernel would be asked
        until,  ///< until an event matches `condition`

        // These change nothing of what the loop is doing, and are recorded as events.
        run_next,           ///< the ready task `task` goes to the head of the ready queue
        cancel,             ///< `task` is taken out, its sockets close
        rename,             ///< `task` is called `name` from now on
        set_breakpoint,     ///< stop at `breakpoint` from now on
        remove_breakpoint,  ///< no longer stop at the breakpoint of number `count`
        set_bookmark,       ///< mark the moment `moment` with the note `name`, in place of another
        remove_bookmark,    ///< of the moment `moment`
    };
    Kind kind = Kind::pause;
    std::uint32_t count = 1;
    TaskId task = 0;
    Condition condition = {};
    Breakpoint breakpoint = {};
    std::string name = {};
    std::uint64_t moment = 0;  ///< the picture that the first so many events add up to
};

class CommandQueue {
public:
    CommandQueue();
    ~CommandQueue();
    CommandQueue(const CommandQueue&) = delete;
    CommandQueue& operator=(const CommandQueue&) = delete;

    void post(const Command& command);
    void request_quit() noexcept;
    bool quit_requested() const { return quit_.load(std::memory_order_acquire); }

    /// The oldest command, if there is one. When there is none it costs a load and no lock.
    std::optional<Command> take();

    /// Blocks until there is a command or a request to quit.
    void wait();

    int wake_fd() const { return wake_fd_; }

private:
    int wake_fd_;  ///< readable while commands are waiting
    std::atomic<bool> quit_{false};
    std::atomic<bool> any_{false};
    std::mutex mutex_;
    std::vector<Command> waiting_;  ///< under the mutex; oldest first
};

}  // namespace yieldscope
