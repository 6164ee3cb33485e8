// What must hold after every step, whatever the kernel does: the log has no gap and tells nothing
// impossible, the picture that it adds up to is the scheduler's, every task is in one place, nobody
// who is ready was left asleep, nobody was woken for nothing, and the loop does not spin. Where
// everybody is in a crowd is looked at after every few steps. Reads the log as it grows. Lives on
// the simulation's thread.
#pragma once

#include "core/scheduler.h"
#include "core/trace/event_rules.h"
#include "core/watch/event_log.h"
#include "tests/simulation/excuses.h"
#include "tests/simulation/simulated_kernel.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope::simulation {

class Checker {
public:
    Checker(const Scheduler& scheduler, EventLog& log, const SimulatedKernel& kernel,
            bool wakes_exactly, bool prints)
        : scheduler_(scheduler),
          log_(log),
          kernel_(kernel),
          wakes_exactly_(wakes_exactly),
          prints_(prints) {}

    /// Empty if all is well.
    /// `lost`: of all texts so far, how many the log has not kept.
    std::string after_step(Step step, std::uint64_t published, std::uint64_t lost);
    /// When everybody waits and nobody will ever move again.
    std::string in_the_end() const;

    const std::vector<Event>& events() const { return events_; }
    std::uint64_t texts() const { return texts_; }  ///< a hash of all, without the poll's call

private:
    std::string read_log(std::uint64_t published);
    std::string check(const Event& event) const;
    std::string look_at_places(Step step) const;
    std::string compare(Place place, const TaskList& tasks) const;
    std::string find_sleeper(const TaskList& tasks, bool to_recv) const;
    std::string find_spinning();

    const Scheduler& scheduler_;
    EventLog& log_;
    const SimulatedKernel& kernel_;
    const bool wakes_exactly_;
    const bool prints_;
    std::uint64_t texts_ = 0;
    EventRules rules_;
    Excuses excuses_;
    std::uint64_t lost_ = 0;  ///< texts before this step
    std::vector<Event> events_;
    std::uint64_t changes_ = 0;
    std::size_t steps_without_change_ = 0;
    std::size_t steps_unseen_ = 0;  ///< after which nobody has looked at the places
};

}  // namespace yieldscope::simulation
