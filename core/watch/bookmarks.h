// Bookmarks are events like all that a teacher changes: whoever writes the log appends them, the
// loop of a live program as well as the reader of a recording. Lives on the log writer's thread.
#pragma once

#include "core/watch/command.h"
#include "core/watch/event_log.h"

namespace yieldscope {

/// Sets or removes a bookmark if that is what the command says; false if it is about other things.
/// A moment that has not happened yet is ignored.
bool obey_bookmark(const Command& command, EventLog& log);

}  // namespace yieldscope
