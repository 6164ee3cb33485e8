// An event as one line of JSON, for programs that read along: `--headless --format jsonl`.
// Pure function; any thread that may read the log.
#pragma once

#include "core/event.h"
#include "core/watch/event_log.h"

#include <cstdint>
#include <string>

namespace yieldscope {

/// Counted from 1:
/// {"number":7,"time_ns":153211,"kind":"received","task":2,"name":"echo#2","fd":6,…}: only the
/// fields that mean something for the kind. Bytes are escaped as on the screen. No line break at
/// the end.
std::string json_line(std::uint64_t number, const Event& event, const EventLog& log);

}  // namespace yieldscope
