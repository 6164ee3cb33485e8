// The log: what the scheduler did, one line an event, newest last. Costs what is in sight.
// Lives on the UI thread.
#pragma once

#include "app/player.h"
#include "app/selection.h"
#include "core/watch/history.h"

#include <cstdint>

namespace yieldscope {

struct LogPanel {
    static constexpr const char* title = "Log";
    static constexpr const char* help =
        "What the scheduler did, newest last. Click a line to see that moment; End goes back to "
        "live.";

    void draw(const History& past, Selection& selection, Player& player);

private:
    void choose_lines(const History& past, const Player& player, float line_height);

    std::uint64_t first_ = 0;                     ///< the event in the first line
    std::uint64_t scrolled_cursor_ = UINT64_MAX;  ///< where it last scrolled to
    float scrolled_height_ = 0;                   ///< in a view of this height, in lines
};

}  // namespace yieldscope
