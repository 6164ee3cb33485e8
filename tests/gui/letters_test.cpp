// Letters of the world: what a text looks like when it is drawn, and that its letters are there in
// the very frame that needs them first.
#include "app/letters.h"
#include "app/glyph_sheet.h"
#include "app/right_to_left.h"
#include "core/watch/utf8.h"
#include "tests/gui/scene.h"

#include <gtest/gtest.h>

#include <random>
#include <string>
#include <string_view>

namespace yieldscope {
namespace {

/// As the current frame draws it in the font for text.
std::string drawn(Scene& scene, std::string_view text, float wrap = 0) {
    std::string out;
    scene.gui.frame([&] {
        ImGui::Begin("letters");
        const AsDrawn as(text, *fonts().text, wrap);
        out.assign(as.begin(), as.end());
        ImGui::End();
    });
    return out;
}

std::u32string decoded(std::string_view text) {
    std::u32string out;
    while (!text.empty()) {
        const CodePoint letter = first_code_point(text);
        out += letter.value;
        text.remove_prefix(letter.bytes);
    }
    return out;
}

std::string seen(std::string_view text) {
    std::string out;
    for (const char32_t letter : in_visual_order(decoded(text))) append_utf8(out, letter);
    return out;
}

TEST(RightToLeft, hebrew_is_turned_around_and_the_sentence_is_not) {
    EXPECT_EQ(seen("reads \"שלום\" from fd 5"), "reads \"םולש\" from fd 5");
    EXPECT_EQ(seen("שלום עולם"), "םלוע םולש");
    EXPECT_EQ(seen("abc"), "abc");
    EXPECT_EQ(seen(""), "");
}

TEST(RightToLeft, two_quoted_texts_keep_their_places) {
    EXPECT_EQ(seen("\"אב\" \"גד\""), "\"בא\" \"דג\"");
    EXPECT_EQ(seen("\"אב\" 5"), "\"בא\" 5");
}

TEST(RightToLeft, numbers_in_it_are_read_from_left_to_right) {
    EXPECT_EQ(seen("\"אב 12 גד\""), "\"דג 12 בא\"");
}

TEST(RightToLeft, brackets_in_it_open_the_other_way) { EXPECT_EQ(seen("\"א(ב)\""), "\"(ב)א\""); }

TEST(RightToLeft, arabic_letters_are_joined) {
    EXPECT_EQ(decoded(seen("بكم")), (std::u32string{0xFEE2, 0xFEDC, 0xFE91}));
    EXPECT_EQ(decoded(seen("لا")), std::u32string{0xFEFB}) << "two letters that become one";
}

TEST(RightToLeft, any_letters_in_any_order_are_survived) {
    std::mt19937 random(5);
    constexpr char32_t pieces[] = {U'a',  U'1',   U'"',  U'(',   U')',    0x5D0,    0x5B8,
                                   0x627, 0x644,  0x64B, 0x200D, 0x202E,  0x2066,   0x2069,
                                   0x93F, 0xFEFF, 0,     U'\n',  0x1E900, 0x10FFFF, 0xFFFD};
    for (int round = 0; round < 20'000; ++round) {
        std::u32string line(random() % 40, U' ');
        for (char32_t& letter : line) letter = pieces[random() % std::size(pieces)];
        EXPECT_LE(in_visual_order(line).size(), line.size());
    }
    EXPECT_EQ(in_visual_order(std::u32string(60'000, U'א')).size(), 60'000U);
}

TEST(Letters, of_every_script_are_there_in_the_frame_that_needs_them_first) {
    Scene scene;
    for (const std::string_view text :
         {"Ελένη", "Борис", "สมชาย", "王小明", "さくら", "김민준", "☃", "करण"}) {
        EXPECT_EQ(drawn(scene, text), text) << "nothing stands in for them";
#ifndef IMGUI_HAS_TEXTURES
        for (const char32_t letter : decoded(text)) {
            const auto* glyph = fonts().text->FindGlyphNoFallback(static_cast<ImWchar>(letter));
            ASSERT_NE(glyph, nullptr) << text;
            EXPECT_NE(glyph, fonts().text->FallbackGlyph) << text;
        }
#endif
    }
    EXPECT_EQ(drawn(scene, "שרה"), "הרש");
    EXPECT_EQ(decoded(drawn(scene, "بكم")), (std::u32string{0xFEE2, 0xFEDC, 0xFE91}));
}

TEST(Letters, that_no_font_has_are_shown_as_their_code_points) {
    Scene scene;
    EXPECT_EQ(drawn(scene, "hi \U0001F600?"), "hi [U+1F600]?");
    EXPECT_EQ(drawn(scene, "\U000E000F"), "[U+E000F]");
    EXPECT_EQ(drawn(scene, "a\uE123"), "a[U+E123]") << "for private use";
    EXPECT_EQ(drawn(scene, "✌\uFE0F"), "✌") << "which of two pictures it has, does not matter";
}

TEST(Letters, the_devanagari_sign_i_stands_before_its_syllable) {
    Scene scene;
    EXPECT_EQ(decoded(drawn(scene, "किरण")), (std::u32string{0x93F, 0x915, 0x930, 0x923}));
    EXPECT_EQ(decoded(drawn(scene, "स्ति")), (std::u32string{0x93F, 0x938, 0x94D, 0x924}));
    EXPECT_EQ(decoded(drawn(scene, "ि")), std::u32string{0x93F});
}

TEST(Letters, a_turned_text_is_broken_into_lines_as_it_is_read) {
    Scene scene;
    const std::string lines = drawn(scene, "אבגד הוזח טיכל", 50);
    EXPECT_LT(lines.find("דגבא"), lines.find("לכיט")) << "the first word is in the first line";
    EXPECT_NE(lines.find('\n'), std::string::npos);
}

TEST(Letters, a_turned_text_is_cut_at_its_end) {
    Scene scene;
    std::string cut;
    scene.gui.frame([&] {
        ImGui::Begin("letters");
        cut = fitted(fonts().text, "אבגדהוזחטיכלמנסעפצקרשת", 80);
        EXPECT_LE(width_in(*fonts().text, cut), 80);
        ImGui::End();
    });
    EXPECT_TRUE(cut.starts_with("אבג")) << cut;
    EXPECT_TRUE(cut.ends_with("...")) << cut;
}

#ifndef IMGUI_HAS_TEXTURES
// More than there is room for, a page after the other: what was needed lately is there at the end.
TEST(Letters, make_room_for_others_when_there_are_too_many) {
    Scene scene;
    const auto page = [&](char32_t first) {
        for (int frame = 0; frame < 4; ++frame) {
            std::string text;
            for (char32_t letter = first; letter < first + 400; ++letter) append_utf8(text, letter);
            drawn(scene, text);
        }
    };
    for (char32_t first = 0x4E00; first < 0x4E00 + 20 * 400; first += 400) page(first);
    const ImFont& font = *fonts().text;
    EXPECT_NE(font.FindGlyphNoFallback(0x4E00 + 19 * 400), nullptr);
    EXPECT_EQ(font.FindGlyphNoFallback(0x4E00), nullptr) << "it was not needed any more";
    EXPECT_LT(font.Glyphs.Size, 8000);
    page(0x4E00);
    EXPECT_NE(font.FindGlyphNoFallback(0x4E00), nullptr);
    EXPECT_NE(font.FindGlyphNoFallback('a'), nullptr);
}

TEST(Letters, only_the_new_ones_are_uploaded) {
    Scene scene;
    drawn(scene, "你");
    take_new_letters();
    drawn(scene, "你");
    EXPECT_EQ(take_new_letters().width, 0);
    drawn(scene, "好");
    EXPECT_GT(take_new_letters().width, 0);
    EXPECT_LE(take_new_letters().width, 40);
}
#endif

TEST(Fields, hold_what_dear_imgui_cannot_and_give_it_back) {
    if (IM_UNICODE_CODEPOINT_MAX > 0xFFFF) GTEST_SKIP() << "it can";
    EXPECT_EQ(for_field("a😀ж"), "a[U+1F600]ж");
    EXPECT_EQ(from_field("a[U+1F600]ж"), "a😀ж");
    for (const char* text : {"[U+41]", "[U+0041]", "[U+1f600]", "[U+1F600", "[U+", "[U+]",
                             "[U+01F600]", "[U+110000]", "\xff", "x"}) {
        EXPECT_EQ(from_field(text), text) << "no field wrote this";
        EXPECT_EQ(for_field(text), text);
    }
}

// Arabic cut in half is another name.
TEST(Names, that_would_be_cut_where_the_lanes_end_are_not_drawn) {
    int cut = 0;
    for (const float height : {720.0F, 725.0F, 730.0F, 735.0F, 740.0F}) {
        Scene scene({1280, height});
        scene.serve_clients(30);
        scene.steps(5);
        for (int i = 0; i < 3; ++i) scene.frame();
        const WidgetRecord* const names = scene.find("timeline_names");
        ASSERT_TRUE(names);
        for (const WidgetRecord& lane : scene.widgets) {
            if (!lane.id.starts_with("timeline_lane:")) continue;
            const float letters_end = (lane.min.y + lane.max.y) / 2 + 4;
            if (lane.label.empty()) ++cut;
            else EXPECT_LE(letters_end, names->max.y) << lane.label << " at " << height;
        }
    }
    EXPECT_GT(cut, 0) << "no lane was cut: this proves nothing";
}

}  // namespace
}  // namespace yieldscope
