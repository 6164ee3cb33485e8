// Recordings: what was recorded is there again when it is opened, byte by byte and picture by
// picture, wherever it begins and wherever it is cut off.
// The events come from random programs.
#include "tests/unit/recordings.h"

#include "core/watch/bookmarks.h"
#include "core/watch/model_image.h"
#include "tests/unit/random_world.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {
namespace {

/// A random program with everything that a teacher and clients can do to it.
struct RecordedWorld : World {
    using World::World;

    void run(int steps) {
        for (unsigned i = 0; i < 1 + random() % 7; ++i) spawn();
        for (int step = 0; step < steps && scheduler.has_tasks(); ++step) {
            this->step();
            interfere();
        }
    }

private:
    void interfere() {
        switch (below(30)) {
            case 0: log.append({.kind = EventKind::paused}); break;
            case 1: log.append({.kind = EventKind::running}); break;
            case 2: scheduler.rename(1 + below(newest), some_bytes()); break;
            case 3: scheduler.print(some_bytes()); break;
            case 4: move_bytes(EventKind::received); break;
            case 5: move_bytes(EventKind::sent); break;
            case 6:
                if (below(3) == 0) break;
                log.append({.text = log.intern(some_bytes()),
                            .asked = ++breakpoints_,
                            .kind = EventKind::break_set});
                break;
            case 7:
                if (breakpoints_ == 0) break;
                log.append({.asked = breakpoints_, .moved = 1, .kind = EventKind::break_hit});
                break;
            case 8:
            case 9:
                obey_bookmark({.kind = below(4) ? Command::Kind::set_bookmark
                                                : Command::Kind::remove_bookmark,
                               .name = some_bytes(),
                               .moment = below(static_cast<unsigned>(log.size()) + 1)},
                              log);
                break;
            case 10:
                scheduler.record({.text = log.intern(some_bytes()),
                                  .fd = some_fd(),
                                  .kind = EventKind::accepted});
                break;
            default: break;
        }
    }

    std::string some_bytes() {
        std::string bytes(below(40), '\0');
        for (char& byte : bytes) byte = static_cast<char>(below(4) ? 'a' + below(26) : below(256));
        return bytes;
    }

    void move_bytes(EventKind kind) {
        const TaskList& parked = scheduler.recv_wait().tasks();
        if (parked.empty()) return;
        const std::string bytes = some_bytes();
        Event event{.task = parked.front()->id, .fd = 7, .asked = 1000, .kind = kind};
        event.moved = static_cast<std::uint32_t>(bytes.size());
        event.preview_size =
            static_cast<std::uint8_t>(std::min(bytes.size(), event.preview.size()));
        std::copy_n(bytes.begin(), event.preview_size, event.preview.begin());
        scheduler.record(event, parked.front()->wait.line, parked.front()->wait.file);
    }

    std::uint32_t breakpoints_ = 0;
};

TEST(Recordings, say_the_same_when_they_are_opened_and_recorded_again) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        RecordedWorld world(seed);
        world.run(300);
        const std::string text = record(world.log);
        const OpenedRecording opened(text);
        ASSERT_EQ(opened.problem(), "");
        ASSERT_EQ(opened.log.size(), world.log.size());
        ASSERT_EQ(opened.reader.header(), some_header);
        ASSERT_EQ(opened.again(), text);
    }
}

TEST(Recordings, show_the_same_picture_at_every_moment) {
    for (unsigned seed = 0; seed < 20; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        RecordedWorld world(seed);
        world.run(200);
        const std::string text = record(world.log);
        const OpenedRecording opened(text);
        Model live;
        Model again;
        for (std::uint64_t i = 0; i < world.log.size(); ++i) {
            live.apply(world.log[i]);
            again.apply(opened.log[i]);
            ASSERT_EQ(digest(live, world.log), digest(again, opened.log)) << "event " << i + 1;
        }
    }
}

TEST(Recordings, may_begin_while_clients_have_no_task_and_each_finds_its_own) {
    EventLog log(0);
    log.append({.task = 1, .text = log.intern("server"), .kind = EventKind::spawned});
    log.append({.task = 1, .kind = EventKind::resumed});
    for (int fd = 7; fd < 10; ++fd) {
        log.append({.task = 1,
                    .text = log.intern(fmt::format("127.0.0.1:{}", 50000 + fd)),
                    .fd = fd,
                    .kind = EventKind::accepted});
    }
    const Model start = model_at(log, log.size());
    log.append({.task = 1, .fd = 9, .asked = 10, .kind = EventKind::received});
    const std::string text = record(log, &start);
    const OpenedRecording opened(text);
    ASSERT_EQ(opened.problem(), "");
    EXPECT_EQ(opened.start.waiting_clients(), 3U);
    EXPECT_EQ(opened.live.waiting_clients(), 2U);
    EXPECT_EQ(opened.log.text(opened.live.find(1)->address), "127.0.0.1:50009");
}

// The first version of the format had room for one, under the same key.
TEST(Recordings, of_old_have_at_most_one_client_without_a_task) {
    EventLog log(0);
    log.append({.task = 1, .text = log.intern("server"), .kind = EventKind::spawned});
    const Model start = model_at(log, 1);
    const std::string text = record(log, &start);
    const auto with = [&](std::string_view unclaimed) {
        std::string old = text;
        const std::string_view list = R"("unclaimed":[])";
        EXPECT_NE(old.find(list), std::string::npos);
        old.replace(old.find(list), list.size(), fmt::format(R"("unclaimed":{})", unclaimed));
        const OpenedRecording opened(old);
        EXPECT_EQ(opened.problem(), "");
        return opened.live.unclaimed();
    };
    EXPECT_TRUE(with(R"({"maker":0,"fd":-1,"address":"","listens":false})").empty());
    const auto one = with(R"({"maker":1,"fd":6,"address":"127.0.0.1:1","listens":false})");
    ASSERT_EQ(one.size(), 1U);
    EXPECT_EQ(one[0].fd, 6);
}

TEST(Recordings, may_begin_in_the_middle_with_the_picture_there) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        RecordedWorld world(seed);
        world.run(200);
        const std::uint64_t middle = world.random() % (world.log.size() + 1);
        const Model start = model_at(world.log, middle);
        const std::string text = record(world.log, &start);
        const OpenedRecording opened(text);
        ASSERT_EQ(opened.problem(), "");
        ASSERT_EQ(opened.reader.header().begins, middle);
        ASSERT_EQ(digest(opened.start, opened.log), digest(start, world.log));
        ASSERT_EQ(digest(opened.live, opened.log),
                  digest(model_at(world.log, world.log.size()), world.log));
        ASSERT_EQ(opened.again(), text);
    }
}

TEST(Recordings, cut_at_any_byte_open_with_exactly_all_complete_events) {
    RecordedWorld world(3);
    world.run(40);
    const std::string text = record(world.log);
    const auto header_end = text.find('\n') + 1;
    for (std::size_t size = 0; size <= text.size(); ++size) {
        const std::string cut = text.substr(0, size);
        const OpenedRecording opened(cut);
        auto lines = static_cast<std::uint64_t>(std::count(cut.begin(), cut.end(), '\n'));
        const bool only_its_line_break_is_missing = lines > 0 && text.substr(size, 1) == "\n";
        if (only_its_line_break_is_missing) ++lines;
        ASSERT_EQ(opened.log.size(), lines > 0 ? lines - 1 : 0) << "after " << size << " bytes";
        ASSERT_EQ(opened.reader.is_open(), size >= header_end) << "after " << size << " bytes";
        ASSERT_EQ(opened.problem().empty(),
                  size >= header_end && (cut.ends_with('\n') || only_its_line_break_is_missing))
            << "after " << size << " bytes";
    }
}

TEST(Recordings, are_lines_of_valid_json_whatever_bytes_there_are) {
    RecordedWorld world(8);
    world.run(400);
    const Model start = model_at(world.log, world.log.size() / 2);
    for (const std::string& text : {record(world.log), record(world.log, &start)}) {
        for (std::size_t at = 0; at < text.size();) {
            const std::size_t end = text.find('\n', at);
            ASSERT_TRUE(nlohmann::json::accept(text.substr(at, end - at))) << text.substr(at, end);
            at = end + 1;
        }
    }
}

TEST(Recordings, keep_every_byte_of_a_preview) {
    for (int byte = 0; byte < 256; ++byte) {
        EventLog log(0);
        Event event{
            .fd = 5, .asked = 9, .moved = 3, .kind = EventKind::received, .preview_size = 3};
        event.preview = {'a', static_cast<char>(byte), 'n'};
        log.append(event);
        const std::string text = record(log);
        const OpenedRecording opened(text);
        ASSERT_EQ(opened.problem(), "") << byte;
        ASSERT_EQ(opened.log[0].preview, event.preview) << byte;
    }
}

TEST(Recordings, keep_the_names_of_tasks_that_were_born_before_they_begin) {
    RecordedWorld world(5);
    world.run(30);
    const Model start = model_at(world.log, world.log.size());
    const std::string text = record(world.log, &start);
    const OpenedRecording opened(text);
    ASSERT_GT(opened.start.alive(), 0U);
    EXPECT_EQ(opened.log.label(1), world.log.label(1));
    EXPECT_EQ(opened.log.label(1), "random");
}

TEST(Recordings, ignore_keys_that_they_do_not_know) {
    const std::string text =
        R"({"format":"yieldscope","version":1,"colour":"blue","created":"x"})"
        "\n"
        R"({"number":1,"mood":{"good":[1,2]},"time_ns":5,"kind":"printed","text":"a"})"
        "\n";
    const OpenedRecording opened(text);
    EXPECT_EQ(opened.problem(), "");
    ASSERT_EQ(opened.log.size(), 1U);
    EXPECT_EQ(opened.log.text(opened.log[0].text), "a");
}

}  // namespace
}  // namespace yieldscope
