// The view: how the screen looks, and the keys for it. A small sheet in the upper right corner, so
// that what it changes is seen at once. Lives on the UI thread.
#pragma once

#include "app/settings.h"

namespace yieldscope {

struct ViewPanel {
    static constexpr const char* title = "View";

    bool open = false;

    /// `top`: its upper edge, in pixels. `cramped`: there is not room for all panels.
    void draw(Settings& settings, float top, bool cramped);
};

}  // namespace yieldscope
