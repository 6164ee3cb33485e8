#include "core/trace/event_parser.h"

#include "core/trace/event_rules.h"
#include "core/watch/escape.h"
#include "core/watch/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <utility>

namespace yieldscope {
namespace {

enum Needed : unsigned { number_seen = 1, time_seen = 2, kind_seen = 4 };

template <typename Name>
std::array<std::string_view, event_kind_count> names_of_kinds(Name name) {
    std::array<std::string_view, event_kind_count> names;
    for (std::size_t i = 0; i < names.size(); ++i) names[i] = name(static_cast<EventKind>(i));
    return names;
}

std::optional<EventKind> kind_of(std::string_view name) {
    static const auto names = names_of_kinds([](EventKind kind) { return name_of(kind); });
    const auto found = std::find(names.begin(), names.end(), name);
    if (found == names.end()) return std::nullopt;
    return static_cast<EventKind>(found - names.begin());
}

/// What a damaged line says is shown to people: not too much of it.
std::string shown(std::string_view text) { return escaped(first_letters(text, 40)); }

/// Does the key that begins there say this? Behind a line there is padding, so there is enough to
/// compare with. Ours have no escapes.
template <std::size_t size>
bool says(const char* key, const char (&name)[size]) {
    return std::memcmp(key, name, size - 1) == 0 && key[size - 1] == '"';
}

/// A text as it stands in the line, if that is what it says; most do not have to be copied.
bool get_text(simdjson::ondemand::value& value, std::string_view& text) {
    std::string_view token = value.raw_json_token();
    while (!token.empty() && static_cast<unsigned char>(token.back()) <= ' ')
        token.remove_suffix(1);
    if (token.size() < 2 || token.front() != '"' || token.back() != '"' ||
        std::memchr(token.data(), '\\', token.size())) {
        return !value.get_string().get(text);
    }
    text = token.substr(1, token.size() - 2);
    return true;
}

}  // namespace

std::optional<NumberedEvent> EventParser::parse(std::string_view line, EventLog& log) {
    NumberedEvent parsed;
    seen_ = 0;
    problem_.clear();
    simdjson::ondemand::document document;
    simdjson::ondemand::object object;
    if (parser_.iterate(line.data(), line.size(), line.size() + padding).get(document) ||
        document.get_object().get(object)) {
        return std::nullopt;
    }
    for (auto field : object) {
        if (field.error()) return std::nullopt;
        // by reference from here on: to copy a value costs more than to read it
        const simdjson::ondemand::field& pair = field.value_unsafe();
        auto& value = const_cast<Value&>(pair.second);  // of `field`, which is not const
        if (!read(pair.first.raw(), value, parsed, log)) return std::nullopt;
    }
    const char* behind = nullptr;  // the object there must be nothing
    if (document.current_location().get(behind) != simdjson::OUT_OF_BOUNDS) return std::nullopt;
    if (!(seen_ & number_seen)) problem_ = "no \"number\"";
    else if (!(seen_ & time_seen)) problem_ = "no \"time_ns\"";
    else if (!(seen_ & kind_seen)) problem_ = "no \"kind\"";
    if (!problem_.empty()) return std::nullopt;
    return parsed;
}

bool EventParser::wrong(std::string problem) {
    problem_ = std::move(problem);
    return false;
}

bool EventParser::read(const char* key, Value& value, NumberedEvent& to, EventLog& log) {
    constexpr std::uint64_t all = std::numeric_limits<std::uint32_t>::max();
    constexpr std::uint64_t fd_max = std::numeric_limits<std::int32_t>::max();
    Event& event = to.event;
    switch (key[0]) {
        case 'a':
            if (says(key, "asked")) return read_number("asked", value, 0, all, event.asked);
            break;
        case 'f':
            if (says(key, "fd")) return read_number("fd", value, 0, fd_max, event.fd);
            if (says(key, "file")) return read_text("file", value, log, event.file);
            break;
        case 'i':
            if (!says(key, "interrupted")) break;
            if (value.get_bool().get(event.interrupted))
                return wrong("\"interrupted\" is neither true nor false");
            return true;
        case 'k':
            if (says(key, "kind")) return read_kind(value, event);
            break;
        case 'l':
            if (says(key, "line")) return read_number("line", value, 1, all, event.line);
            break;
        case 'm':
            if (says(key, "moved")) return read_number("moved", value, 0, all, event.moved);
            break;
        case 'n':
            if (!says(key, "number")) break;
            seen_ |= number_seen;
            if (!read_number("number", value, 1, std::numeric_limits<std::uint64_t>::max(),
                             to.number))
                return false;
            --to.number;
            return true;
        case 'o':
            if (says(key, "other")) return read_number("other", value, 1, all, event.other);
            break;
        case 'p':
            if (says(key, "preview")) return read_preview(value, event);
            break;
        case 'r':
            if (says(key, "reason")) return read_reason(value, event);
            break;
        case 't':
            if (says(key, "task")) return read_number("task", value, 1, all, event.task);
            if (says(key, "text")) return read_text("text", value, log, event.text);
            if (!says(key, "time_ns")) break;
            seen_ |= time_seen;
            return read_number("time_ns", value, 0, EventRules::time_max_ns, event.time_ns);
        default: break;
    }
    return true;  // a key that a newer program knows
}

template <typename Number>
bool EventParser::read_number(std::string_view key, Value& value, std::uint64_t least,
                              std::uint64_t most, Number& to) {
    std::uint64_t number = 0;
    if (value.get_uint64().get(number) || number < least || number > most)
        return wrong(fmt::format("\"{}\" is no number that it can be", key));
    to = static_cast<Number>(number);
    return true;
}

bool EventParser::read_kind(Value& value, Event& to) {
    seen_ |= kind_seen;
    std::string_view name;
    if (!get_text(value, name)) return wrong("\"kind\" is no text");
    const auto kind = kind_of(name);
    if (!kind) return wrong(fmt::format("the kind \"{}\" is unknown", shown(name)));
    to.kind = *kind;
    return true;
}

bool EventParser::read_reason(Value& value, Event& to) {
    std::string_view name;
    if (!get_text(value, name)) return wrong("\"reason\" is no text");
    for (const Reason reason : {Reason::recv, Reason::send, Reason::turn}) {
        if (name != name_of(reason)) continue;
        to.reason = reason;
        return true;
    }
    return wrong(fmt::format("the reason \"{}\" is unknown", shown(name)));
}

bool EventParser::read_preview(Value& value, Event& to) {
    std::string_view text;
    if (!get_text(value, text)) return wrong("\"preview\" is no text");
    const std::string bytes = unescaped(text);
    if (bytes.size() > to.preview.size()) return wrong("\"preview\" is too long");
    to.preview = {};
    std::copy(bytes.begin(), bytes.end(), to.preview.begin());
    to.preview_size = static_cast<std::uint8_t>(bytes.size());
    return true;
}

bool EventParser::read_text(std::string_view key, Value& value, EventLog& log, TextId& to) {
    std::string_view text;
    if (!get_text(value, text)) return wrong(fmt::format("\"{}\" is no text", key));
    Recent& recent = recent_[text.size() % recent_.size()];
    if (recent.text != text) {
        recent.id = log.intern(unescaped(text));
        recent.text = text;
    }
    to = recent.id;
    return true;
}

}  // namespace yieldscope
