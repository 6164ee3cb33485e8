// What the board's pieces look like: lanes, cards, arrows, the poll place, those who are gone.
// Paints only; where things are and what they say is decided by whoever calls. Lives on the UI
// thread.
#pragma once

#include "app/board_layout.h"
#include "app/panels/board_words.h"
#include "app/theme.h"

#include <imgui.h>

#include <span>
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
};

struct ArrowLook {
    ImU32 colour;
    bool lit = false;     ///< the last event went this way
    bool closed = false;  ///< nobody is let through: it is dim, and a barrier stands across it
};
void paint_arrow(const Canvas& canvas, const BoardArrow& arrow, const ArrowLook& look);

/// The frame with its label, its count and its note; the squares, if there are. `flash`: 0..1.
void paint_lane(const Canvas& canvas, const BoardLane& lane, float flash);

void paint_gone(const Canvas& canvas, const Box& gone, bool empty);

void paint_poll(const Canvas& canvas, const Box& box, const PollWords& words);

struct CardLook {
    bool lit = false;    ///< somebody points at it
    bool moved = false;  ///< it is the one that something just happened to
};
void paint_card(const Canvas& canvas, const BoardCard& card, const CardWords& words,
                const CardLook& look);

}  // namespace yieldscope
