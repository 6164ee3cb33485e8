// Who may suffer in a step: every task that fails and every client that is refused needs a trouble
// of its own that has happened in that very step and that its event names, it must have been that
// task's turn, and the server hangs up on nobody else. Lives on the simulation's thread.
#pragma once

#include "core/event.h"
#include "tests/simulation/simulated_kernel.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace yieldscope::simulation {

class Excuses {
public:
    /// An event of the step and its text. Empty, or what is wrong with it.
    std::string take(const Event& event, std::string_view text);
    /// Ends the step, in which `not_kept` texts were lost. Empty, or what has no excuse.
    std::string end_step(const Troubles& troubles, std::uint64_t not_kept);

private:
    /// How many named each.
    struct Reasons {
        unsigned no_memory = 0;
        unsigned no_watch = 0;
        unsigned too_high = 0;
        unsigned no_descriptor = 0;
        unsigned too_many = 0;
        unsigned not_kept = 0;  ///< one of these, but the text is lost
    };

    unsigned* reason(std::string_view text);

    TaskId turn_ = 0;  ///< whose it is
    unsigned sufferers_ = 0;
    unsigned cancelled_ = 0;
    Reasons reasons_;
};

}  // namespace yieldscope::simulation
