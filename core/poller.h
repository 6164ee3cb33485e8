// A poller asks the kernel which of the watched sockets are ready. Three of them, the same
// functions in the same order, so that the difference between two files is the lesson: select, poll
// and epoll. One-shot, as the tutorial's dicts: a descriptor that was reported is no longer
// watched. Lives on the loop thread.
#pragma once

#include "core/kernel.h"
#include "core/limits.h"
#include "core/wait.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

/// What the kernel said of one descriptor. An error or a hang-up counts as ready: the task's own
/// read or write then finds out what happened.
struct Readiness {
    int fd = -1;
    bool can_recv = false;
    bool can_send = false;
};

/// How a wait ended, beside what is ready.
struct WaitEnd {
    bool interrupted = false;  ///< the wake descriptor is readable
    int refusal = 0;           ///< the errno with which the kernel would not be asked; 0: it was
};

class Poller {
public:
    virtual ~Poller() = default;

    /// The system call it stands on, as the class knows it: "select", "poll" or "epoll_wait".
    virtual std::string_view call() const = 0;

    /// Watches `fd` once for `reason` (recv or send). Returns a sentence if it cannot, and watches
    /// nothing.
    [[nodiscard]] virtual std::optional<std::string> watch(int fd, Reason reason) = 0;

    /// Stops watching `fd` for `reason`, for a task that was taken out.
    virtual void forget(int fd, Reason reason) = 0;

    /// What a task's own read or write has shown: `fd` is still ready for `reason`, or is not any
    /// more. For a poller that remembers; what it is not told it asks the kernel.
    virtual void found(int /*fd*/, Reason /*reason*/, bool /*still_ready*/) {}

    /// `fd` is about to be closed: nothing may remain of it, its number will be used again.
    virtual void closing(int fd) = 0;

    /// Blocks until a watched descriptor is ready, the wake descriptor is readable or the time is
    /// over (-1: no limit), and appends what is ready to `answers`, in any order.
    virtual WaitEnd wait(int timeout_ms, std::vector<Readiness>& answers) = 0;
};

// `wake_fd` belongs to no task: whoever wants the loop's attention makes it readable. -1: there is
// none. The kernel outlives the poller.
std::unique_ptr<Poller> make_select_poller(int wake_fd, Kernel& kernel = real_kernel());
std::unique_ptr<Poller> make_poll_poller(int wake_fd, Kernel& kernel = real_kernel());
std::unique_ptr<Poller> make_epoll_poller(int wake_fd, Kernel& kernel = real_kernel());

/// For a poller that the kernel refuses to let wait: when it asks again, at the latest.
constexpr int moment_ms(int timeout_ms) {
    return timeout_ms < 0 ? limits::rest_ms : std::min(timeout_ms, limits::rest_ms);
}

/// `name` is "epoll", "poll" or "select"; null for any other.
std::unique_ptr<Poller> make_poller(std::string_view name, int wake_fd,
                                    Kernel& kernel = real_kernel());

}  // namespace yieldscope
