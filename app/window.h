// The window: GLFW and OpenGL 3.3 around the shell. Reads keys into a queue, so that none is lost
// in a slow frame; draws when something has happened and otherwise sleeps. Owns the window while it
// is open. Lives on the main thread, which is the UI thread; the loop's thread only wakes it.
#pragma once

#include "app/session.h"
#include "app/signals.h"

#include <functional>
#include <memory>
#include <optional>

namespace yieldscope {

/// Starts the session's loop and shows it until the window is closed or a signal ends the program.
/// The user may have another session started in its place. Returns the exit code; nothing, after a
/// sentence on stderr, if there is no display: then the loop was not started. `end_at_once` ends
/// session and program where the display goes meanwhile, after a sentence.
std::optional<int> run_window(std::unique_ptr<Session>& session, QuitOnSignals& signals,
                              const std::function<void()>& end_at_once);

}  // namespace yieldscope
