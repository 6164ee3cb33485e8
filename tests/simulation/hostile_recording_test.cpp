// Recordings that somebody wrote to do harm: whatever they hold, they take memory by their length,
// and are refused or read. What they would do if they were believed is not timed, but counted.
#include "core/trace/recording_reader.h"
#include "tests/simulation/memory.h"

#include <gtest/gtest.h>

#include <cstdio>
#include <span>
#include <string>
#include <string_view>

namespace yieldscope {
namespace {

using namespace simulation;

constexpr std::string_view header = R"({"format":"yieldscope","version":1,"begins":4000000000})"
                                    "\n";

/// `first`, and then `piece` over and over, `#` in it as a number that counts, until it is so long.
std::string repeated(std::size_t bytes, std::string_view first, std::string_view piece) {
    std::string text(header);
    text.reserve(bytes + 64);
    text += first;
    for (unsigned long i = 0; text.size() < bytes; ++i) {
        const std::size_t number = piece.find('#');
        text += piece.substr(0, number);
        if (number == std::string_view::npos) continue;
        text += std::to_string(i);
        text += piece.substr(number + 1);
    }
    return text += '\n';
}

struct Hostile {
    const char* what;
    std::string_view first;
    std::string_view piece;
    std::string_view why;  ///< it is refused
};

constexpr Hostile hostile[] = {
    {"keys", R"({"model":{)", R"("k#":0,)", "it has too many keys"},
    {"one key", R"({"model":{)", R"("k":0,)", "it is not JSON"},
    {"keys beside the picture", "{", R"("k#":0,)", "it is not JSON"},
    {"keys in an object", R"({"model":{"poll":{)", R"("k#":0,)", "there is too much in"},
    {"keys in a task", R"({"model":{"tasks":[{)", R"("k#":0,)", "there is too much in"},
    {"a list that is none of ours", R"({"model":{"x":[)", "0,", "it is not JSON"},
    {"a list in a list", R"({"model":{"x":[[)", "0,", "there is too much in"},
    {"a list beside the picture", R"({"x":[)", "0,", "it is not JSON"},
    {"no object at all", "[", "0,", "it is not a recording"},
    {"empty objects", R"({"model":{"x":[)", "{},", "it is not JSON"},
    {"empty lists in a task", R"({"model":{"tasks":[{"x":[)", "[],", "there is too much in"},
    {"tasks that are none", R"({"model":{"tasks":[)", "{},", "no \"id\""},
    {"a nest", R"({"model":)", R"({"x":)", "there is too much in"},
    {"a nest of lists", R"({"model":{"x":)", "[", "there is too much in"},
    {"one text", R"({"model":{"x":")", "xxxxxxxxxxxxxxxx", "a text in it is too long"},
    {"one number", R"({"model":{"x":)", "1111111111111111", "a text in it is too long"},
    {"connections", R"({"model":{"connections":[)", "#,", "it is not JSON"},
    {"names", R"({"model":{"absent":[)", R"({"id":#,"name":"a#"},)", "it is not JSON"},
    {"bookmarks", R"({"model":{"bookmarks":[)", R"({"moment":#,"note":"n#"},)", "it is not JSON"},
};

void expect_refused(std::size_t bytes, std::span<const Hostile> all) {
    for (const Hostile& one : all) {
        SCOPED_TRACE(one.what);
        const std::string text = repeated(bytes, one.first, one.piece);
        const std::size_t before = memory::bytes();
        memory::forget_peak();
        const RecordingReader reader(text, "lesson.jsonl");
        EXPECT_FALSE(reader.is_open());
        EXPECT_LT(memory::peak_bytes() - before, 4 * text.size() + (1 << 22));
        if (one.first.front() == '[') continue;
        EXPECT_NE(reader.problem().find(one.why), std::string::npos) << reader.problem();
    }
}

TEST(HostileRecordings, of_three_megabytes_are_refused_in_four_times_as_much) {
    expect_refused(3 << 20, hostile);
}

TEST(HostileRecordings, of_sixty_four_megabytes_likewise) {
    constexpr Hostile large[] = {
        {"texts", R"({"model":{)", R"("k#":"xxxxxxxxxxxxxxxxxxxxxxxx",)", "it has too many keys"},
        {"a list", R"({"model":{"tasks":[)", "0,", "no \"id\""},
        {"one text", R"({"model":{"x":")", "xxxxxxxxxxxxxxxx", "a text in it is too long"}};
    expect_refused(63 << 20, large);
}

TEST(HostileRecordings, can_be_interrupted_before_they_are_read) {
    const std::string path = testing::TempDir() + "/hostile.jsonl";
    std::FILE* const file = std::fopen(path.c_str(), "w");
    ASSERT_TRUE(file);
    std::fputs(repeated(1 << 20, R"({"model":{"connections":[)", "#,").c_str(), file);
    std::fclose(file);
    int asked = 0;
    const RecordingReader reader(path, [&] { return ++asked > 3; });
    EXPECT_FALSE(reader.is_open());
    EXPECT_EQ(asked, 4);
    EXPECT_NE(reader.problem().find("it was not read to the end"), std::string::npos);
    std::remove(path.c_str());
}

}  // namespace
}  // namespace yieldscope
