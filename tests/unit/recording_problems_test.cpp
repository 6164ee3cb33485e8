// What is wrong with a file is said in one sentence, and everything before the damage is shown.
// Files that the test writes itself, one damage each.
#include "tests/unit/recordings.h"

#include "tests/unit/descriptors.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace yieldscope {
namespace {

const std::string header = R"({"format":"yieldscope","version":1})"
                           "\n";

/// Events of one task: born, running, parked, asked for, woken.
std::string event(int number, const std::string& rest) {
    return "{\"number\":" + std::to_string(number) + ",\"time_ns\":" + std::to_string(number) +
           ",\"kind\":" + rest + "}\n";
}

const std::string spawned = event(1, R"("spawned","task":1,"name":"a","text":"a")");
const std::string resumed = event(2, R"("resumed","task":1)");
const std::string yielded = event(3, R"("yielded","task":1,"reason":"recv","fd":4)");
const std::string parked = event(4, R"("parked","task":1,"reason":"recv","fd":4)");

TEST(RecordingProblems, each_wrong_file_has_its_sentence) {
    struct Wrong {
        const char* what;
        std::string text;
        std::string sentence;
        std::uint64_t events = 0;
    };
    const std::string two = header + spawned + resumed;
    const auto damaged = [](int line, const std::string& why, const std::string& shown) {
        return "lesson.jsonl: line " + std::to_string(line) + " is damaged (" + why + "): " + shown;
    };
    const std::string none = "nothing can be shown.";
    const std::string one = "the one event before it is shown.";
    const std::string both = "the 2 events before it are shown.";
    const auto begins = [](const std::string& why) {
        return "lesson.jsonl: line 2, the picture that it begins with, is damaged (" + why +
               "): nothing can be shown.";
    };
    const std::vector<Wrong> all = {
        {"nothing at all", "", "lesson.jsonl is empty."},
        {"another file", "hello\n", "lesson.jsonl is not a recording of yieldscope."},
        {"other JSON", "{}\n", "lesson.jsonl is not a recording of yieldscope."},
        {"no version", "{\"format\":\"yieldscope\"}\n",
         "lesson.jsonl is not a recording of yieldscope."},
        {"a cut header", "{\"format\":\"yieldscope\",\"version\":1}",
         "lesson.jsonl is not a recording of yieldscope."},
        {"very many bytes without a line", std::string(1 << 20, '{'),
         "lesson.jsonl is not a recording of yieldscope."},
        {"bytes that are none of ours", std::string("\x7f") + "ELF\x01\n",
         "lesson.jsonl is not a recording of yieldscope."},
        {"a newer version", "{\"format\":\"yieldscope\",\"version\":2}\n" + spawned,
         "lesson.jsonl is of version 2 of the format, newer than this program: what it does not "
         "know is not shown.",
         1},
        {"a newer kind",
         "{\"format\":\"yieldscope\",\"version\":2}\n" + spawned +
             event(2, R"("teleported","task":1)"),
         "lesson.jsonl, of a newer version of the format (2): line 3 is damaged (the kind "
         "\"teleported\" is unknown): the one event before it is shown.",
         1},
        {"a cut line", two + R"({"number":3,"time_)",
         "lesson.jsonl: the last line is cut off: the 2 events before it are shown.", 2},
        {"a line of a space", two + "\n" + yielded, damaged(4, "it is not JSON", both), 2},
        {"half an object", two + "{\"number\":3\n", damaged(4, "it is not JSON", both), 2},
        {"two objects", header + spawned.substr(0, spawned.size() - 1) + "{}\n",
         damaged(2, "it is not JSON", none)},
        {"no UTF-8", header + event(1, "\"printed\",\"text\":\"\xff\""),
         damaged(2, "it is not JSON", none)},
        {"no number", header + R"({"time_ns":1,"kind":"printed"})" + "\n",
         damaged(2, "no \"number\"", none)},
        {"no time", header + R"({"number":1,"kind":"printed"})" + "\n",
         damaged(2, "no \"time_ns\"", none)},
        {"no kind", header + R"({"number":1,"time_ns":1})" + "\n", damaged(2, "no \"kind\"", none)},
        {"a wrong kind", header + event(1, "7"), damaged(2, "\"kind\" is no text", none)},
        {"an unknown kind", header + event(1, "\"danced\""),
         damaged(2, "the kind \"danced\" is unknown", none)},
        {"an unknown reason", header + event(1, R"("printed","reason":"why")"),
         damaged(2, "the reason \"why\" is unknown", none)},
        {"a hole", two + parked, damaged(4, "\"number\" is 4, not 3", both), 2},
        {"a line twice", header + spawned + spawned, damaged(3, "\"number\" is 1, not 2", one), 1},
        {"number 0", header + event(0, "\"printed\""),
         damaged(2, "\"number\" is no number that it can be", none)},
        {"a number that is none", header + event(1, R"("printed","fd":-3)"),
         damaged(2, "\"fd\" is no number that it can be", none)},
        {"a number too large", header + event(1, R"("printed","task":4294967296)"),
         damaged(2, "\"task\" is no number that it can be", none)},
        {"a text that is none", header + event(1, R"("printed","text":[])"),
         damaged(2, "\"text\" is no text", none)},
        {"a long preview",
         header + event(1, R"("received","asked":30,"moved":30,"preview":"123456789012345678901")"),
         damaged(2, "\"preview\" is too long", none)},
        {"time that runs back",
         header + event(1, "\"printed\"") + R"({"number":2,"time_ns":0,"kind":"printed"})" + "\n",
         damaged(3, "its time is before that of the event before it", one), 1},
        {"a reason that does not fit",
         header + spawned + event(2, R"("resumed","task":1,"reason":"recv")"),
         damaged(3, "its \"reason\" does not fit its \"kind\"", one), 1},
        {"a task before its birth", header + event(1, R"("resumed","task":1)"),
         damaged(2, "its task is not alive", none)},
        {"a task after its end",
         two + event(3, R"("finished","task":1)") + event(4, R"("printed","task":1)"),
         damaged(5, "its task is not alive", "the 3 events before it are shown."), 3},
        {"a second birth", header + spawned + event(2, R"("spawned","task":1)"),
         damaged(3, "a task of that number was there before", one), 1},
        {"a task from nowhere", header + event(1, R"("spawned","task":4000000000)"),
         damaged(2, "more tasks than events", none)},
        {"a second turn at once", two + event(3, R"("resumed","task":1)"),
         damaged(4, "another task is running", both), 2},
        {"a turn out of order",
         header + spawned + event(2, R"("spawned","task":2)") + event(3, R"("resumed","task":2)"),
         damaged(4, "its task is not at the head of the ready queue", both), 2},
        {"a yield of who does not run",
         header + spawned + event(2, R"("yielded","task":1,"reason":"turn")"),
         damaged(3, "its task is not running", one), 1},
        {"parked without a yield", two + event(3, R"("parked","task":1,"reason":"recv","fd":4)"),
         damaged(4, "its task has not yielded like that", both), 2},
        {"woken without a poll",
         two + yielded + parked + event(5, R"("woken","task":1,"reason":"recv","fd":4)"),
         damaged(6, "the kernel has named no more sockets", "the 4 events before it are shown."),
         4},
        {"asked while somebody is ready", header + spawned + event(2, R"("polling","asked":0)"),
         damaged(3, "the kernel is asked though a task is ready", one), 1},
        {"answered without being asked", header + event(1, R"("polled","moved":0)"),
         damaged(2, "the kernel was not asked", none)},
        {"an end too early", header + spawned + event(2, "\"ended\""),
         damaged(3, "a task is still alive", one), 1},
        {"a breakpoint that is not there", header + event(1, R"("break_hit","asked":1)"),
         damaged(2, "there is no breakpoint of that number", none)},
        {"a bookmark before the first", header + event(1, R"("bookmarked","moved":1)"),
         damaged(2, "it is about a moment before the first", none)},
        {"no picture where it begins",
         "{\"format\":\"yieldscope\",\"version\":1,\"begins\":3}\n" + spawned,
         begins("no \"model\"")},
        {"a cut picture", "{\"format\":\"yieldscope\",\"version\":1,\"begins\":3}\n{\"model\":",
         begins("it is cut off")},
        {"an empty picture",
         "{\"format\":\"yieldscope\",\"version\":1,\"begins\":3}\n{\"model\":{}}\n",
         begins("no \"size\"")},
    };
    for (const Wrong& wrong : all) {
        SCOPED_TRACE(wrong.what);
        const OpenedRecording opened(wrong.text);
        EXPECT_EQ(opened.problem(), wrong.sentence);
        EXPECT_EQ(opened.log.size() - opened.log.begin(), wrong.events);
    }
}

TEST(RecordingProblems, a_byte_order_mark_and_blank_lines_at_the_end_are_no_damage) {
    const std::string two = header + spawned + resumed;
    for (const std::string& text :
         {"\xEF\xBB\xBF" + two, two + "\n\n", two + "\r\n \t\n\n", two + "\n  "}) {
        const OpenedRecording opened(text);
        EXPECT_EQ(opened.problem(), "") << text;
        EXPECT_EQ(opened.log.size(), 2U);
    }
}

TEST(RecordingProblems, utf_16_is_said_to_be_that) {
    const auto wide = [](const std::string& mark, const std::string& text, bool low_first) {
        std::string bytes = mark;
        for (const char letter : text)
            bytes += {low_first ? letter : '\0', low_first ? '\0' : letter};
        return bytes;
    };
    const std::string sentence =
        "lesson.jsonl is text in UTF-16, and a recording is in UTF-8: save it as that, as does "
        "iconv -f UTF-16 -t UTF-8.";
    for (const std::string& text : {wide("\xFF\xFE", header, true), wide("\xFE\xFF", header, false),
                                    wide("", header, true), wide("", header, false)}) {
        EXPECT_EQ(OpenedRecording(text).problem(), sentence);
    }
}

TEST(RecordingProblems, a_line_that_is_too_long_ends_it) {
    const std::string text =
        header + spawned + event(2, "\"printed\",\"text\":\"" + std::string(2 << 20, 'x') + '"');
    const OpenedRecording opened(text);
    EXPECT_EQ(opened.problem(),
              "lesson.jsonl: line 3 is damaged (it is too long): the one event before it is "
              "shown.");
}

TEST(RecordingProblems, a_picture_that_cannot_be_is_not_believed) {
    EventLog log(0);
    log.append({.task = 1, .text = log.intern("a"), .kind = EventKind::spawned});
    log.append({.task = 2, .text = log.intern("b"), .kind = EventKind::spawned});
    const Model start = model_at(log, 2);
    const std::string good = record(log, &start);
    ASSERT_EQ(OpenedRecording(good).problem(), "");
    const std::vector<std::pair<std::string, std::string>> changes = {
        {R"("id":2)", R"("id":1)"},
        {R"("id":2)", R"("id":7)"},
        {R"("size":2)", R"("size":9)"},
        {R"("since":1)", R"("since":2)"},
        {R"("turns":0,"stops")", R"("turns":5,"stops")"},
        {R"("spent_ns":[0,0,0,0])", R"("spent_ns":[0,-1,0,1])"},
        {R"("spent_ns":[0,0,0,0])", R"("spent_ns":[])"},
        {R"("place":"ready queue")", R"("place":"finished")"},
        {R"("place":"ready queue")", R"("place":7)"},
        {R"("connections":[])", R"("connections":[3])"},
        {R"("bookmarks":[])", R"("bookmarks":[{"moment":9,"note":""}])"},
        {R"("breakpoints":[])", R"("breakpoints":[1])"},
        {R"("kind":"spawned")", R"("kind":"danced")"},
        {R"("fd":-1)", R"("fd":-2)"},
        {R"("listened":false)", R"("listened":0)"},
    };
    for (const auto& [from, to] : changes) {
        std::string text = good;
        const auto at = text.find(from);
        ASSERT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        const OpenedRecording opened(text);
        EXPECT_FALSE(opened.reader.is_open()) << to;
        EXPECT_NE(opened.problem().find("line 2, the picture"), std::string::npos) << to;
    }
}

struct RecordingFiles : testing::Test {
    std::string folder = testing::TempDir() + "/recordings_XXXXXX";

    RecordingFiles() { EXPECT_NE(::mkdtemp(folder.data()), nullptr); }
    ~RecordingFiles() override { std::filesystem::remove_all(folder); }
};

TEST_F(RecordingFiles, what_cannot_be_opened_has_its_sentence) {
    EXPECT_EQ(RecordingReader(folder + "/none.jsonl").problem(),
              "none.jsonl cannot be opened: No such file or directory.");
    ::mkdir((folder + "/lessons").c_str(), 0700);
    EXPECT_EQ(RecordingReader(folder + "/lessons").problem(),
              "lessons is a folder, not a recording.");
    EXPECT_FALSE(RecordingReader(folder + "/lessons").is_open());
}

TEST_F(RecordingFiles, a_file_is_read_as_it_is_in_memory) {
    const std::string path = folder + "/lesson.jsonl";
    std::ofstream(path) << header << spawned << resumed;
    RecordingReader reader(path);
    ASSERT_TRUE(reader.is_open()) << reader.problem();
    EventLog log(0);
    EXPECT_EQ(reader.start(log), Model());
    EXPECT_EQ(reader.restore(log, 1), RecordingReader::Restored::some);
    EXPECT_GT(reader.progress(), 0.1);
    EXPECT_LT(reader.progress(), 0.9);
    EXPECT_EQ(reader.restore(log, 10), RecordingReader::Restored::all);
    EXPECT_EQ(reader.progress(), 1);
    EXPECT_EQ(reader.problem(), "");
    EXPECT_EQ(log.size(), 2U);
}

}  // namespace
}  // namespace yieldscope
