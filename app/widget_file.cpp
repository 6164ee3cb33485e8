#include "app/widget_file.h"

#include "core/watch/escape.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

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
    const int fd = ::open(unfinished.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC,
                          S_IRUSR | S_IWUSR);
    if (fd < 0) return;
    const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    if (::close(fd) == 0 && whole) std::rename(unfinished.c_str(), path_.c_str());
}

}  // namespace yieldscope
