// The lower part of log.h: what a line looks like. Its columns are those of a transcript line; a
// narrow pane leaves out the source line first and then the time, and what happened is cut last.
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/panels/log.h"
#include "app/theme.h"
#include "app/time_axis.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

ImU32 colour_of(const Event& event, const History& past) {
    switch (event.kind) {
        case EventKind::failed:
        case EventKind::refused: return colours().failed;
        case EventKind::resumed: return colours().running;
        case EventKind::woken: return colours().ready;
        case EventKind::parked:
            return event.reason == Reason::recv ? colours().recv_wait : colours().send_wait;
        case EventKind::printed: return colours().text;
        case EventKind::received:
        case EventKind::sent:
            return past.text(event.text).empty() ? colours().text : colours().failed;
        default: return colours().faint;
    }
}

constexpr std::string_view future_words = "to come";

/// A line's cells, and the header's.
struct Cells {
    std::string number;
    std::string time;
    std::string task;
    std::string kind;
    std::string what;
    std::string where;
};

/// Puts a line's cells side by side on the screen.
struct Pen {
    ImVec2 at;
    ImU32 colour;
    std::string id;  ///< of the widgets that tell where the cells are
    bool beside_rule = false;

    void write(std::string_view cell, const std::string& words, float x, float width,
               bool to_the_right = false) const {
        if (words.empty() || width <= 0) return;
        const std::string shown = fitted(ImGui::GetFont(), words, width);
        const float used = measure(shown).x;
        const float left = at.x + x + (to_the_right ? width - used : 0);
        draw_text(*ImGui::GetWindowDrawList(), {left, at.y}, colour, shown);
        if (!recording_widgets()) return;
        note_area(fmt::format("{}_{}", id, cell), shown, {left, at.y},
                  {left + used, at.y + ImGui::GetTextLineHeight()});
    }
};

void draw_cells(const Cells& cells, const LogColumns& columns, const Pen& pen) {
    pen.write("number", cells.number, 0, columns.number, true);
    if (columns.time > 0) pen.write("time", cells.time, columns.time_x, columns.time, true);
    pen.write("task", cells.task, columns.task_x, columns.task);
    pen.write("kind", cells.kind, columns.kind_x, columns.kind);
    pen.write("what", cells.what, columns.what_x,
              pen.beside_rule ? columns.what_beside_rule : columns.what);
    if (columns.where > 0) pen.write("where", cells.where, columns.where_x, columns.where);
}

/// In the same unit in every line, unless the session lasts longer than a minute.
std::string log_time(std::int64_t time_ns) {
    constexpr std::int64_t second_ns = 1'000'000'000;
    return moment_text(time_ns, 1'000, std::max(time_ns, second_ns));
}

float small_width(std::string_view text) {
    push_font(fonts().small);
    const float width = measure(text).x;
    pop_font();
    return width;
}

}  // namespace

// The newest name, so that a whole life can be read; where it was given, the one from before it.
std::string name_in_log(const Event& event, const History& past) {
    if (event.task == 0) return "-";
    return event.kind == EventKind::renamed ? past.log().label(event.task) : past.name(event.task);
}

// In letters of the code font, which are all of the same width.
LogColumns log_columns(float width, std::uint64_t newest, float longest_name) {
    const float letter = measure("0").x;
    const float gap = 2 * letter;
    constexpr float what_least = 40;  // with less, the source line goes, and then the time
    LogColumns columns;
    columns.number = letter * static_cast<float>(std::max<std::size_t>(grouped(newest).size(), 5));
    columns.time = letter * 13;
    columns.task = std::clamp(std::ceil(longest_name), letter * 6, letter * 14);
    columns.kind = letter * 10;
    columns.where = letter * 17;
    // "to come" begins where the source line ends; without that, one line alone has to end there.
    const float room_beside_words = width - small_width(future_words) - gap;
    float room = room_beside_words;
    const float always = columns.number + columns.task + columns.kind + 3 * gap;
    if (room - always - columns.time - columns.where - 2 * gap < what_least * letter)
        columns.where = 0;
    if (columns.where == 0) room = width;
    if (columns.where == 0 && room - always - columns.time - gap < what_least * letter)
        columns.time = 0;
    columns.time_x = columns.number + gap;
    columns.task_x = columns.time > 0 ? columns.time_x + columns.time + gap : columns.time_x;
    columns.kind_x = columns.task_x + columns.task + gap;
    columns.what_x = columns.kind_x + columns.kind + gap;
    constexpr float what_most = 60;  // the eye has to find the source line that belongs to it
    columns.what = room - columns.what_x;
    if (columns.where > 0)
        columns.what = std::min(columns.what - columns.where - gap, what_most * letter);
    columns.where_x = columns.what_x + columns.what + gap;
    columns.what_beside_rule = std::min(columns.what, room_beside_words - columns.what_x);
    return columns;
}

void LogPanel::draw_header(float left) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_cells({"event", "time", "task", "kind", "what happened", "source line"}, columns_,
               {{std::floor(at.x) + left, at.y}, colours().weak, "log_header"});
    ImGui::Dummy({1, ImGui::GetTextLineHeight()});
}

void LogPanel::draw_line(std::uint64_t number, float left, const History& past,
                         const Selection& selection, const Player& player, bool beside_rule) {
    note_widget(fmt::format("log:{}", number), player.shown_event() == number ? "shown" : "");
    const Event& event = past.event(number);
    const std::string name = name_in_log(event, past);
    longest_name_ = std::max(longest_name_, measure(name).x);
    const ImVec2 min = ImGui::GetItemRectMin();
    const ImVec2 max = ImGui::GetItemRectMax();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const std::optional<std::uint64_t> shown = player.shown_event();
    if (selection.hovered != 0 && selection.hovered == event.task)
        list.AddRectFilled(min, max, colour::faded(colours().card, 0.8F));
    if (chosen(number)) list.AddRectFilled(min, max, colour::faded(colours().ready, 0.22F));
    if (shown == number) list.AddRectFilled(min, max, colour::faded(colours().cursor, 0.16F));
    if (selection.lit(event.task))
        list.AddRectFilled(min, {min.x + left * 0.5F, max.y}, colours().cursor);
    const bool future = number >= player.cursor();
    const ImU32 by_kind = colour_of(event, past);
    const ImU32 colour = shown == number && by_kind == colours().faint ? colours().text : by_kind;
    const float y = min.y + (max.y - min.y - ImGui::GetTextLineHeight()) / 2;
    draw_cells(
        {.number = grouped(number + 1),
         .time = log_time(event.time_ns),
         .task = name,
         .kind = std::string(name_of(event.kind)),
         .what = event.kind == EventKind::spawned ? fmt::format("by {}", past.name(event.other))
                                                  : details(event, past.log()),
         .where = place_of(event, past.log())},
        columns_,
        {{min.x + left, y},
         future ? colours().weak : colour,
         recording_widgets() ? fmt::format("log_{}", number) : std::string(),
         beside_rule});
    // The moment that is shown, where its own event is not listed: after this line.
    if (shown && listing_.matches && *shown != number && listing_.row_at(*shown) &&
        listing_.number(*listing_.row_at(*shown)) == number) {
        list.AddLine({min.x, max.y - 1}, {max.x, max.y - 1}, colours().cursor);
    }
}

// Above the first row of the future, at whose end the words stand.
void LogPanel::draw_future_rule(ImVec2 from, float width) {
    const float words_width = small_width(future_words);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddLine({from.x, from.y - 1}, {from.x + width, from.y - 1}, colours().cursor);
    push_font(fonts().small);
    const float y = from.y;
    const ImVec2 at(from.x + width - words_width, y);
    draw_text(list, at, colours().cursor, future_words);
    note_area("log_to_come", future_words, {from.x, from.y - 1},
              {from.x + width, y + ImGui::GetFontSize()});
    pop_font();
}

}  // namespace yieldscope
