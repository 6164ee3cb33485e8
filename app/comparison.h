// A second recording beside what is shown: its own log and history, read by a thread of its own,
// and where the two first differ. Owns all of that. Lives on the UI thread.
#pragma once

#include "core/trace/replay.h"
#include "core/watch/command.h"
#include "core/watch/difference.h"
#include "core/watch/event_log.h"
#include "core/watch/history.h"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace yieldscope {

class Comparison {
public:
    /// Null if that is no recording, or it was `interrupted`, and then `problem` is a sentence. Any
    /// thread, but it is the UI thread's from then on.
    static std::unique_ptr<Comparison> open(const std::string& path, std::size_t budget_bytes,
                                            std::string& problem,
                                            const std::function<bool()>& interrupted);

    /// Once a frame: reads on and compares on. `complete`: nothing will be added to `first`.
    /// Returns whether there is anything new to show, or will soon be.
    bool update(const History& first, bool complete);

    const std::string& name() const { return name_; }  ///< of the file
    const History& history() const { return history_; }
    const Difference& difference() const { return difference_; }

    /// All of it has been read, and compared.
    bool finished() const { return replay_.complete() && difference_.finished(); }

    /// A sentence about the file, once; empty if there is nothing to say.
    std::string take_news();

private:
    Comparison(std::unique_ptr<RecordingReader> reader, std::string name, std::size_t budget_bytes);

    std::string name_;
    EventLog log_;
    CommandQueue commands_;
    History history_;
    Difference difference_;
    bool problem_said_ = false;
    Replay replay_;  ///< last, so that it ends first
};

}  // namespace yieldscope
