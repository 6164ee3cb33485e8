// The few widgets of our own, and the record of where they are: tests find and click them by id
// instead of by pixel. Lives on the UI thread.
#pragma once

#include "core/watch/explain.h"  // grouped()

#include <imgui.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

/// Where a widget was drawn in the last frame.
struct WidgetRecord {
    std::string id;
    std::string label;
    ImVec2 min;
    ImVec2 max;
    bool enabled = true;
};

/// From here on every widget drawn is noted in `records`; null, as at the start: nowhere.
void record_widgets(std::vector<WidgetRecord>* records);

/// Notes the item just drawn under `id`. For widgets that are ImGui's own.
void note_widget(std::string_view id, std::string_view label, bool enabled = true);

/// Notes the current window itself. Between ImGui::Begin and ImGui::End.
void note_window(std::string_view id, std::string_view label);
/// The same for what is drawn and no item of ImGui's: where it is, on the screen.
void note_area(std::string_view id, std::string_view label, ImVec2 min, ImVec2 max);

/// Does anybody want to know? If not, nothing has to be put into words for it.
bool recording_widgets();

struct ButtonLook {
    std::string_view icon = {};     ///< before its label, drawn as it reads: "|<", "<<", ">", "||"
    std::string_view hint = {};     ///< its key, small beside the label
    std::string_view tooltip = {};  ///< what it does
    std::string_view why_not = {};  ///< if not empty: it is grey, and says this on hover
    bool primary = false;
    bool compact = false;  ///< small, for where there is little room
    float height = 0;      ///< pixels; 0: as high as others
    float width = 0;       ///< likewise, at least; what it says is in its middle
};

/// How wide a button of that label will be.
float button_width(std::string_view label, const ButtonLook& look = {});

/// The next item goes on in this line if there is `width` left of it, else in a new line.
void flow(float width);

/// True when it was clicked.
bool button(std::string_view id, std::string_view label, const ButtonLook& look = {});

/// A small framed word: a fact, not a control.
void pill(std::string_view text);

/// A pane's caption, in small capitals, with a "?" that shows the pane's help on hover.
void caption(std::string_view title, std::string_view help);

/// Where a row of buttons is. Tooltips opened while it lives are below it, or above where there is
/// no room: none lies over a button, and the mouse can click on.
class ButtonRow {
public:
    ButtonRow(float top, float bottom);
    ~ButtonRow();
    ButtonRow(const ButtonRow&) = delete;
    ButtonRow& operator=(const ButtonRow&) = delete;

private:
    ImVec2 before_;
};

/// A tooltip that wraps, for the item just drawn, if the mouse rests on it.
void tooltip(std::string_view text, ImGuiHoveredFlags rests = ImGuiHoveredFlags_None);

/// Text in a font and a colour; ends where it ends (no line break).
void text_in(ImFont* font, ImU32 colour, std::string_view text);

/// A text that wraps at `edge`, in pixels from the window's left, or where its content ends (0).
/// Noted under `id`, if it has one.
void paragraph(std::string_view id, ImFont* font, ImU32 colour, std::string_view text,
               float edge = 0);

/// A window in the upper middle of the screen, `width` letters wide and as high as what is in it.
/// As ImGui::Begin: end_dialog() follows in any case, what it shows only if this is true.
bool begin_dialog(const char* title, bool& open, float width);
void end_dialog();

/// Scrolls the current window to `y` pixels or a little less, so that no line is cut at the top.
void scroll_to_line(float y, float line_height);

/// The words in that font, or as many of their letters as fit into `room` pixels and three dots.
std::string fitted(ImFont* font, std::string words, float room);

/// The text with line breaks, only between words; a word that is longer than a line is broken
/// between letters, but not within an escape.
std::string wrapped(ImFont* font, std::string_view text, float room);

/// A small field that takes digits and nothing else. True when what is in it has changed.
bool digits_field(std::string_view id, std::string_view hint, std::span<char> digits, float width);

/// "1.2 MB", "1,812 B"; it is not broken before its unit.
std::string bytes_text(unsigned long long bytes);

/// An age that grows on the screen, in steps, so that it need not be drawn anew all the time: "more
/// than 2 s", "more than 5 min". Empty below one second.
std::string age_text(double age_s);

/// A span of time, as exactly as people care: "41 ms", "3.2 s", "5 min 20 s".
std::string duration_text(long long ns);

/// A share of 1: "41 %". What there is at all is never "0 %", and what is not all never "100 %".
std::string percent_text(double share);

}  // namespace yieldscope
