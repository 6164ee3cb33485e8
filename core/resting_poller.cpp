#include "core/resting_poller.h"

#include "core/limits.h"

#include <algorithm>
#include <chrono>
#include <new>

namespace yieldscope {

using std::chrono::milliseconds;

void RestingPoller::rest(int fd) {
    rests_.reserve(rests_.size() + 1);  // there may be no memory to rest: then it is not let go
    closing(fd);
    rests_.push_back({fd, kernel_.now() + milliseconds(limits::rest_ms)});
}

// When its rest is over a descriptor counts as ready: its task's own accept finds out.
WaitEnd RestingPoller::wait(int timeout_ms, std::vector<Readiness>& answers) {
    const WaitEnd end = sockets_->wait(time_left_ms(timeout_ms), answers);
    const auto now = kernel_.now();
    for (Rest& rest : rests_) {
        if (!rest.watched || rest.until > now) continue;
        answers.push_back({.fd = rest.fd, .can_recv = true});
        rest.watched = false;
        rest.over = true;
    }
    return end;
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
    if (rest->over && takes_up(fd)) {
        end_rest(fd);
        return std::nullopt;
    }
    if (rest->over) *rest = {fd, kernel_.now() + milliseconds(limits::rest_ms)};
    rest->watched = true;
    return std::nullopt;
}

// The kernel may be short of what it takes to watch a descriptor that it has let go, and we of
// memory. That is no end of its task, which could do its work before: it rests again.
bool RestingPoller::takes_up(int fd) try {
    return !sockets_->watch(fd, Reason::recv);
} catch (const std::bad_alloc&) {
    return false;
}

void RestingPoller::forget(int fd, Reason reason) {
    Rest* const rest = reason == Reason::recv ? find(fd) : nullptr;
    if (rest && rest->watched) rest->watched = false;
    else sockets_->forget(fd, reason);
}

void RestingPoller::closing(int fd) {
    end_rest(fd);
    sockets_->closing(fd);
}

void RestingPoller::end_rest(int fd) {
    std::erase_if(rests_, [&](const Rest& rest) { return rest.fd == fd; });
}

RestingPoller::Rest* RestingPoller::find(int fd) {
    const auto found =
        std::find_if(rests_.begin(), rests_.end(), [&](const Rest& rest) { return rest.fd == fd; });
    return found == rests_.end() ? nullptr : &*found;
}

}  // namespace yieldscope
