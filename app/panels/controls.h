// The transport bar: what program runs where, the buttons that step it, the pace, and the run
// state, which is only ever what an event has confirmed. The narrower it is, the less it says:
// everything has a tooltip. Lives on the UI thread.
#pragma once

#include "app/player.h"
#include "app/selection.h"
#include "core/clients/crowd.h"

namespace yieldscope {

struct ControlsPanel {
    static constexpr const char* title = "Controls";
    static constexpr const char* help =
        "Event shows one more event, Turn runs one task to its next yield, Round runs until the "
        "kernel would be asked again. Back rewinds the picture; the sockets stay as they are.";

    bool program_wanted = false;  ///< the user asked for the launcher; taken by the shell
    bool clients_wanted = false;  ///< and for clients of our own
    bool view_wanted = false;     ///< and for what it looks like

    /// `crowd`: clients of our own, null where there can be none.
    void draw(const ProgramFacts& facts, Player& player, const History& history,
              const Crowd* crowd);
};

}  // namespace yieldscope
