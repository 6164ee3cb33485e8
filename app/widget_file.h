// For those who drive the window from outside, tests and screen readers' scripts: every widget that
// was drawn, with its place and what it says, in the file that the environment's YIELDSCOPE_WIDGETS
// names. Whole or not at all, after every frame. Lives on the UI thread.
#pragma once

#include "app/widgets.h"

#include <cstdint>
#include <string>
#include <vector>

namespace yieldscope {

class WidgetFile {
public:
    /// Records widgets only if the environment asks for it.
    WidgetFile();
    ~WidgetFile() { record_widgets(nullptr); }
    WidgetFile(const WidgetFile&) = delete;
    WidgetFile& operator=(const WidgetFile&) = delete;

    void begin_frame() { widgets_.clear(); }

    /// First a line with the number of the frame. Then a line a widget: id, left, top, right,
    /// bottom in pixels, 1 or 0 for enabled, label; tabs between them. A file that cannot be
    /// written is left alone.
    void end_frame();

private:
    std::string path_;
    std::uint64_t frame_ = 0;
    std::vector<WidgetRecord> widgets_;
};

}  // namespace yieldscope
