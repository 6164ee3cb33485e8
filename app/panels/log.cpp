#include "app/panels/log.h"

#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace yieldscope {
namespace {

// ImGui scrolls in single-precision pixels: more lines than this and they would no longer stand
// still.
constexpr std::uint64_t lines_max = 400'000;

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

}  // namespace

void LogPanel::draw(const History& past, Selection& selection, Player& player) {
    caption(past.begin() > 0
                ? fmt::format("{}: history begins at event {}", title, past.begin() + 1)
                : title,
            help);
    begin_child("log_lines", {0, 0});
    push_font(fonts().code);
    const float line_height = ImGui::GetTextLineHeightWithSpacing();
    const auto shown = player.shown_event();
    choose_lines(past, player, line_height);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(std::min(past.size() - first_, lines_max)), line_height);
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            const std::uint64_t number = first_ + static_cast<std::uint64_t>(row);
            const Event& event = past.event(number);
            ImGui::PushID(row);
            const ImVec2 at = ImGui::GetCursorScreenPos();
            if (ImGui::Selectable("##line", shown == number, ImGuiSelectableFlags_None,
                                  {0, ImGui::GetTextLineHeight()})) {
                player.go_to(number + 1);
                selection.selected = event.task;
            }
            note_widget(fmt::format("log:{}", number), "");
            if (ImGui::IsItemHovered()) selection.hover(event.task);
            ImDrawList& list = *ImGui::GetWindowDrawList();
            if (selection.lit(event.task)) {
                list.AddRectFilled(
                    at, {at.x + ImGui::GetFontSize() * 0.2F, at.y + ImGui::GetTextLineHeight()},
                    colours().cursor);
            }
            const bool future = number >= player.cursor();
            const std::string line = transcript_line(number, event, past.log());
            list.AddText({at.x + ImGui::GetFontSize() * 0.4F, at.y},
                         colour::faded(colour_of(event, past), future ? 0.35F : 1.0F),
                         line.c_str());
            ImGui::PopID();
        }
    }
    // The line under the cursor stays in sight, until the user scrolls away from it.
    const float lines = ImGui::GetWindowHeight() / line_height;
    if (player.cursor() != scrolled_cursor_ || lines != scrolled_height_) {
        scrolled_cursor_ = player.cursor();
        scrolled_height_ = lines;
        const float line = static_cast<float>(shown.value_or(first_) - first_);
        scroll_to_line((line - lines + 3) * line_height, line_height);
    }
    pop_font();
    ImGui::EndChild();
}

// Of a long history a window of lines_max events is scrolled through: the newest while live, those
// around the cursor otherwise. It moves seldom, and then the lines in sight stay where they are.
void LogPanel::choose_lines(const History& past, const Player& player, float line_height) {
    const std::uint64_t shown = player.shown_event().value_or(past.begin());
    std::uint64_t first = first_;
    if (shown < first || shown >= first + lines_max) first = shown - std::min(shown, lines_max / 2);
    first = std::max(first, past.begin());
    if (first == first_) return;
    const float moved = static_cast<float>(first) - static_cast<float>(first_);
    ImGui::SetScrollY(std::max(0.0F, ImGui::GetScrollY() - moved * line_height));
    first_ = first;
    scrolled_height_ = 0;  // look for the cursor's line again
}

}  // namespace yieldscope
