// Bookmarks: a note for the moment on the screen, and the list of all. What is listed is the live
// model's, whatever moment is looked at; a new one is there when an event says so. Lives on the UI
// thread.
#pragma once

#include "app/player.h"
#include "core/limits.h"
#include "core/watch/history.h"

#include <imgui.h>

#include <array>
#include <cstdint>
#include <string>

namespace yieldscope {

/// Its note, or which event it is where there is none: "event 98".
std::string name_of(const Bookmark& bookmark, const History& past, const Player& player);

struct BookmarksPanel {
    static constexpr const char* title = "Bookmarks";
    static constexpr const char* help =
        "B marks the moment on the screen. A click goes back to it; Ctrl Left and Ctrl Right go "
        "from mark to mark.";

    /// Opens the note of the moment: that of its bookmark, or an empty one.
    void edit(std::uint64_t moment, const History& past);
    void show_list() { list_opens_ = true; }

    /// `below`: where on the screen they open; they stay inside.
    void draw(const History& past, Player& player, ImVec2 below);

    /// Closes what is open; false if nothing is.
    bool close();

private:
    void draw_note(const History& past, Player& player);
    void draw_list(const History& past, Player& player);
    void draw_row(const Bookmark& bookmark, const History& past, Player& player, float width);

    std::uint64_t moment_ = 0;
    std::array<char, limits::note_bytes * 5 / 2 + 1> note_{};  ///< as a field holds it
    bool note_opens_ = false;
    bool list_opens_ = false;
    bool open_ = false;
    bool closes_ = false;
};

}  // namespace yieldscope
