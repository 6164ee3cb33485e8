// The code: the very sources that run, with the line that runs now and the lines where tasks are
// suspended. The scheduler's loop above, the task's own file below it, and last the Python twin of
// whichever of them moved; or, for a class that knows only Python, the twins alone. Lives on the UI
// thread.
#pragma once

#include "app/panels/source_view.h"
#include "app/player.h"
#include "app/selection.h"
#include "core/watch/history.h"

#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

/// A source, and what is lit in it.
struct CodePage {
    std::string_view file;
    const std::vector<std::string_view>* lines = nullptr;
    SourceMarks marks = {};
    std::vector<std::string_view> words = {};  ///< which of a line's twins is meant
};

struct CodePanel {
    static constexpr const char* title = "Code";
    static constexpr const char* help =
        "The sources as they were compiled, and the same program in Python. The program is "
        "at the line with \"now\"; the coloured tags say which tasks are suspended at a line: they "
        "go on from there. "
        "Click a tag, or select a task anywhere, to see its line.";

    void draw(const ProgramFacts& facts, const Model& now, const History& past,
              Selection& selection, const Player& player);

private:
    enum class Show : std::uint8_t { both, python, cpp };

    struct Section {
        const char* id;
        SourceView& view;
        std::string caption;
        CodePage page;
        float rows = 0;
    };

    std::vector<Section> sections(const CodePage& loop, const CodePage& task,
                                  const std::string& task_name);
    static void share_out(std::vector<Section>& all, float width, float height);
    std::string draw_language();

    Show show_ = Show::both;
    SourceView loop_;
    SourceView task_;
    SourceView loop_twin_;
    SourceView task_twin_;
    bool loop_moved_ = true;  ///< the twin is the loop's: it moved last, not a task
};

}  // namespace yieldscope
