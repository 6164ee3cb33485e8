// What changes the look: presentation, zoom, themes, the view and the key sheet, the notice. Runs
// on the test's thread.
#include "tests/gui/scene.h"

#include <array>

namespace yieldscope {
namespace {

const std::array screens{ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080),
                         ImVec2(3840, 2160)};

void expect_inside(const Scene& scene, const WidgetRecord& widget) {
    const ImVec2 size = scene.gui.size();
    EXPECT_GE(widget.min.x, 0) << widget.id;
    EXPECT_GE(widget.min.y, 0) << widget.id;
    EXPECT_LE(widget.max.x, size.x) << widget.id;
    EXPECT_LE(widget.max.y, size.y) << widget.id;
}

TEST(presentation, f5_leaves_the_bar_the_board_and_the_sentence_and_f5_brings_all_back) {
    Scene scene;
    scene.spawn_clients(6);
    scene.steps(2);
    scene.frame();
    const float usual = text_size().text;
    scene.shell.act(Action::presentation);
    scene.frame();
    EXPECT_GE(text_size().text, usual * 1.8F);
    EXPECT_EQ(text_size().bar, usual);
    for (const char* id :
         {"pane:controls", "pane:scrub", "pane:board", "pane:narration", "board", "run_pause"})
        EXPECT_TRUE(scene.find(id)) << id;
    for (const char* id : {"pane:code", "pane:connections", "pane:log"})
        EXPECT_FALSE(scene.find(id)) << id;
    scene.shell.act(Action::presentation);
    scene.frame();
    EXPECT_EQ(text_size().text, usual);
    EXPECT_TRUE(scene.find("pane:log"));
}

/// Text whose end is below the pane that it is in.
bool sentence_is_cut(const Scene& scene) {
    const WidgetRecord* sentence = scene.find("narration_text");
    const WidgetRecord* pane = scene.find("pane:narration");
    return !sentence || !pane || sentence->max.y > pane->max.y || sentence->max.x > pane->max.x;
}

TEST(presentation, no_word_of_the_longest_sentences_is_cut_off) {
    for (const ImVec2 size : screens) {
        for (const bool presentation : {true, false}) {
            Scene scene(size);
            scene.settings.presentation = presentation;
            scene.spawn_clients(2);
            scene.steps(2);
            for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
                scene.log.append({.task = 1,
                                  .text = scene.log.intern(std::string(24, 'x')),
                                  .fd = 1023,
                                  .asked = 123456,
                                  .kind = static_cast<EventKind>(kind),
                                  .reason = Reason::send});
                for (int i = 0; i < 2; ++i) scene.frame();
                EXPECT_FALSE(sentence_is_cut(scene))
                    << "kind " << kind << " at " << size.x << (presentation ? " presented" : "");
            }
        }
    }
}

TEST(presentation, the_first_hint_is_not_cut_off_either) {
    Scene scene({1024, 768});
    scene.settings.presentation = true;
    scene.spawn_clients(1);
    for (int i = 0; i < 3; ++i) scene.frame();
    EXPECT_FALSE(sentence_is_cut(scene));
}

TEST(presentation, the_board_does_not_jump_from_event_to_event) {
    Scene scene({1024, 768});
    scene.settings.presentation = true;
    scene.spawn_clients(2);
    scene.steps(2);
    scene.log.append({.task = 1, .kind = EventKind::finished});
    for (int i = 0; i < 3; ++i) scene.frame();
    const auto end = [&] { return scene.find("pane:board")->max.y; };
    const float at_first = end();
    scene.log.append({.task = 2, .fd = 11, .kind = EventKind::woken, .reason = Reason::send});
    for (int i = 0; i < 3; ++i) scene.frame();
    const float after_a_long_one = end();
    EXPECT_LT(after_a_long_one, at_first) << "a sentence that needs more room gets it";
    scene.log.append({.task = 2, .kind = EventKind::finished});
    for (int i = 0; i < 3; ++i) scene.frame();
    EXPECT_EQ(end(), after_a_long_one);
}

TEST(zoom, stops_where_nothing_would_change_and_comes_back_at_once) {
    Scene scene({1920, 1080});
    scene.frame();
    const float usual = text_size().text;
    for (int i = 0; i < 40; ++i) scene.shell.act(Action::zoom_in), scene.frame();
    const float largest = text_size().text;
    EXPECT_GE(largest, usual * 2);
    scene.shell.act(Action::zoom_out);
    scene.frame();
    EXPECT_LT(text_size().text, largest) << "the first Ctrl - has to be seen";
    scene.shell.act(Action::zoom_reset);
    scene.frame();
    EXPECT_EQ(text_size().text, usual);
    for (int i = 0; i < 40; ++i) scene.shell.act(Action::zoom_out), scene.frame();
    EXPECT_NEAR(text_size().text, usual / 2, 1);
    EXPECT_EQ(scene.settings.zoom, zoom_least);
}

TEST(zoom, and_resizing_at_random_leave_every_pane_inside_and_apart) {
    Scene scene;
    scene.spawn_clients(30);
    scene.steps(10);
    unsigned random = 7;
    const auto next = [&] { return random = random * 1664525 + 1013904223; };
    for (int i = 0; i < 60; ++i) {
        scene.gui.resize({static_cast<float>(640 + (next() >> 8) % 2000),
                          static_cast<float>(400 + (next() >> 8) % 1500)});
        scene.settings.zoom = 0.5F + static_cast<float>((next() >> 8) % 26) / 10;
        scene.settings.presentation = (next() >> 8) % 4 == 0;
        scene.settings.theme = static_cast<Theme>((next() >> 8) % 3);
        for (int frame = 0; frame < 2; ++frame) scene.frame();
        std::vector<WidgetRecord> panes;
        for (const WidgetRecord& widget : scene.widgets) {
            if (!widget.id.starts_with("pane:")) continue;
            expect_inside(scene, widget);
            for (const WidgetRecord& other : panes) {
                const bool apart = widget.min.x >= other.max.x || other.min.x >= widget.max.x ||
                                   widget.min.y >= other.max.y || other.min.y >= widget.max.y;
                EXPECT_TRUE(apart) << widget.id << " and " << other.id;
            }
            panes.push_back(widget);
        }
        EXPECT_TRUE(scene.find("board"));
    }
}

TEST(zoom, the_buttons_of_the_bar_stay_inside_and_apart) {
    for (const ImVec2 size : screens) {
        for (const float zoom : {1.0F, 1.5F, 3.0F}) {
            for (const bool presentation : {false, true}) {
                Scene scene(size);
                scene.settings.zoom = zoom;
                scene.settings.presentation = presentation;
                scene.frame();
                float right = 0;
                for (const char* id : {"home", "round_back", "previous_turn", "event_back",
                                       "run_pause", "event", "turn", "round", "live", "state"}) {
                    const WidgetRecord* widget = scene.find(id);
                    ASSERT_TRUE(widget) << id;
                    EXPECT_GE(widget->min.x, right) << id << " at " << size.x << " zoom " << zoom;
                    expect_inside(scene, *widget);
                    right = widget->max.x;
                }
            }
        }
    }
}

TEST(themes, t_goes_through_all_three_and_the_colours_follow) {
    Scene scene;
    for (const Theme theme : {Theme::light, Theme::contrast, Theme::dark}) {
        scene.shell.act(Action::theme);
        scene.frame();
        EXPECT_EQ(scene.settings.theme, theme);
        EXPECT_EQ(&colours(), &palette_of(theme));
        const ImVec4 text = ImGui::GetStyle().Colors[ImGuiCol_Text];
        EXPECT_EQ(ImGui::ColorConvertFloat4ToU32(text), palette_of(theme).text);
    }
}

TEST(themes, every_panel_draws_in_every_theme_with_every_number_of_tasks) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1920, 1080)}) {
        for (const int tasks : {0, 6, 300, 10'000}) {
            Scene scene(size);
            scene.serve_clients(tasks);
            scene.steps(tasks / 2);
            for (const Theme theme : {Theme::dark, Theme::light, Theme::contrast}) {
                for (const bool presentation : {false, true}) {
                    scene.settings.theme = theme;
                    scene.settings.presentation = presentation;
                    for (int i = 0; i < 3; ++i) scene.frame();
                    SCOPED_TRACE(testing::Message() << tasks << " tasks, " << name_of(theme));
                    for (const char* id :
                         {"pane:controls", "pane:board", "pane:narration", "board", "run_pause"})
                        EXPECT_TRUE(scene.find(id)) << id;
                    for (const char* id : {"pane:code", "pane:connections", "pane:log"})
                        EXPECT_NE(scene.find(id) != nullptr, presentation) << id;
                    const bool has_rows = scene.find("connection:1") != nullptr;
                    EXPECT_EQ(has_rows, tasks >= 6 && !presentation);
                }
            }
        }
    }
}

/// A new window takes two frames until it knows how large it is.
void open_view(Scene& scene) {
    scene.shell.act(Action::view);
    for (int i = 0; i < 2; ++i) scene.frame();
}

TEST(view, chooses_the_theme) {
    Scene scene;
    open_view(scene);
    for (const auto& [id, theme] :
         {std::pair{"theme:light", Theme::light}, std::pair{"theme:contrast", Theme::contrast},
          std::pair{"theme:dark", Theme::dark}}) {
        scene.click(id);
        EXPECT_EQ(scene.settings.theme, theme) << id;
    }
}

TEST(view, makes_everything_larger_and_smaller_and_as_it_was) {
    Scene scene;
    open_view(scene);
    scene.click("zoom_in");
    EXPECT_FLOAT_EQ(scene.settings.zoom, 1.1F);
    scene.frame();
    EXPECT_EQ(scene.label("zoom_reset"), "110 %");
    scene.click("zoom_reset");
    EXPECT_EQ(scene.settings.zoom, 1);
    scene.click("zoom_out");
    EXPECT_LT(scene.settings.zoom, 1);
    scene.settings.zoom = 3;
    scene.frame();
    scene.frame();
    EXPECT_FALSE(scene.find("zoom_in")->enabled) << "larger than this does not fit";
    scene.settings.zoom = zoom_least;
    scene.frame();
    EXPECT_FALSE(scene.find("zoom_out")->enabled);
}

TEST(view, switches_motion_and_presentation) {
    Scene scene;
    open_view(scene);
    scene.click("reduced_motion");
    EXPECT_TRUE(scene.settings.reduced_motion);
    scene.click("reduced_motion");
    EXPECT_FALSE(scene.settings.reduced_motion);
    scene.click("presentation");
    EXPECT_TRUE(scene.settings.presentation);
    EXPECT_TRUE(scene.find("view_sheet")) << "it stays open, to go back";
    scene.click("presentation");
    EXPECT_FALSE(scene.settings.presentation);
}

TEST(view, says_when_panels_have_no_room) {
    Scene scene;
    scene.shell.act(Action::view);
    scene.frame();
    EXPECT_FALSE(scene.find("cramped"));
    scene.settings.zoom = 2;
    scene.frame();
    scene.frame();
    EXPECT_TRUE(scene.find("cramped"));
}

TEST(sheets, fit_on_every_screen_at_every_zoom) {
    for (const ImVec2 size : screens) {
        for (const float zoom : {0.5F, 1.0F, 3.0F}) {
            Scene scene(size);
            scene.settings.zoom = zoom;
            scene.shell.act(Action::view);
            for (int i = 0; i < 3; ++i) scene.frame();
            ASSERT_TRUE(scene.find("view_sheet"));
            expect_inside(scene, *scene.find("view_sheet"));
            scene.shell.act(Action::key_sheet);
            for (int i = 0; i < 3; ++i) scene.frame();
            const WidgetRecord* sheet = scene.find("key_sheet");
            ASSERT_TRUE(sheet);
            expect_inside(scene, *sheet);
            for (const KeyBinding& binding : key_bindings()) {
                const WidgetRecord* key = scene.find("key:" + std::string(binding.id));
                ASSERT_TRUE(key) << binding.id << " is not on the sheet";
                EXPECT_EQ(key->label, binding.help);
                EXPECT_GE(key->min.x, sheet->min.x) << binding.id;
                EXPECT_LE(key->max.x, sheet->max.x) << binding.id << " at " << size.x;
                EXPECT_LE(key->max.y, sheet->max.y) << binding.id << " at " << size.x;
            }
        }
    }
}

TEST(sheets, a_click_beside_the_key_sheet_closes_it_and_reaches_nothing_below) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.frame();
    const WidgetRecord line = *scene.find("log:1");
    scene.shell.act(Action::key_sheet);
    scene.frame();
    scene.frame();
    scene.click_at({line.max.x - 2, line.min.y + 2});
    scene.frame();
    EXPECT_FALSE(scene.find("key_sheet"));
    EXPECT_TRUE(scene.player().live());
}

TEST(sheets, escape_closes_one_after_the_other) {
    Scene scene;
    scene.shell.say("Something is to be known.");
    scene.shell.act(Action::view);
    scene.shell.act(Action::key_sheet);
    for (const char* id : {"key_sheet", "view_sheet", "notice"}) {
        scene.frame();
        scene.frame();
        EXPECT_TRUE(scene.find(id)) << id;
        scene.shell.act(Action::close);
        scene.frame();
        EXPECT_FALSE(scene.find(id)) << id;
    }
    EXPECT_FALSE(scene.commands.quit_requested());
}

TEST(notice, moves_nothing_and_stays_until_it_is_clicked) {
    const std::string sentence =
        "/home/ada/.config/yieldscope/settings.json was damaged: it is now "
        "/home/ada/.config/yieldscope/settings.json.damaged-1, and the settings in it are the "
        "usual ones again.";
    for (const ImVec2 size : screens) {
        Scene scene(size);
        scene.frame();
        const float top = scene.find("pane:board")->min.y;
        scene.shell.say(sentence);
        scene.frame();
        EXPECT_EQ(scene.label("notice"), sentence);
        EXPECT_EQ(scene.find("pane:board")->min.y, top);
        EXPECT_GE(scene.find("notice")->min.y, scene.find("pane:scrub")->max.y);
        scene.click("notice");
        scene.frame();
        EXPECT_FALSE(scene.find("notice"));
        EXPECT_EQ(scene.find("pane:board")->min.y, top);
        scene.shell.say("");
        scene.frame();
        EXPECT_FALSE(scene.find("notice"));
    }
}

TEST(notice, two_in_a_row_are_read_one_after_the_other_and_none_is_lost) {
    Scene scene;
    for (const char* sentence : {"The first.", "The second.", "The first."}) {
        scene.shell.say(sentence);
        scene.frame();
    }
    EXPECT_EQ(scene.label("notice"), "The first.");
    scene.shell.act(Action::close);
    scene.frame();
    EXPECT_EQ(scene.label("notice"), "The second.");
    scene.click("notice");
    scene.frame();
    EXPECT_FALSE(scene.find("notice")) << "what is said already is not said twice";
}

TEST(notice, one_that_is_not_true_any_more_goes_whether_it_is_shown_or_waits) {
    Notices notices;
    notices.say("The first.");
    notices.say("The second.");
    notices.say("The third.");
    notices.take_back("The second.");
    EXPECT_EQ(notices.waiting(), 1U);
    notices.take_back("The first.");
    EXPECT_EQ(notices.shown(), "The third.");
    notices.dismiss();
    EXPECT_TRUE(notices.empty());
    EXPECT_EQ(notices.shown(), "");
}

TEST(notice, about_the_size_of_the_text_goes_when_the_size_does) {
    for (const Action back : {Action::zoom_reset, Action::zoom_out}) {
        Scene scene({1280, 720});
        for (int i = 0; i < 6; ++i) {
            scene.shell.act(Action::zoom_in);
            scene.frame();
        }
        scene.frame();
        EXPECT_TRUE(scene.label("notice").starts_with("Text of this size")) << "and what it costs";
        for (int i = 0; i < 6; ++i) scene.shell.act(back);
        scene.frame();
        scene.frame();
        EXPECT_FALSE(scene.find("notice"));
    }
}

}  // namespace
}  // namespace yieldscope
