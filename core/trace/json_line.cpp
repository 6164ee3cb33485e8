#include "core/trace/json_line.h"

#include "core/watch/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <concepts>

namespace yieldscope {
namespace {

/// Neither JSON nor escaped() has to say it in another way.
bool is_plain(char letter) {
    return letter >= 0x20 && letter < 0x7F && letter != '"' && letter != '\\';
}

void append_number(std::string& out, std::integral auto number) {
    const fmt::format_int digits(number);
    out.append(digits.data(), digits.size());
}

void append_field(std::string& out, std::string_view key, std::integral auto number) {
    out.append(key);
    append_number(out, number);
}

}  // namespace

void append_json(std::string& out, std::string_view bytes) {
    out += '"';
    const auto odd = std::find_if_not(bytes.begin(), bytes.end(), is_plain);
    const auto plain = static_cast<std::size_t>(odd - bytes.begin());
    out.append(bytes.substr(0, plain));
    if (plain < bytes.size()) {
        for (const char letter : escaped(bytes.substr(plain))) {
            if (letter == '"' || letter == '\\') out += '\\';
            out += letter;
        }
    }
    out += '"';
}

template <typename Write>
void JsonLines::Memory::append(std::string& out, std::uint32_t id, Write write) {
    Entry& entry = entries_[id % places];
    if (id != 0 && entry.id == id) {
        out.append(entry.json);
        return;
    }
    const std::size_t begin = out.size();
    write();
    if (out.size() - begin > longest) return;
    entry.json.assign(out, begin);
    entry.id = id;
}

void JsonLines::append(std::string& out, std::uint64_t number, const Event& event,
                       const EventLog& log) {
    append_field(out, R"({"number":)", number + 1);
    append_field(out, R"(,"time_ns":)", event.time_ns);
    out.append(R"(,"kind":")").append(name_of(event.kind)).append("\"");
    if (event.task) {
        append_field(out, R"(,"task":)", event.task);
        out.append(R"(,"name":)");
        names_.append(out, event.task, [&] { append_json(out, log.label(event.task)); });
    }
    if (event.other) append_field(out, R"(,"other":)", event.other);
    if (event.reason != Reason::none)
        out.append(R"(,"reason":")").append(name_of(event.reason)).append("\"");
    if (event.fd >= 0) append_field(out, R"(,"fd":)", event.fd);
    if (event.asked || event.kind == EventKind::polling)
        append_field(out, R"(,"asked":)", event.asked);
    const bool moves = event.kind == EventKind::received || event.kind == EventKind::sent;
    if (event.moved || moves || event.kind == EventKind::polled)
        append_field(out, R"(,"moved":)", event.moved);
    if (event.preview_size) {
        out.append(R"(,"preview":)");
        append_json(out, event.preview_text());
    }
    if (event.interrupted) out.append(R"(,"interrupted":true)");
    const auto append_text = [&](TextId text) {
        texts_.append(out, text, [&] { append_json(out, log.text(text)); });
    };
    if (event.text) {
        out.append(R"(,"text":)");
        append_text(event.text);
    }
    if (event.line) {
        out.append(R"(,"file":)");
        append_text(event.file);
        append_field(out, R"(,"line":)", event.line);
    }
    out += '}';
}

}  // namespace yieldscope
