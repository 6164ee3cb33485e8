#include "core/watch/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace yieldscope {
namespace {

/// A code point and the bytes it takes; no bytes if what stands there is not valid UTF-8 (RFC
/// 3629).
struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 0;
};

CodePoint decode(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(0);
    const std::size_t length = first < 0x80   ? 1
                               : first < 0xC2 ? 0
                               : first < 0xE0 ? 2
                               : first < 0xF0 ? 3
                               : first < 0xF5 ? 4
                                              : 0;
    if (length == 0 || length > text.size()) return {};
    if (length == 1) return {first, 1};
    char32_t value = first & (0x7FU >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(i) & 0xC0) != 0x80) return {};
        value = value << 6 | (byte(i) & 0x3F);
    }
    constexpr char32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < shortest[length] || value > 0x10FFFF || surrogate) return {};
    return {value, length};
}

/// Control characters, and the marks that change the direction of text or are invisible.
bool is_harmless(char32_t c) {
    const bool control = c < 0x20 || (c >= 0x7F && c < 0xA0);
    const bool direction = c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
                           (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F);
    const bool tag = c >= 0xE0000 && c <= 0xE0FFF;  // invisible letters
    return !control && !direction && !tag && c != 0xFEFF && c != 0xAD;
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
        const CodePoint point = decode(bytes);
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

}  // namespace yieldscope
