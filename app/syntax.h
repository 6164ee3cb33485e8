// Colours for a line of C++ or Python, as much as a class needs: keywords, strings, comments. Works
// line by line, so a comment or a string over several lines is not known as one; our sources have
// none. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace yieldscope {

enum class Language : std::uint8_t { cpp, python };

/// By the end of its name.
Language language_of(std::string_view file);

enum class Syntax : std::uint8_t { plain, keyword, string, comment };

struct SyntaxSpan {
    std::string_view text;
    Syntax syntax = Syntax::plain;
};

/// The line cut into spans; put together again they are the line.
std::vector<SyntaxSpan> highlight(std::string_view line, Language language = Language::cpp);

}  // namespace yieldscope
