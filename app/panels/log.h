// The log: what the scheduler did, one line an event, newest last; a filter lists a part of it.
// Costs what is in sight, and while it searches no more than Matches allows in a frame.
// Lives on the UI thread.
#pragma once

#include "app/panels/log_scroll.h"
#include "app/player.h"
#include "app/selection.h"
#include "core/watch/history.h"
#include "core/watch/matches.h"

#include <imgui.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

namespace yieldscope {

/// Where a line's columns begin and how wide they are, in pixels from the first one's left edge.
/// 0 wide: there is no room for it.
struct LogColumns {
    float number = 0;
    float time_x = 0;
    float time = 0;
    float task_x = 0;
    float task = 0;
    float kind_x = 0;
    float kind = 0;
    float what_x = 0;
    float what = 0;
    float what_beside_rule = 0;  ///< in the line that "to come" is written in
    float where_x = 0;
    float where = 0;
};

/// For a pane of that width and a log of so many events, in the current font. `longest_name`: in
/// pixels, of the tasks that have been in sight.
LogColumns log_columns(float width, std::uint64_t newest, float longest_name);

/// Whom a line is about.
std::string name_in_log(const Event& event, const History& past);

struct LogPanel {
    static constexpr const char* title = "Log";
    static constexpr const char* help =
        "What the scheduler did, newest last. Click a line to see that moment; End goes back to "
        "live. Type to list only some: hello, \"two words\", -without, kind:sent,received, "
        "task:echo#3, fd:8, event:128; all that you type must fit. Enter goes to the next of them, "
        "Shift Enter to the one before. Drag over lines, or click one and Shift click another, and "
        "Ctrl C copies them.";
    static constexpr std::uint64_t lines_copied_max = 100'000;  // some 10 MB of text

    void draw(const History& past, Selection& selection, Player& player);

    /// The keyboard goes to the filter, from the next frame on.
    void focus_filter() { wants_focus_ = true; }

    /// The end stays in sight from here on.
    void follow() { scroll_.follow(); }

    /// The cursor comes back into sight.
    void go_to_cursor() { scroll_.go_to_cursor(); }

    /// What it is looking for, and how far it has come.
    const Matches& matches() const { return matches_; }

private:
    void filter_by_text(const History& past);
    void search(const History& past);
    void list(const History& past);
    void draw_bar(const History& past, Player& player);
    void draw_field(const History& past, Player& player, float width);
    void draw_state(const History& past, float width) const;
    void walk(Player& player, int by);
    void go_to_match(Player& player, bool forward);
    void copy(const History& past, std::uint64_t from_row, std::uint64_t to_row);
    void draw_lines(const History& past, Selection& selection, Player& player);
    void draw_line(std::uint64_t number, float left, const History& past,
                   const Selection& selection, const Player& player, bool beside_rule);
    void draw_header(float left);
    static void draw_future_rule(ImVec2 from, float width);
    void draw_scrollbar(std::uint64_t first, std::uint64_t rows, float height);
    void use_mouse(std::uint64_t row, bool inside, const History& past, Selection& selection,
                   Player& player);
    void explain(std::uint64_t number, const History& past);
    bool chosen(std::uint64_t number) const;
    std::string state_text(const History& past) const;

    std::array<char, 256> text_{};  ///< in the field
    std::string text_before_;       ///< a frame ago
    std::string error_;             ///< what is wrong with it; then the filter before it stays
    bool wants_focus_ = false;
    /// What the field does with its letters when the focus comes to it.
    enum class Letters { leave, select, deselect } letters_ = Letters::leave;
    Matches matches_;
    std::uint64_t cost_left_ = 0;  ///< for searching in this frame
    Listing listing_;
    LogScroll scroll_;
    LogColumns columns_;
    float longest_name_ = 0;  ///< of the tasks that have been in sight, in pixels

    /// The range that Ctrl C copies: where it was begun, and where the mouse went.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> chosen_;
    bool dragged_ = false;
    std::string copied_;   ///< what was copied, as a sentence
    double copied_s_ = 0;  ///< when

    std::uint64_t rested_on_ = UINT64_MAX;  ///< the line that the mouse is on
    double rests_since_s_ = 0;
    std::string explained_;  ///< that line's sentence
};

}  // namespace yieldscope
