// The window: GLFW and OpenGL 3.3 around the shell. Reads keys into a queue, so that none is lost
// in a slow frame; draws when something has happened and otherwise sleeps. Owns the window while it
// is open. Lives on the main thread, which is the UI thread; the loop's thread only wakes it.
#pragma once

#include "app/session.h"
#include "app/signals.h"

#include <memory>
#include <optional>

namespace yieldscope {

/// Starts the session's loop and shows it until the window is closed or a signal ends the program.
/// The user may have another session started in its place. Returns the exit code; nothing, after a
/// sentence on stderr, if no window can be opened here: then the loop was not started.
std::optional<int> run_window(std::unique_ptr<Session>& session, QuitOnSignals& signals);

}  // namespace yieldscope
