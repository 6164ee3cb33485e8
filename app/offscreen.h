// Pictures without a display: the screen is drawn by the software renderer, into memory, and
// written to a file. The same events give the same bytes, on every machine with the same drivers
// and fonts. Lives on the main thread, which is the UI thread here.
#pragma once

#include "app/options.h"
#include "app/selection.h"
#include "app/session.h"

namespace yieldscope {

/// Lets the program run until the moment that moment.h describes; writes
/// what the screen then shows to `options.screenshot`, as PNG. Returns the exit code. Throws
/// std::runtime_error with a sentence if it cannot draw here or cannot write there.
int take_screenshot(Session& session, const Options& options);

}  // namespace yieldscope
