// The breakpoints: those in force, as the loop has confirmed them, and a popup to add one with a
// click or two. They are the live program's, whatever moment is on the screen. Lives on the UI
// thread.
#pragma once

#include "app/player.h"
#include "app/selection.h"
#include "core/watch/history.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace yieldscope {

/// Why a breakpoint cannot be set now, as a sentence; empty if it can.
std::string why_not_set(const Breakpoint& breakpoint, const History& past, const Player& player);

struct BreakpointsPanel {
    static constexpr const char* title = "Breakpoints";
    static constexpr const char* help =
        "Where the program stops by itself. It runs on from there with Space, and stops there "
        "again the next time, until you remove the breakpoint.";

    void draw(const History& past, const Selection& selection, Player& player);

    /// Closes the form; false if it is not open.
    bool close();

private:
    void draw_popup(const History& past, const Selection& selection, Player& player);
    void draw_presets(const History& past, const Selection& selection, Player& player);
    void draw_event_form(const History& past, const Selection& selection, Player& player);
    void draw_queue_form(const History& past, Player& player);

    bool open_ = false;
    bool closes_ = false;

    // The form, as it is filled in.
    std::optional<EventKind> kind_;  ///< nothing: any
    bool selected_only_ = false;
    std::array<char, 7> fd_{};
    Place queue_ = Place::ready;
    std::array<char, 7> longer_than_{'4'};
};

}  // namespace yieldscope
