// The part of the simulated kernel that waits: epoll_wait, poll and select ask the same readiness,
// and while it is not there the world moves and time goes on. Lives on the simulation's thread.
#include "core/limits.h"
#include "tests/simulation/memory.h"
#include "tests/simulation/simulated_kernel.h"

#include <fmt/format.h>
#include <cerrno>

#include <algorithm>

namespace yieldscope::simulation {

using std::chrono::milliseconds;

constexpr int epoll_fd_number = 999;  // out of the way: the others do not depend on it

void SimulatedKernel::begin_step(bool serves) {
    troubles_ = {};
    in_turn_ = true;
    failures_ = memory::failures();
    serves_ = serves;
}

Troubles SimulatedKernel::troubles() const {
    Troubles all = troubles_;
    all.no_memory = memory::failures() - failures_;
    return all;
}

bool SimulatedKernel::may_rest() const {
    return helpless_at_ && now_ < *helpless_at_ + milliseconds(limits::rest_ms);
}

std::uint32_t SimulatedKernel::readiness(int fd) const {
    switch (kind(fd)) {
        case Kind::wake: return wake_readable_ ? std::uint32_t{EPOLLIN} : 0;
        case Kind::listener:
            return !backlog_.empty() || phantom_client_ ? std::uint32_t{EPOLLIN} : 0;
        case Kind::connection:
            return descriptors_[static_cast<std::size_t>(fd)].connection->readiness();
        default: return 0;
    }
}

// A socket that a poller's call finds without room says when it has some.
std::uint32_t SimulatedKernel::asked_readiness(int fd) {
    if (kind(fd) == Kind::connection) {
        Connection& client = *descriptors_[static_cast<std::size_t>(fd)].connection;
        if (!client.writable()) client.wants_room = true;
    }
    return readiness(fd);
}

bool SimulatedKernel::is_ready(int fd, bool to_recv) const {
    const std::uint32_t wanted = to_recv ? EPOLLIN : EPOLLOUT;
    return (readiness(fd) & (wanted | EPOLLERR | EPOLLHUP)) != 0;
}

// Returns whether somebody is ready; below 0 it was interrupted. When nobody will ever move again
// the wake descriptor ends the wait, and with it the simulation.
template <typename Ready>
int SimulatedKernel::wait(int timeout_ms, Ready ready) {
    in_turn_ = false;
    closed_in_batch_.clear();
    if (waits_.one_in(plan_.interrupted_wait)) {
        tally_.add(Fault::interrupted_wait);
        return fail(EINTR);
    }
    const Clock::time_point deadline = now_ + milliseconds(timeout_ms);
    while (!ready()) {
        if (timeout_ms == 0) return 0;
        const auto next = world_->next_move();
        if (!next && timeout_ms < 0) {
            over_ = true;
            interrupt();
            continue;
        }
        ++changes_;
        if (timeout_ms > 0 && (!next || *next >= deadline)) {
            now_ = std::max(now_, deadline);
            return 0;
        }
        now_ = std::max(now_, *next);
        world_->move();
        if (plan_.jumps_in_wait && waits_.one_in(20))
            jump(milliseconds(waits_.one_in(2) ? -static_cast<int>(waits_.below(1000))
                                               : static_cast<int>(waits_.below(100'000))));
    }
    return 1;
}

int SimulatedKernel::epoll_create() { return open(Kind::epoll, epoll_fd_number); }

// The manual lets a change fail as well as a new entry, though Linux has no reason to.
bool SimulatedKernel::may_refuse(int what) const {
    return serves_ && (what == EPOLL_CTL_ADD || what == EPOLL_CTL_MOD);
}

int SimulatedKernel::epoll_control(int, int what, int fd, std::uint32_t events) {
    const memory::Truce truce;
    if (!is_open(fd)) {
        blame("epoll_ctl", fd);
        return fail(EBADF);
    }
    if (may_refuse(what) && waits_.one_in(plan_.no_watch)) {
        if (what == EPOLL_CTL_ADD) {  // whom it watches already it goes on serving
            if (is_listener(fd)) helpless_at_ = now_;
            else ++troubles_.no_watch;
        } else {
            not_asked_about_.insert(fd);
        }
        tally_.add(Fault::no_watch);
        return fail(what == EPOLL_CTL_ADD && waits_.one_in(2) ? ENOSPC : ENOMEM);
    }
    not_asked_about_.erase(fd);
    const int error = epoll_.control(what, fd, events);
    return error == 0 ? 0 : fail(error);
}

int SimulatedKernel::epoll_wait(int, std::span<epoll_event> events, int timeout_ms) {
    const int ready = wait(timeout_ms, [&] { return epoll_.has_news(); });
    if (ready <= 0) return ready;
    if (plan_.batch) events = events.first(std::min<std::size_t>(plan_.batch, events.size()));
    const int count = epoll_.collect(events);
    if (epoll_.left_out() > 0) tally_.add(plan_.batch ? Fault::batch_full : Fault::crowd);
    return count;
}

int SimulatedKernel::poll(std::span<pollfd> watched, int timeout_ms) {
    int count = 0;
    const auto look = [&] {
        count = 0;
        for (pollfd& entry : watched) {
            entry.revents = 0;
            if (entry.fd < 0) continue;
            if (!is_open(entry.fd)) blame("poll", entry.fd);
            const auto always = static_cast<std::uint32_t>(POLLERR | POLLHUP);
            const auto wanted = static_cast<std::uint32_t>(entry.events) | always;
            entry.revents =
                static_cast<short>(asked_readiness(entry.fd) & wanted);  // the same bits
            if (entry.revents != 0) ++count;
        }
        return count > 0;
    };
    return wait(timeout_ms, look) < 0 ? -1 : count;
}

int SimulatedKernel::select(int end, fd_set& recv, fd_set& send, int timeout_ms) {
    const fd_set to_recv = recv;
    const fd_set to_send = send;
    int count = 0;
    const auto keep = [&](int fd, const fd_set& wanted, fd_set& answer, bool is_recv) {
        FD_CLR(fd, &answer);
        if (!FD_ISSET(fd, &wanted)) return;
        if (!is_open(fd)) blame("select", fd);
        asked_readiness(fd);
        if (!is_ready(fd, is_recv)) return;
        FD_SET(fd, &answer);
        ++count;
    };
    const auto look = [&] {
        count = 0;
        for (int fd = 0; fd < end; ++fd) {
            keep(fd, to_recv, recv, true);
            keep(fd, to_send, send, false);
        }
        return count > 0;
    };
    return wait(timeout_ms, look) < 0 ? -1 : count;
}

}  // namespace yieldscope::simulation
