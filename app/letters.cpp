#include "app/letters.h"

#include "app/glyph_sheet.h"
#include "app/imgui_compat.h"
#include "app/right_to_left.h"
#include "app/widgets.h"
#include "core/watch/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cfloat>
#include <charconv>
#include <cstddef>
#include <iterator>
#include <utility>

namespace yieldscope {
namespace {

constexpr bool is_ascii(char byte) { return static_cast<unsigned char>(byte) < 0x80; }

bool plain(std::string_view text) { return std::all_of(text.begin(), text.end(), is_ascii); }

/// It only says which of two pictures the letter before it has; ours have one.
bool chooses_a_picture(char32_t c) { return c >= 0xFE00 && c <= 0xFE0F; }

constexpr char32_t i_sign = 0x93F;  // of Devanagari: written before the letters it is spoken after

/// Those for private use mean something else in every font.
bool can_be_drawn(char32_t c, ImFont& font) {
    const bool is_private = c >= 0xE000 && c <= 0xF8FF;
    return c < 0x80 || (c <= IM_UNICODE_CODEPOINT_MAX && !is_private && bring_letter(font, c));
}

bool fits_as_it_is(char32_t c, ImFont& font) {
    return c != i_sign && !chooses_a_picture(c) && !is_right_to_left(c) && can_be_drawn(c, font);
}

/// Where the letters begin that the sign at `i` belongs to: one, or several that are joined.
std::size_t begin_of_syllable(const std::u32string& line, std::size_t i) {
    constexpr char32_t dot = 0x93C;
    constexpr char32_t joiner = 0x94D;
    const auto is_consonant = [](char32_t c) {
        return (c >= 0x915 && c <= 0x939) || (c >= 0x958 && c <= 0x95F);
    };
    std::size_t begin = i;
    for (std::size_t at = i; at > 0;) {
        if (line[at - 1] == dot && --at == 0) break;
        if (!is_consonant(line[at - 1])) break;
        begin = --at;
        if (at == 0 || line[at - 1] != joiner) break;
        --at;
    }
    return begin;
}

void put_i_signs_first(std::u32string& line) {
    for (std::size_t i = 1; i < line.size(); ++i) {
        if (line[i] != i_sign) continue;
        const auto at = line.begin() + static_cast<std::ptrdiff_t>(i);
        const auto to = line.begin() + static_cast<std::ptrdiff_t>(begin_of_syllable(line, i));
        std::rotate(to, at, at + 1);
    }
}

void append_code_point(std::string& out, char32_t c) {
    fmt::format_to(std::back_inserter(out), "[U+{:04X}]", static_cast<unsigned>(c));
}

void append_line(std::string& out, std::u32string line, ImFont& font) {
    if (std::any_of(line.begin(), line.end(), is_right_to_left)) line = in_visual_order(line);
    put_i_signs_first(line);
    for (const char32_t c : line) {
        if (chooses_a_picture(c)) continue;
        if (can_be_drawn(c, font)) append_utf8(out, c);
        else append_code_point(out, c);
    }
}

/// Calls `take` with each code point, and 0xFFFD for a byte that belongs to none.
template <typename Take>
void for_each_letter(std::string_view text, Take take) {
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        take(point.bytes > 0 ? point.value : 0xFFFD);
        text.remove_prefix(std::max<std::size_t>(point.bytes, 1));
    }
}

}  // namespace

AsDrawn::AsDrawn(std::string_view text, float wrap) : AsDrawn(text, *ImGui::GetFont(), wrap) {}

AsDrawn::AsDrawn(std::string_view text, ImFont& font, float wrap) : text_(text) {
    if (plain(text)) return;
    bool fits = true;
    for_each_letter(text, [&](char32_t c) { fits = fits && fits_as_it_is(c, font); });
    if (fits) return;
    // A line is broken as it is read, and then turned around.
    const bool breaks = wrap > 0 && turns_around(text);
    const std::string lines = breaks ? wrapped(&font, text, wrap) : std::string(text);
    std::u32string line;
    for_each_letter(lines, [&](char32_t c) {
        if (c != '\n') {
            line += c;
            return;
        }
        append_line(changed_, std::exchange(line, {}), font);
        changed_ += '\n';
    });
    append_line(changed_, line, font);
    text_ = changed_;
}

bool turns_around(std::string_view text) {
    if (plain(text)) return false;
    bool found = false;
    for_each_letter(text, [&](char32_t c) { found = found || is_right_to_left(c); });
    return found;
}

ImVec2 measure(std::string_view text, float wrap) {
    const AsDrawn drawn(text, wrap);
    return ImGui::CalcTextSize(drawn.begin(), drawn.end(), false, wrap > 0 ? wrap : -1);
}

float width_in(ImFont& font, std::string_view text) {
    const AsDrawn drawn(text, font);
    return font.CalcTextSizeA(size_of(font), FLT_MAX, 0, drawn.begin(), drawn.end()).x;
}

void draw_text(ImDrawList& list, ImVec2 at, ImU32 colour, std::string_view text) {
    const AsDrawn drawn(text);
    list.AddText(at, colour, drawn.begin(), drawn.end());
}

void bring_letters(std::string_view text) {
    if (plain(text)) return;
    ImFont& font = *ImGui::GetFont();
    for_each_letter(text, [&](char32_t c) { can_be_drawn(c, font); });
}

void translate_clipboard() { filter_clipboard(for_field, from_field); }

std::string for_field(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const CodePoint point = first_code_point(text);
        const std::size_t bytes = std::max<std::size_t>(point.bytes, 1);
        if (point.value <= IM_UNICODE_CODEPOINT_MAX) out += text.substr(0, bytes);
        else append_code_point(out, point.value);
        text.remove_prefix(bytes);
    }
    return out;
}

std::string from_field(std::string_view text) {
    constexpr std::string_view begins = "[U+";
    std::string out;
    while (!text.empty()) {
        const std::size_t end = text.starts_with(begins) ? text.find(']') : text.npos;
        unsigned value = 0;
        if (end != text.npos && end <= begins.size() + 6) {
            const std::string_view digits = text.substr(begins.size(), end - begins.size());
            std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
        }
        // Only what for_field() writes: every other text stays as it was typed.
        if (value > IM_UNICODE_CODEPOINT_MAX && value <= 0x10FFFF &&
            text.substr(0, end + 1) == fmt::format("[U+{:04X}]", value)) {
            append_utf8(out, value);
            text.remove_prefix(end + 1);
        } else {
            out += text[0];
            text.remove_prefix(1);
        }
    }
    return out;
}

}  // namespace yieldscope
