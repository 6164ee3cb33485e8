#include "core/watch/bookmarks.h"

#include "core/limits.h"
#include "core/watch/utf8.h"

#include <cstdint>
#include <string_view>

namespace yieldscope {

bool obey_bookmark(const Command& command, EventLog& log) {
    const bool sets = command.kind == Command::Kind::set_bookmark;
    if (!sets && command.kind != Command::Kind::remove_bookmark) return false;
    const std::uint64_t now = log.size_written();
    if (command.moment > now || now - command.moment > UINT32_MAX) return true;
    const std::string_view note = first_letters(command.name, limits::note_bytes);
    log.append({.text = sets ? log.intern(note) : TextId{},
                .moved = static_cast<std::uint32_t>(now - command.moment),
                .kind = sets ? EventKind::bookmarked : EventKind::bookmark_removed});
    return true;
}

}  // namespace yieldscope
