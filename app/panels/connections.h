// The connections: a row for every client, the task one has clicked, and the command to become a
// client. Lives on the UI thread.
#pragma once

#include "app/selection.h"
#include "core/watch/history.h"

namespace yieldscope {

struct ConnectionsPanel {
    static constexpr const char* title = "Connections";
    static constexpr const char* help =
        "Every client that is connected, the task that serves it and where that task is now. The "
        "number after the "
        "colon is the client's own port: each student has another. Click a row to follow its task.";

    void draw(const ProgramFacts& facts, const Model& now, const History& past,
              Selection& selection);
};

}  // namespace yieldscope
