#include "app/screen_layout.h"

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

// At least, in units of the text height.
constexpr float code_width = 16;
constexpr float board_width = 31;
constexpr float right_width = 16;
constexpr float board_height = 16;
constexpr float board_height_shared = 20;  // below this the bottom pane's room is worth more to it
constexpr float bottom_height = 6;
constexpr float timeline_width = 30;
constexpr float log_width = 32;
constexpr float bar_height = 2.8F;
constexpr float scrub_height = 1.6F;
constexpr float sentence_height = 4.4F;
static_assert(code_width + board_width + right_width < screen_needs::whole.x);
static_assert(timeline_width + log_width < screen_needs::whole.x);
static_assert(board_width < screen_needs::board.x);

/// Between two panes.
float gap_of(float em) { return std::max(1.0F, std::round(em * 0.06F)); }

/// A value within bounds, the lower of which counts more.
float within(float value, float least, float most) {
    return std::max(std::min(value, most), least);
}

}  // namespace

//   ┌──────────────── controls ────────────────┐
//   ├───────────────── scrub ──────────────────┤
//   │ code  │        board        │    right   │
//   ├──────────────── narration ───────────────┤
//   │        timeline        │      log        │
//   └──────────────────────────────────────────┘
ScreenLayout screen_layout(const ScreenFacts& facts, const Settings& settings) {
    const auto [width, height] = facts.size;
    const float em = facts.em;
    const float gap = gap_of(em);
    const bool others = !settings.presentation;
    ScreenLayout layout;
    layout.controls = {0, 0, width, std::round(facts.bar_em * bar_height)};
    layout.scrub = {0, layout.controls.bottom() + gap, width,
                    std::round(facts.bar_em * scrub_height)};
    const float top = layout.scrub.bottom() + gap;
    if (facts.notice > 0) layout.notice = {0, top, width, std::round(facts.notice)};

    // From top to bottom. The sentence gets what it needs while that leaves the board half.
    const float room = height - top;
    const float sentence = within(std::max(facts.sentence, em * sentence_height), 0, room / 2);
    const float shared = room - sentence - 2 * gap;  // by the board and the bottom pane
    float bottom = 0;
    if (others && shared >= em * (board_height_shared + bottom_height)) {
        const float most = shared - em * board_height;
        bottom = std::round(within(height * settings.bottom, em * bottom_height, most));
        layout.bottom = {0, height - bottom, width, bottom};
    }
    const float narration_end = bottom > 0 ? height - bottom - gap : height;
    layout.narration = {0, std::floor(narration_end - sentence), width, 0};
    layout.narration.height = narration_end - layout.narration.y;
    const float middle = layout.narration.y - gap - top;

    // From left to right.
    const bool has_code = others && width >= em * (code_width + board_width) + gap;
    const bool has_right =
        others && width >= em * (code_width + board_width + right_width) + 2 * gap;
    const float right_least = has_right ? em * right_width + gap : 0;
    float left_edge = 0;
    float right_edge = width;
    if (has_code) {
        const float most = width - right_least - gap - em * board_width;
        layout.code = {0, top, std::round(within(width * settings.left, em * code_width, most)),
                       middle};
        left_edge = layout.code.right() + gap;
    }
    if (has_right) {
        const float most = width - left_edge - gap - em * board_width;
        const float right = std::round(within(width * settings.right, em * right_width, most));
        layout.right = {width - right, top, right, middle};
        right_edge = layout.right.x - gap;
    }
    layout.board = {left_edge, top, right_edge - left_edge, middle};

    layout.timeline = layout.bottom;
    const bool has_log = bottom > 0 && width >= em * (timeline_width + log_width) + gap;
    if (has_log) {
        const float most = width - gap - em * log_width;
        layout.timeline.width =
            std::round(within(width * settings.timeline, em * timeline_width, most));
        const float x = layout.timeline.right() + gap;
        layout.log = {x, layout.bottom.y, width - x, bottom};
    }

    const float grip = std::max(em * 0.5F, gap);
    if (has_code) layout.split_left = {left_edge - (gap + grip) / 2, top, grip, middle};
    if (has_right) layout.split_right = {right_edge + (gap - grip) / 2, top, grip, middle};
    if (bottom > 0) layout.split_bottom = {0, narration_end + (gap - grip) / 2, width, grip};
    if (has_log)
        layout.split_timeline = {layout.log.x - (gap + grip) / 2, layout.log.y, grip, bottom};
    return layout;
}

// All but the last take room from the board alone, so the other ones stay where they are.
void move_splitter(Splitter splitter, ImVec2 mouse, const ScreenFacts& facts, Settings& settings) {
    const ScreenLayout now = screen_layout(facts, settings);
    const float em = facts.em;
    const float spare_width = now.board.width - em * board_width;
    const float spare_height = now.board.height - em * board_height;
    switch (splitter) {
        case Splitter::left:
            settings.left =
                within(mouse.x, em * code_width, now.code.width + spare_width) / facts.size.x;
            break;
        case Splitter::right:
            settings.right =
                within(facts.size.x - mouse.x, em * right_width, now.right.width + spare_width) /
                facts.size.x;
            break;
        case Splitter::bottom:
            settings.bottom = within(facts.size.y - mouse.y, em * bottom_height,
                                     now.bottom.height + spare_height) /
                              facts.size.y;
            break;
        case Splitter::timeline:
            settings.timeline =
                within(mouse.x, em * timeline_width, facts.size.x - em * log_width) / facts.size.x;
            break;
    }
}

void reset_splitter(Splitter splitter, Settings& settings) {
    switch (splitter) {
        case Splitter::left: settings.left = Settings{}.left; break;
        case Splitter::right: settings.right = Settings{}.right; break;
        case Splitter::bottom: settings.bottom = Settings{}.bottom; break;
        case Splitter::timeline: settings.timeline = Settings{}.timeline; break;
    }
}

}  // namespace yieldscope
