#include "app/panels/view.h"

#include "app/focus.h"
#include "app/imgui_compat.h"
#include "app/keys.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace yieldscope {
namespace {

std::string_view label_of(Theme theme) {
    switch (theme) {
        case Theme::dark: return "Dark";
        case Theme::light: return "Light";
        case Theme::contrast: return "High contrast";
    }
    return "";
}

void heading(std::string_view words, std::string_view keys = {}) {
    ImGui::Dummy({0, ImGui::GetFontSize() * 0.2F});
    text_in(fonts().small, colours().faint, words);
    ImGui::SameLine();
    text_in(fonts().small, colours().weak, keys);
}

void draw_themes(Settings& settings) {
    heading("Colours", binding_of(Action::theme).keys);
    for (const Theme theme : {Theme::dark, Theme::light, Theme::contrast}) {
        if (theme != Theme::dark) ImGui::SameLine(0, ImGui::GetFontSize() * 1.2F);
        const std::string label(label_of(theme));
        const bool clicked = ImGui::RadioButton(label.c_str(), settings.theme == theme);
        if (focus_button() || clicked) settings.theme = theme;
        note_widget(fmt::format("theme:{}", name_of(theme)), label);
    }
}

void draw_zoom(Settings& settings) {
    const float gap = ImGui::GetFontSize() * 0.4F;
    const float shown = std::min(settings.zoom, text_size().zoom_most);
    heading("Size of everything");
    if (button("zoom_out", "-",
               {.hint = binding_of(Action::zoom_out).keys,
                .tooltip = binding_of(Action::zoom_out).help,
                .why_not = shown <= zoom_least ? "This is the smallest." : ""}))
        zoom_out(settings);
    ImGui::SameLine(0, gap);
    const std::string percent = fmt::format("{:.0f} %", shown * 100);
    const bool largest = settings.zoom >= std::min(zoom_most, text_size().zoom_most);
    if (button(
            "zoom_in", "+",
            {.hint = binding_of(Action::zoom_in).keys,
             .tooltip = binding_of(Action::zoom_in).help,
             .why_not = largest ? "This is the largest: the board has to fit on the screen." : ""}))
        zoom_in(settings);
    ImGui::SameLine(0, gap);
    if (button("zoom_reset", percent,
               {.hint = binding_of(Action::zoom_reset).keys,
                .tooltip = binding_of(Action::zoom_reset).help,
                .why_not = {}}))
        zoom_reset(settings);
}

}  // namespace

void ViewPanel::draw(Settings& settings, float top, bool cramped) {
    if (!open) return;
    const float em = ImGui::GetFontSize();
    ImGui::SetNextWindowPos({ImGui::GetIO().DisplaySize.x - em * 0.6F, top + em * 0.6F},
                            ImGuiCond_Always, {1, 0});
    ImGui::SetNextWindowSize({em * 27, 0});
    ImGui::PushStyleColor(ImGuiCol_WindowBg, colours().card);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowRounding, em * 0.4F);
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove |
                                       ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoSavedSettings;
    if (ImGui::Begin(title, &open, flags)) {
        draw_themes(settings);
        draw_zoom(settings);
        if (cramped && !settings.presentation)
            paragraph("cramped", fonts().small, colours().faint,
                      "Some panels have no room at this size; Ctrl 0 brings them back.");
        heading("For a class");
        ImGui::Checkbox("Only the board and the sentence, twice as large", &settings.presentation);
        if (focus_button()) settings.presentation = !settings.presentation;
        note_widget("presentation", binding_of(Action::presentation).help);
        ImGui::SameLine();
        text_in(fonts().small, colours().weak, binding_of(Action::presentation).keys);
        ImGui::Checkbox("Reduced motion: nothing flies across the screen",
                        &settings.reduced_motion);
        if (focus_button()) settings.reduced_motion = !settings.reduced_motion;
        note_widget("reduced_motion", "Reduced motion");
        text_in(fonts().small, colours().faint,
                fmt::format("{} fills the whole screen.", binding_of(Action::full_screen).keys));
    }
    note_window("view_sheet", title);
    ImGui::End();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
}

}  // namespace yieldscope
