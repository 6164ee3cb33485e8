// epoll(7): the kernel keeps the list and hands back only who is ready.
// Each descriptor is handed to the kernel once, edge-triggered: the kernel tells what has become
// ready, and we remember it until a task's read or write finds that it is used up. So a call costs
// O(ready), and there is no epoll_ctl a wait. Holds any descriptor.
// One of three, see poller.h. Lives on the loop thread.
#include "core/poller.h"

#include "core/limits.h"

#include <fmt/format.h>
#include <cassert>
#include <cerrno>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <stdexcept>

namespace yieldscope {
namespace {

std::uint32_t bit(Reason reason) { return reason == Reason::recv ? EPOLLIN : EPOLLOUT; }

class EpollPoller final : public Poller {
public:
    EpollPoller(int wake_fd, Kernel& kernel)
        : kernel_(kernel), epoll_fd_(kernel.epoll_create()), wake_fd_(wake_fd) {
        if (epoll_fd_ < 0)
            throw std::runtime_error(fmt::format("epoll_create1: {}", std::strerror(errno)));
        if (wake_fd < 0 || kernel_.epoll_control(epoll_fd_, EPOLL_CTL_ADD, wake_fd, EPOLLIN) == 0)
            return;
        const int error = errno;
        kernel_.close(epoll_fd_);
        throw std::runtime_error(fmt::format("epoll_ctl: {}", std::strerror(error)));
    }
    ~EpollPoller() override { kernel_.close(epoll_fd_); }
    EpollPoller(const EpollPoller&) = delete;
    EpollPoller& operator=(const EpollPoller&) = delete;

    std::string_view call() const override { return "epoll_wait"; }

    std::optional<std::string> watch(int fd, Reason reason) override {
        const auto descriptor = static_cast<std::size_t>(fd);
        if (descriptor >= watched_.size()) make_room_for(descriptor);
        Watched& watched = watched_[descriptor];
        const std::uint32_t wanted = bit(reason);
        const bool ask = !watched.known || (watched.unsure & wanted);
        if (!(watched.ready & wanted) && ask && !ask_about(fd)) {
            if (!watched.known) {
                return fmt::format("epoll cannot watch descriptor {}: {}", fd,
                                   std::strerror(errno));
            }
            watched.ready |= wanted;  // it may be: the task's own read or write finds out
        }
        if (watched.ready & wanted) remembered_.push_back(fd);
        watched.waited |= wanted;
        return std::nullopt;
    }

    void forget(int fd, Reason reason) override {
        watched_[static_cast<std::size_t>(fd)].waited &= ~bit(reason);
    }

    void found(int fd, Reason reason, bool still_ready) override {
        const auto descriptor = static_cast<std::size_t>(fd);
        if (descriptor >= watched_.size() || !watched_[descriptor].known) return;
        Watched& watched = watched_[descriptor];
        watched.ready &= ~bit(reason);
        watched.unsure &= ~bit(reason);
        if (still_ready) watched.ready |= bit(reason);
        else if (watched.stops_short) watched.unsure |= bit(reason);  // no edge tells what is left
    }

    void closing(int fd) override {
        const auto descriptor = static_cast<std::size_t>(fd);
        if (descriptor >= watched_.size()) return;
        // close alone would not do for a duplicate
        if (watched_[descriptor].known) kernel_.epoll_control(epoll_fd_, EPOLL_CTL_DEL, fd, 0);
        watched_[descriptor] = {};
    }

    // News that nobody waits for is remembered, and the kernel asked again. What was remembered is
    // answered after the news, not before: else news of what is answered already would count twice.
    WaitEnd wait(int timeout_ms, std::vector<Readiness>& answers) override {
        const std::size_t before = answers.size();
        Kernel::Clock::time_point deadline{};
        if (timeout_ms > 0) deadline = kernel_.now() + std::chrono::milliseconds(timeout_ms);
        for (;;) {
            const int ready = ask_kernel(knows_somebody() ? 0 : timeout_ms);
            bool interrupted = false;
            const auto news = std::span(events_).first(static_cast<std::size_t>(ready));
            for (const epoll_event& event : news) {
                if (event.data.fd == wake_fd_) interrupted = true;
                else remember(event);
            }
            for (const int fd : remembered_) answer(fd, answers);
            remembered_.clear();
            for (const epoll_event& event : news) {
                if (event.data.fd != wake_fd_) answer(event.data.fd, answers);
            }
            const bool only_other_news = ready > 0 && answers.size() == before && !interrupted;
            if (!only_other_news) return {.interrupted = interrupted};
            if (timeout_ms > 0) timeout_ms = time_left_ms(deadline, timeout_ms);
        }
    }

private:
    // Bits of epoll, EPOLLIN and EPOLLOUT.
    struct Watched {
        std::uint32_t waited = 0;  // what tasks wait for
        std::uint32_t ready = 0;   // what is known to be ready and has not been reported
        std::uint32_t unsure = 0;  // what was reported, and nobody has said what is left of it
        bool known = false;        // has the kernel this descriptor?
        bool stops_short = false;  // may a read leave something? At the end, and at urgent data
    };

    // For both directions of each: an old descriptor takes no memory to be watched again.
    void make_room_for(std::size_t descriptor) {
        const std::size_t size = std::max(descriptor + 1, 2 * watched_.size());
        remembered_.reserve(2 * size);
        watched_.resize(size);
    }

    // Has the kernel tell once more what is ready now. On failure errno says why.
    bool ask_about(int fd) {
        Watched& watched = watched_[static_cast<std::size_t>(fd)];
        constexpr std::uint32_t news = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLPRI | EPOLLET;
        int result = -1;
        if (watched.known) {
            result = kernel_.epoll_control(epoll_fd_, EPOLL_CTL_MOD, fd, news);
            // closed behind our back, and the number used again
            if (result < 0 && errno == ENOENT) watched.known = false;
        }
        if (!watched.known) {
            result = kernel_.epoll_control(epoll_fd_, EPOLL_CTL_ADD, fd, news);
            watched.known = result == 0;
        }
        if (result == 0) watched.unsure = 0;
        return result == 0;
    }

    // Is one of those who were ready already still waited for?
    bool knows_somebody() const {
        return std::any_of(remembered_.begin(), remembered_.end(), [this](int fd) {
            const Watched& watched = watched_[static_cast<std::size_t>(fd)];
            return (watched.ready & watched.waited) != 0;
        });
    }

    int ask_kernel(int timeout_ms) {
        int ready = 0;
        do {
            ready = kernel_.epoll_wait(epoll_fd_, events_, timeout_ms);
        } while (ready < 0 && errno == EINTR);
        assert(ready >= 0);  // anything else is our own mistake
        return ready;
    }

    // Whatever the clock says: not more than there was left before.
    int time_left_ms(Kernel::Clock::time_point deadline, int before_ms) const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - kernel_.now());
        return static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, before_ms));
    }

    void remember(const epoll_event& event) {
        Watched& watched = watched_[static_cast<std::size_t>(event.data.fd)];
        watched.ready |= event.events & (EPOLLIN | EPOLLOUT);
        if (event.events & (EPOLLERR | EPOLLHUP)) watched.ready |= EPOLLIN | EPOLLOUT;
        if (event.events & (EPOLLRDHUP | EPOLLERR | EPOLLHUP | EPOLLPRI))
            watched.stops_short = true;
        watched.unsure &= ~watched.ready;
    }

    void answer(int fd, std::vector<Readiness>& answers) {
        Watched& watched = watched_[static_cast<std::size_t>(fd)];
        const std::uint32_t reported = watched.ready & watched.waited;
        if (reported == 0) return;
        answers.push_back({fd, (reported & EPOLLIN) != 0, (reported & EPOLLOUT) != 0});
        watched.waited &= ~reported;
        watched.ready &= ~reported;
        watched.unsure |= reported;
    }

    Kernel& kernel_;
    int epoll_fd_;
    int wake_fd_;
    std::vector<Watched> watched_;  // by descriptor
    std::vector<int> remembered_;   // those that were ready already when they were watched
    std::array<epoll_event, limits::poll_batch> events_{};
};

}  // namespace

std::unique_ptr<Poller> make_epoll_poller(int wake_fd, Kernel& kernel) {
    return std::make_unique<EpollPoller>(wake_fd, kernel);
}

}  // namespace yieldscope
