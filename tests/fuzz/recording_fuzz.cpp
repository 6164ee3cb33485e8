// Whatever a file holds: it is opened, folded, shown and exported, and nothing crashes, hangs or
// asks for more memory than its size allows. Two drivers for one target: libFuzzer, and without it
// a main() that changes the files of a corpus, the same way for the same seed. A corpus's found/ is
// the fewest inputs that reach what libFuzzer has reached; the last line adds what it finds anew.
//
//     CC=clang CXX=clang++ cmake --preset asan -B build/fuzz -DYIELDSCOPE_FUZZ=ON
//     recording_fuzz tests/fuzz/corpus/recording RUNS [SEED]      (without libFuzzer)
//     recording_fuzz NEW tests/fuzz/corpus/recording              (with it; NEW is a folder)
//     recording_fuzz -merge=1 -use_counters=0 tests/fuzz/corpus/recording/found NEW
#include "core/trace/perfetto.h"
#include "core/trace/recording_reader.h"
#include "core/trace/recording_writer.h"
#include "core/watch/escape.h"
#include "core/watch/explain.h"
#include "core/watch/model_image.h"
#include "tests/fuzz/require.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace yieldscope {
namespace {

/// Lines that are as they would be escaped.
bool is_harmless(std::string_view lines) {
    std::string without_ends(lines);
    std::erase(without_ends, '\n');
    return harmless(without_ends) == without_ends;
}

/// All that the screen and the exports make of an event.
void use(const EventLog& log, const Model& start, const RecordingHeader& header) {
    RecordingWriter recording;
    PerfettoExport perfetto;
    TranscriptExport transcript;
    const Model* const first = header.begins > 0 ? &start : nullptr;
    for (LogSink* sink : {static_cast<LogSink*>(&recording), static_cast<LogSink*>(&perfetto),
                          static_cast<LogSink*>(&transcript)}) {
        sink->begin(header, first, log);
        for (std::uint64_t i = log.begin(); i < log.size(); ++i) sink->event(i, log[i], log);
        sink->end();
    }
    require(is_harmless(transcript.text()), "a transcript that can disturb a terminal");
    Model model = start;
    while (model.size() < log.size()) {
        model.apply(log[model.size()]);
        const std::string said = sentence(model.last(), model, log);
        require(!said.empty() && is_harmless(said),
                "an event without a sentence, or with a bad one");
    }
    require(is_harmless(what_next(model, log)), "what is next can disturb a terminal");
    // what was read can be written and read again, and is the same picture
    RecordingReader again(recording.text(), "again");
    require(again.is_open() || log.size() == header.begins, "what was written cannot be opened");
    if (!again.is_open()) return;
    EventLog second(1 << 20, again.header().begins);
    Model copy = again.start(second);
    while (again.restore(second, 1000) == RecordingReader::Restored::some) {
    }
    require(second.size() == log.size(), "what was written is not read to its end");
    while (copy.size() < second.size()) copy.apply(second[copy.size()]);
    require(digest(copy, second) == digest(model, log), "what was written is another picture");
}

}  // namespace
}  // namespace yieldscope

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace yieldscope;
    if (size > 100'000) return 0;
    RecordingReader reader({reinterpret_cast<const char*>(data), size}, "input");
    require(reader.is_open() || !reader.problem().empty(), "refused without a sentence");
    if (!reader.is_open()) return 0;
    EventLog log(1 << 20, reader.header().begins);  // more events than fit into an input
    const Model start = reader.start(log);
    while (reader.restore(log, 1000) == RecordingReader::Restored::some) {
    }
    use(log, start, reader.header());
    return 0;
}
