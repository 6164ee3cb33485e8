// What the echo server writes into the log, but as fast as it can be written: so many clients, of
// whom any eighth says something between two polls. Now and then one goes, and another one comes.
// Lives on the thread of the log's writer.
#pragma once

#include "core/watch/event_log.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace yieldscope {

/// When its events happen: when they are appended, or evenly one after the other, and then one log
/// is like the next.
enum class Times { real, even };

class EchoTraffic {
public:
    EchoTraffic(EventLog& log, std::uint32_t clients, Times times = Times::even)
        : log_(log), clients_(clients), times_(times) {
        record({.fd = 3, .kind = EventKind::listening});
        record({.task = 1, .line = 40, .kind = EventKind::spawned});
        record({.task = 1, .kind = EventKind::resumed});
        park(1, 3, Reason::recv);
        for (std::uint32_t i = 0; i < clients; ++i) accept(static_cast<int>(10 + i));
    }

    void round() {
        const std::size_t count = std::clamp<std::size_t>(clients_ / 8, 1, 1024);
        for (std::size_t i = 0; i < count; ++i)
            std::swap(waiting_[i], waiting_[i + random_() % (waiting_.size() - i)]);
        wake(count, Reason::recv);
        for (std::size_t i = 0; i < count; ++i) {
            record({.task = waiting_[i].task, .kind = EventKind::resumed});
            if (random_() % 50 == 0) {
                leave(waiting_[i]);
                continue;
            }
            transfer(waiting_[i], EventKind::received, 20);
            park(waiting_[i].task, waiting_[i].fd, Reason::send);
        }
        const auto gone = std::stable_partition(waiting_.begin(), waiting_.end(),
                                                [](const Waiting& one) { return one.task != 0; });
        const std::vector<Waiting> left(gone, waiting_.end());
        waiting_.erase(gone, waiting_.end());
        const std::size_t answers = count - left.size();
        wake(answers, Reason::send);
        for (std::size_t i = 0; i < answers; ++i) {
            record({.task = waiting_[i].task, .kind = EventKind::resumed});
            transfer(waiting_[i], EventKind::sent, 24);
            park(waiting_[i].task, waiting_[i].fd, Reason::recv);
        }
        for (const Waiting& one : left) accept(one.fd);
    }

private:
    struct Waiting {
        TaskId task;
        int fd;
    };

    void record(Event event) {
        if (times_ == Times::real) return static_cast<EventSink&>(log_).append(event);
        event.time_ns = static_cast<std::int64_t>(log_.size_written()) * 100;
        log_.restore(event);
    }

    void park(TaskId task, int fd, Reason reason) {
        const std::uint32_t line = reason == Reason::recv ? 22 : 28;
        record(
            {.task = task, .line = line, .fd = fd, .kind = EventKind::yielded, .reason = reason});
        record({.task = task, .fd = fd, .kind = EventKind::parked, .reason = reason});
    }

    void wake(std::size_t count, Reason reason) {
        record({.kind = EventKind::polling});
        record({.moved = static_cast<std::uint32_t>(count), .kind = EventKind::polled});
        for (std::size_t i = 0; i < count; ++i) {
            record({.task = waiting_[i].task,
                    .fd = waiting_[i].fd,
                    .kind = EventKind::woken,
                    .reason = reason});
        }
    }

    void transfer(const Waiting& one, EventKind kind, std::uint32_t bytes) {
        Event event{.task = one.task,
                    .line = 24,
                    .fd = one.fd,
                    .asked = bytes,
                    .moved = bytes,
                    .kind = kind};
        event.preview_size = 20;
        event.preview.fill(static_cast<char>('a' + log_.size_written() % 26));
        record(event);
    }

    void accept(int fd) {
        record({.kind = EventKind::polling});
        record({.moved = 1, .kind = EventKind::polled});
        record({.task = 1, .fd = 3, .kind = EventKind::woken, .reason = Reason::recv});
        record({.task = 1, .kind = EventKind::resumed});
        record({.task = 1, .line = 38, .fd = fd, .kind = EventKind::accepted});
        waiting_.push_back({++newest_, fd});
        record({.task = newest_, .other = 1, .line = 40, .kind = EventKind::spawned});
        park(1, 3, Reason::recv);
        record({.task = newest_, .kind = EventKind::resumed});
        park(newest_, fd, Reason::recv);
    }

    void leave(Waiting& one) {
        record({.task = one.task, .fd = one.fd, .kind = EventKind::received});
        record({.task = one.task, .fd = one.fd, .kind = EventKind::closed});
        record({.task = one.task, .kind = EventKind::finished});
        record({.line = 60, .kind = EventKind::printed});
        one.task = 0;
    }

    EventLog& log_;
    std::uint32_t clients_;
    Times times_;
    std::mt19937 random_{1};
    std::vector<Waiting> waiting_;
    TaskId newest_ = 1;
};

}  // namespace yieldscope
