// The board: the scheduler as one closed circuit, ready, running, waiting, poll, and every task a
// card in the place where it is. Paints what board_layout() says, moved as tween.h says. Lives on
// the UI thread.
#pragma once

#include "app/board_layout.h"
#include "app/player.h"
#include "app/selection.h"
#include "app/settings.h"
#include "app/tween.h"
#include "core/watch/history.h"

#include <cstdint>
#include <string>

namespace yieldscope {

class BoardPanel {
public:
    static constexpr const char* title = "Board";
    static constexpr const char* help =
        "A task runs from the head of the ready queue until it yields. recv and send park it until "
        "its socket is ready; the poll asks the kernel which are, but only when nobody is ready. "
        "Click a task to follow it, right-click for what you can do with it.";

    void draw(const Model& now, const History& past, Selection& selection, const Player& player,
              const Settings& settings);

    /// Whenever somebody looks at the clock. Returns whether the board now says something else
    /// though nothing has happened: for how long the kernel has been asked. `newest`: `now` is the
    /// present.
    bool update(const Model& now, bool newest, double now_s);

private:
    Motion motion_;

    // The poll that blocks, since when the screen has shown it, and for how long that is.
    std::uint64_t asked_count_ = 0;
    double asked_s_ = 0;
    double age_s_ = 0;
    std::string asked_words_;
};

}  // namespace yieldscope
