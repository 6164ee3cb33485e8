// A poller that can leave a descriptor alone for a moment: it is ready, but nothing can be done
// about it yet, and to be told so again and again would only keep the loop busy. Everything else it
// leaves to another poller. The scheduler makes one when it first has to. Lives on the loop thread.
#pragma once

#include "core/poller.h"

#include <memory>
#include <utility>
#include <vector>

namespace yieldscope {

class RestingPoller final : public Poller {
public:
    /// `sockets` is whoever asks the kernel.
    RestingPoller(std::unique_ptr<Poller> sockets, Kernel& kernel)
        : sockets_(std::move(sockets)), kernel_(kernel) {}

    /// Whoever waits next to read from `fd` is woken when limits::rest_ms are over, and not before.
    void rest(int fd);

    std::string_view call() const override { return sockets_->call(); }
    std::optional<std::string> watch(int fd, Reason reason) override;
    void forget(int fd, Reason reason) override;
    void found(int fd, Reason reason, bool still_ready) override {
        sockets_->found(fd, reason, still_ready);
    }
    void closing(int fd) override;
    WaitEnd wait(int timeout_ms, std::vector<Readiness>& answers) override;

private:
    struct Rest {
        int fd;
        Kernel::Clock::time_point until;
        bool watched = false;
        bool over = false;  ///< its task was woken, and will want it to be watched as before
    };

    Rest* find(int fd);
    bool takes_up(int fd);
    void end_rest(int fd);
    int time_left_ms(int timeout_ms) const;

    std::unique_ptr<Poller> sockets_;
    Kernel& kernel_;
    std::vector<Rest> rests_;  ///< one a listener without a descriptor: hardly ever two
};

}  // namespace yieldscope
