// The board: the scheduler as one closed circuit, ready, running, waiting, poll, and every task a
// card in the place where it is. Paints what board_layout() says. Lives on the UI thread.
#pragma once

#include "app/board_layout.h"
#include "app/selection.h"
#include "core/watch/history.h"

namespace yieldscope {

struct BoardPanel {
    static constexpr const char* title = "Board";
    static constexpr const char* help =
        "A task runs from the head of the ready queue until it yields. recv and send park it until "
        "its socket is "
        "ready; the poll asks the kernel which are, but only when nobody is ready. Click a task to "
        "follow it.";

    void draw(const Model& now, const History& past, Selection& selection);
};

}  // namespace yieldscope
