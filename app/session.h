// A session: the log, the command queue and whoever writes the log, the loop with a program in it
// or the replay of a recording, put together in the one right order. Whoever shows it (window,
// terminal, picture) reads the log and posts commands; there is no third way in or out. Made and
// destroyed on the main thread; loop, replay and recorders run on their own.
#pragma once

#include "app/options.h"
#include "app/recorders.h"
#include "app/selection.h"
#include "core/clients/crowd.h"
#include "core/trace/replay.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"
#include "core/watch/loop.h"

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace yieldscope {

class Session {
public:
    /// Starts the program, so that clients can connect, and lets our own come, but takes no step;
    /// or opens a recording, and reads no event yet. Throws CannotStart.
    explicit Session(const Options& options);

    /// The same with a recording that may be large: ends early, with CannotStart, once it is
    /// `interrupted`. Any thread, but the session is the main thread's from then on.
    static std::unique_ptr<Session> open(const Options& options,
                                         const std::function<bool()>& interrupted);

    /// Begins the files to be written. Somebody may have to read what is written: once the commands
    /// have a request to quit, this waits for no one. Throws CannotStart.
    void begin_files();

    /// Prints where clients can connect; where standard output is for programs, on stderr.
    void announce() const;

    /// What it was started with; the port is the real one.
    const Options& options() const { return options_; }

    /// Why a program with these options could not take the place of this one, which goes on: the
    /// sentence of CannotStart. Nothing if it could.
    std::optional<std::string> why_not(Options wish) const;

    /// What the screen says of it.
    ProgramFacts facts() const;

    /// What a recording of it says of it.
    const RecordingHeader& header() const { return header_; }

    /// The code panel has the texts of this program, and a recording the lines of those it was made
    /// with: what there is to say if they are not the same. Else empty.
    std::string doubt_about_lines() const;

    /// The picture before the log's first event: an empty one, but for a recording that begins in
    /// the middle.
    const Model& start() const { return start_; }

    /// Starts the thread that writes the log: the loop, paused, or the replay. `wake` is called on
    /// it when a reader that sleeps should look.
    void start_loop(std::function<void()> wake = {});

    /// Ends it, if it was started and has not been ended; from then on `wake` is not called. What
    /// is recorded is complete then.
    void end_loop();

    /// Did a task not yield when the loop was to end? Then its thread still runs: what is left to
    /// do is to end the process, without destroying the session.
    bool is_stuck() const { return stuck_; }

    bool is_recorded() const { return !options_.open.empty(); }

    /// Is there nothing more to come? Only of a recording, once all of it has been read.
    bool is_read() const { return replay_ && replay_->complete(); }

    /// A sentence about the recording that is read, and those that are written, once each; empty if
    /// there is nothing to say.
    std::string take_news();

    EventLog log;
    CommandQueue commands;
    Recorders recorders;
    std::string listening_on;  ///< "127.0.0.1:25000"; empty if the program does not listen

    /// Clients of our own, if the program listens: they come before the first step, and go first.
    Crowd* crowd() { return crowd_ ? &*crowd_ : nullptr; }

    /// As many of each kind as are wanted now.
    std::vector<ClientOrder> clients() const;

private:
    Session(const Options& options, std::unique_ptr<RecordingReader> reader);
    /// If there is no memory for the history that was asked for: a sentence about it.
    std::string shortage() const;
    void start_program();
    void open_recording();
    void invite(const std::vector<ClientOrder>& clients);

    Options options_;
    std::string shortage_;  ///< what is to be said of it, once
    RecordingHeader header_;
    Model start_;
    bool problem_said_ = false;
    bool stuck_ = false;

    std::unique_ptr<RecordingReader> reader_;  ///< until the replay takes it over
    std::unique_ptr<Scheduler> scheduler_;     ///< until the loop takes it over
    std::optional<Replay> replay_;             ///< after all it needs, so that it ends before
    std::optional<Loop> loop_;                 ///< likewise
    std::optional<Crowd> crowd_;               ///< last
};

/// Ends the loop when the scope ends: stands after what `wake` uses. After an exception nobody is
/// waited for.
struct EndOfLoop {
    Session& session;
    ~EndOfLoop() {
        if (std::uncaught_exceptions() > 0) session.commands.request_quit();
        session.end_loop();
    }
};

}  // namespace yieldscope
