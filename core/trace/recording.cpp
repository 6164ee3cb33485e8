#include "core/trace/recording.h"

#include <fmt/chrono.h>
#include <nlohmann/json.hpp>

#include <ctime>

namespace yieldscope {
namespace {

using nlohmann::json;  // for what is read: its search is quick, however many keys there are
using nlohmann::ordered_json;

std::string text_of(const json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<std::uint64_t> number_of(const json& object, const char* key) {
    const auto found = object.find(key);
    if (found == object.end() || !found->is_number_unsigned()) return std::nullopt;
    return found->get<std::uint64_t>();
}

}  // namespace

std::string header_line(const RecordingHeader& header) {
    ordered_json line{{"format", RecordingHeader::format},
                      {"version", header.version},
                      {"created", header.created},
                      {"program", header.program},
                      {"file", header.file},
                      {"address", header.address},
                      {"poller", header.poller}};
    if (!header.sources.empty()) line["sources"] = header.sources;
    if (header.begins > 0) line["begins"] = header.begins;
    return line.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
}

std::optional<RecordingHeader> parse_header(std::string_view line) {
    // what is no JSON at all is not kept in memory to find that out
    if (!line.starts_with('{')) return std::nullopt;
    const json object = json::parse(line, nullptr, false);
    if (!object.is_object() || text_of(object, "format") != RecordingHeader::format)
        return std::nullopt;
    const auto version = number_of(object, "version");
    if (!version || *version == 0 || *version > UINT32_MAX) return std::nullopt;
    const std::uint64_t begins = number_of(object, "begins").value_or(0);
    if (begins > RecordingHeader::begins_max) return std::nullopt;
    return RecordingHeader{.version = static_cast<std::uint32_t>(*version),
                           .created = text_of(object, "created"),
                           .program = text_of(object, "program"),
                           .file = text_of(object, "file"),
                           .address = text_of(object, "address"),
                           .poller = text_of(object, "poller"),
                           .sources = text_of(object, "sources"),
                           .begins = begins};
}

std::string now_in_utc() {
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace yieldscope
