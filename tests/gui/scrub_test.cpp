// The scrub strip: where moments and marks are on it, that a click or a drag goes there, and that
// it says what is past, what is forgotten and how much memory that takes. Lives on the test's
// thread.
#include "tests/gui/scene.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace yieldscope {
namespace {

struct Scrub : testing::Test {
    Scene scene{{1920, 1080}};

    Scrub() {
        scene.spawn_clients(10);
        scene.steps(10);
        scene.log.append(
            {.task = 3, .text = scene.log.intern("it had to be"), .kind = EventKind::failed});
        scene.set_breakpoint({.condition = {.kind = EventKind::resumed}});
        scene.scheduler.spawn("echo#", [](int fd) -> Task { co_yield recv(fd); }(99));
        scene.scheduler.step();
        scene.log.append({.asked = 1, .moved = 3, .kind = EventKind::break_hit});
        scene.steps(3);
        scene.frame();
        scene.shell.act(Action::live);
        scene.frame();
    }

    /// The middle of a widget.
    ImVec2 centre(std::string_view id) {
        const WidgetRecord* widget = scene.find(id);
        EXPECT_TRUE(widget) << id << " is not on the screen";
        if (!widget) return {0, 0};
        return {(widget->min.x + widget->max.x) / 2, (widget->min.y + widget->max.y) / 2};
    }

    void bookmark(std::uint64_t moment, const char* note) {
        scene.player().set_bookmark(moment, note);
        scene.obey();
        scene.frame();
    }

    std::string hint_at(ImVec2 where) {
        feed_mouse_position(where);
        for (int i = 0; i < 30; ++i) scene.frame();
        return scene.label("scrub_hint");
    }
};

TEST(track, maps_every_moment_to_a_pixel_and_back) {
    const Track track{.begin = 1'000'000, .end = 1'000'200, .left = 10, .width = 800};
    for (std::uint64_t moment = track.begin; moment <= track.end; ++moment)
        EXPECT_EQ(track.moment_at(track.x_of(moment)), moment);
    EXPECT_EQ(track.moment_at(-50), track.begin);
    EXPECT_EQ(track.moment_at(5'000), track.end);
    const Track empty{.begin = 7, .end = 7, .left = 10, .width = 800};
    EXPECT_EQ(empty.moment_at(400), 7U);
}

TEST_F(Scrub, a_click_goes_to_the_moment_under_the_mouse) {
    const std::uint64_t size = scene.log.size();
    scene.click("scrub");
    scene.frame();
    EXPECT_NEAR(static_cast<double>(scene.player().cursor()), static_cast<double>(size) / 2, 1);
    EXPECT_EQ(scene.player().state(), PlayState::past);
    EXPECT_NEAR(centre("scrub_handle").x, centre("scrub").x, 1.0F + 600.0F / 40);
    EXPECT_FALSE(scene.commands.take()) << "the loop is asked for nothing";
}

TEST_F(Scrub, dragging_shows_the_moments_while_the_mouse_moves) {
    const ImVec2 from = centre("scrub");
    feed_mouse_position(from);
    scene.frame();
    scene.frame();
    feed_mouse_button(0, true);
    scene.frame();
    std::uint64_t before = scene.player().cursor();
    for (int i = 1; i <= 5; ++i) {
        feed_mouse_position({from.x - 60.0F * static_cast<float>(i), from.y + 200});
        scene.frame();
        EXPECT_LT(scene.player().cursor(), before) << "also where the mouse is not on the strip";
        EXPECT_EQ(scene.player().model().size(), scene.player().cursor());
        before = scene.player().cursor();
    }
    feed_mouse_position({1900, from.y});
    scene.frame();
    EXPECT_TRUE(scene.player().live()) << "the right end is now";
    feed_mouse_button(0, false);
    scene.frame();
}

TEST_F(Scrub, the_track_does_not_move_when_the_screen_goes_into_the_past_and_back) {
    const WidgetRecord live = *scene.find("scrub");
    const float board = scene.find("pane:board")->min.y;
    scene.player().go_to(20);
    scene.frame();
    ASSERT_TRUE(scene.find("band"));
    EXPECT_EQ(scene.find("scrub")->min.x, live.min.x);
    EXPECT_EQ(scene.find("scrub")->max.x, live.max.x);
    EXPECT_EQ(scene.find("pane:board")->min.y, board);
}

TEST_F(Scrub, marks_what_failed_where_it_stopped_and_what_is_bookmarked) {
    bookmark(20, "The first echo");
    int failures = 0;
    int stops = 0;
    for (const WidgetRecord& widget : scene.widgets) {
        failures += widget.id.starts_with("mark:failure:");
        stops += widget.id.starts_with("mark:stop:");
    }
    EXPECT_EQ(failures, 1);
    EXPECT_EQ(stops, 1);
    EXPECT_TRUE(scene.find("mark:bookmark:20"));
}

TEST_F(Scrub, a_click_near_a_mark_goes_exactly_there) {
    bookmark(20, "");
    const ImVec2 at = centre("mark:bookmark:20");
    scene.click_at({at.x + 4, at.y});
    EXPECT_EQ(scene.player().cursor(), 20U);
}

TEST_F(Scrub, says_what_a_mark_is_under_the_mouse) {
    bookmark(20, "The first echo");
    EXPECT_TRUE(hint_at(centre("mark:bookmark:20")).starts_with("The first echo\nEvent 20 of "));
    std::string failure;
    std::string stop;
    for (const WidgetRecord& widget : scene.widgets) {
        if (widget.id.starts_with("mark:failure:")) failure = widget.id;
        if (widget.id.starts_with("mark:stop:")) stop = widget.id;
    }
    EXPECT_NE(hint_at(centre(failure)).find("it had to be"), std::string::npos);
    EXPECT_NE(hint_at(centre(stop)).find("Breakpoint 1 stopped it here: kind:resumed."),
              std::string::npos);
}

TEST_F(Scrub, explains_the_event_that_the_mouse_rests_on) {
    ImVec2 at = centre("scrub");
    at.x -= 300;
    const std::string hint = hint_at(at);
    EXPECT_TRUE(hint.starts_with("Event ")) << hint;
    EXPECT_NE(hint.find('\n'), std::string::npos) << "and its sentence: " << hint;
}

TEST_F(Scrub, the_band_says_which_event_and_what_the_server_does_meanwhile) {
    scene.player().go_to(20);
    scene.frame();
    EXPECT_EQ(scene.label("band"), fmt::format("The past: event 20 of {}. The server stays paused.",
                                               scene.player().newest_number()));
    scene.log.append({.kind = EventKind::running});
    scene.frame();
    EXPECT_EQ(scene.label("band"), fmt::format("The past: event 20 of {}. The server goes on.",
                                               scene.player().newest_number()));
    scene.click("back_to_live");
    scene.frame();
    EXPECT_TRUE(scene.player().live());
    EXPECT_FALSE(scene.find("band"));
    EXPECT_TRUE(scene.label("budget").starts_with("History: "));
}

TEST_F(Scrub, a_right_click_on_a_bookmark_opens_its_note) {
    bookmark(20, "old");
    scene.click_at(centre("mark:bookmark:20"), ImGuiMouseButton_Right);
    scene.frame();
    scene.frame();
    EXPECT_EQ(scene.label("bookmark_note"), "old");
    EXPECT_TRUE(scene.player().live()) << "it goes nowhere";
}

TEST(scrub, says_where_history_begins_when_the_oldest_is_forgotten) {
    Scene scene({1920, 1080}, 1 << 20);
    scene.spawn_clients(1);
    scene.frame();
    EXPECT_FALSE(scene.find("history_torn"));
    scene.print_lines(40'000);
    scene.frame();
    EXPECT_TRUE(scene.find("history_torn"));
    EXPECT_TRUE(scene.label("budget").starts_with("History begins at event "))
        << scene.label("budget");
    EXPECT_NE(scene.label("budget").find(" of 2\u00A0MiB"), std::string::npos)
        << scene.label("budget");
}

TEST(scrub, says_that_the_moment_that_was_looked_at_is_forgotten) {
    Scene scene({1920, 1080}, 1 << 20);
    scene.spawn_clients(1);
    scene.frame();
    scene.player().go_to(1);
    scene.print_lines(40'000);
    scene.frame();
    ASSERT_TRUE(scene.player().lost_its_moment());
    EXPECT_EQ(scene.label("lost_moment"),
              fmt::format("The moment you looked at is forgotten: history now begins at event {}.",
                          grouped(scene.player().cursor() + 1)));
    EXPECT_TRUE(scene.find("band"));
    scene.shell.act(Action::event);
    scene.frame();
    EXPECT_FALSE(scene.find("lost_moment"));
}

// Many in one pixel are one shape: what is drawn follows the screen, not the log.
TEST(scrub, draws_no_more_marks_than_there_is_room_for) {
    Scene scene({1280, 720}, 256 << 20);
    for (int i = 0; i < 200'000; ++i) {
        scene.log.append({.task = 1, .kind = EventKind::failed});
        if (i % 4000 == 0) scene.shell.update(0);
    }
    scene.frame();
    const auto marks = std::count_if(
        scene.widgets.begin(), scene.widgets.end(),
        [](const WidgetRecord& widget) { return widget.id.starts_with("mark:failure:"); });
    EXPECT_GT(marks, 50);
    EXPECT_LT(marks, 400);
}

TEST(scrub, nothing_overlaps_and_no_word_is_cut_on_any_screen) {
    struct Screen {
        ImVec2 size;
        float zoom;
    };
    for (const Screen& screen :
         {Screen{{1024, 768}, 1}, Screen{{1280, 720}, 1}, Screen{{1280, 720}, 3},
          Screen{{1920, 1080}, 1.5F}, Screen{{3840, 2160}, 1}, Screen{{640, 400}, 1}}) {
        for (const bool recorded : {false, true}) {
            Scene scene(screen.size, 1 << 20, nullptr, recorded);
            scene.settings.zoom = screen.zoom;
            scene.spawn_clients(30);
            scene.print_lines(20'000);  // five digits, and the oldest are forgotten
            scene.steps(2);
            for (const bool past : {false, true}) {
                for (const Theme theme : {Theme::dark, Theme::light, Theme::contrast}) {
                    for (const bool presentation : {false, true}) {
                        scene.settings.theme = theme;
                        scene.settings.presentation = presentation;
                        if (past) scene.shell.act(Action::home);
                        for (int i = 0; i < 2; ++i) scene.frame();
                        SCOPED_TRACE(testing::Message()
                                     << screen.size.x << (recorded ? " recorded" : "")
                                     << (past ? " past" : "") << " zoom " << screen.zoom);
                        const WidgetRecord* pane = scene.find("pane:scrub");
                        ASSERT_TRUE(pane);
                        if (past || recorded) {
                            scene.expect_in_a_row({"scrub", "band", "back_to_live", "previous_mark",
                                                   "next_mark", "bookmark", "bookmarks"});
                        } else {
                            scene.expect_in_a_row({"scrub", "budget", "previous_mark", "next_mark",
                                                   "bookmark", "bookmarks"});
                        }
                        const WidgetRecord* track = scene.find("scrub");
                        EXPECT_GE(track->max.x - track->min.x, screen.size.x * 0.2F);
                        for (const char* id : {"scrub", "bookmark", "bookmarks"}) {
                            EXPECT_GE(scene.find(id)->min.y, pane->min.y) << id;
                            EXPECT_LE(scene.find(id)->max.y, pane->max.y) << id;
                        }
                    }
                }
            }
        }
    }
}

TEST(scrub, is_there_with_any_number_of_tasks) {
    for (const int tasks : {0, 6, 300, 10'000}) {
        Scene scene;
        scene.spawn_clients(tasks);
        scene.steps(tasks / 2);
        for (int i = 0; i < 2; ++i) scene.frame();
        ASSERT_TRUE(scene.find("scrub")) << tasks;
        if (tasks > 0) scene.click("scrub");
        scene.frame();
        EXPECT_EQ(scene.player().state() == PlayState::past, tasks > 0) << tasks;
    }
}

}  // namespace
}  // namespace yieldscope
