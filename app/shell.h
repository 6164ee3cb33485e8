// The shell: one full-viewport window with the panels in it. Holds the panels by value and draws
// them in one visible list; knows who is selected, which moment is shown and how large the text is.
// Lives on the UI thread, inside an ImGui context that somebody else owns.
#pragma once

#include "app/keys.h"
#include "app/panels/board.h"
#include "app/panels/clients.h"
#include "app/panels/code.h"
#include "app/panels/connections.h"
#include "app/panels/controls.h"
#include "app/panels/key_sheet.h"
#include "app/panels/log.h"
#include "app/panels/narration.h"
#include "app/player.h"
#include "app/selection.h"
#include "app/settings.h"
#include "core/watch/command.h"
#include "core/watch/history.h"

#include <string>

namespace yieldscope {

class Shell {
public:
    /// `crowd`: clients of our own, null where there can be none.
    Shell(EventLog& log, CommandQueue& commands, ProgramFacts facts, Settings& settings,
          Crowd* crowd = nullptr);

    /// Reads what the loop has done meanwhile, and lets the player go on. Once a frame, before
    /// ImGui::NewFrame. `now_s` is any clock that only goes forward. Returns whether there was
    /// anything new.
    bool update(double now_s);

    /// The whole screen, between ImGui::NewFrame and ImGui::Render.
    void draw();

    /// A key was pressed. full_screen is the window's own affair and is ignored here.
    void act(Action action);

    const Settings& settings() const { return settings_; }

    /// A line for the window's title bar: "yieldscope: echo on 127.0.0.1:25000, paused at event 17,
    /// turn 5".
    std::string title();

    Player& player() { return player_; }
    const Selection& selection() const { return selection_; }

private:
    History history_;
    Player player_;
    Selection selection_;
    ProgramFacts facts_;
    Settings& settings_;
    Crowd* crowd_;

    // The panels, in the order in which they are drawn.
    ControlsPanel controls_;
    CodePanel code_;
    BoardPanel board_;
    ConnectionsPanel connections_;
    NarrationPanel narration_;
    LogPanel log_;
    ClientsPanel clients_;
    KeySheet key_sheet_;
};

}  // namespace yieldscope
