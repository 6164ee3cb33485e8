// The scrub strip: all that is remembered on one track, from where history begins to now, with the
// moment on the screen as a handle and what happened as marks. In the past it is a band that says
// so. Costs what the screen has pixels, not what history has marks. Lives on the UI thread.
#pragma once

#include "app/panels/bookmarks.h"
#include "app/player.h"
#include "app/selection.h"
#include "core/watch/history.h"

#include <imgui.h>

#include <cstdint>
#include <optional>
#include <string>

namespace yieldscope {

/// Where moments are on the track: history's range on a stretch of pixels.
struct Track {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;  ///< both can be shown
    float left = 0;
    float width = 1;

    float x_of(std::uint64_t moment) const;
    /// The nearest one; within the range wherever the mouse is.
    std::uint64_t moment_at(float x) const;
};

/// What is marked on the track. A failure and a stop are shown with their event as the last one.
struct Marked {
    enum class Kind : std::uint8_t { failure, stop, bookmark } kind = Kind::failure;
    std::uint64_t moment = 0;

    bool operator==(const Marked&) const = default;
};

/// The mark next to `x` on the track, if one is at most `reach` pixels away.
std::optional<Marked> marked_near(float x, float reach, const Track& track, const History& past);

struct ScrubPanel {
    static constexpr const char* title = "History";
    static constexpr const char* help =
        "All that is remembered: click or drag to go to a moment, End goes back to live. A cross "
        "is a failure, a diamond a breakpoint that was hit, a triangle a bookmark: a click goes "
        "to it, a right click on a bookmark changes its note.";

    bool files_wanted = false;  ///< the user asked for the panel for files; taken by the shell

    void draw(const ProgramFacts& facts, const History& past, Player& player,
              BookmarksPanel& bookmarks);

    /// Where the handle is on the screen, at the strip's lower edge.
    ImVec2 handle() const { return handle_; }

private:
    void draw_words(const ProgramFacts& facts, const History& past, Player& player, float x,
                    float width);
    void draw_track(const History& past, Player& player, BookmarksPanel& bookmarks, float width);
    static void go_where_the_mouse_is(const Track& track, const History& past, Player& player,
                                      bool pressed);
    void explain(const Track& track, const History& past, const Player& player);

    int detail_ = 0;
    ImVec2 handle_{0, 0};

    // What the mouse is on, and since when: a sentence costs a picture of that moment.
    std::optional<Marked> hovered_mark_;
    std::uint64_t hovered_ = UINT64_MAX;
    double rests_since_s_ = 0;
    std::string explained_;
};

}  // namespace yieldscope
