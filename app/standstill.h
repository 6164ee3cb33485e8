// Brings what runs to a standstill, so that something else can begin in its place: a turn that
// never ends would take the window with it. Lives on the UI thread.
#pragma once

#include "app/player.h"

#include <cstdint>
#include <optional>

namespace yieldscope {

class Standstill {
public:
    enum class Answer : std::uint8_t { not_yet, reached, out_of_reach };

    /// Once a frame, after the player: pauses what runs, while that is wanted. Out of reach, as a
    /// task does not yield: once it is not wanted any more what ran goes on. `now_s` is any clock
    /// that only goes forward.
    Answer update(Player& player, bool wanted, double now_s);

private:
    std::optional<double> since_s_;  ///< when it came to be wanted
    bool paused_ = false;            ///< what ran, which goes on if all stays as it is
};

}  // namespace yieldscope
