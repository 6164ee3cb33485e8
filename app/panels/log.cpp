#include "app/panels/log.h"

#include "app/focus.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

/// A transcript line with no more than two spaces in a row: it takes less room.
std::string without_columns(const std::string& line) {
    std::string out;
    for (const char c : line) {
        if (c != ' ' || !(out.empty() || out.ends_with("  "))) out += c;
    }
    return out;
}

void say(std::string_view sentence) {
    ImGui::Dummy({0, ImGui::GetFontSize() * 0.2F});
    paragraph("log_empty", fonts().text, colours().faint, sentence);
}

}  // namespace

void LogPanel::draw(const History& past, Selection& selection, Player& player) {
    cost_left_ = Matches::update_cost_max;
    list(past);
    if (matches_.names_changed()) search(past);
    draw_bar(past, player);
    if (past.size() == past.begin()) {
        say("Nothing has happened yet. Press . for the first event, or Space to run.");
    } else if (listing_.size() == 0) {
        say(matches_.complete() ? "No event matches the filter. The × beside it lists all again."
                                : "No event matches the filter so far: the search goes on.");
    } else {
        draw_lines(past, selection, player);
    }
}

void LogPanel::list(const History& past) {
    const bool filtered = !matches_.filter().empty();
    listing_ = {past.begin(), past.size(), filtered ? &matches_ : nullptr};
    if (!filtered) return;
    const auto looked = matches_.update(past.log(), past.begin(), past.size(), cost_left_);
    cost_left_ -= std::min(cost_left_, looked.cost);
    if (!matches_.complete()) request_frame();
}

void LogPanel::draw_lines(const History& past, Selection& selection, Player& player) {
    push_font(fonts().code);
    const float left = ImGui::GetFontSize() * 0.4F;
    constexpr float rows_least = 4;  // with less room, the lines need the header's too
    const ImVec2 all = ImGui::GetContentRegionAvail();
    columns_ =
        log_columns(all.x - left - ImGui::GetStyle().ScrollbarSize, past.size(), longest_name_);
    if (all.y >= (rows_least + 1) * ImGui::GetTextLineHeight()) {
        draw_header(left);
        ImGui::SetCursorPosY(ImGui::GetCursorPosY() - ImGui::GetStyle().ItemSpacing.y);
    }
    begin_child("log_lines", {0, 0}, Border::none,
                ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    const ImVec2 size = ImGui::GetContentRegionAvail();
    constexpr float dense = 0.95F;  // a font's lines have air between them already
    const auto rows =
        static_cast<std::uint64_t>(std::max(size.y / (dense * ImGui::GetTextLineHeight()), 1.0F));
    const float line_height = std::floor(size.y / static_cast<float>(rows));
    if (ImGui::IsWindowHovered()) scroll_.move(-3.0 * ImGui::GetIO().MouseWheel);
    const std::uint64_t first =
        scroll_.place(listing_, rows, player.cursor(), player.shown_event(), player.live());
    const bool scrolls = listing_.size() > rows;
    const float bar = scrolls ? ImGui::GetStyle().ScrollbarSize : 0;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = std::max(size.x - bar, 1.0F);
    ImGui::InvisibleButton("lines", {width, std::max(size.y, 1.0F)});
    if (const int by = focus_area()) walk(player, by);
    // The row under the mouse; above or below the lines, the first or last in sight.
    const float y = (ImGui::GetIO().MousePos.y - at.y) / line_height;
    const std::uint64_t end = std::min(first + rows, listing_.size());
    const bool inside = y >= 0 && y < static_cast<float>(end - first);
    const auto under =
        static_cast<std::uint64_t>(std::clamp(y, 0.0F, static_cast<float>(end - first) - 0.5F));
    use_mouse(first + under, inside, past, selection, player);
    std::optional<float> rule_y;
    for (std::uint64_t row = first; row < end; ++row) {
        ImGui::SetCursorScreenPos({at.x, at.y + static_cast<float>(row - first) * line_height});
        ImGui::Dummy({width, line_height});
        const std::uint64_t number = listing_.number(row);
        const bool first_to_come =
            row > first && number >= player.cursor() && listing_.number(row - 1) < player.cursor();
        if (first_to_come) rule_y = ImGui::GetItemRectMin().y;
        draw_line(number, left, past, selection, player, first_to_come);
    }
    if (rule_y) draw_future_rule({at.x, *rule_y}, width);
    if (scrolls) {
        ImGui::SetCursorScreenPos({at.x + width, at.y});
        draw_scrollbar(first, rows, size.y);
    }
    const bool has_focus = ImGui::IsWindowFocused() && !ImGui::GetIO().WantTextInput;
    if (chosen_ && has_focus && ImGui::GetIO().KeyCtrl && key_pressed(ImGuiKey_C)) {
        const auto [from, to] = std::minmax(chosen_->first, chosen_->second);
        copy(past, listing_.before(from), listing_.before(to + 1));
    }
    ImGui::EndChild();
    pop_font();
}

// The area of all lines is the item just drawn; `row` is the one under the mouse or, if that is not
// inside, the nearest.
void LogPanel::use_mouse(std::uint64_t row, bool inside, const History& past, Selection& selection,
                         Player& player) {
    const std::uint64_t number = listing_.number(row);
    if (ImGui::IsItemActivated() && inside) {
        const bool extends = ImGui::GetIO().KeyShift && chosen_;
        chosen_ = {extends ? chosen_->first : number, number};
        dragged_ = extends;
    }
    if (ImGui::IsItemActive() && chosen_ && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
        dragged_ = true;
        chosen_->second = number;
        const float y = ImGui::GetIO().MousePos.y;
        const bool up = y < ImGui::GetItemRectMin().y;
        if (up || y > ImGui::GetItemRectMax().y) {  // more comes into sight
            scroll_.move(up ? -1 : 1);
            request_frame();
        }
    }
    if (ImGui::IsItemDeactivated() && chosen_ && dragged_ && !inside) chosen_->second = number;
    if (ImGui::IsItemDeactivated() && chosen_ && !dragged_) {
        player.go_to(chosen_->first + 1);
        selection.selected = past.event(std::max(chosen_->first, past.begin())).task;
    }
    if (!ImGui::IsItemHovered() || !inside) {
        rested_on_ = UINT64_MAX;
        return;
    }
    const Event& event = past.event(number);
    if (event.task) selection.hover(event.task);
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Right) && event.task)
        selection.selected = event.task;
    if (!ImGui::IsItemActive()) explain(number, past);
}

// The whole line, which may be cut in a narrow pane, and its sentence; when the mouse has rested
// there for a moment, because the sentence needs the picture of that moment.
void LogPanel::explain(std::uint64_t number, const History& past) {
    constexpr double rest_s = 0.4;
    if (number != rested_on_) {
        rested_on_ = number;
        rests_since_s_ = ImGui::GetTime();
        explained_.clear();
    }
    if (ImGui::GetTime() < rests_since_s_ + rest_s) return request_frame();
    const Event& event = past.event(number);
    if (explained_.empty()) explained_ = sentence(event, past.copy_at(number + 1), past.log());
    const std::string line = transcript_line(number, event, past.log(), name_in_log(event, past));
    // Above the line, so that it hides nothing of what comes after it.
    const ImGuiIO& io = ImGui::GetIO();
    ImGui::SetNextWindowPos({io.MousePos.x, io.MousePos.y - ImGui::GetFontSize()}, ImGuiCond_Always,
                            {0.2F, 1});
    ImGui::BeginTooltip();
    const float edge = io.DisplaySize.x * 0.7F;
    paragraph("log_explained", fonts().text, colours().text, explained_, edge);
    paragraph("", fonts().code, colours().faint, without_columns(line), edge);
    ImGui::EndTooltip();
}

// Our own: ImGui's scrolls in pixels of single precision, in which millions of lines tremble.
void LogPanel::draw_scrollbar(std::uint64_t first, std::uint64_t rows, float height) {
    const float width = ImGui::GetStyle().ScrollbarSize;
    const auto part = [&](std::uint64_t of) {
        return static_cast<float>(static_cast<double>(of) / static_cast<double>(listing_.size()));
    };
    const float grip = std::max(part(rows) * height, std::min(width * 2, height / 2));
    const std::uint64_t last = listing_.size() - rows;
    const auto position = static_cast<double>(first) / static_cast<double>(last);
    const float y = static_cast<float>(position) * (height - grip);
    ImGui::InvisibleButton("log_scroll", {width, height});
    note_widget("log_scroll", "");
    const ImVec2 at = ImGui::GetItemRectMin();
    if (ImGui::IsItemActive()) {
        const double to = (ImGui::GetIO().MousePos.y - at.y - grip / 2) / (height - grip);
        scroll_.move_to(
            static_cast<std::uint64_t>(std::clamp(to, 0.0, 1.0) * static_cast<double>(last)));
        request_frame();
    }
    const bool hot = ImGui::IsItemHovered() || ImGui::IsItemActive();
    ImGui::GetWindowDrawList()->AddRectFilled(
        {at.x + width * 0.2F, at.y + y}, {at.x + width, at.y + y + grip},
        ImGui::GetColorU32(hot ? ImGuiCol_ScrollbarGrabHovered : ImGuiCol_ScrollbarGrab),
        width * 0.4F);
}

void LogPanel::copy(const History& past, std::uint64_t from_row, std::uint64_t to_row) {
    const std::uint64_t wanted = to_row - std::min(from_row, to_row);
    const std::uint64_t lines = std::min(wanted, lines_copied_max);
    std::string text;
    for (std::uint64_t row = to_row - lines; row < to_row; ++row) {
        const std::uint64_t number = listing_.number(row);
        const Event& event = past.event(number);
        text += transcript_line(number, event, past.log(), name_in_log(event, past));
        text += '\n';
    }
    ImGui::SetClipboardText(text.c_str());
    copied_s_ = ImGui::GetTime();
    copied_ = lines == 1       ? "One line is copied."
              : lines < wanted ? fmt::format("The newest {} of {} lines are copied.",
                                             grouped(lines), grouped(wanted))
                               : fmt::format("{} lines are copied.", grouped(lines));
}

bool LogPanel::chosen(std::uint64_t number) const {
    if (!chosen_ || chosen_->first == chosen_->second) return false;
    const auto [from, to] = std::minmax(chosen_->first, chosen_->second);
    return from <= number && number <= to;
}

}  // namespace yieldscope
