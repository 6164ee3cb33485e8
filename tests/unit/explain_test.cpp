// Every event has a transcript line and a sentence: tests/golden/explain.txt has them all, in the
// order of a small story.
// What the story cannot show, escaping and what comes next, is tested below it.
#include "core/watch/explain.h"
#include "core/watch/escape.h"

#include "tests/unit/golden.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>

namespace yieldscope {
namespace {

using Kind = EventKind;

/// A log, and the model of it; an event a millisecond.
struct Story : testing::Test {
    EventLog log{0};
    Model model;
    std::string text;  ///< of each event: its line, and its sentence below
    std::set<Kind> told;

    void tell(Event event) {
        event.time_ns = static_cast<std::int64_t>(log.size()) * 1'000'000;
        told.insert(event.kind);
        log.append(event);
        model.apply(event);
        text += fmt::format("{}\n        {}\n", transcript_line(model.size() - 1, event, log),
                            sentence(event, model, log));
    }

    TextId intern(std::string_view bytes) { return log.intern(bytes); }

    /// An event of `bytes` that moved, out of those that were asked for.
    static Event transfer(Kind kind, std::uint32_t asked, std::string_view bytes) {
        Event event{.task = 2, .fd = 6, .asked = asked, .kind = kind};
        event.moved = static_cast<std::uint32_t>(bytes.size());
        event.preview_size =
            static_cast<std::uint8_t>(std::min(bytes.size(), event.preview.size()));
        std::copy_n(bytes.begin(), event.preview_size, event.preview.begin());
        return event;
    }

    void a_server_starts() {
        tell({.text = intern("127.0.0.1:25000"), .fd = 5, .kind = Kind::listening});
        tell({.task = 1, .text = intern("tcp_server"), .kind = Kind::spawned});
        tell({.task = 1, .kind = Kind::resumed});
        tell({.task = 1,
              .file = intern("core/programs/echo.cpp"),
              .line = 35,
              .fd = 5,
              .kind = Kind::yielded,
              .reason = Reason::recv});
        tell({.task = 1, .fd = 5, .kind = Kind::parked, .reason = Reason::recv});
    }

    void a_client_comes() {
        tell({.text = intern("epoll_wait"), .asked = 1, .kind = Kind::polling});
        tell({.text = intern("epoll_wait"), .moved = 1, .kind = Kind::polled});
        tell({.task = 1, .fd = 5, .kind = Kind::woken, .reason = Reason::recv});
        tell({.task = 1, .kind = Kind::resumed});
        tell({.task = 1, .text = intern("127.0.0.1:51000"), .fd = 6, .kind = Kind::accepted});
        tell({.task = 2, .other = 1, .text = intern("echo#"), .kind = Kind::spawned});
        tell({.task = 1, .text = intern("no descriptor is left"), .kind = Kind::refused});
        tell({.task = 1, .kind = Kind::yielded, .reason = Reason::turn});
        tell({.task = 2, .kind = Kind::resumed});
        tell({.task = 2, .text = intern("Connection from 127.0.0.1:51000"), .kind = Kind::printed});
    }

    void it_talks() {
        tell({.task = 2, .fd = 6, .kind = Kind::yielded, .reason = Reason::recv});
        tell({.task = 2, .fd = 6, .kind = Kind::parked, .reason = Reason::recv});
        tell({.task = 2, .fd = 6, .kind = Kind::woken, .reason = Reason::recv});
        tell({.task = 2, .kind = Kind::resumed});
        tell(transfer(Kind::received, 1000, "Hello\n"));
        tell(transfer(Kind::received, 1000, "a message of more than twenty bytes"));
        tell({.task = 2,
              .text = intern("not ready after all"),
              .fd = 6,
              .asked = 1000,
              .kind = Kind::received});
        tell({.task = 2, .fd = 6, .kind = Kind::yielded, .reason = Reason::send});
        tell({.task = 2, .fd = 6, .kind = Kind::parked, .reason = Reason::send});
        tell({.task = 2, .fd = 6, .kind = Kind::woken, .reason = Reason::send});
        tell({.task = 2, .kind = Kind::resumed});
        tell(transfer(Kind::sent, 10, "GOT:Hello\n"));
        tell(transfer(Kind::sent, 39, "GOT:a message of more"));
        tell({.task = 2, .text = intern("Broken pipe"), .fd = 6, .asked = 18, .kind = Kind::sent});
        tell(transfer(Kind::received, 1000, "\n"));
        tell(transfer(Kind::received, 1000, ""));
        tell({.task = 2, .fd = 6, .kind = Kind::closed});
    }

    void all_ends() {
        tell({.task = 2, .kind = Kind::finished});
        tell({.text = intern("Task done"), .kind = Kind::printed});
        tell({.task = 3, .other = 1, .text = intern("bad"), .kind = Kind::spawned});
        tell({.task = 3, .text = intern("out of cheese"), .kind = Kind::failed});
        tell({.task = 4, .other = 1, .text = intern("late"), .kind = Kind::spawned});
        tell({.task = 4, .kind = Kind::promoted});
        tell({.task = 4, .text = intern("Ana"), .kind = Kind::renamed});
        tell({.task = 4, .kind = Kind::cancelled});
        tell({.text = intern("epoll_wait"), .asked = 2, .kind = Kind::polling});
        tell({.text = intern("epoll_wait"), .moved = 2, .kind = Kind::polled});
        tell({.text = intern("epoll_wait"), .kind = Kind::polled, .interrupted = true});
        tell({.text = intern("poll"), .kind = Kind::polled});
        tell({.kind = Kind::running});
        tell({.asked = 12, .moved = 9, .kind = Kind::paused});
        tell({.asked = 3, .moved = 2, .kind = Kind::stepped});
        tell({.asked = 1, .moved = 1, .kind = Kind::stepped});
        tell({.text = intern("kind:sent task:echo#2"), .asked = 1, .kind = Kind::break_set});
        tell({.asked = 1, .moved = 3, .kind = Kind::break_hit});
        tell({.asked = 1, .kind = Kind::break_removed});
        tell({.text = intern("look"), .moved = 50, .kind = Kind::bookmarked});
        tell({.moved = 51, .kind = Kind::bookmark_removed});
        tell({.asked = 250, .kind = Kind::waited});
        tell({.asked = 7, .moved = 7, .kind = Kind::ended});
        tell({.fd = 5, .kind = Kind::closed});
    }
};

TEST_F(Story, every_event_has_its_line_and_its_sentence) {
    a_server_starts();
    a_client_comes();
    it_talks();
    all_ends();
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        EXPECT_TRUE(told.contains(static_cast<Kind>(kind))) << name_of(static_cast<Kind>(kind));
    }
    expect_golden("explain.txt", text);
}

TEST_F(Story, what_comes_next_is_said_in_every_situation) {
    EXPECT_EQ(what_next(model, log), "");
    a_server_starts();
    EXPECT_EQ(what_next(model, log), "Next: the kernel is asked, because nobody is ready.");
    tell({.text = intern("epoll_wait"), .asked = 1, .kind = Kind::polling});
    EXPECT_EQ(what_next(model, log),
              "Next: the kernel answers as soon as a socket is ready. Until then the loop sleeps.");
    tell({.text = intern("epoll_wait"), .moved = 1, .kind = Kind::polled});
    EXPECT_EQ(what_next(model, log),
              "Next: those whose sockets are ready are woken, one after the other.");
    tell({.task = 1, .fd = 5, .kind = Kind::woken, .reason = Reason::recv});
    EXPECT_EQ(what_next(model, log),
              "Next: tcp_server is resumed, because it is at the head of the ready queue.");
    tell({.task = 1, .kind = Kind::resumed});
    EXPECT_EQ(what_next(model, log), "Next: tcp_server runs on, until it yields again or ends.");
    tell({.task = 1, .fd = 5, .kind = Kind::yielded, .reason = Reason::recv});
    EXPECT_EQ(what_next(model, log), "Next: the scheduler parks tcp_server in recv_wait.");
    tell({.task = 1, .kind = Kind::finished});
    EXPECT_EQ(what_next(model, log), "Next: no task is left, the loop ends.");
    tell({.kind = Kind::ended});
    EXPECT_EQ(what_next(model, log), "There is nothing left to do.");
}

TEST_F(Story, a_sentence_without_a_text_ends_where_the_text_would_begin) {
    a_server_starts();
    const auto said = [&](Event event) {
        tell(event);
        return sentence(log[log.size() - 1], model, log);
    };
    EXPECT_EQ(said({.moved = 1, .kind = Kind::bookmarked}), "You marked a moment.");
    EXPECT_EQ(details(log[log.size() - 1], log), "1 event ago");
    EXPECT_EQ(said({.kind = Kind::printed}), "The scheduler prints an empty line.");
    EXPECT_EQ(said({.task = 1, .text = intern("Ana"), .kind = Kind::renamed}),
              "You call tcp_server Ana from now on.");
    EXPECT_EQ(said({.task = 1, .kind = Kind::renamed}),
              "You gave tcp_server the name back that it was born with.");
    EXPECT_EQ(said({.task = 1, .kind = Kind::failed}),
              "tcp_server failed. Everybody else goes on.");
}

TEST_F(Story, what_a_client_says_cannot_break_a_line) {
    tell(transfer(Kind::received, 1000, "\r\x1b[2J\n"));
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2);
    EXPECT_EQ(text.find_first_of("\r\x1b"), std::string::npos);
}

TEST(Escaped, text_stays_as_it_is) {
    for (const char* text :
         {"", "Hello, world!", "Olá, São João", "\xE6\x97\xA5\xE6\x9C\xAC", "\xF0\x9F\x8E\x89"}) {
        EXPECT_EQ(escaped(text), text);
    }
}

TEST(Escaped, control_characters_are_written_as_in_c) {
    EXPECT_EQ(escaped("a\nb\rc\td"), "a\\nb\\rc\\td");
    EXPECT_EQ(escaped(std::string_view("\0\x1b[31m\x7f", 7)), "\\x00\\x1b[31m\\x7f");
    EXPECT_EQ(escaped("\xC2\x9B"), "\\xc2\\x9b") << "a control character of its own, in UTF-8";
}

TEST(Escaped, quotation_marks_and_backslashes_can_be_told_apart) {
    EXPECT_EQ(escaped("say \"\\n\""), "say \\\"\\\\n\\\"");
    EXPECT_EQ(quoted("\""), "\"\\\"\"");
}

TEST(Escaped, bytes_that_are_no_utf8_are_written_as_numbers) {
    EXPECT_EQ(escaped("\xff"), "\\xff");
    EXPECT_EQ(escaped("\x80"), "\\x80") << "a byte from the middle";
    EXPECT_EQ(escaped("a\xC3"), "a\\xc3") << "cut off";
    EXPECT_EQ(escaped("\xC3("), "\\xc3(") << "what follows is read for itself";
    EXPECT_EQ(escaped("\xC0\xAF"), "\\xc0\\xaf") << "longer than need be";
    EXPECT_EQ(escaped("\xE0\x80\xAF"), "\\xe0\\x80\\xaf") << "longer than need be";
    EXPECT_EQ(escaped("\xED\xA0\x80"), "\\xed\\xa0\\x80") << "half a pair";
    EXPECT_EQ(escaped("\xF4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80") << "beyond the last";
}

TEST(Escaped, marks_that_turn_text_around_or_hide_it_are_written_as_numbers) {
    EXPECT_EQ(escaped("\xE2\x80\xAE"), "\\xe2\\x80\\xae") << "right-to-left override";
    EXPECT_EQ(escaped("\xE2\x81\xA6"), "\\xe2\\x81\\xa6") << "left-to-right isolate";
    EXPECT_EQ(escaped("\xE2\x80\x8F"), "\\xe2\\x80\\x8f") << "right-to-left mark";
    EXPECT_EQ(escaped("\xD8\x9C"), "\\xd8\\x9c") << "Arabic letter mark";
    EXPECT_EQ(escaped("\xE2\x80\x8B"), "\\xe2\\x80\\x8b") << "zero-width space";
    EXPECT_EQ(escaped("\xEF\xBB\xBF"), "\\xef\\xbb\\xbf") << "byte order mark";
    EXPECT_EQ(escaped("\xF3\xA0\x81\xA1"), "\\xf3\\xa0\\x81\\xa1") << "an invisible letter";
}

TEST(FileName, is_the_last_part_of_a_path) {
    EXPECT_EQ(file_name("core/programs/echo.cpp"), "echo.cpp");
    EXPECT_EQ(file_name("echo.cpp"), "echo.cpp");
}

}  // namespace
}  // namespace yieldscope
