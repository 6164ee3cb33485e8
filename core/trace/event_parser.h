// The other half of json_line.h: a line of JSON becomes an event again. It says what is wrong with
// a line that is none; whether the event can have happened is for event_rules.h to say.
// Belongs to one log, and lives on the thread that writes it, as the texts go there.
#pragma once

#include "core/event.h"
#include "core/watch/event_log.h"

#include <simdjson.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yieldscope {

struct NumberedEvent {
    std::uint64_t number = 0;  ///< counts from 0, as in the log
    Event event;
};

class EventParser {
public:
    /// Bytes that must be readable behind a line; what they are does not matter.
    static constexpr std::size_t padding = simdjson::SIMDJSON_PADDING;

    /// Nothing if it is no event: then problem() says why.
    std::optional<NumberedEvent> parse(std::string_view line, EventLog& log);

    /// A few words for a sentence in brackets: no "kind".
    std::string_view problem() const {
        return problem_.empty() ? std::string_view("it is not JSON") : problem_;
    }

private:
    using Value = simdjson::ondemand::value;

    bool read(const char* key, Value& value, NumberedEvent& to, EventLog& log);
    bool read_kind(Value& value, Event& to);
    bool read_reason(Value& value, Event& to);
    bool read_preview(Value& value, Event& to);
    template <typename Number>
    bool read_number(std::string_view key, Value& value, std::uint64_t least, std::uint64_t most,
                     Number& to);
    bool read_text(std::string_view key, Value& value, EventLog& log, TextId& to);
    bool wrong(std::string problem);

    /// Most lines name a file or a call that was just named: then nothing is looked up.
    struct Recent {
        std::string text;
        TextId id = 0;
    };

    simdjson::ondemand::parser parser_;
    std::array<Recent, 8> recent_;  ///< by length
    std::string problem_;
    unsigned seen_ = 0;  ///< of what must be there, in this line
};

}  // namespace yieldscope
