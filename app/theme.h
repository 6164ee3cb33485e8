// Colours, sizes and fonts of the screen. The colours are Okabe and Ito's, safe for colour-blind
// eyes (https://jfly.uni-koeln.de/color/); a state is never told by colour alone, each has its
// shape too. Lives on the UI thread.
#pragma once

#include "core/watch/model.h"

#include <imgui.h>

namespace yieldscope {

namespace colour {
constexpr ImU32 rgb(unsigned hex) {
    return IM_COL32((hex >> 16) & 0xFF, (hex >> 8) & 0xFF, hex & 0xFF, 0xFF);
}
/// The same colour, `alpha` in 0..1.
constexpr ImU32 faded(ImU32 c, float alpha) {
    return (c & ~IM_COL32_A_MASK) | (static_cast<ImU32>(alpha * 255.0F) << IM_COL32_A_SHIFT);
}
constexpr ImU32 ready = rgb(0x56B4E9);
constexpr ImU32 running = rgb(0x2FBF92);
constexpr ImU32 recv_wait = rgb(0xE69F00);
constexpr ImU32 send_wait = rgb(0xCC79A7);
constexpr ImU32 failed = rgb(0xE8703A);
constexpr ImU32 done = rgb(0x98A1B0);
constexpr ImU32 cursor = rgb(0xF0E442);
constexpr ImU32 ground = rgb(0x14161B);
constexpr ImU32 pane = rgb(0x1B1E25);
constexpr ImU32 card = rgb(0x262B35);
constexpr ImU32 line = rgb(0x2D323D);
constexpr ImU32 text = rgb(0xE6E9EF);
constexpr ImU32 faint = rgb(0x98A1B0);
constexpr ImU32 keyword = rgb(0xC9A0F0);
constexpr ImU32 string = rgb(0x7FC98F);
}  // namespace colour

ImU32 colour_of(Place place);

/// Draws a place's shape (ready: triangle, running: disc, recv: down, send: up, failed: cross,
/// done: tick) in a square of `size` pixels around `centre`.
void draw_shape(ImDrawList& list, Place place, ImVec2 centre, float size, ImU32 colour);

/// The fonts of the screen. Never null: ImGui's own stands in for what is not installed.
struct Fonts {
    ImFont* text = nullptr;
    ImFont* bold = nullptr;
    ImFont* code = nullptr;
    ImFont* small = nullptr;
    ImFont* large = nullptr;  ///< the narration
};

/// Those of the current context, as build_theme() made them.
const Fonts& fonts();

/// Fills the current context's atlas for text of `pixels` height (18 at scale 1 and 1080p) and
/// applies the style for it. Between frames only; the back end has to upload the texture
/// afterwards.
void build_theme(float pixels);

}  // namespace yieldscope
