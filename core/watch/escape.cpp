#include "core/watch/escape.h"

#include "core/watch/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace yieldscope {
namespace {

struct Range {
    char32_t first;
    char32_t last;
};

/// What could move a terminal's cursor, turn text around or break its lines, and what nobody sees.
/// Marks that only say how the letter before them looks are not among them.
constexpr Range harmful[] = {
    {0x00, 0x1F},       {0x7F, 0x9F},        // control characters
    {0xAD, 0xAD},       {0x34F, 0x34F},      // soft hyphen, grapheme joiner
    {0x61C, 0x61C},     {0x115F, 0x1160},    // Arabic letter mark, Hangul fillers
    {0x17B4, 0x17B5},   {0x180E, 0x180E},    // Khmer and Mongolian, not to be seen
    {0x200B, 0x200F},   {0x2028, 0x202E},    // zero width, separators, directions
    {0x2060, 0x206F},   {0x3164, 0x3164},    // isolates, Hangul filler
    {0xFDD0, 0xFDEF},   {0xFEFF, 0xFEFF},    // noncharacters, byte order mark
    {0xFFA0, 0xFFA0},   {0xFFF0, 0xFFFB},    // Hangul filler, annotations
    {0x1D173, 0x1D17A}, {0xE0000, 0xE0FFF},  // of music; invisible letters
};

bool is_harmless(char32_t c) {
    if ((c & 0xFFFE) == 0xFFFE) return false;  // a noncharacter, in every plane
    return std::none_of(std::begin(harmful), std::end(harmful),
                        [&](const Range& range) { return c >= range.first && c <= range.last; });
}

/// What stands for one byte, and its length; none if it is not of ours.
struct Escape {
    char byte = 0;
    std::size_t length = 0;
};

int digit(char letter) {
    if (letter >= '0' && letter <= '9') return letter - '0';
    return letter >= 'a' && letter <= 'f' ? letter - 'a' + 10 : -1;
}

Escape escape_at(std::string_view text) {
    if (text.size() < 2) return {};
    switch (text[1]) {
        case 'n': return {'\n', 2};
        case 'r': return {'\r', 2};
        case 't': return {'\t', 2};
        case '\\': return {'\\', 2};
        case '"': return {'"', 2};
        default: break;
    }
    if (text[1] != 'x' || text.size() < 4) return {};
    const int high = digit(text[2]);
    const int low = digit(text[3]);
    return high < 0 || low < 0 ? Escape{} : Escape{static_cast<char>(high * 16 + low), 4};
}

void append_hexadecimal(std::string& out, std::string_view bytes) {
    for (const char byte : bytes)
        fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(byte));
}

bool is_plain(char c) { return c >= ' ' && c <= '~'; }

std::string escape(std::string_view bytes, bool quotes) {
    std::string out;
    while (!bytes.empty()) {
        const CodePoint point = first_code_point(bytes);
        const std::string_view taken = bytes.substr(0, point.bytes ? point.bytes : 1);
        switch (bytes[0]) {
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            case '\\': out += quotes ? "\\\\" : "\\"; break;
            case '"': out += quotes ? "\\\"" : "\""; break;
            default:
                if (point.bytes && is_harmless(point.value)) out += taken;
                else append_hexadecimal(out, taken);
        }
        bytes.remove_prefix(taken.size());
    }
    return out;
}

}  // namespace

std::string escaped(std::string_view bytes) { return escape(bytes, true); }

std::string harmless(std::string_view bytes) {
    const bool as_it_is = std::all_of(bytes.begin(), bytes.end(), is_plain);
    return as_it_is ? std::string(bytes) : escape(bytes, false);
}

std::string unescaped(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        const std::string_view rest = text.substr(at);
        const Escape escape = rest[0] == '\\' ? escape_at(rest) : Escape{};
        out += escape.length ? escape.byte : rest[0];
        at += std::max<std::size_t>(escape.length, 1);
    }
    return out;
}

std::string quoted(std::string_view bytes) { return fmt::format("\"{}\"", escaped(bytes)); }

std::string quoted_beginning(std::string_view bytes, std::size_t of_bytes) {
    if (of_bytes <= bytes.size()) return quoted(bytes);
    return quoted(whole_letters(bytes)) + "...";
}

}  // namespace yieldscope
