// epoll(7): the kernel keeps the list and hands back only who is ready.
// Costs O(ready) a call and one epoll_ctl a wait, and holds any descriptor.
// One of three, see poller.h. Lives on the loop thread.
#include "core/poller.h"

#include "core/limits.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <unistd.h>
#include <cassert>
#include <cerrno>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <stdexcept>

namespace yieldscope {
namespace {

std::uint32_t bit(Reason reason) { return reason == Reason::recv ? EPOLLIN : EPOLLOUT; }

class EpollPoller final : public Poller {
public:
    explicit EpollPoller(int wake_fd)
        : epoll_fd_(::epoll_create1(EPOLL_CLOEXEC)), wake_fd_(wake_fd) {
        if (epoll_fd_ < 0)
            throw std::runtime_error(fmt::format("epoll_create1: {}", std::strerror(errno)));
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = wake_fd;
        if (wake_fd >= 0) ::epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, wake_fd, &event);
    }
    ~EpollPoller() override { ::close(epoll_fd_); }
    EpollPoller(const EpollPoller&) = delete;
    EpollPoller& operator=(const EpollPoller&) = delete;

    std::string_view call() const override { return "epoll_wait"; }

    std::optional<std::string> watch(int fd, Reason reason) override {
        const auto descriptor = static_cast<std::size_t>(fd);
        if (descriptor >= watched_.size()) watched_.resize(descriptor + 1);
        Watched& watched = watched_[descriptor];
        watched.events |= bit(reason);
        if (arm(fd)) return std::nullopt;
        watched.events &= ~bit(reason);
        return fmt::format("epoll cannot watch descriptor {}: {}", fd, std::strerror(errno));
    }

    void forget(int fd, Reason reason) override {
        Watched& watched = watched_[static_cast<std::size_t>(fd)];
        watched.events &= ~bit(reason);
        if (watched.events != 0) arm(fd);
        else closing(fd);  // armed for nothing it would still report a hang-up
    }

    void closing(int fd) override {
        const auto descriptor = static_cast<std::size_t>(fd);
        if (descriptor >= watched_.size()) return;
        // close alone would not do for a duplicate
        if (watched_[descriptor].known) ::epoll_ctl(epoll_fd_, EPOLL_CTL_DEL, fd, nullptr);
        watched_[descriptor] = {};
    }

    bool wait(int timeout_ms, std::vector<Readiness>& answers) override {
        int ready = 0;
        do {
            ready = ::epoll_wait(epoll_fd_, events_.data(), static_cast<int>(events_.size()),
                                 timeout_ms);
        } while (ready < 0 && errno == EINTR);
        assert(ready >= 0);  // anything else is our own mistake
        bool interrupted = false;
        for (int i = 0; i < ready; ++i) {
            const epoll_event& event = events_[static_cast<std::size_t>(i)];
            const int fd = event.data.fd;
            if (fd == wake_fd_) {
                interrupted = true;
                continue;
            }
            Watched& watched = watched_[static_cast<std::size_t>(fd)];
            const std::uint32_t broken =
                (event.events & (EPOLLERR | EPOLLHUP)) ? EPOLLIN | EPOLLOUT : 0;
            const std::uint32_t is_ready = (event.events | broken) & watched.events;
            if (is_ready == 0) continue;
            answers.push_back({fd, (is_ready & EPOLLIN) != 0, (is_ready & EPOLLOUT) != 0});
            watched.events &= ~is_ready;
            if (watched.events != 0) arm(fd);  // one direction is still waited for
        }
        return interrupted;
    }

private:
    struct Watched {
        std::uint32_t events = 0;  // what tasks wait for
        bool known = false;        // has the kernel this descriptor?
    };

    // EPOLLONESHOT: a report switches the descriptor off in the kernel until it is armed again, so
    // that nothing has to be taken out. On failure errno says why.
    bool arm(int fd) {
        Watched& watched = watched_[static_cast<std::size_t>(fd)];
        epoll_event event{};
        event.events = watched.events | EPOLLONESHOT;
        event.data.fd = fd;
        int result =
            ::epoll_ctl(epoll_fd_, watched.known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event);
        if (result < 0 && errno == ENOENT) {  // closed behind our back, and the number used again
            result = ::epoll_ctl(epoll_fd_, EPOLL_CTL_ADD, fd, &event);
        }
        watched.known = result == 0;
        return watched.known;
    }

    int epoll_fd_;
    int wake_fd_;
    std::vector<Watched> watched_;  // by descriptor
    std::array<epoll_event, limits::poll_batch> events_{};
};

}  // namespace

std::unique_ptr<Poller> make_epoll_poller(int wake_fd) {
    return std::make_unique<EpollPoller>(wake_fd);
}

}  // namespace yieldscope
