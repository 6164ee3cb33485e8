// Writes a log to a file while it grows, or a part of it: a further reader of the log on a thread
// of its own, which holds what it has not written yet. It looks some twenty times a second, so a
// program that is killed leaves everything but the last moment. When it cannot write it says so,
// lets the log go, and everybody else goes on.
// Owns the sink, the file and the thread. Its functions may be called on any one thread.
#pragma once

#include "core/trace/log_sink.h"
#include "core/trace/output_file.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"
#include "core/watch/model.h"

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace yieldscope {

class Recorder {
public:
    struct Job {
        EventLog& log;            ///< outlives the recorder
        EventLog::Hold hold;      ///< of the events from `first` on
        std::uint64_t first = 0;  ///< event
        /// The events before this number, which there are already; nothing: all that come, until
        /// the log is finished.
        std::optional<std::uint64_t> end = {};
        RecordingHeader header = {};
        std::optional<Model> start = {};  ///< the picture before `first`, if that is not 0
        std::unique_ptr<LogSink> sink;
        OutputFile file;
        /// Once this is asked to quit, who reads a pipe slowly is waited for no longer than a
        /// moment; null: however long it takes. Outlives the recorder.
        const CommandQueue* commands = nullptr;
    };

    explicit Recorder(Job job);

    /// A part of a log that is not complete is given up.
    ~Recorder();
    Recorder(const Recorder&) = delete;
    Recorder& operator=(const Recorder&) = delete;

    /// Nothing more is to come: it writes what there is by now, and is done then.
    void end();

    /// All is written, or there was a problem.
    bool done() const { return done_.load(std::memory_order_acquire); }

    /// 0 to 1, of a part of the log.
    double progress() const;

    /// Why it is not complete, in one sentence; empty: nothing is wrong.
    std::string problem() const;

private:
    void run();
    void begin();
    void note_begun();
    void write();
    bool follow();
    bool write_events(std::uint64_t end);
    bool flush();
    bool hurries() const;
    void pause(std::uint64_t events);
    void fail(std::string problem);

    // The recorder's thread only, once it runs.
    Job job_;
    std::uint64_t next_;

    // Shared.
    std::atomic<std::uint64_t> written_;
    std::atomic<bool> stop_{false};
    std::atomic<bool> given_up_{false};
    std::atomic<bool> done_{false};
    mutable std::mutex mutex_;
    std::condition_variable stopped_;
    std::condition_variable has_begun_;
    bool begun_ = false;   ///< under the mutex
    std::string problem_;  ///< under the mutex

    std::thread thread_;
};

}  // namespace yieldscope
