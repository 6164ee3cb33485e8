// What is made of a log, event by event: a recording, a trace for Perfetto, a transcript. A sink
// only writes text; who drives it (recorder.h, or a terminal's output) takes that text away.
// Lives on the thread of whoever drives it, which may read the log.
#pragma once

#include "core/event.h"
#include "core/trace/recording.h"
#include "core/watch/event_log.h"
#include "core/watch/model.h"

#include <cstdint>
#include <string>

namespace yieldscope {

class LogSink {
public:
    virtual ~LogSink() = default;

    /// First, and once. `start`: the picture before the first event, null if that is number 0.
    virtual void begin(const RecordingHeader& header, const Model* start, const EventLog& log) = 0;

    /// Each in order. Numbers count from 0, as in the log.
    virtual void event(std::uint64_t number, const Event& event, const EventLog& log) = 0;

    /// Last, and once: what was begun is closed.
    virtual void end() = 0;

    /// What is written and not taken away yet; who takes it clears it.
    std::string& text() { return text_; }

private:
    std::string text_;
};

}  // namespace yieldscope
