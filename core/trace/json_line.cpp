#include "core/trace/json_line.h"

#include "core/watch/explain.h"

#include <nlohmann/json.hpp>

namespace yieldscope {

std::string json_line(std::uint64_t number, const Event& event, const EventLog& log) {
    nlohmann::ordered_json line{
        {"number", number + 1}, {"time_ns", event.time_ns}, {"kind", name_of(event.kind)}};
    if (event.task) {
        line["task"] = event.task;
        line["name"] = log.label(event.task);
    }
    if (event.other) line["other"] = event.other;
    if (event.reason != Reason::none) line["reason"] = name_of(event.reason);
    if (event.fd >= 0) line["fd"] = event.fd;
    if (event.asked || event.kind == EventKind::polling) line["asked"] = event.asked;
    const bool moves = event.kind == EventKind::received || event.kind == EventKind::sent;
    if (event.moved || moves || event.kind == EventKind::polled) line["moved"] = event.moved;
    if (event.preview_size) line["preview"] = escaped(event.preview_text());
    if (event.interrupted) line["interrupted"] = true;
    if (event.text) line["text"] = escaped(log.text(event.text));
    if (event.line) {
        line["file"] = log.text(event.file);
        line["line"] = event.line;
    }
    return line.dump();
}

}  // namespace yieldscope
