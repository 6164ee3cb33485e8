// The recorded counterpart of the loop: the one writer of the log for a recording that is opened.
// It restores all events and then obeys what an opened recording can obey, bookmarks, until it is
// to quit. Commands that come before the last event wait for it, so that the events keep their
// numbers.
// Owns the reader and its thread; its functions may be called on any one thread.
#pragma once

#include "core/trace/recording_reader.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"

#include <atomic>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace yieldscope {

class Replay {
public:
    /// Takes a reader over that is open and started, and starts the thread. The log and the
    /// commands must outlive it.
    Replay(std::unique_ptr<RecordingReader> reader, EventLog& log, CommandQueue& commands);

    /// Ends at once, wherever it is, and finishes the log.
    ~Replay();
    Replay(const Replay&) = delete;
    Replay& operator=(const Replay&) = delete;

    /// Everything was read. The log's sleeping reader is woken for it.
    bool complete() const { return complete_.load(); }

    /// One sentence once it is complete, empty if all is well; until then empty.
    std::string problem() const { return complete() ? problem_ : std::string(); }

    /// 0 to 1, by bytes; 0 for a pipe until it is complete.
    double progress() const { return progress_.load(std::memory_order_relaxed); }

private:
    // All on its own thread.
    void run();
    bool restore_all();
    void obey_all();

    std::unique_ptr<RecordingReader> reader_;
    EventLog& log_;
    CommandQueue& commands_;
    std::vector<Command> waiting_;  ///< that came too early

    std::string problem_;  ///< written before complete_, read after it
    std::atomic<bool> complete_{false};
    std::atomic<double> progress_{0};

    std::thread thread_;
};

}  // namespace yieldscope
