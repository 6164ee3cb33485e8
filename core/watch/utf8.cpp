#include "core/watch/utf8.h"

#include <algorithm>

namespace yieldscope {
namespace {

/// In bytes, as its first one says; 0 if no letter begins so.
std::size_t length_of(unsigned char first) {
    return first < 0x80   ? 1
           : first < 0xC2 ? 0
           : first < 0xE0 ? 2
           : first < 0xF0 ? 3
           : first < 0xF5 ? 4
                          : 0;
}

bool continues(char byte) { return (byte & 0xC0) == 0x80; }

}  // namespace

CodePoint first_code_point(std::string_view text) {
    const auto first = static_cast<unsigned char>(text[0]);
    const std::size_t length = length_of(first);
    if (length == 0 || length > text.size()) return {};
    if (length == 1) return {first, 1};
    char32_t value = first & (0x7FU >> length);
    for (const char byte : text.substr(1, length - 1)) {
        if (!continues(byte)) return {};
        value = value << 6 | (static_cast<unsigned char>(byte) & 0x3F);
    }
    constexpr char32_t shortest[] = {0, 0, 0x80, 0x800, 0x10000};
    const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
    if (value < shortest[length] || value > 0x10FFFF || surrogate) return {};
    return {value, length};
}

void append_utf8(std::string& out, char32_t code_point) {
    const auto add = [&](char32_t byte) { out += static_cast<char>(byte); };
    if (code_point < 0x80) return add(code_point);
    if (code_point < 0x800) {
        add(0xC0 | code_point >> 6);
    } else {
        if (code_point < 0x10000) {
            add(0xE0 | code_point >> 12);
        } else {
            add(0xF0 | code_point >> 18);
            add(0x80 | (code_point >> 12 & 0x3F));
        }
        add(0x80 | (code_point >> 6 & 0x3F));
    }
    add(0x80 | (code_point & 0x3F));
}

std::string_view whole_letters(std::string_view text) {
    const std::size_t most = std::min<std::size_t>(text.size(), 3);
    for (std::size_t back = 1; back <= most; ++back) {
        const char byte = text[text.size() - back];
        if (continues(byte)) continue;
        const bool cut = length_of(static_cast<unsigned char>(byte)) > back;
        return text.substr(0, text.size() - (cut ? back : 0));
    }
    return text;
}

}  // namespace yieldscope
