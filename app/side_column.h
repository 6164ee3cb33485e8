// How the right column's height is shared between the connections, the task and the breakpoints.
// The task has what its facts need and the connections all the rest; where that is too little for
// every row, or eight, the task gives away what it can. So they stay where they are while clients
// come and go, as long as there is room for all; a breakpoint more or less moves them. Pure; any
// thread.
#pragma once

#include <algorithm>
#include <cstddef>

namespace yieldscope {

/// In pixels; with the gaps between them they add up to the whole.
struct SideColumn {
    float connections;  ///< 0: there are none, because the program does not use the network
    float task;
    float breakpoints;
};

/// What the panes have to show.
struct SideNeeds {
    bool network = true;
    std::size_t connections = 0;
    std::size_t breakpoints = 0;
    bool open_to_others = false;  ///< which the connections say in a line of their own
    bool refused = false;         ///< likewise, in two
};

/// `em` is the height of the text, `gap` what lies between two panes.
inline SideColumn side_column(float height, float width, float em, float gap,
                              const SideNeeds& needs) {
    const bool wide = width >= 25 * em;  // then the panes write larger
    const float room = std::max(height - (needs.network ? 2 : 1) * gap, 0.0F);
    SideColumn column{};
    column.breakpoints = needs.breakpoints == 0
                             ? std::min(2.4F * em, room * 0.2F)
                             : std::min({(3 + static_cast<float>(needs.breakpoints) * 1.6F) * em,
                                         room * 0.25F, 11 * em});
    const float rest = room - column.breakpoints;
    column.task = rest;
    if (!needs.network) return column;
    const float task_whole = (wide ? 19.0F : 17.0F) * em;
    const float task_least = std::min(rest * 0.42F, task_whole);
    const float rows = static_cast<float>(std::clamp<std::size_t>(needs.connections, 2, 8));
    const float said = (needs.open_to_others ? 1.7F : 0) + (needs.refused ? 2.8F : 0);
    const float connections_whole = (5.1F + said + (rows + 1) * (wide ? 1.42F : 1.22F)) * em;
    column.task = std::clamp(rest - connections_whole, task_least, task_whole);
    column.connections = rest - column.task;
    return column;
}

}  // namespace yieldscope
