// Letters in UTF-8 (RFC 3629): what stands where, and where a cut may be. Pure functions; any
// thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yieldscope {

/// A code point and the bytes it takes; no bytes if what stands there is not valid UTF-8.
struct CodePoint {
    char32_t value = 0;
    std::size_t bytes = 0;
};

/// The first one of a text that is not empty.
CodePoint first_code_point(std::string_view text);

/// `code_point` is one that UTF-8 has.
void append_utf8(std::string& out, char32_t code_point);

/// The text without the letter that a cut left incomplete at its end. What is not UTF-8 anyway
/// stays as it is.
std::string_view whole_letters(std::string_view text);

/// As many whole letters as fit into so many bytes.
inline std::string_view first_letters(std::string_view text, std::size_t bytes_max) {
    return text.size() <= bytes_max ? text : whole_letters(text.substr(0, bytes_max));
}

}  // namespace yieldscope
