// Source lines as rows of a pane that may be narrower than they are. Nothing is ever cut: where the
// room is short the indentation is halved, then a comment behind the code is left out (the mouse
// shows it), then a line goes on in the next row. A line that yields keeps room at its end for the
// tags of those who are suspended there. Coloured once, when the rows are made. Pure; any thread.
#pragma once

#include "app/syntax.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace yieldscope {

struct CodeRow {
    std::uint32_t line = 0;    ///< of the source, from 1
    std::uint32_t column = 0;  ///< where its text begins
    std::uint32_t width = 0;   ///< of the text, in columns
    bool first = true;         ///< of its line, rather than the rest of one
    bool gap = false;          ///< lines before it were left out
    std::vector<SyntaxSpan> spans = {};
    std::string_view left_out = {};  ///< the comment for which there was no room
};

struct RowRules {
    std::uint32_t columns = 80;  ///< the room, in letters
    bool code_only = false;      ///< without empty lines and those that are all comment
    std::uint32_t tags = 0;      ///< letters kept free behind the first row of a yield

    bool operator==(const RowRules&) const = default;
};

/// The rows of a source. It must outlive them.
std::vector<CodeRow> rows_of(const std::vector<std::string_view>& lines, Language language,
                             const RowRules& rules);

/// The index of a line's first row, or of the first after it if it has none; rows.size() if there
/// is none either.
std::size_t row_of(const std::vector<CodeRow>& rows, std::uint32_t line);

}  // namespace yieldscope
