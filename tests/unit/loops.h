// The loop on its own thread, commanded from the test's as the screen would. What it did is read
// from the log, by the test as the log's reader; what is waited for is an event, with a deadline.
// Lives on the test's thread.
#pragma once

#include "core/watch/loop.h"
#include "tests/unit/descriptors.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace yieldscope {

using Kind = Command::Kind;

inline Task yields(int turns) {
    for (int i = 0; i < turns; ++i) co_yield turn();
}

inline Task for_ever() {
    for (;;) co_yield turn();
}

inline Task reads(int fd, int times) {
    for (int i = 0; i < times; ++i) co_yield recv(fd);
}

struct Loops : testing::Test {
    EventLog log{0};
    CommandQueue commands;
    Pair pair;
    std::unique_ptr<Scheduler> scheduler =
        std::make_unique<Scheduler>(make_epoll_poller(commands.wake_fd()), log);
    std::optional<Loop> loop;
    std::vector<Event> events;  ///< as far as they were read

    void start() {
        log.on_news([this] { ::eventfd_write(news_, 1); });
        loop.emplace(std::move(scheduler), log, commands);
    }

    /// Posts, and waits for the event that says it is done.
    Event post(const Command& command, EventKind done = EventKind::stepped) {
        commands.post(command);
        return await(done);
    }

    /// The next event of that kind, once there is one.
    Event await(EventKind kind) {
        for (;;) {
            while (next_ < log.size()) {
                log.release_before(next_);
                events.push_back(log[next_++]);
                if (events.back().kind == kind) return events.back();
            }
            if (log.may_sleep(next_) && !becomes_readable(news_)) {
                throw std::runtime_error("nothing was " + std::string(name_of(kind)));
            }
            eventfd_t ignored = 0;
            ::eventfd_read(news_, &ignored);
        }
    }

    /// Ends the loop, and reads what it wrote to the last.
    void end() {
        loop.reset();
        EXPECT_TRUE(log.finished());
        while (next_ < log.size()) events.push_back(log[next_++]);
    }

    int count(EventKind kind) const {
        return static_cast<int>(std::count_if(
            events.begin(), events.end(), [&](const Event& event) { return event.kind == kind; }));
    }

    void make_readable() const { EXPECT_EQ(::send(pair.theirs, "x", 1, 0), 1); }

private:
    Descriptor news_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    std::uint64_t next_ = 0;
};

}  // namespace yieldscope
