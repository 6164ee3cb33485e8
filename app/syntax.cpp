#include "app/syntax.h"

#include <algorithm>
#include <cctype>

namespace yieldscope {
namespace {

// Each stands between two spaces.
constexpr std::string_view cpp_keywords =
    " alignas alignof asm auto bool break case catch char char16_t char32_t char8_t class "
    "co_await co_return co_yield concept const const_cast consteval constexpr constinit "
    "continue decltype default delete do double dynamic_cast else enum explicit export extern "
    "false final float for friend goto if inline int long mutable namespace new noexcept "
    "nullptr operator override private protected public register reinterpret_cast requires "
    "return short signed sizeof static static_assert static_cast struct switch template this "
    "thread_local throw true try typedef typeid typename union unsigned using virtual void "
    "volatile wchar_t while ";

constexpr std::string_view python_keywords =
    " False None True and as assert async await break class continue def del elif else except "
    "finally for from global if import in is lambda nonlocal not or pass raise return try while "
    "with yield ";

bool is_keyword(std::string_view word, Language language) {
    const std::string_view all = language == Language::cpp ? cpp_keywords : python_keywords;
    for (std::size_t at = all.find(word); at != all.npos; at = all.find(word, at + 1)) {
        if (all[at - 1] == ' ' && all[at + word.size()] == ' ') return true;
    }
    return false;
}

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

Language language_of(std::string_view file) {
    return file.ends_with(".py") ? Language::python : Language::cpp;
}

std::vector<SyntaxSpan> highlight(std::string_view line, Language language) {
    const std::string_view comment = language == Language::cpp ? "//" : "#";
    std::vector<SyntaxSpan> spans;
    std::size_t plain_from = 0;
    const auto add = [&](std::size_t from, std::size_t to, Syntax syntax) {
        if (from > plain_from)
            spans.push_back({line.substr(plain_from, from - plain_from), Syntax::plain});
        if (to > from) spans.push_back({line.substr(from, to - from), syntax});
        plain_from = to;
    };
    for (std::size_t i = 0; i < line.size();) {
        if (line.substr(i).starts_with(comment)) {
            add(i, line.size(), Syntax::comment);
            i = line.size();
        } else if (line[i] == '"' || line[i] == '\'') {
            const std::size_t end = end_of_string(line, i);
            add(i, end, Syntax::string);
            i = end;
        } else if (is_word(line[i])) {
            std::size_t end = i;
            const bool number = std::isdigit(static_cast<unsigned char>(line[i]));
            while (end < line.size() && (is_word(line[end]) || (number && line[end] == '\'')))
                ++end;
            const std::string_view word = line.substr(i, end - i);
            if (is_keyword(word, language)) add(i, end, Syntax::keyword);
            i = end;
        } else {
            ++i;
        }
    }
    add(line.size(), line.size(), Syntax::plain);
    return spans;
}

}  // namespace yieldscope
