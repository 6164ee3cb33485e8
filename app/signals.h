// SIGINT, SIGTERM and SIGHUP ask the loop to end; everything else follows from that. The handlers
// run on the main thread, the only one that takes them; so does everything here.
#pragma once

#include "core/watch/command.h"
#include "core/watch/without_signals.h"

#include <csignal>

namespace yieldscope {

/// From its construction on signals end the program cleanly. One at a time.
class QuitOnSignals {
public:
    QuitOnSignals();
    ~QuitOnSignals();
    QuitOnSignals(const QuitOnSignals&) = delete;
    QuitOnSignals& operator=(const QuitOnSignals&) = delete;

    /// Whom a signal asks to quit from now on; null: nobody yet. One that came before is passed on.
    void tell(CommandQueue* commands);
};

/// Has a signal come that asks the program to end? A call that waited was interrupted then.
bool is_asked_to_end();

}  // namespace yieldscope
