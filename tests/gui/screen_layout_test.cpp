// Where the panes are: whatever the screen, the text and the splitters, nothing overlaps, nothing
// is outside and every pane has the room it needs. Runs on the test's thread.
#include "app/screen_layout.h"

#include "tests/gui/scene.h"

#include <array>
#include <limits>

namespace yieldscope {
namespace {

const std::array screens{ImVec2(1024, 768),  ImVec2(1280, 720), ImVec2(1920, 1080),
                         ImVec2(3840, 2160), ImVec2(640, 400),  ImVec2(800, 1280)};

ScreenFacts facts_of(ImVec2 size, float scale, const Settings& settings) {
    const TextPixels text = text_pixels(size, 1, scale, settings);
    return {.size = size, .em = text.text, .bar_em = text.bar};
}

void expect_valid(const ScreenFacts& facts, const Settings& settings) {
    const ScreenLayout layout = screen_layout(facts, settings);
    const Box screen{0, 0, facts.size.x, facts.size.y};
    const std::array panes{layout.controls, layout.scrub,    layout.notice,
                           layout.code,     layout.board,    layout.narration,
                           layout.right,    layout.timeline, layout.log};
    for (std::size_t i = 0; i < panes.size(); ++i) {
        if (panes[i].width <= 0) continue;
        EXPECT_TRUE(screen.contains(panes[i])) << "pane " << i;
        EXPECT_GT(panes[i].height, 0) << "pane " << i;
        for (std::size_t k = 0; k < i; ++k) {
            const bool apart = panes[k].width <= 0 || panes[i].x >= panes[k].right() ||
                               panes[k].x >= panes[i].right() || panes[i].y >= panes[k].bottom() ||
                               panes[k].y >= panes[i].bottom();
            EXPECT_TRUE(apart) << "panes " << k << " and " << i;
        }
    }
    EXPECT_GE(layout.board.width, 31 * facts.em);
    EXPECT_GE(layout.board.height, 15 * facts.em);
    for (const Box& side : {layout.code, layout.right})
        EXPECT_TRUE(side.width <= 0 || side.width >= 15.9F * facts.em) << side.width;
    EXPECT_TRUE(layout.bottom.width <= 0 || layout.bottom.height >= 5.9F * facts.em);
    EXPECT_TRUE(layout.log.width <= 0 || layout.log.width >= 31.9F * facts.em);
    EXPECT_TRUE(layout.log.width <= 0 || layout.timeline.width >= 29.9F * facts.em);
    EXPECT_EQ(layout.timeline.width > 0, layout.bottom.width > 0);
}

TEST(screen_layout, is_valid_on_every_screen_at_every_size_of_text) {
    for (const ImVec2 size : screens) {
        for (const float scale : {1.0F, 1.5F, 2.0F, 3.0F}) {
            for (const float zoom : {0.5F, 1.0F, 1.5F, 3.0F}) {
                for (const bool presentation : {false, true}) {
                    Settings settings;
                    settings.zoom = zoom;
                    settings.presentation = presentation;
                    SCOPED_TRACE(testing::Message()
                                 << size.x << "x" << size.y << " scale " << scale << " zoom "
                                 << zoom << (presentation ? " presentation" : ""));
                    expect_valid(facts_of(size, scale, settings), settings);
                }
            }
        }
    }
}

TEST(screen_layout, is_valid_wherever_a_file_puts_the_splitters) {
    constexpr float far = std::numeric_limits<float>::infinity();
    for (const ImVec2 size : screens) {
        for (const float left : {-far, 0.0F, 0.5F, 0.98F, far}) {
            for (const float right : {-far, 0.0F, 0.5F, 0.98F, far}) {
                for (const float bottom : {-far, 0.0F, 0.5F, 0.98F, far}) {
                    for (const float zoom : {1.0F, 1.5F, 3.0F}) {
                        Settings settings;
                        settings.left = left;
                        settings.right = right;
                        settings.bottom = bottom;
                        settings.timeline = left;
                        settings.zoom = zoom;
                        expect_valid(facts_of(size, 1, settings), settings);
                    }
                }
            }
        }
    }
}

TEST(screen_layout, shows_every_pane_where_nobody_asked_for_larger_text) {
    for (const ImVec2 size : screens) {
        const ScreenLayout layout = screen_layout(facts_of(size, 1, {}), {});
        EXPECT_GT(layout.code.width, 0) << size.x;
        EXPECT_GT(layout.right.width, 0) << size.x;
        EXPECT_GT(layout.timeline.width, 0) << size.x;
        EXPECT_GT(layout.log.width, 0) << size.x;
    }
}

TEST(screen_layout, gives_up_the_log_and_the_right_column_before_the_code) {
    Settings settings;
    std::string order;
    ScreenLayout before = screen_layout(facts_of({1920, 1080}, 1, settings), settings);
    for (; settings.zoom < 3; settings.zoom += 0.01F) {
        const ScreenLayout now = screen_layout(facts_of({1920, 1080}, 1, settings), settings);
        if (before.log.width > 0 && now.log.width <= 0) order += "log ";
        if (before.right.width > 0 && now.right.width <= 0) order += "right ";
        if (before.code.width > 0 && now.code.width <= 0) order += "code ";
        before = now;
    }
    EXPECT_TRUE(order == "log right code " || order == "right log code ") << order;
}

TEST(screen_layout, a_zoom_of_300_percent_at_1080_is_twice_as_large_and_the_bar_still_fits) {
    Settings settings;
    const TextPixels usual = text_pixels({1920, 1080}, 1, 1, settings);
    settings.zoom = 3;
    const TextPixels large = text_pixels({1920, 1080}, 1, 1, settings);
    EXPECT_GE(large.text, usual.text * 2);
    EXPECT_LE(large.bar * screen_needs::whole.x, 1920);
    settings.zoom = 0.5F;
    EXPECT_LE(text_pixels({1920, 1080}, 1, 1, settings).text, usual.text * 0.55F);
}

TEST(screen_layout, a_presentation_is_twice_as_large_and_has_only_bar_board_and_sentence) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080)}) {
        Settings settings;
        const float usual = text_pixels(size, 1, 1, settings).text;
        settings.presentation = true;
        const ScreenFacts facts = facts_of(size, 1, settings);
        EXPECT_GE(facts.em, usual * 1.8F) << size.x;  // as far as the board fits
        const ScreenLayout layout = screen_layout(facts, settings);
        EXPECT_LE(layout.code.width, 0);
        EXPECT_LE(layout.right.width, 0);
        EXPECT_LE(layout.bottom.width, 0);
        EXPECT_EQ(layout.board.width, size.x);
    }
}

TEST(screen_layout, a_desktop_scale_alone_never_costs_a_panel) {
    const TextPixels text = text_pixels({1280, 720}, 3, 1, {});
    EXPECT_LE(text.text * screen_needs::whole.x, 1280);
    EXPECT_GT(text.text, text_pixels({1280, 720}, 1, 1, {}).text);
}

float ratio(const Settings& settings, Splitter which) {
    switch (which) {
        case Splitter::left: return settings.left;
        case Splitter::right: return settings.right;
        case Splitter::bottom: return settings.bottom;
        case Splitter::timeline: return settings.timeline;
    }
    return 0;
}

struct Grip {
    const char* id;
    Splitter which;
    ImVec2 to;
    float becomes;
};

TEST(splitters, go_where_they_are_drawn_and_back_on_a_double_click) {
    const std::array grips{Grip{"split_left", Splitter::left, {600, 300}, 600 / 1920.0F},
                           Grip{"split_right", Splitter::right, {1420, 300}, 500 / 1920.0F},
                           Grip{"split_bottom", Splitter::bottom, {900, 800}, 280 / 1080.0F},
                           Grip{"split_timeline", Splitter::timeline, {900, 1000}, 900 / 1920.0F}};
    Scene scene({1920, 1080});
    for (const Grip& grip : grips) {
        scene.drag(grip.id, grip.to);
        EXPECT_NEAR(ratio(scene.settings, grip.which), grip.becomes, 0.002F) << grip.id;
        const WidgetRecord* widget = scene.find(grip.id);
        ASSERT_TRUE(widget);
        EXPECT_LE(widget->min.x, grip.to.x) << "it did not follow the mouse";
        EXPECT_LE(widget->min.y, grip.to.y);
        EXPECT_GE(widget->max.x, grip.to.x);
        EXPECT_GE(widget->max.y, grip.to.y);
        scene.click(grip.id);
        EXPECT_NEAR(ratio(scene.settings, grip.which), grip.becomes, 0.002F) << "a click moved it";
        scene.click(grip.id);
        EXPECT_EQ(ratio(scene.settings, grip.which), ratio({}, grip.which)) << grip.id;
        for (int i = 0; i < 60; ++i) scene.frame();  // the next click is no third of these
    }
}

TEST(splitters, stop_where_a_pane_would_be_too_small_and_leave_the_others_alone) {
    Scene scene({1280, 720});
    scene.drag("split_left", {1270, 300});
    EXPECT_EQ(scene.settings.right, Settings{}.right);
    expect_valid({.size = {1280, 720}, .em = text_size().text, .bar_em = text_size().bar},
                 scene.settings);
    const float most = scene.settings.left;
    scene.drag("split_left", {2, 300});
    EXPECT_LT(scene.settings.left, most);
    scene.drag("split_bottom", {500, 1});
    scene.drag("split_right", {1, 300});
    expect_valid({.size = {1280, 720}, .em = text_size().text, .bar_em = text_size().bar},
                 scene.settings);
}

TEST(splitters, show_by_the_mouse_cursor_what_they_do) {
    Scene scene;
    const std::pair<const char*, ImGuiMouseCursor> expected[] = {
        {"split_left", ImGuiMouseCursor_ResizeEW},
        {"split_right", ImGuiMouseCursor_ResizeEW},
        {"split_bottom", ImGuiMouseCursor_ResizeNS},
        {"split_timeline", ImGuiMouseCursor_ResizeEW}};
    for (const auto& [id, cursor] : expected) {
        scene.frame();
        const WidgetRecord widget = *scene.find(id);
        feed_mouse_position({(widget.min.x + widget.max.x) / 2, (widget.min.y + widget.max.y) / 2});
        scene.frame();
        scene.frame();
        EXPECT_EQ(ImGui::GetMouseCursor(), cursor) << id;
    }
}

TEST(splitters, are_not_there_in_a_presentation) {
    Scene scene;
    scene.shell.act(Action::presentation);
    scene.frame();
    for (const char* id : {"split_left", "split_right", "split_bottom", "split_timeline"})
        EXPECT_FALSE(scene.find(id)) << id;
}

}  // namespace
}  // namespace yieldscope
