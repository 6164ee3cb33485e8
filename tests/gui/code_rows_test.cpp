// Code in rows that fit, and its colours in both languages: plain functions, no screen.
// Runs on the test's thread.
#include "app/code_rows.h"
#include "app/twin.h"

#include <gtest/gtest.h>

#include <string>

namespace yieldscope {
namespace {

std::string text_of(const CodeRow& row) {
    std::string text;
    for (const SyntaxSpan& span : row.spans) text += span.text;
    return text;
}

/// Everything but spaces: breaking a line loses only these.
std::string letters_of(std::string_view text) {
    std::string letters;
    for (const char letter : text) {
        if (letter != ' ') letters += letter;
    }
    return letters;
}

std::vector<CodeRow> cut(std::string_view text, std::uint32_t columns, bool code_only = false) {
    return rows_of(lines_of(text), Language::cpp, {.columns = columns, .code_only = code_only});
}

TEST(code_rows, a_line_that_fits_is_a_row_as_it_is) {
    const auto rows = cut("    a();  // why", 40);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(text_of(rows[0]), "a();  // why");
    EXPECT_EQ(rows[0].column, 4U);
}

TEST(code_rows, a_comment_for_which_there_is_no_room_is_left_out_and_kept_for_the_mouse) {
    const auto rows = cut("resume(task);  // runs the task's own code", 20);
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(text_of(rows[0]), "resume(task);");
    EXPECT_EQ(rows[0].left_out, "// runs the task's own code");
}

TEST(code_rows, no_row_is_wider_than_the_room_and_no_letter_of_the_code_is_lost) {
    for (const char* file : {"core/scheduler.cpp", "core/programs/echo.cpp",
                             "core/programs/countdown.cpp", "core/programs/echo.py"}) {
        const auto lines = lines_of(embedded_text(file));
        ASSERT_FALSE(lines.empty()) << file;
        for (const std::uint32_t columns : {12U, 20U, 31U, 45U, 70U, 120U}) {
            std::vector<std::string> joined(lines.size() + 1);
            for (const CodeRow& row : rows_of(lines, language_of(file), {.columns = columns})) {
                EXPECT_LE(row.column + row.width, columns) << file << ":" << row.line;
                EXPECT_EQ(row.width, text_of(row).size());
                joined[row.line] += text_of(row);
                if (row.column + row.width == 0) continue;
                if (joined[row.line].size() == row.width) joined[row.line] += row.left_out;
            }
            for (std::size_t i = 0; i < lines.size(); ++i) {
                const std::string letters = letters_of(joined[i + 1]);
                EXPECT_EQ(letters.size(), letters_of(lines[i]).size())
                    << file << ":" << i + 1 << " in " << columns;
            }
        }
    }
}

TEST(code_rows, indentation_is_halved_where_the_code_would_not_fit) {
    EXPECT_EQ(cut("        go(once, twice);", 20)[0].column, 4U);
    EXPECT_EQ(cut("        go(once, twice);", 40)[0].column, 8U);
}

TEST(code_rows, a_string_is_not_torn_apart_if_there_is_another_way) {
    const auto rows = cut("    print(format(\"Up we go {}\", x));", 26);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(text_of(rows[0]), "print(format(");
    EXPECT_EQ(text_of(rows[1]), "\"Up we go {}\", x));");
}

TEST(code_rows, without_comments_and_empty_lines_the_lines_keep_their_numbers) {
    const auto rows = cut("// why\na();\n\nb();\n", 40, true);
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0].line, 2U);
    EXPECT_EQ(rows[1].line, 4U);
    EXPECT_EQ(row_of(rows, 3), 1U) << "the first after it";
    EXPECT_EQ(row_of(rows, 9), 2U);
}

TEST(code_rows, a_yield_leaves_room_for_tags_and_other_lines_do_not) {
    const RowRules rules{.columns = 28, .tags = 6};
    const auto lines = lines_of("co_yield receive(listener);\nreturn received(listener);\n");
    const auto rows = rows_of(lines, Language::cpp, rules);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_LE(rows[0].column + rows[0].width, 22U);
    EXPECT_EQ(rows[2].line, 2U);
}

TEST(code_rows, the_row_after_what_is_left_out_says_so) {
    const auto rows = cut("a();\n// why\nb();\nc();\n", 40, true);
    ASSERT_EQ(rows.size(), 3U);
    EXPECT_FALSE(rows[0].gap);
    EXPECT_TRUE(rows[1].gap);
    EXPECT_FALSE(rows[2].gap);
}

Syntax syntax_of(std::string_view line, std::string_view text, Language language) {
    for (const SyntaxSpan& span : highlight(line, language)) {
        if (span.text == text) return span.syntax;
    }
    ADD_FAILURE() << text << " is no span of " << line;
    return Syntax::plain;
}

TEST(syntax, knows_python) {
    constexpr auto python = Language::python;
    constexpr std::string_view line = "yield 'recv', client  # until it says something";
    EXPECT_EQ(syntax_of(line, "yield", python), Syntax::keyword);
    EXPECT_EQ(syntax_of(line, "'recv'", python), Syntax::string);
    EXPECT_EQ(syntax_of(line, "# until it says something", python), Syntax::comment);
    EXPECT_EQ(syntax_of("x = a // b", "x = a // b", python), Syntax::plain);
    EXPECT_EQ(syntax_of("def f():", "def", python), Syntax::keyword);
    EXPECT_EQ(language_of("core/programs/echo.py"), python);
}

TEST(syntax, knows_all_keywords_of_cpp_and_no_parts_of_words) {
    for (const char* word : {"co_return", "unsigned", "noexcept", "alignas", "while", "co_yield"})
        EXPECT_EQ(syntax_of(word, word, Language::cpp), Syntax::keyword) << word;
    for (const char* word : {"yield", "std", "string_view", "sign", "co", "def"})
        EXPECT_EQ(syntax_of(word, word, Language::cpp), Syntax::plain) << word;
}

TEST(syntax, a_number_with_marks_in_it_is_no_string) {
    EXPECT_EQ(syntax_of("f(10'000); // why", "// why", Language::cpp), Syntax::comment);
}

}  // namespace
}  // namespace yieldscope
