// Escaping loses nothing: whatever bytes there are, they come back.
// Bytes are drawn from a seed.
#include "core/watch/escape.h"

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

}  // namespace
}  // namespace yieldscope
