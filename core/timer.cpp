#include "core/timer.h"

#include "core/limits.h"

#include <algorithm>
#include <climits>

namespace yieldscope {

// The kernel is asked no longer than until the next timer; then whoever is due is ready, too.
WaitEnd TimedPoller::wait(int timeout_ms, std::vector<Readiness>& answers) {
    const WaitEnd end = sockets_->wait(time_left_ms(timeout_ms), answers);
    const auto now = Clock::now();
    while (!due_.empty() && due_.begin()->first <= now) {
        const int fd = due_.begin()->second;
        unwatch(fd);
        answers.push_back({.fd = fd, .can_recv = true});
    }
    return end;
}

// Rounded up: a wait that ends a moment too early would be asked again and again.
int TimedPoller::time_left_ms(int timeout_ms) const {
    if (due_.empty()) return timeout_ms;
    const auto left =
        std::chrono::ceil<std::chrono::milliseconds>(due_.begin()->first - Clock::now());
    const auto left_ms = static_cast<int>(std::clamp<long long>(left.count(), 0, INT_MAX));
    return timeout_ms < 0 ? left_ms : std::min(left_ms, timeout_ms);
}

std::optional<std::string> TimedPoller::watch(int fd, Reason reason) {
    TimerState* timer = find(fd);
    if (!timer) return sockets_->watch(fd, reason);
    if (reason != Reason::recv) return "a timer can only be read";
    timer->watched = true;
    due_.emplace(timer->due, fd);
    return std::nullopt;
}

void TimedPoller::forget(int fd, Reason reason) {
    if (find(fd)) unwatch(fd);
    else sockets_->forget(fd, reason);
}

void TimedPoller::closing(int fd) {
    if (find(fd)) unwatch(fd);
    else sockets_->closing(fd);
}

TimedPoller::TimerState* TimedPoller::find(int fd) {
    const auto number = static_cast<std::size_t>(fd) - limits::first_timer_fd;
    return fd >= limits::first_timer_fd && number < timers_.size() ? &timers_[number] : nullptr;
}

void TimedPoller::unwatch(int fd) {
    TimerState& timer = *find(fd);
    if (!timer.watched) return;
    due_.erase({timer.due, fd});
    timer.watched = false;
}

Timer::Timer(TimedPoller& poller) : poller_(&poller) {
    if (poller.free_.empty()) {
        poller.free_.push_back(limits::first_timer_fd + static_cast<int>(poller.timers_.size()));
        poller.timers_.emplace_back();
    }
    fd_ = poller.free_.back();
    poller.free_.pop_back();
    set({});
}

Timer::~Timer() {
    if (fd_ < 0) return;
    poller_->unwatch(fd_);
    poller_->free_.push_back(fd_);
}

void Timer::set(std::chrono::nanoseconds from_now) {
    poller_->unwatch(fd_);
    poller_->find(fd_)->due = TimedPoller::Clock::now() + from_now;
}

}  // namespace yieldscope
