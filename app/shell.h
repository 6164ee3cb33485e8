// The shell: one full-viewport window with the panels in it. Holds the panels by value and draws
// them in one visible list; knows who is selected, which moment is shown and how large the text is.
// Lives on the UI thread, inside an ImGui context that somebody else owns.
#pragma once

#include "app/comparison.h"
#include "app/focus.h"
#include "app/keys.h"
#include "app/notices.h"
#include "app/panels/board.h"
#include "app/panels/bookmarks.h"
#include "app/panels/breakpoints.h"
#include "app/panels/clients.h"
#include "app/panels/code.h"
#include "app/panels/connections.h"
#include "app/panels/controls.h"
#include "app/panels/key_sheet.h"
#include "app/panels/launcher.h"
#include "app/panels/log.h"
#include "app/panels/narration.h"
#include "app/panels/recordings.h"
#include "app/panels/scrub.h"
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

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace yieldscope {

class Shell {
public:
    /// `crowd`: clients of our own, null where there can be none. `start`: the picture before the
    /// log's first event, if that is not number 0. A recording is shown from its beginning on.
    Shell(EventLog& log, CommandQueue& commands, ProgramFacts facts, Settings& settings,
          Crowd* crowd = nullptr, Model start = {});

    /// Reads what the loop has done meanwhile, and lets the player go on. Once a frame, before
    /// ImGui::NewFrame. `now_s` is any clock that only goes forward. Returns whether there is
    /// anything new to show.
    bool update(double now_s);

    /// The whole screen, between ImGui::NewFrame and ImGui::Render, but for the ground.
    void draw();
    /// What whoever shows it clears the screen with: it is to be seen between the panes.
    static ImU32 ground();

    /// A key was pressed. full_screen is the window's own affair and is ignored here.
    void act(Action action);

    /// Shows a sentence, after those that are there, until it is dismissed; an empty one says
    /// nothing.
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

    /// All of the recording that is shown has been read.
    void note_read();

    /// A file was dropped onto the window: a recording gives way to it at once, a program that runs
    /// only when the user says so.
    void offer(const std::string& path);

    /// What the user wants to do with a file, once.
    std::optional<FileWish> take_file_wish() { return std::exchange(recordings_.wanted, {}); }

    /// Is the panel open in which files are asked for? To close it is to want none any more.
    bool asks_for_files() const { return recordings_.open; }

    /// What came of it, as a sentence; `refused`: it could not be.
    void answer(const std::string& sentence, bool refused);

    /// Puts a second recording beside what is shown. Returns why it cannot be, as a sentence; empty
    /// if it is.
    std::string compare(
        const std::string& path, const std::function<bool()>& interrupted = [] { return false; });
    void compare(std::unique_ptr<Comparison> other) { comparison_ = std::move(other); }
    std::size_t comparison_bytes() const { return history_.log().capacity() * sizeof(Event); }
    void end_comparison() { comparison_.reset(); }
    const Comparison* comparison() const { return comparison_.get(); }  ///< null: there is none

    /// A recording was opened or saved there; "-" is none.
    void remember_recent(const std::string& path);

    const History& history() const { return history_; }
    Player& player() { return player_; }
    const Selection& selection() const { return selection_; }

private:
    void look_after_memory(double now_s);
    bool compare_on();
    ScreenFacts screen_facts();
    void draw_notice();
    void say_of_zoom(bool cramped);
    void draw_timeline();
    void draw_right(const Box& column, const Model& now);
    void close_one();
    void draw_narration(const Model& now);

    MemoryReserve reserve_;  ///< history gives way when it is used
    History history_;
    Player player_;
    Selection selection_;
    Focus focus_;
    ProgramFacts facts_;
    Settings& settings_;
    Crowd* crowd_;

    // The panels, in the order in which they are drawn.
    ControlsPanel controls_;
    ScrubPanel scrub_;
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
    RecordingsPanel recordings_;
    BookmarksPanel bookmarks_;
    ViewPanel view_;

    std::unique_ptr<Comparison> comparison_;  ///< null: nothing is beside it
    bool is_read_ = false;
    const std::uint64_t first_;  ///< the event that the log began with

    double memory_due_s_ = 0;              ///< when the reserve looks ahead
    std::uint64_t times_it_gave_way_ = 0;  ///< as it was last said
    std::string turn_age_;                 ///< of the task that runs, as it was last shown
    bool held_up_ = false;                 ///< by a recording, when it was last asked
    bool blank_ = false;                   ///< nothing is shown until the next key
    bool menu_wanted_ = false;             ///< by a key, of the selected task
    bool zoomed_in_ = false;               ///< and it has not been said yet what that costs
    Notices notices_;

    // The largest sentence so far decides how high the narration is: a strip that followed every
    // event would let the board jump.
    float sentence_height_ = 0;
    ImVec2 sentence_screen_ = {0, 0};  ///< it was measured on a screen of this size,
    TextPixels sentence_text_;         ///< with this text
};

}  // namespace yieldscope
