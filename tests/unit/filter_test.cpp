// The log's filter: what each way to write a term lets through, what is said about a wrong one, and
// that any bytes at all can be typed.
#include "core/watch/filter.h"

#include "core/watch/command.h"
#include "core/watch/explain.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace yieldscope {
namespace {

using Kind = EventKind;

/// A small log: a server, task 1, and two of its handlers, 2 and 3.
struct Filters : testing::Test {
    EventLog log{0};

    Filters() {
        add({.task = 1, .text = log.intern("tcp_server"), .kind = Kind::spawned});         // 0
        add({.task = 2, .other = 1, .text = log.intern("echo#"), .kind = Kind::spawned});  // 1
        add({.task = 3, .other = 1, .text = log.intern("echo#"), .kind = Kind::spawned});  // 2
        add(read(2, 8, "Hello\n"));                                                        // 3
        add(read(3, 9, "ol\xC3\xA1 mundo"));                                               // 4
        add({.task = 2,
             .file = log.intern("core/programs/echo.cpp"),
             .line = 21,
             .fd = 8,
             .moved = 6,
             .kind = Kind::sent});                                                  // 5
        add({.text = log.intern("epoll_wait"), .moved = 1, .kind = Kind::polled});  // 6
    }

    void add(const Event& event) { log.append(event); }

    static Event read(TaskId task, int fd, std::string_view bytes) {
        Event event{.task = task, .fd = fd, .kind = Kind::received};
        event.moved = static_cast<std::uint32_t>(bytes.size());
        event.preview_size = static_cast<std::uint8_t>(bytes.size());
        std::copy(bytes.begin(), bytes.end(), event.preview.begin());
        return event;
    }

    /// The numbers of the events that a filter lets through: "35".
    std::string listed(const Filter& filter) const {
        std::string numbers;
        for (std::uint64_t i = 0; i < log.size(); ++i) {
            if (filter.matches(i, log[i], log)) numbers += std::to_string(i);
        }
        return numbers;
    }

    std::string listed(std::string_view text) const {
        const ParsedFilter parsed = parse_filter(text);
        EXPECT_EQ(parsed.error, "") << text;
        return listed(parsed.filter);
    }
};

TEST_F(Filters, nothing_typed_lets_everything_through) {
    EXPECT_EQ(listed(""), "0123456");
    EXPECT_EQ(listed("  \t "), "0123456");
    EXPECT_TRUE(parse_filter(" ").filter.empty());
    EXPECT_FALSE(parse_filter("a").filter.empty());
}

TEST_F(Filters, a_word_is_looked_for_in_the_whole_line_whatever_its_case) {
    EXPECT_EQ(listed("hello"), "3");
    EXPECT_EQ(listed("HELLO"), "3");
    EXPECT_EQ(listed("OL\xC3\x81"), "4");  // its accent too
    EXPECT_EQ(listed("echo#2"), "135");    // the task; 1 spawned it
    EXPECT_EQ(listed("echo.cpp:21"), "5");
    EXPECT_EQ(listed("hello\\n"), "3");  // as the line shows it
    EXPECT_EQ(listed("127.0.0.1:25000"), "");
}

TEST_F(Filters, letters_of_other_scripts_are_found_whatever_their_case) {
    add(read(2, 8, "Привет Ёж"));  // 7
    add(read(2, 8, "ΓΕΙΆ Ώ"));     // 8
    add(read(2, 8, "你好 😀"));     // 9
    EXPECT_EQ(listed("пРИВЕТ ёж"), "7");
    EXPECT_EQ(listed("γειά ώ"), "8");
    EXPECT_EQ(listed("好"), "9");
    EXPECT_EQ(listed("😀"), "9");
    EXPECT_EQ(listed("😁"), "");
}

TEST_F(Filters, all_terms_have_to_fit) {
    EXPECT_EQ(listed("echo received"), "34");
    EXPECT_EQ(listed("kind:received fd:9"), "4");
    EXPECT_EQ(listed("kind:received fd:9 hello"), "");
}

TEST_F(Filters, quotation_marks_hold_words_together) {
    EXPECT_EQ(listed("\"6 B\""), "3");
    EXPECT_EQ(listed("\"of 0 b\""), "5");
    EXPECT_EQ(listed("-\"6 B\" kind:received"), "4");
    EXPECT_EQ(listed("\"-\""), "6");  // the line's sign for no task, no minus
}

TEST_F(Filters, a_minus_excludes) {
    EXPECT_EQ(listed("-spawned"), "3456");
    EXPECT_EQ(listed("-kind:polled,spawned"), "345");
    EXPECT_EQ(listed("-task:2 -fd:9 -event:1"), "26");
}

TEST_F(Filters, a_comma_means_or) {
    EXPECT_EQ(listed("kind:sent,received"), "345");
    EXPECT_EQ(listed("task:1,3"), "024");
    EXPECT_EQ(listed("fd:8,9"), "345");
    EXPECT_EQ(listed("event:1,7"), "06");
}

TEST_F(Filters, a_task_goes_by_its_number_its_label_or_its_name) {
    EXPECT_EQ(listed("task:3"), "24");
    EXPECT_EQ(listed("task:echo#3"), "24");
    EXPECT_EQ(listed("TASK:Echo#3"), "24");
    EXPECT_EQ(listed("task:tcp_server"), "0");
    EXPECT_EQ(listed("task:echo"), "12345");
    EXPECT_EQ(listed("task:ech"), "");
    EXPECT_EQ(listed("task:tcp_server#3"), "");
    EXPECT_EQ(listed("task:\"the scheduler\""), "6");
}

TEST_F(Filters, a_task_goes_by_the_name_that_the_teacher_gave_it) {
    Filter filter = parse_filter("task:\"Anna Maria\"").filter;
    EXPECT_EQ(listed(filter), "");
    filter.also_called(3, "anna maria");
    filter.also_called(2, "Bob");
    EXPECT_EQ(listed(filter), "24");
}

TEST_F(Filters, the_cheap_terms_decide_before_the_words) {
    const Filter filter = parse_filter("kind:sent fd:8 nonsense").filter;
    EXPECT_TRUE(filter.has_words());
    EXPECT_TRUE(filter.admits(5, log[5], log));
    EXPECT_FALSE(filter.admits(3, log[3], log));
    EXPECT_FALSE(filter.matches(5, log[5], log));
}

TEST_F(Filters, every_kind_can_be_written) {
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        const auto kind = static_cast<Kind>(i);
        const ParsedFilter parsed = parse_filter(std::string("kind:").append(name_of(kind)));
        EXPECT_EQ(parsed.error, "");
        EXPECT_TRUE(parsed.filter.admits(0, {.kind = kind}, log));
        EXPECT_FALSE(
            parsed.filter.admits(0, {.kind = static_cast<Kind>((i + 1) % event_kind_count)}, log));
    }
}

TEST_F(Filters, a_breakpoint_is_described_by_a_filter_that_lists_where_it_stops) {
    Breakpoint breakpoint;
    breakpoint.condition = {.kind = Kind::received, .task = 3, .fd = 9, .number = 4};
    breakpoint.condition.number.reset();
    EXPECT_EQ(listed(words(breakpoint, log)), "4");
    breakpoint.condition = {.task = 1};
    EXPECT_EQ(listed(words(breakpoint, log)), "0");
    breakpoint.condition = {.number = 4};
    EXPECT_EQ(listed(words(breakpoint, log)), "4");
    breakpoint.condition = {};
    EXPECT_EQ(parse_filter(words(breakpoint, log)).error, "");
    breakpoint.longer_than = 4;
    EXPECT_EQ(parse_filter(words(breakpoint, log)).error, "");
}

TEST_F(Filters, what_is_wrong_is_said_in_one_sentence_with_a_way_out) {
    const auto error = [](std::string_view text) { return parse_filter(text).error; };
    EXPECT_EQ(error("kind:snet"), "There is no kind \"snet\": did you mean sent?");
    EXPECT_EQ(error("kind:sent,po"), "There is no kind \"po\": did you mean polling, polled?");
    EXPECT_EQ(error("kind:elephant").substr(0, 51),
              "There is no kind \"elephant\"; there are listening, s");
    EXPECT_EQ(error("kind:"), "Write a kind after kind: such as kind:sent or kind:sent,received.");
    EXPECT_EQ(error("kind:sent,"), error("kind:"));
    EXPECT_EQ(error("hello task:"),
              "Write a task after task: by its name or its number, such as task:echo#3 or task:3.");
    EXPECT_EQ(error("fd:"), "Write a descriptor's number after fd: such as fd:8.");
    EXPECT_EQ(error("fd:abc"), "\"abc\" is no descriptor: write a number after fd: such as fd:8.");
    EXPECT_EQ(error("fd:-1"), "\"-1\" is no descriptor: write a number after fd: such as fd:8.");
    EXPECT_EQ(error("event:x"),
              "\"x\" is no event's number: write one after event: such as event:128.");
    EXPECT_EQ(error("- sent"),
              "A minus excludes what follows it: write a word after it, such as -polled.");
    EXPECT_EQ(error("\"two words"),
              "A quotation mark is not closed: write another one where the words end.");
    EXPECT_EQ(error("\"\""), "There is nothing between the quotation marks: write a word.");
    EXPECT_EQ(error(std::string(filter_bytes_max + 1, 'a')),
              "A filter has at most 1000 letters: shorten it.");
    EXPECT_TRUE(parse_filter("fd:8 kind:x").filter.empty());
}

TEST_F(Filters, what_a_sentence_repeats_is_escaped_and_short) {
    const std::string error = parse_filter("kind:\x1B[2J\xFF" + std::string(900, 'x')).error;
    EXPECT_EQ(error.find('\x1B'), std::string::npos);
    EXPECT_NE(error.find("\\x1b[2J\\xff"), std::string::npos);
    EXPECT_LT(error.size(), 400U);
}

TEST_F(Filters, any_bytes_can_be_typed) {
    std::mt19937 random(3);
    constexpr std::string_view pieces[] = {"kind:", "task:", "fd:", "event:", "-", "\"",
                                           ",",     " ",     "#",   "sent",   "3", "\xC3"};
    for (int round = 0; round < 20'000; ++round) {
        std::string text;
        for (auto length = random() % 12; length > 0; --length) {
            if (random() % 4) text += pieces[random() % std::size(pieces)];
            else text += static_cast<char>(random());
        }
        const ParsedFilter parsed = parse_filter(text);
        EXPECT_TRUE(parsed.error.empty() || parsed.error.ends_with('.') ||
                    parsed.error.ends_with('?'))
            << parsed.error;
        if (parsed.error.empty()) listed(parsed.filter);
    }
}

}  // namespace
}  // namespace yieldscope
