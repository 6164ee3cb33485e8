// The themes: whatever is written can be read, and the states can be told apart. Runs on the test's
// thread, without a screen.
#include "app/theme.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::array themes{Theme::dark, Theme::light, Theme::contrast};

struct Named {
    const char* name;
    ImU32 Palette::*colour;
};
constexpr std::array states{
    Named{"ready", &Palette::ready},         Named{"running", &Palette::running},
    Named{"recv_wait", &Palette::recv_wait}, Named{"send_wait", &Palette::send_wait},
    Named{"failed", &Palette::failed},       Named{"done", &Palette::done},
    Named{"cursor", &Palette::cursor}};
constexpr std::array words{Named{"text", &Palette::text}, Named{"faint", &Palette::faint},
                           Named{"weak", &Palette::weak}, Named{"keyword", &Palette::keyword},
                           Named{"string", &Palette::string}};
constexpr std::array grounds{Named{"ground", &Palette::ground}, Named{"pane", &Palette::pane},
                             Named{"card", &Palette::card}};

/// Red, green and blue as light, 0 to 1 (https://www.w3.org/TR/WCAG21/#dfn-relative-luminance).
std::array<double, 3> light_of(ImU32 colour) {
    std::array<double, 3> light{};
    for (std::size_t i = 0; i < 3; ++i) {
        const double part = static_cast<double>((colour >> (8 * i)) & 0xFF) / 255;
        light[i] = part <= 0.03928 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    }
    return light;
}

double luminance(ImU32 colour) {
    const auto [red, green, blue] = light_of(colour);
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/// 1 to 21 (https://www.w3.org/TR/WCAG21/#dfn-contrast-ratio).
double contrast(ImU32 a, ImU32 b) {
    const auto [dark, light] = std::minmax({luminance(a), luminance(b)});
    return (light + 0.05) / (dark + 0.05);
}

/// What is seen where `alpha` of one colour lies over another.
ImU32 over(ImU32 ground, ImU32 colour, double alpha) {
    ImU32 seen = 0xFF000000;
    for (unsigned shift = 0; shift < 24; shift += 8) {
        const double below = (ground >> shift) & 0xFF;
        const double above = (colour >> shift) & 0xFF;
        seen |= static_cast<ImU32>(below + (above - below) * alpha) << shift;
    }
    return seen;
}

struct Lab {
    double lightness, a, b;
};

Lab lab_of(ImU32 colour) {  // of D65
    const auto [red, green, blue] = light_of(colour);
    const auto bent = [](double t) { return t > 0.008856 ? std::cbrt(t) : 7.787 * t + 16.0 / 116; };
    const double x = bent((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
    const double y = bent(0.2126 * red + 0.7152 * green + 0.0722 * blue);
    const double z = bent((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.089);
    return {116 * y - 16, 500 * (x - y), 200 * (y - z)};
}

/// How different two colours look: 2 is just visible, 100 is black and white.
double difference(ImU32 a, ImU32 b) {
    const Lab one = lab_of(a);
    const Lab other = lab_of(b);
    return std::hypot(one.lightness - other.lightness, one.a - other.a, one.b - other.b);
}

/// In degrees around the colour circle.
double hue(ImU32 colour) {
    const Lab lab = lab_of(colour);
    return std::atan2(lab.b, lab.a) * 180 / 3.14159265;
}

double readable(Theme theme) { return theme == Theme::contrast ? 7 : 4.5; }

TEST(theme, whatever_is_written_can_be_read_on_every_ground) {
    for (const Theme theme : themes) {
        const Palette& palette = palette_of(theme);
        for (const Named& ground : grounds) {
            for (const Named& word : words) {
                EXPECT_GE(contrast(palette.*word.colour, palette.*ground.colour), readable(theme))
                    << word.name << " on " << ground.name << " in " << static_cast<int>(theme);
            }
            for (const Named& state : states) {
                EXPECT_GE(contrast(palette.*state.colour, palette.*ground.colour), readable(theme))
                    << state.name << " on " << ground.name << " in " << static_cast<int>(theme);
            }
        }
    }
}

TEST(theme, what_is_written_on_a_states_colour_can_be_read) {
    for (const Theme theme : themes) {
        const Palette& palette = palette_of(theme);
        for (const Named& state : states) {
            EXPECT_GE(contrast(palette.on_state, palette.*state.colour), readable(theme))
                << state.name << " in " << static_cast<int>(theme);
        }
    }
}

TEST(theme, code_can_be_read_on_the_line_that_is_lit) {
    constexpr double lit = 0.22;  // as the code panel and a card that moved light theirs
    for (const Theme theme : themes) {
        const Palette& palette = palette_of(theme);
        for (const Named& state : states) {
            if (state.colour == &Palette::cursor) continue;  // a frame, never a ground
            const ImU32 ground = over(palette.pane, palette.*state.colour, lit);
            for (const auto word : {&Palette::text, &Palette::keyword, &Palette::string})
                EXPECT_GE(contrast(palette.*word, ground), 4.5)
                    << state.name << " in " << static_cast<int>(theme);
        }
    }
}

TEST(theme, arrows_can_be_seen_on_the_board) {
    for (const Theme theme : themes)
        EXPECT_GE(contrast(palette_of(theme).arrow, palette_of(theme).pane), 3);
}

TEST(theme, states_look_different_from_each_other) {
    for (const Theme theme : themes) {
        const Palette& palette = palette_of(theme);
        for (std::size_t i = 0; i < states.size(); ++i) {
            for (std::size_t k = 0; k < i; ++k) {
                EXPECT_GE(difference(palette.*states[i].colour, palette.*states[k].colour), 20)
                    << states[i].name << " and " << states[k].name << " in "
                    << static_cast<int>(theme);
            }
        }
    }
}

TEST(theme, a_state_has_the_same_hue_in_every_theme) {
    for (const Named& state : states) {
        if (state.colour == &Palette::done) continue;  // grey has none
        for (const Theme theme : themes) {
            const double turned = std::abs(hue(palette_of(theme).*state.colour) -
                                           hue(palette_of(Theme::dark).*state.colour));
            EXPECT_LE(std::min(turned, 360 - turned), 25)
                << state.name << " in " << static_cast<int>(theme);
        }
    }
}

TEST(theme, the_next_theme_comes_back_to_the_first_after_all) {
    EXPECT_EQ(next_theme(Theme::dark), Theme::light);
    EXPECT_EQ(next_theme(Theme::light), Theme::contrast);
    EXPECT_EQ(next_theme(Theme::contrast), Theme::dark);
}

}  // namespace
}  // namespace yieldscope
