// One source in a pane: rows of code, the lit lines, and at the lines where tasks are suspended a
// tag for each place. A tag never covers code nor a line's number: it stands right of the code,
// shorter where there is less room, at last as the shape of its place alone. Remembers where it
// last scrolled to, so that the user can scroll away. Lives on the UI thread.
#pragma once

#include "app/code_rows.h"
#include "app/selection.h"
#include "app/twin.h"
#include "core/watch/place.h"

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

struct LitLine {
    std::uint32_t line = 0;
    Place place = Place::running;  ///< whose colour it has
    bool now = false;              ///< here is where the program is: it has the word on it
};

struct LineTag {
    std::uint32_t line = 0;
    Place place = Place::ready;
    std::uint32_t count = 0;              ///< how many tasks are suspended there
    std::vector<TaskId> tasks = {};       ///< the first of them
    std::vector<std::string> names = {};  ///< what these are called
};

/// What is to be seen in a source at the moment that is shown.
struct SourceMarks {
    std::vector<LitLine> lit = {};
    std::vector<LineTag> tags = {};
    LineRange home = {};  ///< stays in sight as a whole if there is room
    bool follow = true;   ///< scroll to what is lit; not while it moves faster than one can read
};

class SourceView {
public:
    SourceView() = default;
    SourceView(const SourceView&) = delete;
    SourceView& operator=(const SourceView&) = delete;

    /// From here on it shows this. The lines must outlive it.
    void show(std::string_view file, const std::vector<std::string_view>& lines);

    /// Lays the rows out for a pane of that many pixels. Costs nothing if nothing has changed.
    void fit(float width, bool code_only = false);

    /// How many rows those lines take.
    std::size_t rows_in(LineRange lines) const;

    /// Draws it as a child window `id` of that many pixels.
    void draw(std::string_view id, float height, const SourceMarks& marks, Selection& selection);

    std::string_view file() const { return file_; }
    const std::vector<std::string_view>& lines() const { return *lines_; }

private:
    const std::vector<CodeRow>& code_rows() const { return laid_out_->rows; }
    void scroll(const SourceMarks& marks);
    float row_to_begin_with(float row, float lit, float rows) const;
    void draw_row(const CodeRow& row, float width, const SourceMarks& marks, Selection& selection);

    std::string_view file_;
    const std::vector<std::string_view>* lines_ = nullptr;
    /// With and without comments: which of them fits is found out in every frame.
    struct RowLayout {
        RowRules rules{.columns = 0};
        std::vector<CodeRow> rows;
    };
    std::array<RowLayout, 2> layouts_;
    RowLayout* laid_out_ = &layouts_[0];  ///< the one that is shown
    std::uint32_t scrolled_to_ = 0;       ///< this line
    LineRange scrolled_home_;
    float scrolled_rows_ = 0;        ///< in a view of so many rows
    float scrolled_row_height_ = 0;  ///< of so many pixels each
    RowRules scrolled_rules_{.columns = 0};
};

/// The height of a row of code, in pixels.
float code_row_height();

}  // namespace yieldscope
