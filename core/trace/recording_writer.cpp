#include "core/trace/recording_writer.h"

#include "core/trace/model_json.h"
#include "core/watch/explain.h"

namespace yieldscope {

void RecordingWriter::begin(const RecordingHeader& header, const Model* start,
                            const EventLog& log) {
    RecordingHeader first = header;
    first.begins = start ? start->size() : 0;
    text().append(header_line(first)).append("\n");
    if (first.begins > 0) text().append(model_line(image_of(*start), log)).append("\n");
}

void RecordingWriter::event(std::uint64_t number, const Event& event, const EventLog& log) {
    lines_.append(text(), number, event, log);
    text() += '\n';
}

void TranscriptExport::event(std::uint64_t number, const Event& event, const EventLog& log) {
    text().append(transcript_line(number, event, log)).append("\n");
}

}  // namespace yieldscope
