// The shell: one full-viewport window with the panels in it. Holds the panels by value and draws
// them in one visible list; knows who is selected, which moment is shown and how large the text is.
// Lives on the UI thread, inside an ImGui context that somebody else owns.
#pragma once

#include "app/keys.h"
#include "app/panels/board.h"
#include "app/panels/breakpoints.h"
#include "app/panels/clients.h"
#include "app/panels/code.h"
#include "app/panels/connections.h"
#include "app/panels/controls.h"
#include "app/panels/key_sheet.h"
#include "app/panels/launcher.h"
#include "app/panels/log.h"
#include "app/panels/narration.h"
#include "app/panels/task.h"
#include "app/panels/timeline.h"
#include "app/panels/view.h"
#include "app/player.h"
#include "app/screen_layout.h"
#include "app/selection.h"
#include "app/settings.h"
#include "app/task_menu.h"
#include "core/watch/command.h"
#include "core/watch/history.h"

#include <optional>
#include <string>
#include <utility>

namespace yieldscope {

class Shell {
public:
    /// `crowd`: clients of our own, null where there can be none.
    Shell(EventLog& log, CommandQueue& commands, ProgramFacts facts, Settings& settings,
          Crowd* crowd = nullptr);

    /// Reads what the loop has done meanwhile, and lets the player go on. Once a frame, before
    /// ImGui::NewFrame. `now_s` is any clock that only goes forward. Returns whether there is
    /// anything new to show.
    bool update(double now_s);

    /// The whole screen, between ImGui::NewFrame and ImGui::Render.
    void draw();

    /// A key was pressed. full_screen is the window's own affair and is ignored here.
    void act(Action action);

    /// Shows a sentence until it is dismissed; an empty one says nothing.
    void say(const std::string& sentence);

    const Settings& settings() const { return settings_; }

    /// A line for the window's title bar: "yieldscope: echo on 127.0.0.1:25000, paused at event 17,
    /// turn 5".
    std::string title();

    /// What the user wants to watch instead, once.
    std::optional<Choice> take_choice() { return std::exchange(launcher_.wanted, std::nullopt); }

    /// That could not be, and why, as a sentence.
    void refuse(std::string_view why) {
        launcher_.refusal = why;
        launcher_.open = true;
    }

    Player& player() { return player_; }
    const Selection& selection() const { return selection_; }

private:
    ScreenFacts screen_facts();
    void draw_notice();
    void draw_right(const Box& column, const Model& now);
    void close_one();
    void draw_narration(const Model& now);

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
    TaskPanel task_;
    BreakpointsPanel breakpoints_;
    NarrationPanel narration_;
    TimelinePanel timeline_;
    LogPanel log_;
    ClientsPanel clients_;
    KeySheet key_sheet_;
    LauncherPanel launcher_;
    TaskMenu task_menu_;
    ViewPanel view_;

    bool zoomed_in_ = false;  ///< and it has not been said yet what that costs
    std::string notice_;      ///< empty: there is nothing to say

    // The largest sentence so far decides how high the narration is: a strip that followed every
    // event would let the board jump.
    float sentence_height_ = 0;
    ImVec2 sentence_screen_ = {0, 0};  ///< it was measured on a screen of this size,
    TextPixels sentence_text_;         ///< with this text
};

}  // namespace yieldscope
