// The recorder follows a log into a file, and lets go when it cannot.
// The test writes the log; the recorder has its own thread.
#include "core/trace/recorder.h"

#include "tests/unit/descriptors.h"
#include "tests/unit/recordings.h"

#include <gtest/gtest.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <csignal>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <sstream>
#include <string>
#include <utility>

namespace yieldscope {
namespace {

using How = OutputFile::How;

std::string content(const std::string& path) {
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

struct Recorders : testing::Test {
    std::string folder = testing::TempDir() + "/recorders_XXXXXX";
    std::string path;
    EventLog log{1 << 24};
    std::string problem;  ///< of the file

    Recorders() {
        EXPECT_NE(::mkdtemp(folder.data()), nullptr);
        path = folder + "/lesson.jsonl";
    }
    ~Recorders() override { std::filesystem::remove_all(folder); }

    void happen(int events) {
        for (int i = 0; i < events; ++i)
            log.append({.text = log.intern("tick"), .kind = EventKind::printed});
    }

    OutputFile open(const std::string& where, How how = How::stream) {
        return OutputFile::open(where, how, OutputFile::Existing::replace, problem);
    }

    Recorder::Job job(OutputFile file) {
        return {.log = log,
                .hold = *log.hold(log.begin()),
                .first = log.begin(),
                .header = some_header,
                .sink = std::make_unique<RecordingWriter>(),
                .file = std::move(file)};
    }

    void await(const Recorder& recorder) const {
        while (!recorder.done()) std::this_thread::yield();
    }
};

TEST_F(Recorders, write_what_happens_until_the_log_is_finished) {
    happen(100);
    Recorder recorder(job(open(path)));
    happen(20'000);
    log.finish();
    await(recorder);
    EXPECT_EQ(recorder.problem(), "");
    EXPECT_EQ(content(path), record(log));
}

TEST_F(Recorders, write_what_there_is_when_they_have_to_end) {
    {
        Recorder recorder(job(open(path)));
        happen(1000);
    }
    EXPECT_EQ(content(path), record(log));
}

TEST_F(Recorders, save_a_part_and_are_done) {
    happen(1000);
    const std::string expected = record(log);
    Recorder::Job part = job(open(path, How::save));
    part.end = 1000;
    Recorder recorder(std::move(part));
    await(recorder);
    happen(10);
    EXPECT_EQ(recorder.problem(), "");
    EXPECT_EQ(recorder.progress(), 1);
    EXPECT_EQ(content(path), expected);
}

TEST_F(Recorders, begin_in_the_middle_with_the_picture_there) {
    happen(50);
    const Model start = model_at(log, 20);
    Recorder::Job rest = job(open(path));
    rest.first = 20;
    rest.start = start;
    { Recorder recorder(std::move(rest)); }
    EXPECT_EQ(content(path), record(log, &start));
}

TEST_F(Recorders, let_the_log_go_on_when_the_disk_is_full) {
    Recorder recorder(job(open("/dev/full")));
    happen(10);
    await(recorder);
    EXPECT_EQ(recorder.problem(), "/dev/full cannot be written: No space left on device.");
    log.release_all();
    happen(static_cast<int>(log.capacity()) + 5000);  // would wait for ever for who still holds
    EXPECT_TRUE(recorder.done());
}

TEST_F(Recorders, hold_what_they_have_not_written) {
    EventLog small(0);
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    Descriptor reader(ends[0]);
    Descriptor writer(ends[1]);
    OutputFile file = open("/dev/fd/" + std::to_string(ends[1]));
    ASSERT_EQ(problem, "");
    writer.close();
    const std::uint64_t events = 3 * small.capacity();
    std::string heard;
    std::thread listener([&] {
        char buffer[65536];
        for (ssize_t got = 0; (got = ::read(reader, buffer, sizeof buffer)) > 0;)
            heard.append(buffer, static_cast<std::size_t>(got));
    });
    {
        Recorder recorder({.log = small,
                           .hold = *small.hold(0),
                           .header = some_header,
                           .sink = std::make_unique<RecordingWriter>(),
                           .file = std::move(file)});
        small.release_all();
        while (small.size_written() < events) small.append({.kind = EventKind::printed});
        small.finish();
        await(recorder);
    }
    listener.join();
    const OpenedRecording opened(heard);
    EXPECT_EQ(opened.problem(), "");
    EXPECT_EQ(opened.log.size(), small.size());
}

TEST_F(Recorders, say_that_a_reader_has_gone) {
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    OutputFile file = open("/dev/fd/" + std::to_string(ends[1]));
    ::close(ends[0]);
    ::close(ends[1]);
    Recorder recorder(job(std::move(file)));
    await(recorder);
    EXPECT_NE(recorder.problem().find("cannot be written: Broken pipe."), std::string::npos);
}

TEST_F(Recorders, do_not_wait_for_ever_for_a_reader_who_does_not_read) {
    int ends[2] = {-1, -1};
    ASSERT_EQ(::pipe2(ends, O_CLOEXEC), 0);
    Descriptor reader(ends[0]);
    Descriptor writer(ends[1]);
    {
        Recorder recorder(job(open("/dev/fd/" + std::to_string(ends[1]))));
        happen(100'000);  // more than a pipe holds
    }
    SUCCEED() << "it has ended";
}

TEST_F(Recorders, a_process_that_is_killed_leaves_what_it_has_recorded) {
    std::ofstream{path};
    Descriptor watch(::inotify_init1(IN_CLOEXEC));
    ASSERT_GE(::inotify_add_watch(watch, path.c_str(), IN_MODIFY), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        Recorder recorder(job(open(path)));
        happen(5000);
        for (;;) ::pause();
    }
    const auto lines = [&] {
        const std::string text = content(path);
        return std::count(text.begin(), text.end(), '\n');
    };
    char changes[4096];
    while (lines() < 5001 && becomes_readable(watch)) {
        ASSERT_GT(::read(watch, changes, sizeof changes), 0);
    }
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    const std::string text = content(path);
    const OpenedRecording opened(text);
    EXPECT_EQ(opened.problem(), "");
    EXPECT_EQ(opened.log.size(), 5000U);
}

struct OutputFiles : Recorders {
    const std::function<bool()> calm = [] { return false; };
};

TEST_F(OutputFiles, are_for_their_owner_alone) {
    const OutputFile file = open(path);
    struct stat status {};
    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(OutputFiles, are_never_written_through_a_link) {
    const std::string target = folder + "/precious";
    std::ofstream(target) << "precious";
    ASSERT_EQ(::symlink(target.c_str(), path.c_str()), 0);
    for (const How how : {How::stream, How::save}) {
        EXPECT_FALSE(open(path, how).is_open());
        EXPECT_EQ(problem, path + " is a symbolic link, which is not written to.");
    }
    EXPECT_EQ(content(target), "precious");
}

TEST_F(OutputFiles, that_cannot_be_opened_have_their_sentence) {
    EXPECT_FALSE(open(folder + "/none/lesson.jsonl").is_open());
    EXPECT_EQ(problem, folder + "/none/lesson.jsonl cannot be written: No such file or directory.");
    ::mkdir((folder + "/lessons").c_str(), 0700);
    for (const How how : {How::stream, How::save}) {
        EXPECT_FALSE(open(folder + "/lessons", how).is_open());
        EXPECT_EQ(problem, folder + "/lessons cannot be written: Is a directory.");
    }
}

TEST_F(OutputFiles, that_are_saved_replace_an_older_one_only_when_they_are_complete) {
    std::ofstream(path) << "old";
    {
        OutputFile file = open(path, How::save);
        ASSERT_EQ(file.write("half", calm), "");
        EXPECT_EQ(content(path), "old");
    }
    EXPECT_EQ(content(path), "old");
    OutputFile file = open(path, How::save);
    ASSERT_EQ(problem, "");
    ASSERT_EQ(file.write("new", calm), "");
    ASSERT_EQ(file.keep(), "");
    EXPECT_EQ(content(path), "new");
}

TEST_F(OutputFiles, that_are_there_already_are_replaced_only_if_that_is_asked_for) {
    std::ofstream(path) << "old";
    const std::string sentence =
        path + " is there already: choose another name, or add --overwrite to replace it.";
    for (const How how : {How::stream, How::save}) {
        EXPECT_FALSE(OutputFile::open(path, how, OutputFile::Existing::refuse, problem).is_open());
        EXPECT_EQ(problem, sentence);
    }
    EXPECT_EQ(content(path), "old");
    EXPECT_TRUE(OutputFile::open("/dev/null", How::stream, OutputFile::Existing::refuse, problem)
                    .is_open());
    OutputFile late =
        OutputFile::open(folder + "/late", How::save, OutputFile::Existing::refuse, problem);
    std::ofstream(folder + "/late") << "old";
    EXPECT_EQ(late.keep(), folder +
                               "/late is there already: choose another name, or add --overwrite to "
                               "replace it.");
    EXPECT_EQ(content(folder + "/late"), "old");
}

TEST_F(OutputFiles, that_somebody_writes_are_not_replaced_in_any_case) {
    OutputFile stream = open(path);
    ASSERT_EQ(stream.write("half", calm), "");
    for (const How how : {How::stream, How::save}) {
        EXPECT_FALSE(open(path, how).is_open());
        EXPECT_EQ(problem, path +
                               " is being written by another program, or another part of this "
                               "one: choose another name.");
    }
    EXPECT_EQ(content(path), "half");
    stream = {};
    EXPECT_TRUE(open(path).is_open());
}

}  // namespace
}  // namespace yieldscope
