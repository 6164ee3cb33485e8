// The kernel's half of epoll(7): who is registered, and the list of those about whom there is news.
// Edge-triggered entries get onto the list only by news, or by being registered again while they
// are ready, and leave it when they are reported: whoever forgets what it was told is not told
// again. Lives on the simulation's thread.
#pragma once

#include <sys/epoll.h>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

namespace yieldscope::simulation {

class SimulatedEpoll {
public:
    /// What is ready now, as bits of epoll. A socket that is asked and has no room will say when it
    /// has some.
    using Readiness = std::function<std::uint32_t(int fd)>;
    explicit SimulatedEpoll(Readiness readiness) : readiness_(std::move(readiness)) {}

    /// epoll_ctl: 0, or the error.
    int control(int what, int fd, std::uint32_t events);
    /// Something has happened there: what these bits say.
    void news(int fd, std::uint32_t events);
    void closed(int fd);

    bool has_news();
    int collect(std::span<epoll_event> events);
    /// How many more the last collect would have reported, and whether this is one of them.
    std::size_t left_out() const { return left_out_; }
    bool is_left_out(int fd) const;

private:
    struct Entry {
        std::uint32_t events = 0;
        bool listed = false;
    };

    std::uint32_t ready(int fd, const Entry& entry) const {
        return readiness_(fd) & (entry.events | EPOLLERR | EPOLLHUP);
    }
    void list(int fd, Entry& entry);

    Readiness readiness_;
    std::map<int, Entry> entries_;
    std::vector<int> news_;
    std::size_t left_out_ = 0;
};

}  // namespace yieldscope::simulation
