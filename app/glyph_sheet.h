// Letters that come with texts. There are too many in the world to bake all of them into Dear
// ImGui's atlas, so a part of it is kept free, and a letter is baked there when a text needs it
// first, from the font it is missing in or else from any of this machine. When the sheet is full,
// those that were not needed lately make room, between two frames. Of the one context there is;
// lives on the UI thread. From 1.92 on Dear ImGui does all that by itself.
#pragma once

#include <imgui.h>

namespace yieldscope {

struct FontFile;

/// While the atlas is filled: from here on there are no letters, and room for them, as text of so
/// many pixels needs it.
void begin_glyph_sheet(float pixels);

/// A font of that sheet, and what it was made of.
void add_to_glyph_sheet(ImFont& font, const FontFile& file, float pixels);

/// Sees to it that the font has the letter. False if no font has it. In a frame that needs very
/// many new ones some follow in the next.
bool bring_letter(ImFont& font, char32_t letter);

/// A part of the atlas's texture, in pixels.
struct AtlasPart {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
};

/// What has changed since the last call: it has to be uploaded before the frame is rendered.
AtlasPart take_new_letters();

}  // namespace yieldscope
