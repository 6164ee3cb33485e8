#include "app/widgets.h"

#include "app/focus.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/theme.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <functional>

namespace yieldscope {
namespace {

std::vector<WidgetRecord>* recorded = nullptr;

ImVec2 row{0, 0};  // of buttons that tooltips keep off: from the top to the bottom; empty: none

ImVec2 size_of(ImFont* font, std::string_view text) {
    push_font(font);
    const ImVec2 size = measure(text);
    pop_font();
    return size;
}

void draw_text(ImFont* font, ImVec2 where, ImU32 colour, std::string_view text) {
    push_font(font);
    yieldscope::draw_text(*ImGui::GetWindowDrawList(), where, colour, text);
    pop_font();
}

/// How many bytes of a word fit, at least one letter; an escape like \\x1b is not taken apart.
std::size_t part_that_fits(ImFont* font, std::string_view word, float room) {
    std::size_t fits = 0;
    for (std::size_t i = 0; i < word.size();) {
        const std::size_t escape = word[i] != '\\' ? 1 : word.substr(i + 1, 1) == "x" ? 4 : 2;
        i = std::min(i + escape, word.size());
        while (i < word.size() && (static_cast<unsigned char>(word[i]) & 0xC0) == 0x80) ++i;
        if (fits > 0 && size_of(font, word.substr(0, i)).x > room) break;
        fits = i;
    }
    return fits;
}

}  // namespace

void record_widgets(std::vector<WidgetRecord>* records) { recorded = records; }

void note_widget(std::string_view id, std::string_view label, bool enabled) {
    if (!recorded) return;
    recorded->push_back({std::string(id), std::string(label), ImGui::GetItemRectMin(),
                         ImGui::GetItemRectMax(), enabled});
}

namespace {

constexpr float bar_advance = 0.3F;  // of the text's height, as all of an icon
constexpr float triangle_advance = 0.5F;

float icon_height(const ButtonLook& look) {
    return ImGui::GetFontSize() * (look.compact ? 0.8F : 1);
}

/// With the gap to the label behind it.
float icon_width(const ButtonLook& look, std::string_view label) {
    float width = look.icon.empty() || label.empty() ? 0 : 0.3F;
    for (const char part : look.icon) width += part == '|' ? bar_advance : triangle_advance;
    return width * icon_height(look);
}

/// Bars and triangles, from `left` on and around its height.
void draw_icon(ImVec2 left, const ButtonLook& look, ImU32 colour) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float em = icon_height(look);
    const float half = em * 0.3F;
    for (const char part : look.icon) {
        const float right = left.x + em * 0.46F;
        const auto [x, y] = left;
        if (part == '|') list.AddRectFilled({x, y - half}, {x + em * 0.14F, y + half}, colour);
        else if (part == '<')
            list.AddTriangleFilled({x, y}, {right, y - half}, {right, y + half}, colour);
        else list.AddTriangleFilled({x, y - half}, {right, y}, {x, y + half}, colour);
        left.x += em * (part == '|' ? bar_advance : triangle_advance);
    }
}

}  // namespace

float button_width(std::string_view label, const ButtonLook& look) {
    const float em = ImGui::GetFontSize();
    const float hint = look.hint.empty() ? 0 : size_of(fonts().small, look.hint).x + em * 0.45F;
    return icon_width(look, label) + size_of(look.compact ? fonts().small : fonts().text, label).x +
           hint + em * (look.compact ? 0.76F : 1.3F);
}

void flow(float width) {
    const float gap = ImGui::GetFontSize() * 0.3F;
    const float right = ImGui::GetWindowPos().x + ImGui::GetContentRegionMax().x;
    if (ImGui::GetItemRectMax().x + gap + width <= right) ImGui::SameLine(0, gap);
}

void note_window(std::string_view id, std::string_view label) {
    if (!recorded) return;
    const ImVec2 min = ImGui::GetWindowPos();
    const ImVec2 size = ImGui::GetWindowSize();
    recorded->push_back(
        {std::string(id), std::string(label), min, {min.x + size.x, min.y + size.y}});
}
void note_area(std::string_view id, std::string_view label, ImVec2 min, ImVec2 max) {
    if (recorded) recorded->push_back({std::string(id), std::string(label), min, max, true});
}

bool recording_widgets() { return recorded != nullptr; }

bool button(std::string_view id, std::string_view label, const ButtonLook& look) {
    const float em = ImGui::GetFontSize();
    const bool enabled = look.why_not.empty();
    ImFont* const font = look.compact ? fonts().small : fonts().text;
    const float margin = em * (look.compact ? 0.38F : 0.65F);
    const ImVec2 label_size = size_of(font, label);
    const ImVec2 hint_size = look.hint.empty() ? ImVec2(0, 0) : size_of(fonts().small, look.hint);
    const float gap = look.hint.empty() ? 0 : em * 0.45F;
    const float height = look.height > 0 ? look.height : em * (look.compact ? 1.45F : 1.9F);
    const float content = button_width(label, look);
    const ImVec2 size(std::max(content, look.width), height);
    bool clicked = ImGui::InvisibleButton(std::string(id).c_str(), size) && enabled;
    clicked |= focus_button(enabled);
    note_widget(id, label, enabled);
    const bool hot = enabled && ImGui::IsItemHovered();
    const ImVec2 min = ImGui::GetItemRectMin();
    const ImVec2 max = ImGui::GetItemRectMax();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImU32 accent = look.primary ? colours().ready : colours().line;
    const ImU32 fill = look.primary ? colour::faded(colours().ready, hot ? 0.45F : 0.3F)
                       : hot        ? colours().line
                                    : colours().card;
    list.AddRectFilled(min, max, enabled ? fill : colours().pane, em * 0.35F);
    add_rect(list, min, max, enabled ? accent : colours().line, em * 0.35F);
    float x = min.x + std::max(size.x - content, 0.0F) / 2 + margin;
    draw_icon({x, (min.y + max.y) / 2}, look, enabled ? colours().text : colours().weak);
    x += icon_width(look, label);
    draw_text(font, {x, (min.y + max.y - label_size.y) / 2},
              enabled ? colours().text : colours().weak, label);
    if (!look.hint.empty()) {
        draw_text(fonts().small, {x + label_size.x + gap, (min.y + max.y - hint_size.y) / 2},
                  enabled ? colours().faint : colours().weak, look.hint);
    }
    const bool in_a_row = row.x < row.y;
    const ButtonRow alone(in_a_row ? row.x : min.y, in_a_row ? row.y : max.y);
    tooltip(enabled ? look.tooltip : look.why_not);
    return clicked;
}

void pill(std::string_view text) {
    const float em = ImGui::GetFontSize();
    const ImVec2 text_size = size_of(fonts().code, text);
    ImGui::Dummy({text_size.x + em, em * 1.6F});
    const ImVec2 min = ImGui::GetItemRectMin();
    const ImVec2 max = ImGui::GetItemRectMax();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    add_rect(list, min, max, colours().line, em * 0.3F);
    draw_text(fonts().code, {min.x + em * 0.5F, (min.y + max.y - text_size.y) / 2}, colours().text,
              text);
}

void caption(std::string_view title, std::string_view help) {
    std::string capitals(title);
    const auto is_ascii = [](unsigned char c) { return c < 0x80; };
    if (std::all_of(title.begin(), title.end(), is_ascii)) {  // or it would be half of it: ZOë
        std::transform(capitals.begin(), capitals.end(), capitals.begin(),
                       [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    }
    text_in(fonts().small, colours().faint, capitals);
    ImGui::SameLine();
    text_in(fonts().small, colours().weak, "(?)");
    tooltip(help);
    ImGui::Dummy({0, ImGui::GetFontSize() * 0.15F});
}

ButtonRow::ButtonRow(float top, float bottom) : before_(row) { row = {top, bottom}; }
ButtonRow::~ButtonRow() { row = before_; }

void tooltip(std::string_view text, ImGuiHoveredFlags rests) {
    if (text.empty() || !ImGui::IsItemHovered(rests)) return;
    if (row.x < row.y) {
        const float em = ImGui::GetFontSize();
        const ImVec2 screen = ImGui::GetIO().DisplaySize;
        const bool below = row.y + em * 8 < screen.y;
        const float x = std::clamp(ImGui::GetIO().MousePos.x, 0.0F, screen.x);
        // So far left of the mouse as that is from the screen's left edge: it is never cut.
        ImGui::SetNextWindowPos({x, below ? row.y + em * 0.2F : row.x - em * 0.2F},
                                ImGuiCond_Always, {x / screen.x, below ? 0.0F : 1.0F});
    }
    ImGui::BeginTooltip();
    paragraph("", fonts().text, colours().text, text, ImGui::GetFontSize() * 24);
    note_window("tooltip", text);
    ImGui::EndTooltip();
}

namespace {

void text_in(ImFont* font, ImU32 colour, std::string_view text, float wrap) {
    push_font(font);
    ImGui::PushStyleColor(ImGuiCol_Text, colour);
    const AsDrawn drawn(text, wrap);
    ImGui::TextUnformatted(drawn.begin(), drawn.end());
    ImGui::PopStyleColor();
    pop_font();
}

}  // namespace

void text_in(ImFont* font, ImU32 colour, std::string_view text) { text_in(font, colour, text, 0); }

void paragraph(std::string_view id, ImFont* font, ImU32 colour, std::string_view text, float edge) {
    const float right = edge > 0 ? edge + ImGui::GetWindowPos().x - ImGui::GetScrollX()
                                 : ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    ImGui::PushTextWrapPos(edge);
    text_in(font, colour, text, std::max(right - ImGui::GetCursorScreenPos().x, 1.0F));
    ImGui::PopTextWrapPos();
    if (!id.empty()) note_widget(id, text);
}

// It grows downwards: what is under the mouse stays there when there is an answer to show.
bool begin_dialog(const char* title, bool& open, float width) {
    const float em = ImGui::GetFontSize();
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({screen.x / 2, screen.y / 5}, ImGuiCond_Always, {0.5F, 0});
    ImGui::SetNextWindowSize({std::min(screen.x - em * 2, em * width), 0});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em, em * 0.7F));
    return ImGui::Begin(title, &open,
                        ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove |
                            ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoSavedSettings);
}

void end_dialog() {
    ImGui::End();
    ImGui::PopStyleVar();
}

void scroll_to_line(float y, float line_height) {
    ImGui::SetScrollY(std::max(0.0F, std::floor(y / line_height) * line_height));
    request_frame();  // it shows in the next one
}

std::string fitted(ImFont* font, std::string words, float room) {
    if (size_of(font, words).x <= room) return words;
    const float for_letters = room - size_of(font, "...").x;
    std::vector<std::size_t> ends{0};  // of the letters
    for (std::size_t i = 1; i <= words.size(); ++i) {
        if (i == words.size() || (words[i] & 0xC0) != 0x80) ends.push_back(i);
    }
    const auto is_too_long = [&](std::size_t end) {
        return size_of(font, std::string_view(words).substr(0, end)).x > for_letters;
    };
    const auto fits = std::partition_point(ends.begin() + 1, ends.end(), std::not_fn(is_too_long));
    words.resize(*(fits - 1));
    return words + "...";
}

std::string wrapped(ImFont* font, std::string_view text, float room) {
    std::string out;
    float left = room;
    const float space = size_of(font, " ").x;
    while (!text.empty()) {
        const auto end = std::min(text.find(' '), text.size());
        std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        float width = size_of(font, word).x;
        if (!out.empty() && width + space > left) {
            out += '\n';
            left = room;
        } else if (!out.empty()) {
            out += ' ';
            left -= space;
        }
        for (; width > left; width = size_of(font, word).x) {  // longer than a whole line
            const std::size_t part = part_that_fits(font, word, left);
            out.append(word.substr(0, part)) += '\n';
            word.remove_prefix(part);
            left = room;
            if (word.empty()) break;
        }
        out += word;
        left -= width;
    }
    return out;
}

bool digits_field(std::string_view id, std::string_view hint, std::span<char> digits, float width) {
    ImGui::SetNextItemWidth(width);
    const auto digits_only = [](ImGuiInputTextCallbackData* data) {
        return data->EventChar >= '0' && data->EventChar <= '9' ? 0 : 1;
    };
    const bool changed = ImGui::InputTextWithHint(
        fmt::format("##{}", id).c_str(), std::string(hint).c_str(), digits.data(), digits.size(),
        ImGuiInputTextFlags_CallbackCharFilter | ImGuiInputTextFlags_AutoSelectAll, digits_only);
    focus_field();
    note_widget(id, digits.data());
    return changed;
}

std::string bytes_text(unsigned long long bytes) {
    const auto number = static_cast<double>(bytes);
    if (bytes < 10'000) return fmt::format("{}\u00A0B", grouped(bytes));
    if (bytes < 1'000'000) return fmt::format("{:.0f}\u00A0kB", number / 1e3);
    if (bytes < 1'000'000'000) return fmt::format("{:.1f}\u00A0MB", number / 1e6);
    return fmt::format("{:.1f}\u00A0GB", number / 1e9);
}

std::string age_text(double age_s) {
    constexpr std::array steps_s{1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600};
    const auto next =
        std::find_if(steps_s.begin(), steps_s.end(), [&](int step_s) { return age_s < step_s; });
    if (next == steps_s.begin()) return "";
    const int step_s = *(next - 1);
    return step_s < 60 ? fmt::format("more than {} s", step_s)
                       : fmt::format("more than {} min", step_s / 60);
}

std::string percent_text(double share) {
    if (share > 0 && share < 0.01) return "<1 %";
    if (share > 0.99 && share < 1) return ">99 %";
    return fmt::format("{:.0f} %", share * 100);
}

std::string duration_text(long long ns) {
    const auto seconds = ns / 1'000'000'000;
    if (ns < 10'000) return fmt::format("{:.1f}\u00A0µs", static_cast<double>(ns) / 1e3);
    if (ns < 1'000'000) return fmt::format("{}\u00A0µs", ns / 1000);
    if (ns < 1'000'000'000) return fmt::format("{}\u00A0ms", ns / 1'000'000);
    if (seconds < 60) return fmt::format("{:.1f}\u00A0s", static_cast<double>(ns) / 1e9);
    if (seconds < 3600) return fmt::format("{}\u00A0min {}\u00A0s", seconds / 60, seconds % 60);
    return fmt::format("{}\u00A0h {}\u00A0min", seconds / 3600, seconds / 60 % 60);
}

}  // namespace yieldscope
