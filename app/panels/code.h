// The code: the very sources that run, with the line that runs now and the lines where tasks are
// suspended. The scheduler's loop above, the task's own file below. Lives on the UI thread.
#pragma once

#include "app/player.h"
#include "app/selection.h"
#include "core/watch/history.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace yieldscope {

/// A source text cut into lines, each without its line break.
std::vector<std::string_view> lines_of(std::string_view text);

/// One scrolling source. Remembers where it last scrolled to, so that the user can scroll away.
struct SourceView {
    std::string_view file;
    std::vector<std::string_view> lines;
    std::uint32_t scrolled_to = 0;  ///< this line
    float scrolled_height = 0;      ///< in a view of this height, in lines
};

struct CodePanel {
    static constexpr const char* title = "Code";
    static constexpr const char* help =
        "The sources as they were compiled. The green line runs now; the coloured tags say which "
        "tasks are suspended "
        "at a line: they go on from there. Select a task to see its line.";

    void draw(const ProgramFacts& facts, const Model& now, const History& past,
              const Selection& selection, const Player& player);

private:
    SourceView scheduler_;
    SourceView task_;
    TaskId shown_ = 0;  ///< whose source is shown; it stays while nobody else does anything
};

}  // namespace yieldscope
