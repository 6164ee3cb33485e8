// A session: the log, the command queue and the loop with a program in it, put together in the one
// right order. Whoever shows it (window, terminal, picture) reads the log and posts commands; there
// is no third way in or out. Made and destroyed on the main thread; the loop runs on its own.
#pragma once

#include "app/options.h"
#include "app/selection.h"
#include "core/clients/crowd.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"
#include "core/watch/loop.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace yieldscope {

class Session {
public:
    /// Starts the program, so that clients can connect, and lets our own come, but takes no step.
    /// Throws CannotStart.
    explicit Session(const Options& options);

    /// Prints where clients can connect; where standard output is JSON and nothing else, on stderr.
    void announce() const;

    /// What it was started with; the port is the real one.
    const Options& options() const { return options_; }

    /// Why a session with these options could not take the place of this one, which goes on: the
    /// sentence of CannotStart. Nothing if it could.
    std::optional<std::string> why_not(Options wish) const;

    /// What the screen says of it.
    ProgramFacts facts() const;

    /// Starts the loop thread, paused. `wake` is called on it when a reader that sleeps should
    /// look.
    void start_loop(std::function<void()> wake = {});

    /// Ends it, if it was started; from then on `wake` is not called.
    void end_loop();

    EventLog log;
    CommandQueue commands;
    std::string listening_on;  ///< "127.0.0.1:25000"; empty if the program does not listen

    /// Clients of our own, if the program listens: they come before the first step, and go first.
    Crowd* crowd() { return crowd_ ? &*crowd_ : nullptr; }

    /// As many of each kind as are wanted now.
    std::vector<ClientOrder> clients() const;

private:
    void invite(const std::vector<ClientOrder>& clients);

    Options options_;

    std::unique_ptr<Scheduler> scheduler_;  ///< until the loop takes it over
    std::optional<Loop> loop_;              ///< after all it needs, so that it ends before
    std::optional<Crowd> crowd_;            ///< last
};

/// Ends the loop when the scope ends: stands after what `wake` uses.
struct EndOfLoop {
    Session& session;
    ~EndOfLoop() { session.end_loop(); }
};

}  // namespace yieldscope
