// Text as it can be shown safely: what clients send, and what a recording of somebody else's has,
// must never reach a terminal or the window raw, where it could move the cursor, change colours or
// turn the text around. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace yieldscope {

/// Bytes in quotation marks, control characters and invalid UTF-8 escaped as in C. Valid UTF-8
/// stays as it is, except what could disturb a terminal or turn the text around.
std::string quoted(std::string_view bytes);

/// The first bytes of a message of `of_bytes`: if there were more, with three dots behind, and
/// without the letter that the cut went through.
std::string quoted_beginning(std::string_view bytes, std::size_t of_bytes);

/// The same as quoted() without the quotation marks.
std::string escaped(std::string_view bytes);

/// The same, with quotation marks and backslashes as they are: for a name, an address, a printed
/// line, which usually stay the same.
std::string harmless(std::string_view bytes);

/// The bytes that escaped() was given. What it cannot have written stays as it is.
std::string unescaped(std::string_view text);

}  // namespace yieldscope
