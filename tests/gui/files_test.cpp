// The panel for files, and a second recording beside what is shown: what is asked for, and with
// which file. The test plays the window's part. Runs on the test's thread, in a directory of its
// own.
#include "core/trace/recording_writer.h"
#include "tests/gui/scene.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <thread>

namespace yieldscope {
namespace {

namespace fs = std::filesystem;

struct files : testing::Test {
    fs::path folder =
        fs::path(testing::TempDir()) / ("yieldscope-files-" + std::to_string(getpid()));
    Scene scene;

    files() { fs::create_directories(folder); }
    ~files() override { fs::remove_all(folder); }

    std::string path(const std::string& name) const { return (folder / name).string(); }

    void open_panel() {
        scene.shell.act(Action::recordings);
        scene.frame();
    }

    std::optional<FileWish> wish_after(std::string_view button) {
        scene.click(button);
        return scene.shell.take_file_wish();
    }

    /// What has happened so far, in a file.
    void record(const std::string& file) const {
        RecordingWriter writer;
        RecordingHeader header;
        header.created = "2026-03-01T09:30:00Z";
        header.program = "echo";
        writer.begin(header, nullptr, scene.log);
        for (std::uint64_t i = 0; i < scene.log.size(); ++i)
            writer.event(i, scene.log[i], scene.log);
        std::ofstream(file) << writer.text();
    }

    void update_until_compared() {
        while (!scene.shell.comparison()->finished()) {
            scene.shell.update(scene.now_s);
            std::this_thread::yield();
        }
    }
};

TEST_F(files, a_name_is_proposed_and_saving_asks_for_a_recording_of_that_name) {
    open_panel();
    EXPECT_TRUE(scene.label("file_path").starts_with("echo-2"));
    const auto wish = wish_after("file_save");
    ASSERT_TRUE(wish);
    EXPECT_EQ(wish->kind, FileWish::Kind::save);
    EXPECT_TRUE(wish->path.ends_with(".jsonl"));
}

TEST_F(files, each_kind_of_file_has_its_ending) {
    open_panel();
    scene.fill("file_path", path("lesson"));
    EXPECT_EQ(wish_after("file_save")->path, path("lesson.jsonl"));
    EXPECT_EQ(wish_after("file_export_trace")->path, path("lesson.json"));
    EXPECT_EQ(wish_after("file_export_text")->path, path("lesson.txt"));
    EXPECT_EQ(wish_after("file_open")->path, path("lesson.txt")) << "as it is typed";
}

TEST_F(files, a_file_that_is_there_is_replaced_only_at_the_second_click) {
    std::ofstream(path("lesson.jsonl")) << "precious";
    open_panel();
    scene.fill("file_path", path("lesson.jsonl"));
    EXPECT_FALSE(wish_after("file_save"));
    scene.frame();
    EXPECT_NE(scene.label("file_answer").find("is there already"), std::string::npos);
    EXPECT_TRUE(wish_after("file_save"));
}

TEST_F(files, without_a_name_there_is_nothing_to_be_done) {
    open_panel();
    scene.fill("file_path", "");
    for (const char* id :
         {"file_save", "file_export_trace", "file_export_text", "file_open", "file_compare"}) {
        EXPECT_FALSE(scene.find(id)->enabled) << id;
    }
}

TEST_F(files, the_answer_is_shown_where_it_was_asked_for) {
    open_panel();
    scene.shell.answer("lesson.jsonl cannot be written: No space left on device.", true);
    scene.frame();
    EXPECT_NE(scene.label("file_answer").find("No space left"), std::string::npos);
}

TEST_F(files, an_answer_is_gone_when_the_panel_is_opened_again) {
    open_panel();
    scene.shell.answer("Cannot open it.", true);
    scene.frame();
    ASSERT_TRUE(scene.find("file_answer"));
    scene.shell.act(Action::close);
    scene.frame();
    open_panel();
    EXPECT_FALSE(scene.find("file_answer"));
}

TEST_F(files, those_of_late_are_one_click_away_the_newest_first) {
    scene.shell.remember_recent("/lessons/a.jsonl");
    scene.shell.remember_recent("/lessons/b.jsonl");
    scene.shell.remember_recent("/lessons/a.jsonl");
    open_panel();
    EXPECT_EQ(scene.label("recent:0"), "/lessons/a.jsonl");
    EXPECT_EQ(scene.label("recent:1"), "/lessons/b.jsonl");
    EXPECT_FALSE(scene.find("recent:2"));
    scene.click("recent:1");
    scene.frame();
    EXPECT_EQ(scene.label("file_path"), "/lessons/b.jsonl");
}

TEST_F(files, one_that_is_dropped_never_ends_a_program_that_runs_by_itself) {
    scene.shell.offer("/lessons/a.jsonl");
    scene.frame();
    scene.frame();
    EXPECT_FALSE(scene.shell.take_file_wish());
    EXPECT_EQ(scene.label("file_path"), "/lessons/a.jsonl");
    EXPECT_EQ(wish_after("file_open")->path, "/lessons/a.jsonl");
}

TEST_F(files, escape_closes_the_panel) {
    open_panel();
    ASSERT_TRUE(scene.find("file_save"));
    scene.shell.act(Action::close);
    scene.frame();
    EXPECT_FALSE(scene.find("file_save"));
}

TEST_F(files, a_second_recording_is_put_beside_and_where_they_part_is_found) {
    scene.spawn_clients(3);
    scene.steps(4);
    record(path("before.jsonl"));
    scene.frame();
    EXPECT_EQ(scene.shell.compare(path("before.jsonl")), "");
    scene.log.append({.kind = EventKind::ended});
    ASSERT_TRUE(scene.shell.comparison());
    update_until_compared();
    const auto first = scene.shell.comparison()->difference().first();
    ASSERT_TRUE(first);
    EXPECT_EQ(first->a, scene.log.size() - 1) << "the end, which the other one does not have";
}

TEST_F(files, a_comparison_is_ended_where_it_was_begun) {
    record(path("before.jsonl"));
    open_panel();
    EXPECT_FALSE(scene.find("file_end_comparison"));
    ASSERT_EQ(scene.shell.compare(path("before.jsonl")), "");
    scene.frame();
    EXPECT_EQ(wish_after("file_end_comparison")->kind, FileWish::Kind::end_comparison);
    scene.shell.end_comparison();
    scene.frame();
    scene.frame();
    EXPECT_FALSE(scene.find("file_end_comparison"));
}

TEST_F(files, what_cannot_be_compared_is_said_and_nothing_is_put_beside) {
    std::ofstream(path("novel.txt")) << "It was a dark night.\n";
    EXPECT_NE(scene.shell.compare(path("novel.txt")), "");
    EXPECT_NE(scene.shell.compare(path("none.jsonl")), "");
    EXPECT_FALSE(scene.shell.comparison());
}

}  // namespace
}  // namespace yieldscope
