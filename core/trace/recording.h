// The recording file: what its first line says. The whole format is JSON Lines: line 1 is the
// header; if the recording begins in the middle, line 2 is the picture there (model_json.h); every
// other line is an event (json_line.h). Who reads ignores keys it does not know.
// Plain values and pure functions; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace yieldscope {

struct RecordingHeader {
    static constexpr std::string_view format = "yieldscope";
    static constexpr std::uint32_t newest_version = 1;
    static constexpr std::uint64_t begins_max = std::uint64_t{1} << 48;  // a year of full speed

    std::uint32_t version = newest_version;
    std::string created;       ///< in UTC, as ISO 8601 has it
    std::string program;       ///< "echo"
    std::string file;          ///< its source, "core/programs/echo.cpp"
    std::string address;       ///< where it listened; empty: it did not
    std::string poller;        ///< "epoll"
    std::string sources;       ///< which texts its line numbers are of; empty: it is not known
    std::uint64_t begins = 0;  ///< how many events were forgotten before the first one

    bool operator==(const RecordingHeader&) const = default;
};

/// The header as line 1, without the line break.
std::string header_line(const RecordingHeader& header);

/// Nothing if that is not the first line of a recording.
std::optional<RecordingHeader> parse_header(std::string_view line);

/// "2026-03-01T09:30:00Z", for `created`.
std::string now_in_utc();

}  // namespace yieldscope
