// Random programs: a scheduler over a fake poller whose tasks do whatever a seed says, and what its
// places hold. The same seed gives the same program. Lives on the test's thread.
#pragma once

#include "core/scheduler.h"
#include "core/watch/history.h"
#include "tests/unit/fake_poller.h"

#include <algorithm>
#include <memory>
#include <random>
#include <stdexcept>
#include <vector>

namespace yieldscope {

using Ids = std::vector<TaskId>;

struct World {
    explicit World(unsigned seed) : random(seed) {}

    std::mt19937 random;
    EventLog log{0};
    FakePoller* poller = new FakePoller;  // the scheduler's
    Scheduler scheduler{std::unique_ptr<Poller>(poller), log};
    TaskId newest = 0;
    unsigned tasks_max = 12;
    unsigned fds = 8;  ///< few, so that some are fought over

    unsigned below(unsigned end) { return static_cast<unsigned>(random() % end); }
    int some_fd() { return static_cast<int>(10 + below(fds)); }

    void spawn();

    /// The kernel's turn: some of those who wait, in any order, and sometimes nobody.
    void make_some_ready() {
        poller->ready.clear();
        for (int fd = 10; fd < 16; ++fd)
            poller->ready.push_back({fd, below(2) == 0, below(2) == 0});
        std::shuffle(poller->ready.begin(), poller->ready.end(), random);
    }

    void step() {
        make_some_ready();
        if (below(40) == 0) scheduler.cancel(1 + below(newest));
        if (below(10) == 0) scheduler.run_next(1 + below(newest));
        if (below(60) == 0) scheduler.closing(some_fd());  // as a socket does when it closes
        if (scheduler.has_tasks()) scheduler.step();
    }
};

/// What a socket in a task's frame does when the task goes.
struct Closes {
    Scheduler& scheduler;
    int fd;
    ~Closes() { scheduler.closing(fd); }
};

inline Task random_task(World& world) {
    const Closes socket{world.scheduler, world.some_fd()};
    for (;;) {
        const unsigned choice = world.below(100);
        if (choice < 30) co_yield recv(world.some_fd());
        else if (choice < 50) co_yield send(world.some_fd());
        else if (choice < 75) co_yield turn();
        else if (choice < 90) world.spawn();
        else if (choice < 91) world.scheduler.cancel(1 + world.below(world.newest));
        else if (choice < 92) world.scheduler.run_next(1 + world.below(world.newest));
        else if (choice < 94) world.scheduler.closing(world.some_fd());
        else if (choice < 95) co_yield recv(-1);
        else if (choice < 97) throw std::runtime_error("it had to be");
        else if (choice < 98) throw choice;
        else co_return;
    }
}

inline void World::spawn() {
    if (scheduler.ready().size() + scheduler.recv_wait().size() + scheduler.send_wait().size() <
        tasks_max) {
        newest = scheduler.spawn("random", random_task(*this));
    }
}

inline Ids ids(const TaskList& place) {
    Ids ids;
    for (auto* task = place.front(); task; task = task->next) ids.push_back(task->id);
    return ids;
}

inline Ids ids(const Model& model, Place place) {
    Ids ids;
    for (auto* task = model.first(place); task; task = model.after(*task)) ids.push_back(task->id);
    return ids;
}

}  // namespace yieldscope
