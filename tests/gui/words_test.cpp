// The key table and the colours of code: plain functions, no screen.
// Every action is reachable, every key does one thing, every line stays the line it was.
// Runs on the test's thread.
#include "app/keys.h"
#include "app/panels/code.h"
#include "app/syntax.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

namespace yieldscope {
namespace {

TEST(keys, every_action_is_in_the_table_once_with_its_key_and_its_sentence) {
    std::set<std::string_view> ids;
    std::set<std::string_view> keys;
    for (const KeyBinding& binding : key_bindings()) {
        EXPECT_TRUE(ids.insert(binding.id).second) << binding.id;
        EXPECT_TRUE(keys.insert(binding.keys).second) << binding.keys;
        EXPECT_TRUE(binding.help.ends_with('.')) << binding.help;
        EXPECT_EQ(&binding_of(binding.action), &binding);
    }
    EXPECT_EQ(ids.size(), static_cast<std::size_t>(Action::close) + 1);
}

TEST(keys, do_what_the_table_says) {
    EXPECT_EQ(action_of_key(GLFW_KEY_SPACE, 0, ""), Action::run_pause);
    EXPECT_EQ(action_of_key(GLFW_KEY_F10, 0, ""), Action::turn);
    EXPECT_EQ(action_of_key(GLFW_KEY_F11, 0, ""), Action::round);
    EXPECT_EQ(action_of_key(GLFW_KEY_RIGHT, 0, ""), Action::event);
    EXPECT_EQ(action_of_key(GLFW_KEY_PAGE_DOWN, 0, ""), Action::next_turn);
    EXPECT_EQ(action_of_key(GLFW_KEY_F10, GLFW_MOD_SHIFT, ""), Action::previous_turn);
    EXPECT_EQ(action_of_key(GLFW_KEY_F11, GLFW_MOD_SHIFT, ""), Action::round_back);
    EXPECT_EQ(action_of_key(GLFW_KEY_RIGHT, GLFW_MOD_CONTROL, ""), Action::next_mark);
    EXPECT_EQ(action_of_key(GLFW_KEY_LEFT, GLFW_MOD_CONTROL, ""), Action::previous_mark);
    EXPECT_EQ(action_of_character(U'b', 0, false), Action::bookmark);
    EXPECT_EQ(action_of_character(U'B', 0, false), Action::bookmark) << "with Caps Lock";
    EXPECT_EQ(action_of_key(GLFW_KEY_F11, GLFW_MOD_CAPS_LOCK | GLFW_MOD_NUM_LOCK, ""),
              Action::round);
    EXPECT_FALSE(action_of_key(GLFW_KEY_F11, GLFW_MOD_SHIFT | GLFW_MOD_CONTROL, ""));
    EXPECT_FALSE(action_of_key(GLFW_KEY_HOME, GLFW_MOD_SHIFT, ""));
    EXPECT_EQ(action_of_key(GLFW_KEY_ENTER, GLFW_MOD_ALT, ""), Action::full_screen);
    EXPECT_EQ(action_of_character(U'.', 0, false), Action::event);
    EXPECT_EQ(action_of_character(U'?', 0, false), Action::key_sheet);
    EXPECT_FALSE(action_of_key(GLFW_KEY_A, 0, "a"));
}

TEST(keys, what_is_held_down_steps_on_but_switches_once) {
    for (const Action action : {Action::break_task, Action::run_pause, Action::presentation,
                                Action::theme, Action::view, Action::key_sheet})
        EXPECT_TRUE(switches(action)) << binding_of(action).id;
    for (const Action action : {Action::event, Action::event_back, Action::turn, Action::zoom_in})
        EXPECT_FALSE(switches(action)) << binding_of(action).id;
}

TEST(keys, plus_is_plus_on_every_layout) {
    EXPECT_EQ(action_of_key(GLFW_KEY_EQUAL, GLFW_MOD_CONTROL | GLFW_MOD_SHIFT, "="),
              Action::zoom_in);
    EXPECT_EQ(action_of_key(GLFW_KEY_RIGHT_BRACKET, GLFW_MOD_CONTROL, "+"), Action::zoom_in);
    EXPECT_EQ(action_of_key(GLFW_KEY_KP_SUBTRACT, GLFW_MOD_CONTROL, ""), Action::zoom_out);
}

TEST(syntax, the_spans_of_a_line_are_the_line) {
    for (const std::string_view line : {"", "    co_yield recv(client);  // waits",
                                        "auto s = \"a // b\";", "x = 'y';", "if (a) return;"}) {
        std::string joined;
        for (const SyntaxSpan& span : highlight(line)) joined += span.text;
        EXPECT_EQ(joined, line);
    }
}

TEST(syntax, knows_keywords_strings_and_comments) {
    const auto spans = highlight("co_yield \"//\" // why");
    ASSERT_EQ(spans.size(), 5U);
    EXPECT_EQ(spans[0].syntax, Syntax::keyword);
    EXPECT_EQ(spans[2].syntax, Syntax::string);
    EXPECT_EQ(spans[4].syntax, Syntax::comment);
}

TEST(code, lines_are_what_stands_between_the_breaks) {
    EXPECT_EQ(lines_of("a\n\nb\n").size(), 3U);
    EXPECT_EQ(lines_of("a\nb").back(), "b");
    EXPECT_TRUE(lines_of("").empty());
}

TEST(keys, work_by_their_place_where_a_layout_prints_no_latin_letters) {
    const auto typed = [](char32_t character, int key) {
        return action_of_character(character, key, false);
    };
    EXPECT_EQ(typed(U'и', GLFW_KEY_B), Action::bookmark);  // Cyrillic
    EXPECT_EQ(typed(U'Е', GLFW_KEY_T), Action::theme);     // with Shift
    EXPECT_EQ(typed(U'х', GLFW_KEY_LEFT_BRACKET), Action::pace_down);
    EXPECT_EQ(typed(U'ъ', GLFW_KEY_RIGHT_BRACKET), Action::pace_up);
    EXPECT_EQ(typed(U'ю', GLFW_KEY_PERIOD), Action::event);
    EXPECT_EQ(typed(U'.', GLFW_KEY_SLASH), Action::event) << "what it prints counts first";
    EXPECT_EQ(typed(U'ω', GLFW_KEY_V), Action::view);           // Greek
    EXPECT_EQ(typed(U'נ', GLFW_KEY_B), Action::bookmark);       // Hebrew
    EXPECT_EQ(typed(U'؟', GLFW_KEY_SLASH), Action::key_sheet);  // Arabic
    EXPECT_EQ(action_of_key(GLFW_KEY_F, GLFW_MOD_CONTROL, "а"), Action::find);
    EXPECT_EQ(action_of_key(GLFW_KEY_0, GLFW_MOD_CONTROL, "à"), Action::zoom_reset);  // French
}

TEST(keys, work_by_what_they_print_where_a_layout_has_latin_letters) {
    const auto typed = [](char32_t character, int key) {
        return action_of_character(character, key, false);
    };
    EXPECT_EQ(typed(U'[', GLFW_KEY_8), Action::pace_down) << "German, with AltGr";
    EXPECT_FALSE(typed(U'ü', GLFW_KEY_LEFT_BRACKET)) << "German";
    EXPECT_FALSE(typed(U'“', GLFW_KEY_B)) << "German, with AltGr";
    EXPECT_FALSE(typed(U'x', GLFW_KEY_B)) << "Dvorak";
    EXPECT_EQ(typed(U'b', GLFW_KEY_N), Action::bookmark) << "Dvorak";
    EXPECT_EQ(action_of_key(GLFW_KEY_Y, GLFW_MOD_CONTROL, "f"), Action::find) << "Dvorak";
    EXPECT_FALSE(action_of_key(GLFW_KEY_F, GLFW_MOD_CONTROL, "u")) << "Dvorak";
}

TEST(keys, tab_is_not_passed_on_and_opens_no_list_of_windows) {
    for (const int modifiers : {0, GLFW_MOD_CONTROL, GLFW_MOD_CONTROL | GLFW_MOD_SHIFT})
        EXPECT_FALSE(is_for_dear_imgui(GLFW_KEY_TAB, modifiers));
    EXPECT_TRUE(is_for_dear_imgui(GLFW_KEY_V, GLFW_MOD_CONTROL));
}

TEST(keys, that_print_reach_dear_imgui_as_characters_alone) {
    EXPECT_FALSE(is_for_dear_imgui(GLFW_KEY_V, 0));
    EXPECT_FALSE(is_for_dear_imgui(GLFW_KEY_V, GLFW_MOD_SHIFT));
    for (const int key : {GLFW_KEY_SPACE, GLFW_KEY_ENTER, GLFW_KEY_BACKSPACE, GLFW_KEY_LEFT_SHIFT})
        EXPECT_TRUE(is_for_dear_imgui(key, 0)) << key;
}

TEST(keys, of_a_presenters_remote_blank_the_screen_in_a_presentation_alone) {
    for (const char32_t sent : {U'.', U'b', U'B'}) {
        EXPECT_EQ(action_of_character(sent, 0, true), Action::blank);
        EXPECT_NE(action_of_character(sent, 0, false), Action::blank);
    }
    EXPECT_EQ(action_of_character(U'[', 0, true), Action::pace_down);
}

}  // namespace
}  // namespace yieldscope
