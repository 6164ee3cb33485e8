// Letters of the world: every text that is drawn or measured passes here on its way to Dear ImGui.
// A letter that its font lacks is baked at once from another font of this machine; what no font
// has is written as its code point, [U+1F600]; Hebrew and Arabic are turned around. A text of plain
// ASCII is only looked through. Lives on the UI thread.
#pragma once

#include <imgui.h>

#include <string>
#include <string_view>

namespace yieldscope {

/// A text in the form in which Dear ImGui draws it. Not to be cut: where to cut has to be found out
/// before, as letters may stand in another order here. Valid as long as the text.
class AsDrawn {
public:
    /// In the current font. `wrap`: Dear ImGui will break it into lines of so many pixels.
    explicit AsDrawn(std::string_view text, float wrap = 0);
    AsDrawn(std::string_view text, ImFont& font, float wrap = 0);
    AsDrawn(const AsDrawn&) = delete;
    AsDrawn& operator=(const AsDrawn&) = delete;

    std::string_view text() const { return text_; }
    const char* begin() const { return text_.data(); }
    const char* end() const { return text_.data() + text_.size(); }

private:
    std::string changed_;
    std::string_view text_;
};

/// Has it a letter that is read from right to left?
bool turns_around(std::string_view text);

/// How large it is in the current font; `wrap`: broken into lines of so many pixels.
ImVec2 measure(std::string_view text, float wrap = 0);

/// How wide it is in that font. Outside of a frame, too.
float width_in(ImFont& font, std::string_view text);

/// In the current font.
void draw_text(ImDrawList& list, ImVec2 at, ImU32 colour, std::string_view text);

/// Before a field is drawn with that text in it, in the current font: its letters are there then.
/// A field shows them one after the other, as they are kept.
void bring_letters(std::string_view text);

/// From now on what is copied into a field and out of it passes the two below. Once there is a back
/// end, which brings the clipboard.
void translate_clipboard();

/// A text with what a field cannot hold written as on the screen, [U+1F600], and the text back.
/// Both are the same where Dear ImGui can hold every letter.
std::string for_field(std::string_view text);
std::string from_field(std::string_view text);

}  // namespace yieldscope
