// Bookmarks as a teacher makes them: B, a note, Enter; the list; and that what is shown is what an
// event has confirmed. Runs on the test's thread.
#include "tests/gui/scene.h"

#include <string>

namespace yieldscope {
namespace {

struct BookmarksUi : testing::Test {
    Scene scene;

    BookmarksUi() {
        scene.spawn_clients(3);
        scene.steps(3);
        scene.frame();
        scene.player().go_to(8);
        scene.frame();
    }

    /// Presses B as a window would: the key's letter comes in, too.
    void press_b() {
        ImGui::GetIO().AddInputCharactersUTF8("b");
        scene.shell.act(Action::bookmark);
        for (int i = 0; i < 3; ++i) scene.frame();
    }

    void open_list() {
        scene.click("bookmarks");
        for (int i = 0; i < 2; ++i) scene.frame();
    }

    void set(std::uint64_t moment, const char* note) {
        scene.player().set_bookmark(moment, note);
        ASSERT_TRUE(scene.obey());
        scene.frame();
    }
};

TEST_F(BookmarksUi, b_opens_a_note_that_is_typed_into_at_once_and_enter_keeps) {
    press_b();
    EXPECT_EQ(scene.label("bookmark_heading"), "A bookmark at event 8");
    EXPECT_EQ(scene.label("bookmark_note"), "") << "the key itself is no letter of the note";
    scene.type("look here");
    scene.press(ImGuiKey_Enter);
    const auto command = scene.commands.take();
    ASSERT_TRUE(command);
    EXPECT_EQ(command->kind, Command::Kind::set_bookmark);
    EXPECT_EQ(command->moment, 8U);
    EXPECT_EQ(command->name, "look here");
    EXPECT_FALSE(scene.find("bookmark_note"));
    EXPECT_EQ(scene.player().cursor(), 8U) << "the screen stays where it was";
}

TEST_F(BookmarksUi, is_shown_only_when_an_event_confirms_it) {
    press_b();
    scene.press(ImGuiKey_Enter);
    EXPECT_FALSE(scene.find("mark:bookmark:8"));
    ASSERT_TRUE(scene.obey());
    scene.frame();
    EXPECT_TRUE(scene.find("mark:bookmark:8"));
    EXPECT_EQ(scene.label("bookmarks"), "List 1");
}

TEST_F(BookmarksUi, escape_and_leave_keep_nothing) {
    press_b();
    scene.type("no");
    scene.press(ImGuiKey_Escape);
    EXPECT_FALSE(scene.find("bookmark_note"));
    press_b();
    scene.click("bookmark_leave");
    scene.frame();
    EXPECT_FALSE(scene.find("bookmark_note"));
    press_b();
    scene.shell.act(Action::close);
    scene.frame();
    scene.frame();
    EXPECT_FALSE(scene.find("bookmark_note"));
    EXPECT_FALSE(scene.commands.take());
}

TEST_F(BookmarksUi, a_second_b_at_the_same_moment_changes_the_note) {
    set(8, "old");
    press_b();
    EXPECT_EQ(scene.label("bookmark_heading"), "The bookmark at event 8");
    EXPECT_EQ(scene.label("bookmark_note"), "old");
    scene.fill("bookmark_note", "new");
    scene.click("bookmark_keep");
    ASSERT_TRUE(scene.obey());
    scene.frame();
    open_list();
    EXPECT_EQ(scene.label("bookmark:8"), "new");
}

TEST_F(BookmarksUi, a_note_of_somebody_elses_recording_is_escaped_where_it_is_changed) {
    set(8, "\x1b[2J\xe2\x80\xae");
    press_b();
    EXPECT_EQ(scene.label("bookmark_note"), "\\x1b[2J\\xe2\\x80\\xae");
}

TEST_F(BookmarksUi, the_note_can_take_its_bookmark_away) {
    set(8, "old");
    press_b();
    scene.click("bookmark_remove");
    ASSERT_TRUE(scene.obey());
    scene.frame();
    EXPECT_FALSE(scene.find("mark:bookmark:8"));
}

TEST_F(BookmarksUi, the_list_names_them_all_and_a_click_goes_there) {
    set(4, "");
    set(11, "The last");
    open_list();
    EXPECT_EQ(scene.label("bookmark:4"), "event 4");
    EXPECT_EQ(scene.label("bookmark:11"), "The last");
    scene.click("bookmark:4");
    scene.frame();
    EXPECT_EQ(scene.player().cursor(), 4U);
    EXPECT_FALSE(scene.find("bookmark:11")) << "the list is closed";
}

TEST_F(BookmarksUi, the_list_removes_one_and_changes_the_note_of_another) {
    set(4, "");
    set(11, "The last");
    open_list();
    scene.click("bookmark_remove:4");
    ASSERT_TRUE(scene.obey());
    scene.frame();
    EXPECT_FALSE(scene.find("bookmark:4"));
    scene.click("bookmark_edit:11");
    for (int i = 0; i < 3; ++i) scene.frame();
    EXPECT_EQ(scene.label("bookmark_note"), "The last");
}

TEST_F(BookmarksUi, an_empty_list_says_how_to_make_one) {
    open_list();
    EXPECT_TRUE(scene.find("bookmarks_empty"));
    scene.shell.act(Action::close);
    scene.frame();
    scene.frame();
    EXPECT_FALSE(scene.find("bookmarks_empty"));
}

TEST_F(BookmarksUi, are_the_live_ones_whatever_moment_is_looked_at) {
    set(11, "The last");
    scene.player().go_to(1);
    scene.frame();
    EXPECT_TRUE(scene.find("mark:bookmark:11")) << "it was set long after event 1";
}

TEST_F(BookmarksUi, notes_and_lists_stay_on_the_screen) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(3840, 2160)}) {
        for (const std::uint64_t moment : {std::uint64_t{0}, scene.log.size()}) {
            scene.gui.resize(size);
            scene.player().go_to(moment == 0 ? 1 : moment);
            press_b();
            for (const char* id : {"bookmark_note", "bookmark_keep", "bookmark_leave"}) {
                const WidgetRecord* widget = scene.find(id);
                ASSERT_TRUE(widget) << id;
                EXPECT_GE(widget->min.x, 0) << id << " at " << size.x;
                EXPECT_LE(widget->max.x, size.x) << id << " at " << size.x;
            }
            scene.shell.act(Action::close);
            scene.frame();
            scene.frame();
        }
    }
}

}  // namespace
}  // namespace yieldscope
