// Where the keyboard is. Tab goes from one control to the next, in the order in which they are
// drawn, Enter presses it, and a ring is around it. What lies on top, a menu or a dialog, keeps Tab
// to itself. Up and Down walk through a menu, or through what an area lists: the one with the ring,
// else the board. Widgets say where they are as they are drawn, keys come between two frames.
// Owned by the shell; lives on the UI thread.
#pragma once

#include "app/keys.h"

#include <imgui.h>

#include <cstddef>
#include <vector>

namespace yieldscope {

class Focus {
public:
    /// From here on, to end_frame(), what is drawn takes part.
    void begin_frame();
    void end_frame();

    /// Obeys a key; false if it is none of these: Tab, Shift Tab, Enter, Down, Up.
    bool act(Action action);
    /// The ring is to be seen, where it was last.
    void show() { visible_ = true; }
    /// The ring goes; false if there was none.
    bool leave();

private:
    friend class FocusStop;

    struct Stop {
        ImGuiID id;
        const void* window;  ///< that has no parent: what lies on top is the last of a frame
        bool area;
    };
    /// Where the ring is in a window, also while another lies on top.
    struct Place {
        const void* window;
        ImGuiID id = 0;
        std::size_t number = 0;  ///< among the window's stops: if it goes, its neighbour follows
    };

    Place& place(const void* window);
    std::size_t count_on_top() const;
    const Stop& on_top(std::size_t number) const;
    void put(std::size_t number);
    const Stop* stop_with_ring();
    void move(int by);
    void press();
    void walk(int by);

    std::vector<Stop> stops_;  ///< of the last frame, in their order
    std::vector<Place> places_;
    const void* top_ = nullptr;
    bool visible_ = false;
    bool moved_ = false;    ///< since the last frame
    bool pressed_ = false;  ///< likewise
    int walked_ = 0;        ///< likewise
    ImGuiID walker_ = 0;    ///< the area that is meant
};

/// The button, or what else is clicked, that was just drawn. True: Enter has pressed it.
bool focus_button(bool enabled = true);

/// The field for text that was just drawn: with the ring it has the keyboard.
void focus_field();

/// The area that was just drawn. How far to walk through what it lists; 0: nowhere.
int focus_area();

}  // namespace yieldscope
