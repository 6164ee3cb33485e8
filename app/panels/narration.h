// The narration: what just happened, in one large sentence, and what comes next. Lives on the UI
// thread.
#pragma once

#include "app/player.h"
#include "core/watch/history.h"

namespace yieldscope {

struct NarrationPanel {
    static constexpr const char* title = "What happened";
    static constexpr const char* help =
        "The event that the cursor is on, as a sentence, and what the scheduler does next.";

    void draw(const Model& now, const History& past, const Player& player);
};

}  // namespace yieldscope
