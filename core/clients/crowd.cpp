#include "core/clients/crowd.h"

#include "core/limits.h"
#include "core/timer.h"

#include <fmt/format.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <unistd.h>
#include <cerrno>

#include <algorithm>
#include <cstring>
#include <exception>
#include <memory>
#include <stdexcept>
#include <utility>

namespace yieldscope {

// A task like any other: it waits for orders as others wait for bytes.
Task Crowd::doorkeeper(Scheduler& scheduler, TimedPoller& poller) {
    for (;;) {
        co_yield recv(order_fd_);
        std::vector<Order> orders;
        {
            const std::lock_guard lock(mutex_);
            orders.swap(orders_);
            eventfd_t ignored = 0;
            ::eventfd_read(order_fd_, &ignored);
        }
        for (const Order& order : orders) obey(order, scheduler, poller);
    }
}

void Crowd::obey(const Order& order, Scheduler& scheduler, TimedPoller& poller) {
    std::vector<TaskId>& tasks = tasks_[index(order.kind)];
    for (int i = 0; i < order.change; ++i) {
        const ClientFacts facts{.server = server_,
                                .poller = poller,
                                .tally = tallies_[index(order.kind)],
                                .beat = beat_,
                                .lowest_fd = std::min(descriptors_ / 2, limits::clients_max),
                                .number = static_cast<int>(tasks.size())};
        tasks.push_back(scheduler.spawn(fmt::format("{}#", client_kinds()[index(order.kind)].name),
                                        client(scheduler, order.kind, facts)));
    }
    for (int i = 0; i > order.change; --i) {
        scheduler.cancel(tasks.back());
        tasks.pop_back();
    }
}

int Crowd::add(ClientKind kind, int count) {
    const std::lock_guard lock(mutex_);
    const int change = std::clamp(count, 0, room());
    if (!post({kind, change})) return 0;
    tallies_[index(kind)].wanted += change;
    return change;
}

int Crowd::remove(ClientKind kind, int count) {
    const std::lock_guard lock(mutex_);
    const int change = std::clamp(count, 0, tallies_[index(kind)].wanted.load());
    tallies_[index(kind)].wanted -= change;
    post({kind, -change});
    return change;
}

/// Under the mutex, so that orders come in the order of the numbers they were counted by.
bool Crowd::post(Order order) {
    if (order.change == 0) return true;
    if (!loop_ && !can_start()) return false;
    orders_.push_back(order);
    ::eventfd_write(order_fd_, 1);
    return true;
}

/// A loop needs descriptors and a thread, which the server's clients may have used up.
bool Crowd::can_start() {
    problem_.clear();
    try {
        start();
    } catch (const std::exception& error) {
        problem_ = fmt::format("No client can come: {}.", error.what());
    }
    return loop_.has_value();
}

// Not before somebody comes: a program without clients has no second thread.
void Crowd::start() {
    auto timed = std::make_unique<TimedPoller>(make_epoll_poller(commands_.wake_fd()));
    TimedPoller& poller = *timed;
    auto scheduler = std::make_unique<Scheduler>(std::move(timed), log_);
    scheduler->spawn("doorkeeper", doorkeeper(*scheduler, poller));
    log_.release_all();  // nobody reads it
    commands_.post({.kind = Command::Kind::run});
    loop_.emplace(std::move(scheduler), log_, commands_);
}

std::string Crowd::problem() const {
    const std::lock_guard lock(mutex_);
    return problem_;
}

Crowd::Count Crowd::count(ClientKind kind) const {
    const ClientTally& tally = tallies_[index(kind)];
    return {tally.wanted, tally.connected, tally.listening};
}

Crowd::Count Crowd::count() const {
    Count sum;
    for (const ClientKindFacts& kind : client_kinds()) {
        const Count one = count(kind.kind);
        sum.wanted += one.wanted;
        sum.connected += one.connected;
        sum.listening += one.listening;
    }
    return sum;
}

int Crowd::room() const {
    const int most = std::min((descriptors_ - limits::descriptors_kept) / 2, limits::clients_max);
    return std::max(most - count().wanted, 0);
}

Crowd::Crowd(const std::string& listening_on, std::chrono::milliseconds beat)
    : beat_(beat),
      descriptors_(raise_descriptor_limit()),
      order_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (order_fd_ < 0) throw std::runtime_error(fmt::format("eventfd: {}", std::strerror(errno)));
    if (auto server = server_at(listening_on)) server_ = std::move(*server);
}

Crowd::~Crowd() {
    loop_.reset();
    ::close(order_fd_);
}

int raise_descriptor_limit() {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return static_cast<int>(std::min<rlim_t>(limit.rlim_cur, limits::first_timer_fd));
}

}  // namespace yieldscope
