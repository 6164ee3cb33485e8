// How the right column's height is shared between the connections, the task and the breakpoints.
// They stay where they are while the program runs, so it depends on nothing that comes and goes by
// itself: only a breakpoint more or less moves them. Pure; any thread.
#pragma once

#include <algorithm>
#include <cstddef>

namespace yieldscope {

/// In pixels; with the two gaps they add up to the whole.
struct SideColumn {
    float connections;
    float task;
    float breakpoints;
};

/// `em` is the height of the text, `gap` what lies between two panes.
inline SideColumn side_column(float height, float em, float gap, std::size_t breakpoints) {
    const float room = std::max(height - 2 * gap, 0.0F);
    const float rows = breakpoints == 0 ? 1.1F : static_cast<float>(breakpoints) * 1.6F;
    SideColumn column{};
    column.breakpoints = std::min({(3.0F + rows) * em, room * 0.25F, 11 * em});
    const float rest = room - column.breakpoints;
    const bool is_short = height < 26 * em;  // zoomed in, for instance
    column.task = std::min(rest * (is_short ? 0.46F : 0.52F), 18.5F * em);
    column.connections = rest - column.task;
    return column;
}

}  // namespace yieldscope
