// Headless: no window, the program at full speed, and a line on stdout for every event. Runs on the
// main thread, the log's reader here.
#pragma once

#include "app/options.h"
#include "app/session.h"

namespace yieldscope {

/// Runs until the program is over or a signal ends it. Returns the exit code.
int run_headless(Session& session, const Options& options);

}  // namespace yieldscope
