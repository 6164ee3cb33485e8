#include "core/resting_poller.h"

#include "core/limits.h"

#include <algorithm>
#include <chrono>

namespace yieldscope {

using std::chrono::milliseconds;

void RestingPoller::rest(int fd) {
    closing(fd);
    rests_.push_back({fd, kernel_.now() + milliseconds(limits::rest_ms)});
}

// When its rest is over a descriptor counts as ready: its task's own accept finds out.
bool RestingPoller::wait(int timeout_ms, std::vector<Readiness>& answers) {
    const bool interrupted = sockets_->wait(time_left_ms(timeout_ms), answers);
    const auto now = kernel_.now();
    std::erase_if(rests_, [&](const Rest& rest) {
        const bool over = rest.watched && rest.until <= now;
        if (over) answers.push_back({.fd = rest.fd, .can_recv = true});
        return over;
    });
    return interrupted;
}

// Rounded up: a wait that ends a moment too early would be asked again and again.
int RestingPoller::time_left_ms(int timeout_ms) const {
    const auto now = kernel_.now();
    for (const Rest& rest : rests_) {
        if (!rest.watched) continue;
        const auto left = std::chrono::ceil<milliseconds>(rest.until - now).count();
        const auto left_ms = static_cast<int>(std::clamp<long long>(left, 0, limits::rest_ms));
        timeout_ms = timeout_ms < 0 ? left_ms : std::min(left_ms, timeout_ms);
    }
    return timeout_ms;
}

std::optional<std::string> RestingPoller::watch(int fd, Reason reason) {
    Rest* const rest = reason == Reason::recv ? find(fd) : nullptr;
    if (!rest) return sockets_->watch(fd, reason);
    rest->watched = true;
    return std::nullopt;
}

void RestingPoller::forget(int fd, Reason reason) {
    Rest* const rest = reason == Reason::recv ? find(fd) : nullptr;
    if (rest && rest->watched) rest->watched = false;
    else sockets_->forget(fd, reason);
}

void RestingPoller::closing(int fd) {
    std::erase_if(rests_, [&](const Rest& rest) { return rest.fd == fd; });
    sockets_->closing(fd);
}

RestingPoller::Rest* RestingPoller::find(int fd) {
    const auto found =
        std::find_if(rests_.begin(), rests_.end(), [&](const Rest& rest) { return rest.fd == fd; });
    return found == rests_.end() ? nullptr : &*found;
}

}  // namespace yieldscope
