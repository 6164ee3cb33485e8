// Timers: a task waits for a moment as it waits for a socket, `co_yield recv(timer)`. A timer is a
// descriptor, but one that only the TimedPoller knows: it asks another poller for the sockets, no
// longer than until the next timer is due. So thousands of timers cost the kernel nothing. Both
// live on the loop thread; the timers end before the poller, as the tasks do.
#pragma once

#include "core/poller.h"

#include <chrono>
#include <memory>
#include <set>
#include <utility>
#include <vector>

namespace yieldscope {

class TimedPoller final : public Poller {
public:
    using Clock = std::chrono::steady_clock;

    /// `sockets` is whoever asks the kernel.
    explicit TimedPoller(std::unique_ptr<Poller> sockets) : sockets_(std::move(sockets)) {}

    std::string_view call() const override { return sockets_->call(); }
    std::optional<std::string> watch(int fd, Reason reason) override;
    void forget(int fd, Reason reason) override;
    void found(int fd, Reason reason, bool still_ready) override {
        sockets_->found(fd, reason, still_ready);
    }
    void closing(int fd) override;
    WaitEnd wait(int timeout_ms, std::vector<Readiness>& answers) override;

private:
    friend class Timer;

    struct TimerState {
        Clock::time_point due = {};
        bool watched = false;
    };

    TimerState* find(int fd);
    int time_left_ms(int timeout_ms) const;
    void unwatch(int fd);

    std::unique_ptr<Poller> sockets_;
    std::vector<TimerState> timers_;                   ///< by number, from limits::first_timer_fd
    std::vector<int> free_;                            ///< numbers that no Timer has now
    std::set<std::pair<Clock::time_point, int>> due_;  ///< who is waited for, the next one first
};

class Timer {
public:
    explicit Timer(TimedPoller& poller);
    Timer(Timer&& other) noexcept : poller_(other.poller_), fd_(std::exchange(other.fd_, -1)) {}
    Timer& operator=(Timer&&) = delete;
    ~Timer();

    /// From then on it is readable. A new one is readable at once.
    void set(std::chrono::nanoseconds from_now);

    int fd() const { return fd_; }

private:
    TimedPoller* poller_;
    int fd_;
};

inline Wait recv(const Timer& timer, unsigned line = __builtin_LINE(),
                 const char* file = __builtin_FILE()) {
    return recv(timer.fd(), line, file);
}

}  // namespace yieldscope
