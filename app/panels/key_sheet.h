// The key sheet: every key and what it does, by purpose, over everything else until it is closed.
// Lives on the UI thread.
#pragma once

namespace yieldscope {

struct KeySheet {
    static constexpr const char* title = "Keys";

    bool open = false;

    void draw();
};

}  // namespace yieldscope
