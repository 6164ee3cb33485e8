// A random program's events with times that a test chooses: many at the same instant, some after a
// long pause, so that an index by time meets all there is. The same seed gives the same log. Lives
// on the test's thread.
#pragma once

#include "tests/unit/random_world.h"

#include <cstdint>
#include <random>
#include <vector>

namespace yieldscope {

struct TimedWorld {
    World world;
    EventLog log;          ///< with the times of ours
    History history{log};  ///< of that log
    std::vector<Event> all;
    std::int64_t time_ns = 0;

    explicit TimedWorld(unsigned seed, std::size_t budget_bytes = 64 << 20)
        : world(seed), log(budget_bytes) {
        for (int i = 0; i < 3; ++i) world.spawn();
    }

    /// At least so many events more.
    void grow(std::uint64_t events) {
        for (const std::uint64_t end = all.size() + events; all.size() < end;) {
            if (!world.scheduler.has_tasks()) world.spawn();
            world.step();
            for (; read_ < world.log.size(); ++read_) take(world.log[read_]);
            world.log.release_before(read_);
        }
        history.update();
    }

    /// How many events there were up to a time.
    std::uint64_t count_at(std::int64_t wanted_ns) const {
        const auto after =
            std::upper_bound(all.begin(), all.end(), wanted_ns,
                             [](std::int64_t t, const Event& event) { return t < event.time_ns; });
        return static_cast<std::uint64_t>(after - all.begin());
    }

    /// Any time between the beginning of history and its end.
    std::int64_t some_time() {
        const Timeline& timeline = history.timeline();
        std::uniform_int_distribution<std::int64_t> times(timeline.begin_ns(), timeline.end_ns());
        return times(world.random);
    }

private:
    void take(Event event) {
        const unsigned kind = world.below(100);
        if (kind == 0) time_ns += 1'000'000 + world.below(3'000'000);
        else if (kind < 80) time_ns += world.below(20'000);
        event.time_ns = time_ns;
        log.restore(event);
        all.push_back(event);
        if (all.size() % 1000 == 0) history.update();
    }

    std::uint64_t read_ = 0;
};

}  // namespace yieldscope
