// Recordings in memory: a log as the text of a file, and such a text opened again.
// Lives on the test's thread.
#pragma once

#include "core/trace/recording_reader.h"
#include "core/trace/recording_writer.h"
#include "core/watch/model.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace yieldscope {

inline const RecordingHeader some_header{.created = "2026-03-01T09:30:00Z",
                                         .program = "echo",
                                         .file = "core/programs/echo.cpp",
                                         .address = "127.0.0.1:25000",
                                         .poller = "epoll",
                                         .sources = "0123456789abcdef"};

/// What a sink makes of the events from the picture `start` on, or of all.
inline std::string text_of(LogSink& sink, const EventLog& log, const Model* start = nullptr,
                           const RecordingHeader& header = some_header) {
    sink.begin(header, start, log);
    for (std::uint64_t i = start ? start->size() : 0; i < log.size(); ++i)
        sink.event(i, log[i], log);
    sink.end();
    return std::exchange(sink.text(), {});
}

inline std::string record(const EventLog& log, const Model* start = nullptr,
                          const RecordingHeader& header = some_header) {
    RecordingWriter writer;
    return text_of(writer, log, start, header);
}

/// A recording that is opened and read to its end.
struct OpenedRecording {
    RecordingReader reader;
    EventLog log;
    Model start;
    Model live;  ///< after the last event

    /// The text must stay.
    explicit OpenedRecording(std::string_view text, std::size_t budget_bytes = 1 << 24)
        : reader(text, "lesson.jsonl"), log(budget_bytes, reader.header().begins) {
        if (!reader.is_open()) return;
        start = live = reader.start(log);
        while (reader.restore(log, 100) == RecordingReader::Restored::some) {
        }
        while (live.size() < log.size()) live.apply(log[live.size()]);
    }

    const std::string& problem() const { return reader.problem(); }
    std::string again() const {
        return record(log, start.size() > 0 ? &start : nullptr, reader.header());
    }
};

/// The picture after so many events.
inline Model model_at(const EventLog& log, std::uint64_t count, Model model = {}) {
    while (model.size() < count) model.apply(log[model.size()]);
    return model;
}

}  // namespace yieldscope
