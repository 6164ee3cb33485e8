// What happens when the program itself is at fault: it lets whoever writes recordings, on threads
// of their own, write what has happened so far, says on stderr where it was, and ends as the system
// would have ended it, so that there is a core dump for who wants one. Within three seconds.
// The handlers run on whichever thread crashes, on its SignalStack where it has one, and keep to
// what is safe there.
#pragma once

namespace yieldscope {

/// From here on. On the main thread, before there are others.
void report_crashes();

/// For the main thread before it ends the program: another one that is crashing ends it instead, or
/// a crash would look like success.
void wait_if_crashed();

}  // namespace yieldscope
