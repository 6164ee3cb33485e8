// Escaping loses nothing: whatever bytes there are, they come back.
// Bytes are drawn from a seed.
#include "core/watch/escape.h"
#include "core/watch/utf8.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace yieldscope {
namespace {

TEST(Escapes, give_the_bytes_back_whatever_they_are) {
    std::mt19937 random(1);
    const std::string likely = "\\\\\\\"\n\r\tx01fnrt\xc3\xa4\xe2\x82\xac\xf0\x9f\x98\x80\xff";
    for (int i = 0; i < 20'000; ++i) {
        std::string bytes(random() % 30, '\0');
        for (char& byte : bytes) {
            byte =
                random() % 2 ? likely[random() % likely.size()] : static_cast<char>(random() % 256);
        }
        ASSERT_EQ(unescaped(escaped(bytes)), bytes) << escaped(bytes);
    }
}

TEST(Escapes, of_others_stay_as_they_are) {
    for (const char* text : {"\\", "\\q", "\\x", "\\x4", "\\xg0", "\\x0G", "\\u0041", "a\\"})
        EXPECT_EQ(unescaped(text), text);
}

TEST(Escapes, letters_of_every_script_stay_letters) {
    for (const char* text : {"Grüße", "Γειά σου", "Привет", "שלום", "مرحبا",  //
                             "नमस्ते", "สวัสดี", "你好",                          //
                             "こんにちは", "안녕하세요", "😀", "✌\uFE0F"})
        EXPECT_EQ(escaped(text), text);
}

TEST(Escapes, hide_no_letter_that_nobody_sees) {
    for (const char* text : {"\u2028", "\u2029", "\u200D", "\u2066", "\u202A", "\u3164", "\uFFF9",
                             "\uFDD0", "\uFFFE", "\U0001FFFF", "\u034F"}) {
        EXPECT_EQ(escaped(text).find_first_not_of("\\x0123456789abcdef"), std::string::npos)
            << escaped(text);
    }
}

TEST(Letters, a_cut_text_ends_with_a_whole_letter) {
    const std::string text = "xПриветствие";
    EXPECT_EQ(whole_letters(std::string_view(text).substr(0, 20)), "xПриветств");
    EXPECT_EQ(first_letters(text, 1), "x");
    EXPECT_EQ(first_letters(text, 2), "x");
    EXPECT_EQ(first_letters(text, 3), "xП");
    EXPECT_EQ(first_letters(text, 100), text);
    for (std::size_t bytes = 0; bytes <= 4; ++bytes)
        EXPECT_EQ(first_letters("😀", bytes), bytes < 4 ? "" : "😀");
}

TEST(Letters, what_is_no_utf8_is_not_taken_for_a_cut_letter) {
    for (const char* text : {"a\x80", "a\xff", "\x80\x80\x80\x80", "a\xc3\xa4\x80", ""})
        EXPECT_EQ(whole_letters(text), text);
}

TEST(Letters, every_code_point_comes_back_from_utf8) {
    for (char32_t c = 1; c < 0x110000; c += c < 0x900 || c > 0xD700 ? 1 : 7) {
        if (c >= 0xD800 && c <= 0xDFFF) continue;
        std::string bytes;
        append_utf8(bytes, c);
        const CodePoint read = first_code_point(bytes);
        ASSERT_EQ(read.value, c);
        ASSERT_EQ(read.bytes, bytes.size());
    }
}

TEST(Previews, end_with_a_whole_letter_where_there_is_more) {
    const std::string text = "xПриветствие";
    EXPECT_EQ(quoted_beginning(std::string_view(text).substr(0, 20), 23), "\"xПриветств\"...");
    EXPECT_EQ(quoted_beginning(text, text.size()), "\"xПриветствие\"");
    EXPECT_EQ(quoted_beginning("x\xd1", 2), "\"x\\xd1\"") << "no more came: it is what it is";
}

}  // namespace
}  // namespace yieldscope
