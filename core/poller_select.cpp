// select(2), the tutorial's own: bitmaps handed to the kernel and searched at every call.
// Costs O(highest descriptor) a call, and holds descriptors below FD_SETSIZE (1024) only.
// One of three, see poller.h. Lives on the loop thread.
#include "core/poller.h"

#include <fmt/format.h>
#include <cerrno>
#include <stdexcept>

#include <algorithm>

namespace yieldscope {
namespace {

class SelectPoller final : public Poller {
public:
    SelectPoller(int wake_fd, Kernel& kernel) : kernel_(kernel), wake_fd_(wake_fd) {
        if (wake_fd_ >= FD_SETSIZE) {
            throw std::runtime_error("select has no room: too many descriptors are open already.");
        }
        FD_ZERO(&recv_);
        FD_ZERO(&send_);
        if (wake_fd_ >= 0) FD_SET(wake_fd_, &recv_);
        end_ = wake_fd_ + 1;
    }

    std::string_view call() const override { return "select"; }

    std::optional<std::string> watch(int fd, Reason reason) override {
        if (fd >= FD_SETSIZE) {
            return fmt::format(
                "select cannot watch descriptor {}: it holds only those below {} (try --poller "
                "epoll)",
                fd, FD_SETSIZE);
        }
        FD_SET(fd, reason == Reason::recv ? &recv_ : &send_);
        end_ = std::max(end_, fd + 1);
        return std::nullopt;
    }

    void forget(int fd, Reason reason) override {
        FD_CLR(fd, reason == Reason::recv ? &recv_ : &send_);
    }

    void closing(int fd) override {
        if (fd >= FD_SETSIZE) return;  // it was never watched
        FD_CLR(fd, &recv_);
        FD_CLR(fd, &send_);
    }

    WaitEnd wait(int timeout_ms, std::vector<Readiness>& answers) override {
        fd_set can_recv;
        fd_set can_send;
        int ready = 0;
        do {
            can_recv = recv_;
            can_send = send_;
            ready = kernel_.select(end_, can_recv, can_send, timeout_ms);
        } while (ready < 0 && errno == EINTR);
        int refusal = ready < 0 ? errno : 0;
        if (refusal == EBADF) refusal = 0, keep_closed(can_recv, can_send);
        else if (refusal != 0) rest(timeout_ms, can_recv, can_send);
        const bool interrupted = wake_fd_ >= 0 && FD_ISSET(wake_fd_, &can_recv);
        for (int fd = 0; fd < end_ && ready != 0; ++fd) {
            if (fd == wake_fd_) continue;
            const Readiness answer{fd, FD_ISSET(fd, &can_recv) != 0, FD_ISSET(fd, &can_send) != 0};
            if (!answer.can_recv && !answer.can_send) continue;
            if (answer.can_recv) FD_CLR(fd, &recv_);
            if (answer.can_send) FD_CLR(fd, &send_);
            answers.push_back(answer);
        }
        return {.interrupted = interrupted, .refusal = refusal};
    }

private:
    // Somebody closed a watched descriptor behind our back, and select refuses the whole set for
    // it. Report just those: their tasks' next read or write says what is wrong.
    void keep_closed(fd_set& can_recv, fd_set& can_send) const {
        for (int fd = 0; fd < end_; ++fd) {
            if (!kernel_.is_open(fd)) continue;
            FD_CLR(fd, &can_recv);
            FD_CLR(fd, &can_send);
        }
    }

    // The kernel has no memory to look at so many. It is asked again in a moment, and meanwhile of
    // a wish of the user alone.
    void rest(int timeout_ms, fd_set& can_recv, fd_set& can_send) {
        FD_ZERO(&can_recv);
        FD_ZERO(&can_send);
        if (wake_fd_ >= 0) FD_SET(wake_fd_, &can_recv);
        if (kernel_.select(wake_fd_ + 1, can_recv, can_send, moment_ms(timeout_ms)) < 0)
            FD_ZERO(&can_recv);
    }

    Kernel& kernel_;
    int wake_fd_;
    int end_ = 0;  // one past the highest descriptor ever watched
    fd_set recv_;
    fd_set send_;
};

}  // namespace

std::unique_ptr<Poller> make_select_poller(int wake_fd, Kernel& kernel) {
    return std::make_unique<SelectPoller>(wake_fd, kernel);
}

}  // namespace yieldscope
