#include "app/code_rows.h"

#include <algorithm>
#include <utility>

namespace yieldscope {
namespace {

constexpr std::uint32_t narrowest = 12;  // columns; below, nothing would help

/// A line in its parts: spaces, code, and the comment behind it.
struct Parts {
    std::uint32_t indent = 0;
    std::string_view code;
    std::string_view comment;
};

Parts parts_of(std::string_view line, Language language) {
    Parts parts;
    const std::size_t begin = std::min(line.find_first_not_of(' '), line.size());
    parts.indent = static_cast<std::uint32_t>(begin);
    parts.code = line.substr(begin);
    const auto spans = highlight(parts.code, language);
    if (!spans.empty() && spans.back().syntax == Syntax::comment) {
        parts.comment = spans.back().text;
        parts.code.remove_suffix(parts.comment.size());
        parts.code = parts.code.substr(0, parts.code.find_last_not_of(' ') + 1);
    }
    return parts;
}

std::uint32_t letters(std::string_view text) { return static_cast<std::uint32_t>(text.size()); }

/// The last of `letters` before `room` that is not inside a string; npos if there is none.
std::size_t last_outside_strings(std::string_view text, std::string_view letters,
                                 std::size_t room) {
    std::size_t last = std::string_view::npos;
    bool inside = false;
    for (std::size_t i = 0; i < std::min(room + 1, text.size()); ++i) {
        if (text[i] == '"' || text[i] == '\'') inside = !inside;
        if (!inside && letters.find(text[i]) != std::string_view::npos) last = i;
    }
    return last;
}

/// How much of a text that is too long goes into a row: up to a space, or else behind a bracket.
/// It leaves no single letters for the next row.
std::size_t break_of(std::string_view text, std::uint32_t room, bool comment) {
    constexpr std::size_t orphan = 3;
    if (text.size() <= room) return text.size();
    const std::size_t most = std::min<std::size_t>(room, text.size() - orphan);
    const std::size_t space =
        comment ? text.rfind(' ', most) : last_outside_strings(text, " ", most);
    if (space != std::string_view::npos && space > room / 3) return space;
    const std::size_t bracket = last_outside_strings(text, "(,.<", room - 1);
    if (bracket != std::string_view::npos && bracket > room / 3) return bracket + 1;
    return room;
}

/// May a task be suspended at that line?
bool yields(std::string_view code) { return code.find("yield") != std::string_view::npos; }

/// The part [from, to) of a text, as it was coloured in the whole.
std::vector<SyntaxSpan> cut(const std::vector<SyntaxSpan>& spans, std::size_t from,
                            std::size_t to) {
    std::vector<SyntaxSpan> part;
    std::size_t at = 0;
    for (const SyntaxSpan& span : spans) {
        const std::size_t begin = std::max(at, from);
        const std::size_t end = std::min(at + span.text.size(), to);
        if (begin < end) part.push_back({span.text.substr(begin - at, end - begin), span.syntax});
        at += span.text.size();
    }
    return part;
}

}  // namespace

std::vector<CodeRow> rows_of(const std::vector<std::string_view>& lines, Language language,
                             const RowRules& rules) {
    const std::uint32_t columns = std::max(rules.columns, narrowest);
    std::vector<Parts> all;
    bool narrow = false;
    for (const std::string_view line : lines) {
        all.push_back(parts_of(line, language));
        narrow = narrow || all.back().indent + letters(all.back().code) > columns;
    }
    std::vector<CodeRow> rows;
    bool gap = false;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const Parts& parts = all[i];
        if (rules.code_only && parts.code.empty()) {
            gap = true;
            continue;
        }
        CodeRow row{.line = static_cast<std::uint32_t>(i + 1),
                    .column = std::min(narrow ? parts.indent / 2 : parts.indent, columns / 2),
                    .gap = std::exchange(gap, false)};
        std::uint32_t room = columns;
        if (yields(parts.code) && columns > narrowest + rules.tags) room -= rules.tags;
        std::string_view text = lines[i].substr(parts.indent);
        if (!parts.code.empty() && row.column + letters(text) > room) {
            text = parts.code;
            row.left_out = parts.comment;
        }
        const auto spans = highlight(text, language);
        const std::uint32_t further = row.column + (narrow ? 2 : 4);
        std::size_t from = 0;
        do {
            const std::size_t size =
                break_of(text.substr(from), room - row.column, parts.code.empty());
            row.spans = cut(spans, from, from + size);
            row.width = static_cast<std::uint32_t>(size);
            rows.push_back(row);
            from = std::min(text.find_first_not_of(' ', from + size), text.size());
            row.first = row.gap = false;
            room = columns;
            row.column = further;
        } while (from < text.size());
    }
    return rows;
}

std::size_t row_of(const std::vector<CodeRow>& rows, std::uint32_t line) {
    const auto found = std::lower_bound(
        rows.begin(), rows.end(), line,
        [](const CodeRow& row, std::uint32_t wanted) { return row.line < wanted; });
    return static_cast<std::size_t>(found - rows.begin());
}

}  // namespace yieldscope
