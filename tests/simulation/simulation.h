// One simulated run: the echo program under a scheduler, a poller and a simulated kernel, checked
// after every step until its clients have all gone. Everything in it follows from the seed. Lives
// on the simulation's thread.
#pragma once

#include "core/event.h"
#include "tests/simulation/faults.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope::simulation {

struct Outcome {
    std::string problem;  ///< empty: all was well
    std::vector<Event> events;
    std::uint64_t texts = 0;  ///< a hash of what they refer to, without the poll's call
};

/// `prints`: every event's line as it happens.
Outcome simulate(std::uint64_t seed, std::string_view poller, Tally& tally, bool prints);

/// What differs between two runs of a seed, empty if nothing does.
std::string difference(const Outcome& one, const Outcome& other);

}  // namespace yieldscope::simulation
