#include "app/panels/key_sheet.h"

#include "app/imgui_compat.h"
#include "app/keys.h"
#include "app/letters.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

namespace yieldscope {
namespace {

enum class Purpose { forward, back, tasks, screen };

Purpose purpose_of(Action action) {
    switch (action) {
        case Action::run_pause:
        case Action::event:
        case Action::turn:
        case Action::round:
        case Action::next_turn:
        case Action::pace_down:
        case Action::pace_up: return Purpose::forward;
        case Action::event_back:
        case Action::previous_turn:
        case Action::round_back:
        case Action::next_mark:
        case Action::previous_mark:
        case Action::bookmark:
        case Action::home:
        case Action::live: return Purpose::back;
        case Action::zoom_in:
        case Action::zoom_out:
        case Action::zoom_reset:
        case Action::presentation:
        case Action::blank:
        case Action::theme:
        case Action::view:
        case Action::full_screen:
        case Action::key_sheet:
        case Action::close: return Purpose::screen;
        default: return Purpose::tasks;
    }
}

std::string_view heading_of(Purpose purpose) {
    switch (purpose) {
        case Purpose::forward: return "Run and step";
        case Purpose::back: return "Look back";
        case Purpose::tasks: return "Tasks, events and controls";
        case Purpose::screen: return "The screen";
    }
    return "";
}

ImVec2 size_of(std::string_view keys) {
    push_font(fonts().code);
    const ImVec2 size = measure(keys);
    pop_font();
    return size;
}

/// The widest key, and what is between it and its sentence.
float key_width() {
    float widest = 0;
    for (const KeyBinding& binding : key_bindings())
        widest = std::max(widest, size_of(binding.keys).x);
    return widest + ImGui::GetFontSize() * 1.4F;
}

void draw_key(const KeyBinding& binding, float x, float width) {
    const float em = ImGui::GetFontSize();
    ImGui::SetCursorPosX(x);
    ImGui::BeginGroup();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size = size_of(binding.keys);
    const ImVec2 min(at.x, at.y - em * 0.08F);
    const ImVec2 max(at.x + size.x + em * 0.7F, at.y + em * 1.2F);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(min, max, colours().card, em * 0.25F);
    add_rect(list, min, max, colours().arrow, em * 0.25F);
    ImGui::SetCursorPosX(x + em * 0.35F);
    text_in(fonts().code, colours().text, binding.keys);
    ImGui::SameLine(key_width());  // from where the group begins
    paragraph("", fonts().text, colours().text, binding.help, x + width);
    ImGui::EndGroup();
    note_widget(fmt::format("key:{}", binding.id), binding.help);
}

void draw_keys(Purpose purpose, float x, float width) {
    ImGui::SetCursorPosX(x);
    text_in(fonts().bold, colours().faint, heading_of(purpose));
    for (const KeyBinding& binding : key_bindings()) {
        if (purpose_of(binding.action) == purpose) draw_key(binding, x, width);
    }
    ImGui::Dummy({0, ImGui::GetFontSize() * 0.2F});
}

/// Darkens what is behind. Returns whether it was clicked.
bool draw_veil(ImVec2 screen) {
    ImGui::SetCursorPos({0, 0});
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colour::faded(colours().ground, 0.7F));
    begin_child("veil", screen);
    const bool clicked = ImGui::InvisibleButton("veil", screen);
    ImGui::EndChild();
    ImGui::PopStyleColor();
    return clicked;
}

}  // namespace

void KeySheet::draw() {
    if (!open) return;
    const float em = ImGui::GetFontSize();
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    if (draw_veil(screen)) open = false;
    ImGui::SetNextWindowPos({screen.x / 2, screen.y / 2}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({std::min(screen.x - em, em * 64), 0});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, colours().pane);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, em * 0.4F);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em, em * 0.7F));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em * 0.5F, em * 0.5F));
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove |
                                       ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoSavedSettings;
    if (ImGui::Begin(title, &open, flags)) {
        const ImVec2 at = ImGui::GetCursorPos();
        const float gap = em * 1.5F;
        const float width = (ImGui::GetContentRegionAvail().x - gap) / 2;
        ImGui::BeginGroup();
        draw_keys(Purpose::forward, at.x, width);
        draw_keys(Purpose::tasks, at.x, width);
        ImGui::EndGroup();
        ImGui::SetCursorPos({at.x + width + gap, at.y});
        ImGui::BeginGroup();
        draw_keys(Purpose::back, at.x + width + gap, width);
        draw_keys(Purpose::screen, at.x + width + gap, width);
        ImGui::EndGroup();
    }
    note_window("key_sheet", title);
    ImGui::End();
    ImGui::PopStyleVar(3);
    ImGui::PopStyleColor();
}

}  // namespace yieldscope
