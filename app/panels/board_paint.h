// What the board's pieces look like: lanes, cards, arrows, the poll place, those who are gone.
// Paints only; where things are and what they say is decided by whoever calls. Lives on the UI
// thread.
#pragma once

#include "app/board_layout.h"
#include "app/panels/board_words.h"
#include "app/theme.h"

#include <imgui.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

namespace yieldscope {

/// Everything painting needs: where the board begins on the screen, and how large its text is.
struct Canvas {
    ImDrawList& list;
    ImVec2 origin;
    float em;

    ImVec2 at(float x, float y) const { return {origin.x + x, origin.y + y}; }
    ImVec2 at(Point point) const { return at(point.x, point.y); }
    ImVec2 min(const Box& box) const { return at(box.x, box.y); }
    ImVec2 max(const Box& box) const { return at(box.right(), box.bottom()); }

    void text(ImFont* font, float x, float y, ImU32 colour, std::string_view words) const;
    float width(ImFont* font, std::string_view words) const;
    /// Breaks lines to fit into a width; returns the height that took. Nothing is drawn, and 0
    /// returned, where it would be higher than `room`.
    float wrapped(ImFont* font, float x, float y, ImU32 colour, std::string_view words, float width,
                  float room) const;
    /// The words, or as many of their letters as fit and "…".
    std::string fitted(ImFont* font, std::string_view words, float room) const;
    /// The same, but the letters from `tail` on stay: "count…(10)".
    std::string fitted_before(ImFont* font, std::string_view words, std::size_t tail,
                              float room) const;
    /// The largest of the fonts in which the words fit; the last one if none.
    ImFont* fitting_font(std::initializer_list<ImFont*> candidates, std::string_view words,
                         float room) const;
};

struct ArrowLook {
    ImU32 colour;
    bool lit = false;     ///< the last event went this way
    bool closed = false;  ///< nobody is let through: it is dim, and a barrier stands across it
};
void paint_arrow(const Canvas& canvas, const BoardArrow& arrow, const ArrowLook& look);

/// The frame with its label, its count and its note; the squares, if there are. `flash`: 0..1.
/// Returns what there was room for on its label.
std::string_view paint_lane(const Canvas& canvas, const BoardLane& lane, float flash);

/// Over the head of the ready queue: it is next. Where the queue wraps, nothing else tells.
void paint_next(const Canvas& canvas, const BoardLane& ready);

/// `count`: how many went; said where not all of them are shown.
std::string paint_gone(const Canvas& canvas, const Box& gone, std::uint64_t count, bool all_shown);

/// The rule before all else: where the room is small, the call's name goes, and then the reason.
/// Returns what there was room for.
std::string paint_poll(const Canvas& canvas, const Box& box, const PollWords& words);

struct CardLook {
    bool lit = false;    ///< somebody points at it
    bool moved = false;  ///< it is the one that something just happened to
};
void paint_card(const Canvas& canvas, const BoardCard& card, const CardWords& words,
                const CardLook& look);

/// What the longest name of those on the board takes, in units of the text height; 0 where there
/// are too many to have their names on it. Needs no frame.
float longest_name(const Model& now, const History& past);

}  // namespace yieldscope
