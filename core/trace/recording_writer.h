// The two plain sinks: a recording, which can be opened again, and the transcript, for people.
// Live on the thread of whoever drives them.
#pragma once

#include "core/trace/json_line.h"
#include "core/trace/log_sink.h"

namespace yieldscope {

class RecordingWriter final : public LogSink {
public:
    void begin(const RecordingHeader& header, const Model* start, const EventLog& log) override;
    void event(std::uint64_t number, const Event& event, const EventLog& log) override;
    void end() override {}

private:
    JsonLines lines_;
};

class TranscriptExport final : public LogSink {
public:
    void begin(const RecordingHeader&, const Model*, const EventLog&) override {}
    void event(std::uint64_t number, const Event& event, const EventLog& log) override;
    void end() override {}
};

}  // namespace yieldscope
