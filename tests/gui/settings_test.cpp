// The settings that are kept: what a user changes comes back, a damaged file costs nothing but its
// values, and nothing is ever written where it should not be. Runs on the test's thread, in a
// directory of its own.
#include "app/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

namespace yieldscope {
namespace {

namespace fs = std::filesystem;

struct kept_settings : testing::Test {
    fs::path home = fs::path(testing::TempDir()) / ("yieldscope-" + std::to_string(::getpid()));
    SettingsFiles files{home / "config/yieldscope/settings.json",
                        home / "state/yieldscope/layout.json"};

    kept_settings() { fs::remove_all(home); }
    ~kept_settings() override { fs::remove_all(home); }

    static std::string contents(const fs::path& path) {
        std::ifstream file(path, std::ios::binary);
        return {std::istreambuf_iterator<char>(file), {}};
    }
    static void put(const fs::path& path, const std::string& text) {
        fs::create_directories(path.parent_path());
        std::ofstream(path, std::ios::binary) << text;
    }
    static Settings changed() {
        Settings settings;
        settings.theme = Theme::light;
        settings.zoom = 1.5F;
        settings.pace = 3;
        settings.reduced_motion = true;
        settings.left = 0.4F;
        settings.right = 0.25F;
        settings.bottom = 0.3F;
        settings.recent = {"/lessons/a.jsonl"};
        return settings;
    }
    void save(const Settings& settings) { SettingsKeeper(files).keep_at_once(settings); }
    int names_in(const fs::path& directory) const {
        return static_cast<int>(std::distance(fs::directory_iterator(directory), {}));
    }
};

TEST_F(kept_settings, that_a_user_changes_come_back) {
    save(changed());
    SettingsKeeper keeper(files);
    EXPECT_EQ(keeper.loaded(), changed());
    EXPECT_EQ(keeper.take_notice(), "");
}

TEST_F(kept_settings, without_a_file_are_the_usual_ones_and_nobody_is_told) {
    SettingsKeeper keeper(files);
    EXPECT_EQ(keeper.loaded(), Settings{});
    EXPECT_EQ(keeper.take_notice(), "");
    keeper.keep_at_once(Settings{});
    EXPECT_FALSE(fs::exists(home)) << "a file was written though nothing was changed";
}

TEST_F(kept_settings, know_every_theme_by_its_name) {
    for (const Theme theme : {Theme::dark, Theme::light, Theme::contrast})
        EXPECT_EQ(theme_of(name_of(theme)), theme);
    EXPECT_FALSE(theme_of("pink"));
    EXPECT_FALSE(theme_of(""));
}

TEST_F(kept_settings, remember_a_few_recordings_the_newest_first_and_each_once) {
    Settings settings;
    for (int i = 0; i < 20; ++i) remember_recent("/lessons/" + std::to_string(i % 10), settings);
    EXPECT_EQ(settings.recent.size(), recent_max);
    EXPECT_EQ(settings.recent.front(), "/lessons/9");
    remember_recent("/lessons/8", settings);
    EXPECT_EQ(settings.recent[0], "/lessons/8");
    EXPECT_EQ(settings.recent[1], "/lessons/9");
}

TEST_F(kept_settings, live_with_paths_that_are_no_text_and_lists_that_are_none) {
    Settings settings;
    settings.recent = {"/lessons/\xff.jsonl"};
    save(settings);
    EXPECT_EQ(SettingsKeeper(files).loaded().recent.size(), 1U);
    put(files.layout, R"({"recent": [1, null, "/a", "/b", "/c", "/d", "/e", "/f", "/g", "/h"]})");
    EXPECT_EQ(SettingsKeeper(files).loaded().recent.size(), recent_max);
    put(files.layout, R"({"recent": "none"})");
    EXPECT_TRUE(SettingsKeeper(files).loaded().recent.empty());
}

TEST_F(kept_settings, never_keep_an_address_or_the_presentation) {
    Settings settings = changed();
    settings.presentation = true;
    save(settings);
    EXPECT_EQ(contents(files.settings),
              "{\n  \"theme\": \"light\",\n  \"zoom\": 1.5,\n  \"events_per_second\": 4.0,\n"
              "  \"reduced_motion\": true\n}\n");
    EXPECT_EQ(contents(files.layout),
              "{\n  \"left\": 0.4,\n  \"right\": 0.25,\n  \"bottom\": 0.3,\n  "
              "\"timeline\": 0.62,\n  \"recent\": [\n    \"/lessons/a.jsonl\"\n  ]\n}\n");
    EXPECT_FALSE(SettingsKeeper(files).loaded().presentation);
}

TEST_F(kept_settings, are_for_their_owner_alone) {
    save(changed());
    struct stat facts {};
    ASSERT_EQ(::stat(files.settings.c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0600U);
    ASSERT_EQ(::stat((home / "config").c_str(), &facts), 0);
    EXPECT_EQ(facts.st_mode & 0777, 0700U);
    EXPECT_EQ(names_in(home / "config/yieldscope"), 1) << "an unfinished file was left behind";
}

TEST_F(kept_settings, of_the_command_line_are_not_kept_but_what_the_user_changes_is) {
    Settings kept;
    kept.theme = Theme::contrast;
    save(kept);
    SettingsKeeper keeper(files);
    Settings now = keeper.loaded();
    now.theme = Theme::light;  // --theme light
    keeper.begin_with(now);
    now.zoom = 2;  // Ctrl +
    keeper.keep_at_once(now);
    EXPECT_EQ(SettingsKeeper(files).loaded().theme, Theme::contrast);
    EXPECT_EQ(SettingsKeeper(files).loaded().zoom, 2);
}

TEST_F(kept_settings, are_written_at_most_once_a_second_and_the_last_change_is_not_lost) {
    SettingsKeeper keeper(files);
    Settings now;
    now.zoom = 1.1F;
    keeper.keep(now, 10);
    EXPECT_FLOAT_EQ(SettingsKeeper(files).loaded().zoom, 1.1F);
    now.zoom = 1.2F;
    keeper.keep(now, 10.5);
    EXPECT_FLOAT_EQ(SettingsKeeper(files).loaded().zoom, 1.1F);
    keeper.keep(now, 11.1);
    EXPECT_FLOAT_EQ(SettingsKeeper(files).loaded().zoom, 1.2F);
}

TEST_F(kept_settings, that_nobody_knows_are_ignored_and_wrong_ones_are_the_usual) {
    put(files.settings, R"({"theme": 7, "zoom": "big", "bind": "0.0.0.0", "reduced_motion": 1,
                            "events_per_second": null, "future": {"a": [1, 2]}})");
    put(files.layout, R"({"left": [], "right": true})");
    SettingsKeeper keeper(files);
    EXPECT_EQ(keeper.loaded(), Settings{});
    EXPECT_EQ(keeper.take_notice(), "");
}

TEST_F(kept_settings, out_of_range_are_brought_into_it) {
    put(files.settings, R"({"zoom": 1e300, "events_per_second": -5})");
    put(files.layout, R"({"left": -3, "right": 1e30, "bottom": 99999999999999999999})");
    const Settings loaded = SettingsKeeper(files).loaded();
    EXPECT_EQ(loaded.zoom, zoom_most);
    EXPECT_EQ(loaded.pace, Settings{}.pace);
    EXPECT_GT(loaded.left, 0);
    EXPECT_LT(loaded.right, 1);
    EXPECT_LT(loaded.bottom, 1);
    put(files.settings, R"({"zoom": 0.0001, "events_per_second": 3.2})");
    EXPECT_EQ(SettingsKeeper(files).loaded().zoom, zoom_least);
    EXPECT_EQ(SettingsKeeper(files).loaded().pace, 3U);  // four a second are nearest
}

TEST_F(kept_settings, in_a_damaged_file_are_the_usual_ones_and_the_file_is_put_aside) {
    for (const char* text : {"", "{", "[]", "7", "null", "\xFF\xFE", R"({"zoom": NaN})",
                             R"({"zoom": 1e999})", R"({"theme": "dark"} x)"}) {
        fs::remove_all(home);
        put(files.settings, text);
        SettingsKeeper keeper(files);
        EXPECT_EQ(keeper.loaded(), Settings{}) << text;
        const fs::path aside = files.settings + ".damaged-1";
        EXPECT_EQ(keeper.take_notice(), files.settings + " was damaged: it is now " +
                                            aside.string() +
                                            ", and the settings in it are the usual ones again.")
            << text;
        EXPECT_EQ(keeper.take_notice(), "") << "said twice";
        EXPECT_EQ(contents(aside), text);
        keeper.keep_at_once(changed());
        EXPECT_EQ(SettingsKeeper(files).loaded(), changed());
    }
}

TEST_F(kept_settings, damaged_twice_leave_both_files) {
    for (const char* text : {"first", "second"}) {
        put(files.settings, text);
        SettingsKeeper keeper(files);
    }
    EXPECT_EQ(contents(files.settings + ".damaged-1"), "first");
    EXPECT_EQ(contents(files.settings + ".damaged-2"), "second");
}

TEST_F(kept_settings, cut_off_after_any_byte_are_whole_or_the_usual_ones) {
    save(changed());
    const std::string whole = contents(files.settings);
    for (std::size_t size = 0; size < whole.size(); ++size) {
        put(files.settings, whole.substr(0, size));
        SettingsKeeper keeper(files);
        const bool only_the_break = size + 1 == whole.size();
        EXPECT_EQ(keeper.loaded().theme, only_the_break ? Theme::light : Theme::dark) << size;
        EXPECT_EQ(keeper.take_notice().empty(), only_the_break) << size;
    }
}

TEST_F(kept_settings, that_are_endless_are_not_read) {
    put(files.settings, "{\"zoom\": 2" + std::string(100'000, ' ') + "}");
    SettingsKeeper keeper(files);
    EXPECT_EQ(keeper.loaded(), Settings{});
    EXPECT_NE(keeper.take_notice(), "");
}

TEST_F(kept_settings, are_never_written_through_a_link) {
    const fs::path elsewhere = home / "elsewhere.json";
    put(elsewhere, R"({"theme": "light"})");
    fs::create_directories(fs::path(files.settings).parent_path());
    fs::create_symlink(elsewhere, files.settings);
    SettingsKeeper keeper(files);
    EXPECT_EQ(keeper.loaded().theme, Theme::light);
    keeper.keep_at_once(changed());
    EXPECT_EQ(contents(elsewhere), R"({"theme": "light"})");
    EXPECT_TRUE(fs::is_symlink(files.settings));
    EXPECT_EQ(keeper.take_notice(),
              files.settings + " is not a plain file, so settings are not saved.");
    EXPECT_EQ(SettingsKeeper(files).loaded().left, changed().left) << "the layout is another file";
}

TEST_F(kept_settings, work_without_being_saved_where_nothing_can_be_written) {
    put(home / "config", "a file, where a directory should be");  // for root, too
    SettingsKeeper keeper(files);
    keeper.keep_at_once(changed());
    const std::string notice = keeper.take_notice();
    EXPECT_TRUE(notice.starts_with("Settings are not saved: " + files.settings)) << notice;
    Settings again = changed();
    again.zoom = 1;
    keeper.keep_at_once(again);
    EXPECT_EQ(keeper.take_notice(), "") << "said twice";
}

TEST_F(kept_settings, that_cannot_be_read_are_not_written_either) {
    fs::create_directories(files.settings);  // a directory of that name
    SettingsKeeper keeper(files);
    EXPECT_EQ(keeper.loaded(), Settings{});
    EXPECT_TRUE(keeper.take_notice().starts_with(files.settings + " cannot be read"));
    keeper.keep_at_once(changed());
    EXPECT_EQ(keeper.take_notice(), "");
    EXPECT_TRUE(fs::is_directory(files.settings));
}

struct Variable {
    Variable(const char* name, const char* value) : name_(name) {
        if (const char* before = std::getenv(name)) before_ = before;
        value ? ::setenv(name, value, 1) : ::unsetenv(name);
    }
    ~Variable() { before_ ? ::setenv(name_, before_->c_str(), 1) : ::unsetenv(name_); }
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;

private:
    const char* name_;
    std::optional<std::string> before_;
};

TEST_F(kept_settings, are_where_xdg_says) {
    const Variable in_home("HOME", "/home/ada");
    {
        const Variable config("XDG_CONFIG_HOME", nullptr);
        const Variable state("XDG_STATE_HOME", "relative/does/not/count");
        EXPECT_EQ(settings_files().settings, "/home/ada/.config/yieldscope/settings.json");
        EXPECT_EQ(settings_files().layout, "/home/ada/.local/state/yieldscope/layout.json");
    }
    const Variable config("XDG_CONFIG_HOME", "/c");
    const Variable state("XDG_STATE_HOME", "/s");
    EXPECT_EQ(settings_files().settings, "/c/yieldscope/settings.json");
    EXPECT_EQ(settings_files().layout, "/s/yieldscope/layout.json");
}

TEST_F(kept_settings, without_a_home_are_not_saved_and_it_says_so) {
    const Variable in_home("HOME", nullptr);
    const Variable config("XDG_CONFIG_HOME", nullptr);
    const Variable state("XDG_STATE_HOME", nullptr);
    SettingsKeeper keeper(settings_files());
    EXPECT_EQ(keeper.take_notice(), "There is no home directory, so settings are not saved.");
    keeper.keep_at_once(changed());
    EXPECT_EQ(keeper.take_notice(), "");
}

}  // namespace
}  // namespace yieldscope
