// The upper half of log.h: the row above the lines, with the field for the filter, what it found,
// and the buttons.
#include "app/focus.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/panels/log.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/filter.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <utility>

namespace yieldscope {
namespace {

/// From the longest to the shortest.
constexpr std::array hints{"hello  -without  kind:sent  task:echo#3  fd:8",
                           "hello  -without  kind:sent  task:echo#3", "hello  -without  kind:sent",
                           "hello  kind:sent", "filter"};

/// What can be typed, as much as there is room for.
const char* hint_in(float room) {
    const auto fits = [&](const char* hint) { return measure(hint).x <= room; };
    const auto* const found = std::find_if(hints.begin(), hints.end(), fits);
    return found == hints.end() ? "" : *found;
}

/// A button that is as high as the bar.
bool bar_button(std::string_view id, std::string_view label, const ButtonLook& look) {
    push_font(fonts().small);
    const bool clicked = button(id, label, look);
    pop_font();
    return clicked;
}

float bar_button_width(std::string_view label) {
    return measure(label).x + size_of(*fonts().small) * 1.3F;
}

/// As much of a text as there is room for; all of it on hover.
void cut_text(ImU32 colour, std::string_view text, float width) {
    const auto width_of = [](std::string_view part) { return measure(part).x; };
    if (width_of(text) <= width) return text_in(fonts().text, colour, text);
    const char* const begin = text.data();
    const float room = width - width_of("…");
    std::size_t fits = 0;
    for (std::size_t i = 1; i <= text.size() && width_of({begin, i}) <= room; ++i) {
        const bool between_letters = i == text.size() || (text[i] & '\xC0') != '\x80';
        if (between_letters) fits = i;
    }
    text_in(fonts().text, colour, fmt::format("{}…", text.substr(0, fits)));
    tooltip(text);
}

/// As the controls and the strip count: up to the newest event that is about the tasks. What the
/// controls say after it, that they stand still, comes along.
std::uint64_t events_in(const History& past) {
    const auto newest = past.marks().before(MarkKind::event, past.size());
    return newest ? *newest + 1 - past.begin() : 0;
}

}  // namespace

//  LOG (?) [ filter ] ×  what it found                    ↓ newest  Copy
void LogPanel::draw_bar(const History& past, Player& player) {
    const float em = ImGui::GetFontSize();
    const float gap = em * 0.4F;
    const ImVec2 at = ImGui::GetCursorPos();
    const float right = at.x + ImGui::GetContentRegionAvail().x;
    const float height = size_of(*fonts().small) * 1.9F;
    const float top = ImGui::GetCursorScreenPos().y;
    const ButtonRow row(top, top + height);
    const float text_y = at.y + (height - em) / 2;

    ImGui::SetCursorPos({at.x, at.y + (height - size_of(*fonts().small)) / 2});
    ImGui::BeginGroup();
    caption(title, help);
    ImGui::EndGroup();
    ImGui::SameLine(0, gap * 2);
    const float field_x = ImGui::GetCursorPosX();
    const float field_width = std::clamp((right - field_x) * 0.36F, em * 9, em * 27);
    ImGui::SetCursorPos({field_x, at.y});
    draw_field(past, player, field_width);
    float left = field_x + field_width + gap;
    if (text_[0]) {
        ImGui::SetCursorPos({left, at.y});
        if (bar_button("log_clear", "×",
                       {.hint = "", .tooltip = "List all events again.", .why_not = ""})) {
            text_.fill(0);
            filter_by_text(past);
        }
        left += bar_button_width("×") + gap;
    }

    constexpr std::string_view copy_label = "Copy";
    constexpr std::string_view newest_label = "↓ newest";
    float buttons = right - bar_button_width(copy_label);
    ImGui::SetCursorPos({buttons, at.y});
    const bool nothing = listing_.size() == 0;
    if (bar_button("log_copy", copy_label,
                   {.hint = "",
                    .tooltip = "Copies all lines that are listed as text: the newest 100,000, if "
                               "there are more.",
                    .why_not = nothing ? "No line is listed." : ""})) {
        copy(past, 0, listing_.size());
    }
    const bool past_is_shown = player.state() == PlayState::past && !scroll_.at_end();
    if (!nothing && (scroll_.strayed() || past_is_shown)) {
        buttons -= bar_button_width(newest_label) + gap;
        ImGui::SetCursorPos({buttons, at.y});
        if (bar_button("log_follow", newest_label,
                       {.hint = "",
                        .tooltip = "Shows the newest lines, and follows what comes in.",
                        .why_not = "",
                        .primary = true})) {
            follow();
            request_frame();
        }
    }
    ImGui::SetCursorPos({left + gap, text_y});
    draw_state(past, buttons - left - 3 * gap);
    ImGui::SetCursorPos({at.x, at.y + height});
}

void LogPanel::draw_field(const History& past, Player& player, float width) {
    if (wants_focus_) {
        focus_next_item();
        request_frame();
        wants_focus_ = false;
        letters_ = Letters::select;
    }
    const float padding = (size_of(*fonts().small) * 1.9F - ImGui::GetFontSize()) / 2;
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {ImGui::GetStyle().FramePadding.x, padding});
    ImGui::SetNextItemWidth(width);
    const char* const hint = hint_in(width - 2 * ImGui::GetStyle().FramePadding.x);
    // Versions of Dear ImGui differ in what they select: all, so that what is typed replaces it, or
    // nothing, because the focus only comes back.
    const auto select = [](ImGuiInputTextCallbackData* data) {
        const Letters letters =
            std::exchange(*static_cast<Letters*>(data->UserData), Letters::leave);
        if (letters == Letters::select) data->SelectAll();
        if (letters == Letters::deselect) data->ClearSelection();
        return 0;
    };
    bring_letters(text_.data());
    const bool entered = ImGui::InputTextWithHint(
        "##log_filter", hint, text_.data(), text_.size(),
        ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_CallbackAlways, select,
        &letters_);
    ImGui::PopStyleVar();
    focus_field();
    const bool let_go = ImGui::IsItemDeactivated();
    if (let_go && !entered && key_pressed(ImGuiKey_Escape)) {
        // Dear ImGui would take back what was typed; Esc only gives the keyboard back.
        text_.fill(0);
        text_before_.copy(text_.data(), text_.size() - 1);
    }
    note_widget("log_filter", text_.data());
    note_widget("log_hint", hint);
    if (ImGui::IsItemActive()) {
        add_rect(*ImGui::GetWindowDrawList(), ImGui::GetItemRectMin(), ImGui::GetItemRectMax(),
                 error_.empty() ? colours().ready : colours().failed,
                 ImGui::GetStyle().FrameRounding);
    }
    if (text_before_ != text_.data()) filter_by_text(past);
    if (entered) {
        go_to_match(player, !ImGui::GetIO().KeyShift);
        focus_last_item();
        letters_ = Letters::deselect;
        request_frame();
    }
}

void LogPanel::draw_state(const History& past, float width) const {
    const std::string text = state_text(past);
    cut_text(error_.empty() ? colours().faint : colours().failed, text, width);
    note_widget("log_state", text);
}

std::string LogPanel::state_text(const History& past) const {
    if (!error_.empty()) return error_;
    constexpr double said_s = 4;
    if (!copied_.empty() && ImGui::GetTime() < copied_s_ + said_s) return copied_;
    const std::uint64_t count = events_in(past);
    const std::uint64_t matching = listing_.matches ? listing_.size() : 0;  // controls, too
    const std::string all = grouped(std::max<std::uint64_t>(count, matching));
    if (listing_.matches && !matches_.complete()) {
        return fmt::format("{} of {} events, searching… {:.0f} %", grouped(listing_.size()), all,
                           100 * matches_.progress());
    }
    if (listing_.matches) return fmt::format("{} of {} events", grouped(listing_.size()), all);
    if (past.begin() > 0) {
        return fmt::format("{} events; those before event {} are forgotten", all,
                           grouped(past.begin() + 1));
    }
    return count == 1 ? "one event" : fmt::format("{} events", all);
}

// A wrong filter says what is wrong, and the one before it stays.
void LogPanel::filter_by_text(const History& past) {
    text_before_ = text_.data();
    copied_.clear();
    ParsedFilter parsed = parse_filter(from_field(text_before_));
    error_ = std::move(parsed.error);
    if (!error_.empty()) return;
    chosen_.reset();
    matches_.search(std::move(parsed.filter));
    search(past);
}

/// From the beginning, for tasks as the teacher calls them now.
void LogPanel::search(const History& past) {
    Filter filter = matches_.filter();
    for (const auto& [task, name] : past.nicknames().all())
        filter.also_called(task, past.text(name));
    matches_.search(std::move(filter));
    list(past);
}

// As Enter in the field does, but not from the last to the first.
void LogPanel::walk(Player& player, int by) {
    const std::uint64_t shown = player.shown_event().value_or(listing_.begin);
    const std::uint64_t row = by > 0 ? listing_.before(shown + 1) : listing_.before(shown);
    if (by > 0 ? row == listing_.size() : row == 0) return;
    go_to_match(player, by > 0);
    if (by > 1) walk(player, by - 1);
    if (by < -1) walk(player, by + 1);
}

// From the last one on to the first, and back.
void LogPanel::go_to_match(Player& player, bool forward) {
    const std::uint64_t count = listing_.size();
    if (count == 0) return;
    const std::uint64_t shown = player.shown_event().value_or(listing_.begin);
    const std::uint64_t next = listing_.before(shown + 1);
    const std::uint64_t here = listing_.before(shown);
    if (forward) player.go_to(listing_.number(next < count ? next : 0) + 1);
    else player.go_to(listing_.number(here > 0 ? here - 1 : count - 1) + 1);
}

}  // namespace yieldscope
