#include "app/widget_file.h"

#include "core/watch/explain.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <iterator>

namespace yieldscope {

WidgetFile::WidgetFile() {
    const char* path = std::getenv("YIELDSCOPE_WIDGETS");
    if (!path) return;
    path_ = path;
    record_widgets(&widgets_);
}

void WidgetFile::end_frame() {
    if (path_.empty()) return;
    std::string text = fmt::format("{}\n", ++frame_);
    for (const WidgetRecord& widget : widgets_) {
        fmt::format_to(std::back_inserter(text), "{}\t{:.0f}\t{:.0f}\t{:.0f}\t{:.0f}\t{}\t{}\n",
                       widget.id, widget.min.x, widget.min.y, widget.max.x, widget.max.y,
                       widget.enabled ? 1 : 0, escaped(widget.label));
    }
    const std::string unfinished = path_ + ".part";
    std::FILE* file = std::fopen(unfinished.c_str(), "w");
    if (!file) return;
    const bool whole = std::fwrite(text.data(), 1, text.size(), file) == text.size();
    if (std::fclose(file) == 0 && whole) std::rename(unfinished.c_str(), path_.c_str());
}

}  // namespace yieldscope
