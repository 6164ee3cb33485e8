// Whatever is typed into the log's filter: it is understood or refused with a sentence, and if it
// is understood it can be asked about every event. How it is run stands in recording_fuzz.cpp.
#include "core/watch/filter.h"
#include "tests/fuzz/require.h"

#include <cstdint>
#include <string_view>

namespace {

using namespace yieldscope;

/// One event of every kind.
const EventLog& every_kind() {
    static EventLog log(0);
    if (log.size() > 0) return log;
    log.append({.task = 3, .text = log.intern("echo#"), .kind = EventKind::spawned});
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        log.append({.task = 3,
                    .text = log.intern("some text"),
                    .fd = 7,
                    .kind = static_cast<EventKind>(kind)});
    }
    return log;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    ParsedFilter parsed = parse_filter(text);
    require(parsed.error.empty() || parsed.filter.empty(), "refused, but it hides something");
    const bool sentence = parsed.error.ends_with('.') || parsed.error.ends_with('?');
    require(parsed.error.empty() || sentence, "refused without a sentence");
    require(size <= filter_bytes_max || !parsed.error.empty(), "longer than anybody types");
    parsed.filter.also_called(3, "Ana");
    const EventLog& log = every_kind();
    for (std::uint64_t i = log.begin(); i < log.size(); ++i) {
        const bool matches = parsed.filter.matches(i, log[i], log);
        require(matches || !parsed.filter.empty(), "an empty filter hides an event");
        require(!matches || parsed.filter.admits(i, log[i], log), "the cheap half disagrees");
    }
    return 0;
}
