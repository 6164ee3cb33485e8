#include "tests/simulation/simulated_epoll.h"

#include <cerrno>

#include <algorithm>

namespace yieldscope::simulation {

int SimulatedEpoll::control(int what, int fd, std::uint32_t events) {
    const auto found = entries_.find(fd);
    const bool known = found != entries_.end();
    if (what == EPOLL_CTL_ADD && known) return EEXIST;
    if (what != EPOLL_CTL_ADD && !known) return ENOENT;
    if (what == EPOLL_CTL_DEL) {
        closed(fd);
        return 0;
    }
    Entry& entry = entries_[fd];
    entry.events = events;
    if (ready(fd, entry)) list(fd, entry);
    return 0;
}

void SimulatedEpoll::news(int fd, std::uint32_t events) {
    const auto found = entries_.find(fd);
    if (found == entries_.end()) return;
    Entry& entry = found->second;
    if (events & (entry.events | EPOLLERR | EPOLLHUP)) list(fd, entry);
}

void SimulatedEpoll::closed(int fd) {
    entries_.erase(fd);
    std::erase(news_, fd);
}

void SimulatedEpoll::list(int fd, Entry& entry) {
    if (!entry.listed) news_.push_back(fd);
    entry.listed = true;
}

bool SimulatedEpoll::has_news() {
    return std::any_of(news_.begin(), news_.end(),
                       [&](int fd) { return ready(fd, entries_.at(fd)) != 0; });
}

bool SimulatedEpoll::is_left_out(int fd) const {
    const auto found = entries_.find(fd);
    return left_out_ > 0 && found != entries_.end() && found->second.listed;
}

// As the kernel does: what is reported is what is ready now, not what the news was; and who was
// reported and stays goes behind those for whom there was no room.
int SimulatedEpoll::collect(std::span<epoll_event> events) {
    std::vector<int> kept;
    std::vector<int> reported_and_kept;
    std::size_t count = 0;
    for (const int fd : news_) {
        Entry& entry = entries_.at(fd);
        const std::uint32_t bits = ready(fd, entry);
        const bool reported = bits != 0 && count < events.size();
        if (reported) {
            events[count] = {};
            events[count].events = bits;
            events[count++].data.fd = fd;
        }
        const bool stays = bits != 0 && !(reported && (entry.events & EPOLLET));
        entry.listed = stays;
        if (stays) (reported ? reported_and_kept : kept).push_back(fd);
    }
    left_out_ = kept.size();
    news_ = std::move(kept);
    news_.insert(news_.end(), reported_and_kept.begin(), reported_and_kept.end());
    return static_cast<int>(count);
}

}  // namespace yieldscope::simulation
