// A thousand random programs: after every step the model, folded from nothing but the log, has the
// same tasks in the same places and the same order as the scheduler. Who is ready, and what a task
// does next, is drawn from a seed, which is printed when something is wrong.
#include "core/scheduler.h"
#include "core/watch/history.h"
#include "tests/unit/random_world.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <set>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

void expect_same_places(const Model& model, const Scheduler& scheduler) {
    ASSERT_EQ(ids(model, Place::ready), ids(scheduler.ready()));
    ASSERT_EQ(ids(model, Place::recv_wait), ids(scheduler.recv_wait().tasks()));
    ASSERT_EQ(ids(model, Place::send_wait), ids(scheduler.send_wait().tasks()));
    ASSERT_EQ(ids(model, Place::running), Ids());
    ASSERT_EQ(model.running(), 0U);
    ASSERT_EQ(model.alive(), model.count(Place::ready) + model.count(Place::recv_wait) +
                                 model.count(Place::send_wait));
}

/// The poller watches for those whom the scheduler has parked, and for nobody else.
void expect_same_watched(const World& world) {
    std::set<std::pair<int, Reason>> parked;
    for (const WaitSet* place : {&world.scheduler.recv_wait(), &world.scheduler.send_wait()}) {
        for (auto* task = place->tasks().front(); task; task = task->next) {
            parked.insert({task->wait.fd, task->wait.reason});
        }
    }
    ASSERT_EQ(parked, world.poller->watched);
}

/// The lines that the code panel lights: where the tasks of each place have yielded, and how many.
void expect_same_lines(const Model& model, const Scheduler& scheduler) {
    std::map<std::pair<Place, std::uint32_t>, std::uint32_t> expected;
    const auto add = [&](Place place, const TaskList& tasks) {
        for (auto* task = tasks.front(); task; task = task->next) {
            if (task->wait.reason != Reason::none) ++expected[{place, task->wait.line}];
        }
    };
    add(Place::ready, scheduler.ready());
    add(Place::recv_wait, scheduler.recv_wait().tasks());
    add(Place::send_wait, scheduler.send_wait().tasks());
    std::map<std::pair<Place, std::uint32_t>, std::uint32_t> shown;
    for (const SuspendedLine& line : model.suspended_lines())
        shown[{line.place, line.line}] = line.count;
    ASSERT_EQ(shown, expected);
}

TEST(RandomPrograms, after_every_step_the_model_has_the_places_of_the_scheduler) {
    for (unsigned seed = 0; seed < 1500 / YIELDSCOPE_SLOWER; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        World world(seed);
        world.fds = 2 + seed % 20;
        Model model;
        for (unsigned i = 0; i < 1 + seed % 7; ++i) world.spawn();
        for (int step = 0; step < 150 && world.scheduler.has_tasks(); ++step) {
            world.step();
            while (model.size() < world.log.size()) model.apply(world.log[model.size()]);
            expect_same_places(model, world.scheduler);
            expect_same_watched(world);
            expect_same_lines(model, world.scheduler);
            if (testing::Test::HasFatalFailure()) return;
        }
    }
}

TEST(RandomPrograms, every_task_ends_in_exactly_one_way) {
    for (unsigned seed = 0; seed < 200; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        World world(seed);
        for (int i = 0; i < 5; ++i) world.spawn();
        for (int step = 0; step < 300 && world.scheduler.has_tasks(); ++step) world.step();
        std::vector<int> births_and_ends(world.newest + 1);
        for (std::uint64_t i = 0; i < world.log.size(); ++i) {
            const Event& event = world.log[i];
            if (event.kind == EventKind::spawned) births_and_ends[event.task] += 1;
            if (event.kind == EventKind::finished || event.kind == EventKind::failed ||
                event.kind == EventKind::cancelled) {
                births_and_ends[event.task] -= 1;
            }
        }
        for (const int alive : births_and_ends) ASSERT_TRUE(alive == 0 || alive == 1);
        const auto alive = std::count(births_and_ends.begin(), births_and_ends.end(), 1);
        const Scheduler& scheduler = world.scheduler;
        ASSERT_EQ(
            static_cast<std::size_t>(alive),
            scheduler.ready().size() + scheduler.recv_wait().size() + scheduler.send_wait().size());
    }
}

TEST(RandomPrograms, any_moment_of_their_history_is_what_a_fold_from_the_beginning_gives) {
    for (unsigned seed = 0; seed < 5; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        World world(seed);
        world.tasks_max = 200;
        History history(world.log);
        std::vector<Event> all;
        while (all.size() < 30'000) {
            world.spawn();
            world.step();
            while (all.size() < world.log.size()) all.push_back(world.log[all.size()]);
            history.update();
        }
        for (int i = 0; i < 10; ++i) {
            const std::uint64_t count =
                history.begin() + world.random() % (history.size() - history.begin() + 1);
            Model model;
            while (model.size() < count) model.apply(all[model.size()]);
            ASSERT_EQ(history.at(count), model) << "after " << count << " events";
        }
    }
}

}  // namespace
}  // namespace yieldscope
