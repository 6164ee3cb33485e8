// An event as one line of JSON, for programs that read along (`--headless --format jsonl`) and for
// recordings: one format, one writer. Whatever bytes a client sent, a line is valid JSON and valid
// UTF-8; no byte is lost, unescaped() gives them back.
// Owns a bounded memory of what it wrote before, as most lines repeat it; belongs to one log, and
// to one thread that may read that log.
#pragma once

#include "core/event.h"
#include "core/watch/event_log.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

/// Appends `bytes` as a JSON string, quotation marks and all, escaped as on the screen first.
void append_json(std::string& out, std::string_view bytes);

class JsonLines {
public:
    /// Appends, counted from 1:
    /// {"number":7,"time_ns":153211,"kind":"received","task":2,"name":"echo#2","fd":6,…}: only the
    /// fields that mean something for the kind. No line break at the end.
    void append(std::string& out, std::uint64_t number, const Event& event, const EventLog& log);

private:
    /// What ids stand for, as JSON; two ids that meet in one place push each other out.
    class Memory {
    public:
        template <typename Write>
        void append(std::string& out, std::uint32_t id, Write write);

    private:
        static constexpr std::size_t places = 4096;
        static constexpr std::size_t longest = 256;  // of what is worth keeping
        struct Entry {
            std::uint32_t id = 0;  ///< 0: nothing is here
            std::string json;
        };
        std::vector<Entry> entries_ = std::vector<Entry>(places);
    };

    Memory texts_;
    Memory names_;  ///< of tasks
};

}  // namespace yieldscope
