// The replay: an opened recording becomes a log that lives on, for bookmarks.
// It has its own thread; the test reads the log as the screen would.
#include "core/trace/replay.h"

#include "core/watch/history.h"
#include "tests/unit/descriptors.h"
#include "tests/unit/recordings.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <memory>
#include <optional>
#include <string>
#include <thread>

namespace yieldscope {
namespace {

struct Replays : testing::Test {
    CommandQueue commands;
    std::string text;
    std::optional<EventLog> log;
    std::optional<Replay> replay;
    Descriptor news{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};

    static std::string recording(int events, EventKind kind = EventKind::printed) {
        EventLog recorded(1 << 24);
        for (int i = 0; i < events; ++i)
            recorded.restore({.time_ns = 10 * i, .text = recorded.intern("tick"), .kind = kind});
        return record(recorded);
    }

    void open(std::unique_ptr<RecordingReader> reader, std::size_t budget_bytes = 1 << 24) {
        ASSERT_TRUE(reader->is_open()) << reader->problem();
        log.emplace(budget_bytes, reader->header().begins);
        log->on_news([this] { ::eventfd_write(news, 1); });
        reader->start(*log);
        replay.emplace(std::move(reader), *log, commands);
    }
    void open(const std::string& recorded, std::size_t budget_bytes = 1 << 24) {
        text = recorded;
        open(std::make_unique<RecordingReader>(text, "lesson.jsonl"), budget_bytes);
    }

    /// Sleeps as a reader does until it is woken.
    template <typename Done>
    void await(Done done) {
        for (std::uint64_t seen = 0; !done(); seen = log->size()) {
            if (!log->may_sleep(seen)) continue;
            if (done()) return;
            ASSERT_TRUE(becomes_readable(news)) << "nobody woke the reader";
            eventfd_t ignored = 0;
            ::eventfd_read(news, &ignored);
        }
    }
};

TEST_F(Replays, restore_everything_and_wake_who_sleeps) {
    open(recording(5000));
    await([&] { return replay->complete(); });
    EXPECT_EQ(log->size(), 5000U);
    EXPECT_EQ(replay->progress(), 1);
    EXPECT_EQ(replay->problem(), "");
    EXPECT_FALSE(log->finished()) << "bookmarks may follow";
}

TEST_F(Replays, say_what_was_wrong_once_they_are_complete) {
    open(recording(3) + "{\n");
    await([&] { return replay->complete(); });
    EXPECT_EQ(replay->problem(),
              "lesson.jsonl: line 5 is damaged (it is not JSON): the 3 events before it are "
              "shown.");
}

TEST_F(Replays, obey_bookmarks_at_the_last_moment_of_the_recording_and_nothing_else) {
    open(recording(10));
    await([&] { return replay->complete(); });
    commands.post({.kind = Command::Kind::run});
    commands.post({.kind = Command::Kind::set_bookmark, .name = "look", .moment = 4});
    await([&] { return log->size() > 10; });
    EXPECT_EQ((*log)[10].kind, EventKind::bookmarked);
    EXPECT_EQ((*log)[10].time_ns, 90);
    const Model model = model_at(*log, 11);
    ASSERT_EQ(model.bookmarks().size(), 1U);
    EXPECT_EQ(model.bookmarks()[0].moment, 4U);
    const std::string again = record(*log);
    EXPECT_EQ(OpenedRecording(again).problem(), "") << "it can be saved and opened again";
}

TEST_F(Replays, obey_commands_that_come_early_when_all_is_read) {
    commands.post({.kind = Command::Kind::set_bookmark, .name = "early", .moment = 4});
    open(recording(2000));
    await([&] { return log->size() == 2001; });
    EXPECT_EQ((*log)[2000].kind, EventKind::bookmarked);
}

TEST_F(Replays, end_when_they_are_to_and_finish_the_log) {
    open(recording(10));
    replay.reset();
    EXPECT_TRUE(log->finished());
}

TEST_F(Replays, end_at_once_while_a_pipe_has_no_more_yet) {
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    Descriptor theirs(ends[0]);
    Descriptor ours(ends[1]);
    const std::string some = recording(10);
    ASSERT_EQ(::write(ours, some.data(), some.size()), static_cast<ssize_t>(some.size()));
    open(std::make_unique<RecordingReader>("/dev/fd/" + std::to_string(ends[0])));
    await([&] { return log->size() == 10; });
    EXPECT_FALSE(replay->complete());
    commands.post({.kind = Command::Kind::pause});  // wakes it, and is no reason to end
    replay.reset();
    EXPECT_TRUE(log->finished());
    EXPECT_EQ(log->size(), 10U);
}

TEST_F(Replays, end_while_they_wait_for_room_in_the_log) {
    open(recording(40'000), 0);
    await([&] { return log->size() == log->capacity(); });
    replay.reset();
    EXPECT_TRUE(log->finished());
}

TEST_F(Replays, a_recording_larger_than_the_log_is_read_to_its_end) {
    open(recording(40'000), 0);
    History history(*log);
    while (history.size() < 40'000) history.update();
    EXPECT_GT(history.begin(), 0U);
}

}  // namespace
}  // namespace yieldscope
