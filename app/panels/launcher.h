// The launcher: what is to be watched, from a list of programs, with its address and poller. It
// only says what is wanted; whether that can be is found out by trying, and the answer is shown
// here. It is open until it is closed, over everything else. Lives on the UI thread.
#pragma once

#include "app/choice.h"
#include "app/selection.h"

#include <optional>
#include <string>

namespace yieldscope {

struct LauncherPanel {
    static constexpr const char* title = "Program";
    static constexpr const char* help =
        "Start the program anew, or another one. Every connection closes, the log begins again, "
        "breakpoints and names go. If it cannot start, what runs now goes on.";

    bool open = false;
    std::optional<Choice> wanted = {};  ///< taken by whoever can start it
    std::string refusal = {};           ///< why the last one could not start

    void draw(const ProgramFacts& running);

private:
    void begin(const ProgramFacts& running);
    bool draw_fields();  ///< true: Enter was pressed in one
    std::string wrong() const;
    std::string choice_words() const;

    bool was_open_ = false;
    Choice choice_;
    std::string port_;
    std::string tried_;  ///< the choice that the refusal, if there is one, is about
};

}  // namespace yieldscope
