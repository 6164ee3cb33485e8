#include "app/panels/key_sheet.h"

#include "app/imgui_compat.h"
#include "app/keys.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <algorithm>

namespace yieldscope {

void KeySheet::draw() {
    if (!open) return;
    const float em = ImGui::GetFontSize();
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    ImGui::GetWindowDrawList()->AddRectFilled({0, 0}, screen,
                                              colour::faded(colours().ground, 0.6F));
    ImGui::SetNextWindowPos({screen.x / 2, screen.y / 2}, ImGuiCond_Always, {0.5F, 0.5F});
    ImGui::SetNextWindowSize({std::min(screen.x - em * 2, em * 46), 0});
    constexpr ImGuiWindowFlags flags = ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoMove |
                                       ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoSavedSettings;
    ImGui::SetNextWindowFocus();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em, em * 0.7F));
    if (ImGui::Begin(title, &open, flags) && ImGui::BeginTable("keys", 2)) {
        ImGui::TableSetupColumn("key", ImGuiTableColumnFlags_WidthFixed, em * 6);
        ImGui::TableSetupColumn("what it does", ImGuiTableColumnFlags_WidthStretch);
        for (const KeyBinding& binding : key_bindings()) {
            ImGui::TableNextRow();
            ImGui::TableNextColumn();
            text_in(fonts().code, colours().cursor, binding.keys);
            ImGui::TableNextColumn();
            ImGui::PushTextWrapPos(0);
            text_in(fonts().text, colours().text, binding.help);
            ImGui::PopTextWrapPos();
        }
        ImGui::EndTable();
        note_widget("key_sheet", title);
    }
    ImGui::End();
    ImGui::PopStyleVar();
}

}  // namespace yieldscope
