// An event as a line of JSON: every line can be parsed, whatever a client sent, and says only what
// means something for its kind. What scripts read from `--format jsonl` is a contract; these are
// its terms.
#include "core/trace/json_line.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace yieldscope {
namespace {

using nlohmann::json;

std::string json_line(std::uint64_t number, const Event& event, const EventLog& log) {
    std::string line;
    JsonLines().append(line, number, event, log);
    return line;
}

TEST(JsonLine, says_what_an_event_means_and_no_more) {
    EventLog log(0);
    log.append({.task = 2, .text = log.intern("echo#"), .kind = EventKind::spawned});
    Event event{
        .time_ns = 1500, .task = 2, .file = log.intern("core/programs/echo.cpp"), .line = 21};
    event.fd = 6;
    event.asked = 1000;
    event.moved = 2;
    event.kind = EventKind::received;
    event.preview_size = 2;
    event.preview = {'h', 'i'};
    EXPECT_EQ(
        json_line(7, event, log),
        R"({"number":8,"time_ns":1500,"kind":"received","task":2,"name":"echo#2","fd":6,)"
        R"("asked":1000,"moved":2,"preview":"hi","file":"core/programs/echo.cpp","line":21})");
    EXPECT_EQ(json_line(8, {.kind = EventKind::ended}, log),
              R"({"number":9,"time_ns":0,"kind":"ended"})");
}

TEST(JsonLine, every_kind_can_be_parsed_and_is_one_line) {
    EventLog log(0);
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        const Event event{.task = 1,
                          .text = log.intern("a \"text\"\n"),
                          .fd = 3,
                          .kind = static_cast<EventKind>(kind),
                          .reason = Reason::send};
        const std::string line = json_line(kind, event, log);
        EXPECT_EQ(line.find('\n'), std::string::npos);
        const json parsed = json::parse(line);
        EXPECT_EQ(parsed["kind"], std::string(name_of(event.kind)));
        EXPECT_EQ(parsed["number"], kind + 1);
        EXPECT_EQ(parsed["reason"], "send");
        EXPECT_EQ(parsed["text"], "a \\\"text\\\"\\n") << "escaped as on the screen";
    }
}

TEST(JsonLine, bytes_that_are_no_text_can_be_parsed_too) {
    EventLog log(0);
    Event event{.moved = 4, .kind = EventKind::sent, .preview_size = 4};
    event.preview = {'\xff', '\0', '\xc3', '"'};
    EXPECT_EQ(json::parse(json_line(0, event, log))["preview"], "\\xff\\x00\\xc3\\\"");
}

TEST(JsonLine, a_number_that_means_something_is_said_even_when_it_is_0) {
    EventLog log(0);
    EXPECT_EQ(json::parse(json_line(0, {.kind = EventKind::received}, log))["moved"], 0);
    EXPECT_EQ(json::parse(json_line(0, {.kind = EventKind::polled}, log))["moved"], 0);
    EXPECT_EQ(json::parse(json_line(0, {.kind = EventKind::polling}, log))["asked"], 0);
}

TEST(JsonLine, an_interrupted_poll_says_so) {
    EventLog log(0);
    const Event event{.kind = EventKind::polled, .interrupted = true};
    EXPECT_EQ(json::parse(json_line(0, event, log))["interrupted"], true);
}

}  // namespace
}  // namespace yieldscope
