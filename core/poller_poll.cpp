// poll(2): a list of descriptors handed to the kernel and searched at every call.
// Costs O(watched) a call, and holds any descriptor.
// One of three, see poller.h. Lives on the loop thread.
#include "core/poller.h"

#include <fmt/format.h>
#include <cerrno>

#include <cstddef>
#include <span>

namespace yieldscope {
namespace {

short bit(Reason reason) { return reason == Reason::recv ? POLLIN : POLLOUT; }

class PollPoller final : public Poller {
public:
    // poll skips a negative one
    PollPoller(int wake_fd, Kernel& kernel) : kernel_(kernel) {
        watched_.push_back({wake_fd, POLLIN, 0});
    }

    std::string_view call() const override { return "poll"; }

    std::optional<std::string> watch(int fd, Reason reason) override {
        const auto descriptor = static_cast<std::size_t>(fd);
        if (descriptor >= place_.size()) place_.resize(descriptor + 1, 0);
        if (place_[descriptor] == 0) {
            watched_.push_back({fd, 0, 0});
            place_[descriptor] = watched_.size() - 1;
        }
        pollfd& entry = watched_[place_[descriptor]];
        entry.events = static_cast<short>(entry.events | bit(reason));
        return std::nullopt;
    }

    void forget(int fd, Reason reason) override {
        const std::size_t place = place_of(fd);
        if (place == 0) return;
        watched_[place].events = static_cast<short>(watched_[place].events & ~bit(reason));
        if (watched_[place].events == 0) remove(place);
    }

    void closing(int fd) override {
        if (const std::size_t place = place_of(fd)) remove(place);
    }

    WaitEnd wait(int timeout_ms, std::vector<Readiness>& answers) override {
        int ready = 0;
        do {
            ready = kernel_.poll(watched_, timeout_ms);
        } while (ready < 0 && errno == EINTR);
        if (ready < 0) return rest(timeout_ms);
        const bool interrupted = watched_[0].revents != 0;
        // backwards: remove() moves the last
        for (std::size_t place = watched_.size(); place-- > 1 && ready > 0;) {
            const pollfd entry = watched_[place];
            if (entry.revents == 0) continue;
            const bool broken = (entry.revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;
            const Readiness answer{
                entry.fd, (entry.events & POLLIN) && (broken || (entry.revents & POLLIN)),
                (entry.events & POLLOUT) && (broken || (entry.revents & POLLOUT))};
            if (answer.can_recv) forget(entry.fd, Reason::recv);
            if (answer.can_send) forget(entry.fd, Reason::send);
            answers.push_back(answer);
        }
        return {.interrupted = interrupted};
    }

private:
    // The kernel has no memory to look at so many, or the process may not have so many any more
    // (EINVAL, see RLIMIT_NOFILE). It is asked again in a moment, and meanwhile of a wish of the
    // user alone.
    WaitEnd rest(int timeout_ms) {
        const int refusal = errno;
        const auto wake = std::span(watched_).first(1);
        return {.interrupted = kernel_.poll(wake, moment_ms(timeout_ms)) > 0, .refusal = refusal};
    }

    std::size_t place_of(int fd) const {
        const auto descriptor = static_cast<std::size_t>(fd);
        return descriptor < place_.size() ? place_[descriptor] : 0;
    }

    void remove(std::size_t place) {
        place_[static_cast<std::size_t>(watched_[place].fd)] = 0;
        if (place + 1 != watched_.size()) {
            watched_[place] = watched_.back();
            place_[static_cast<std::size_t>(watched_[place].fd)] = place;
        }
        watched_.pop_back();
    }

    Kernel& kernel_;
    std::vector<pollfd> watched_;     // [0] is the wake descriptor
    std::vector<std::size_t> place_;  // descriptor -> its index in watched_; 0: not there
};

}  // namespace

std::unique_ptr<Poller> make_poll_poller(int wake_fd, Kernel& kernel) {
    return std::make_unique<PollPoller>(wake_fd, kernel);
}

}  // namespace yieldscope
