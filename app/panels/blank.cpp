#include "app/panels/blank.h"

#include "app/widgets.h"

#include <imgui.h>

namespace yieldscope {

bool draw_blank() {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(size);
    ImGui::Begin("blank", nullptr, ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove);
    ImGui::GetWindowDrawList()->AddRectFilled({0, 0}, size, IM_COL32_BLACK);
    ImGui::SetCursorPos({0, 0});
    const bool clicked = ImGui::InvisibleButton("blank", size);
    note_widget("blank", "");
    ImGui::End();
    return clicked;
}

}  // namespace yieldscope
