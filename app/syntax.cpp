#include "app/syntax.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace yieldscope {
namespace {

constexpr std::array<std::string_view, 33> keywords{
    "auto",     "bool",   "break",     "case",     "catch",     "char",   "class",
    "co_yield", "const",  "constexpr", "continue", "default",   "else",   "enum",
    "false",    "for",    "if",        "int",      "namespace", "new",    "nullptr",
    "private",  "public", "return",    "static",   "struct",    "switch", "throw",
    "true",     "try",    "using",     "void",     "while",
};

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

/// The end of the string literal that begins at `start`.
std::size_t end_of_string(std::string_view line, std::size_t start) {
    for (std::size_t i = start + 1; i < line.size(); ++i) {
        if (line[i] == '\\') ++i;
        else if (line[i] == line[start]) return i + 1;
    }
    return line.size();
}

}  // namespace

std::vector<SyntaxSpan> highlight(std::string_view line) {
    std::vector<SyntaxSpan> spans;
    std::size_t plain_from = 0;
    const auto add = [&](std::size_t from, std::size_t to, Syntax syntax) {
        if (from > plain_from)
            spans.push_back({line.substr(plain_from, from - plain_from), Syntax::plain});
        if (to > from) spans.push_back({line.substr(from, to - from), syntax});
        plain_from = to;
    };
    for (std::size_t i = 0; i < line.size();) {
        if (line.substr(i).starts_with("//")) {
            add(i, line.size(), Syntax::comment);
            i = line.size();
        } else if (line[i] == '"' || line[i] == '\'') {
            const std::size_t end = end_of_string(line, i);
            add(i, end, Syntax::string);
            i = end;
        } else if (is_word(line[i])) {
            std::size_t end = i;
            while (end < line.size() && is_word(line[end])) ++end;
            const std::string_view word = line.substr(i, end - i);
            if (std::find(keywords.begin(), keywords.end(), word) != keywords.end())
                add(i, end, Syntax::keyword);
            i = end;
        } else {
            ++i;
        }
    }
    add(line.size(), line.size(), Syntax::plain);
    return spans;
}

}  // namespace yieldscope
