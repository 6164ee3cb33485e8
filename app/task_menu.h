// What a teacher does to one task: run it next, break when it runs, follow it, cancel it, give it
// another name. The same five as a menu under the mouse, for every panel that sets Selection::menu,
// and as buttons, for the task's own panel. It only posts commands: what the screen shows is what
// the loop has confirmed. Lives on the UI thread.
#pragma once

#include "app/player.h"
#include "app/selection.h"
#include "core/watch/history.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace yieldscope {

/// The number of the breakpoint in force that stops at just that; 0: there is none.
std::uint32_t number_of(const Breakpoint& breakpoint, const History& past);

/// Without the spaces around it.
std::string_view trimmed(std::string_view text);

/// Why a task cannot be called that, as a sentence; empty if it can.
std::string_view why_not_name(std::string_view name);

class TaskMenu {
public:
    /// What can be done to a task, in the order in which it is offered.
    enum class Deed : std::uint8_t { run_next, break_task, follow, cancel, rename };
    struct Item {
        Deed deed;
        std::string_view id;
        std::string_view label;
        std::string_view tooltip;
        std::string_view why_not;
    };

    /// `now` is the moment that is shown, which the live program may be ahead of.
    static std::array<Item, 5> items(TaskId task, const Model& now, const Selection& selection,
                                     const History& past, const Player& player);
    /// Opens and draws the menu and the field for a name. Once a frame, after the panels.
    void draw(const Model& now, Selection& selection, const History& past, Player& player);

    /// The five as buttons, from here on to the right and down.
    void buttons(TaskId task, const Model& now, Selection& selection, const History& past,
                 Player& player);

    /// Break when it runs; once more: no longer. Nothing if there is no such task.
    void toggle_break(TaskId task, const History& past, Player& player);

    /// Closes what is open; false if nothing was.
    bool close();

private:
    void act(Deed deed, TaskId task, Selection& selection, const History& past, Player& player);
    void draw_menu(const Model& now, Selection& selection, const History& past, Player& player);
    void draw_rename(const History& past, Player& player);

    TaskId task_ = 0;            ///< whose menu is open
    TaskId renamed_ = 0;         ///< who is being renamed; 0: nobody
    bool rename_opens_ = false;  ///< in this frame
    bool refocus_ = false;       ///< a name was refused: back into the field in the next frame
    bool refused_ = false;       ///< and there the text is kept
    bool closes_ = false;
    float buttons_height_ = 0;      ///< of all rows of them, in the last frame
    std::array<char, 256> name_{};  ///< as it is typed
};

}  // namespace yieldscope
