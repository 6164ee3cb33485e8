// Colours, sizes and fonts of the screen. The hues are Okabe and Ito's, safe for colour-blind eyes
// (https://jfly.uni-koeln.de/color/); a theme takes them as light or as dark as its ground needs.
// A state is never told by colour alone, each has its shape too. Lives on the UI thread.
#pragma once

#include "core/watch/model.h"

#include <imgui.h>

#include <cstdint>

namespace yieldscope {

namespace colour {
constexpr ImU32 rgb(unsigned hex) {
    return IM_COL32((hex >> 16) & 0xFF, (hex >> 8) & 0xFF, hex & 0xFF, 0xFF);
}
/// The same colour, `alpha` in 0..1.
constexpr ImU32 faded(ImU32 c, float alpha) {
    return (c & ~IM_COL32_A_MASK) | (static_cast<ImU32>(alpha * 255.0F) << IM_COL32_A_SHIFT);
}
}  // namespace colour

enum class Theme : std::uint8_t { dark, light, contrast };

constexpr Theme next_theme(Theme theme) {
    return theme == Theme::contrast ? Theme::dark : static_cast<Theme>(static_cast<int>(theme) + 1);
}

/// What everything on the screen is painted with. The states' colours and all that is written with
/// can be read on `ground`, `pane` and `card` in every theme: 4.5 to 1, 7 to 1 in high contrast.
struct Palette {
    ImU32 ready;
    ImU32 running;
    ImU32 recv_wait;
    ImU32 send_wait;
    ImU32 failed;
    ImU32 done;
    ImU32 cursor;
    ImU32 ground;
    ImU32 pane;
    ImU32 card;
    ImU32 line;
    ImU32 arrow;
    ImU32 text;
    ImU32 faint;
    ImU32 weak;      ///< the least that can still be read: line numbers, comments, grey words
    ImU32 on_state;  ///< written on a state's colour
    ImU32 keyword;
    ImU32 string;
};

const Palette& palette_of(Theme theme);

/// That of the current context, as build_theme() chose it.
const Palette& colours();

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

/// How high text is, in pixels.
struct TextPixels {
    float text = 18;
    float bar = 18;       ///< what has to be there whole at any zoom: the transport bar, the sheets
    float zoom_most = 3;  ///< a larger zoom would change nothing: the board has to fit

    bool operator==(const TextPixels&) const = default;
};

/// That of the current context, as build_theme() was told.
const TextPixels& text_size();

/// The current context's colours alone. Between frames only.
void choose_colours(Theme theme);

/// Fills the current context's atlas for text of these heights and applies the style for it.
/// Between frames only; the back end has to upload the texture afterwards.
void build_theme(Theme theme, const TextPixels& pixels);

/// While it lives, fonts() and all sizes are those of the bar. Not around a whole frame.
class BarText {
public:
    BarText();
    ~BarText();
    BarText(const BarText&) = delete;
    BarText& operator=(const BarText&) = delete;

private:
    ImGuiStyle style_before_;
};

}  // namespace yieldscope
