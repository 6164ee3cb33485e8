// What the user has set and would want again next time: how it looks, how fast it plays, where the
// splitters stand. Nothing in it can let anybody in: no address is ever kept. Plain values; lives
// on the UI thread.
#pragma once

#include "app/theme.h"

namespace yieldscope {

struct Settings {
    Theme theme = Theme::dark;
    float zoom = 1;        ///< of everything, on top of --scale; changed by Ctrl + and -
    std::size_t pace = 8;  ///< which of paces(), from the slowest; the last is full speed
    bool reduced_motion = false;
    bool presentation = false;  ///< the board and the sentence alone, twice as large

    // Where the splitters stand, in parts of the screen's width and height.
    float left = 0.3F;
    float right = 0.22F;
    float bottom = 0.18F;
};

}  // namespace yieldscope
