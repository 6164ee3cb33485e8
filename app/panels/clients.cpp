#include "app/panels/clients.h"

#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace yieldscope {
namespace {

std::string words(const Crowd::Count& count) {
    if (count.wanted == 0) return "none";
    if (count.connected == count.wanted) return fmt::format("{} connected", count.connected);
    return fmt::format("{} of {} connected", count.connected, count.wanted);
}

void draw_buttons(Crowd& crowd, const ClientKindFacts& kind, const Crowd::Count& count) {
    const float gap = ImGui::GetFontSize() * 0.3F;
    const std::string_view full =
        crowd.room() == 0 ? "No more fit: the system gives this program no more descriptors." : "";
    if (button(fmt::format("client_remove:{}", kind.name), "\u2212",
               {.hint = "",
                .tooltip = "The newest of them goes.",
                .why_not = count.wanted == 0 ? "There is none of them." : ""})) {
        crowd.remove(kind.kind, 1);
    }
    ImGui::SameLine(0, gap);
    if (button(fmt::format("client_add:{}", kind.name), "+",
               {.hint = "", .tooltip = "One more comes.", .why_not = full})) {
        crowd.add(kind.kind, 1);
    }
    ImGui::SameLine(0, gap);
    if (button(fmt::format("client_add10:{}", kind.name), "+10",
               {.hint = "", .tooltip = "Ten more come.", .why_not = full})) {
        crowd.add(kind.kind, 10);
    }
}

}  // namespace

void ClientsPanel::draw(Crowd* crowd) {
    if (!open || !crowd) return;  // the button that opens it is grey then
    const float em = ImGui::GetFontSize();
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    // In the corner that hides the least of the board; it can be moved.
    ImGui::SetNextWindowPos({screen.x - em, screen.y - em}, ImGuiCond_Appearing, {1, 1});
    ImGui::SetNextWindowSize({std::min(screen.x - em * 2, em * 58), 0});
    constexpr ImGuiWindowFlags flags =
        ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoSavedSettings;
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em, em * 0.7F));
    if (ImGui::Begin(title, &open, flags)) {
        paragraph("clients", fonts().text, colours().faint, help);
        draw_table(*crowd);
        if (const std::string problem = crowd->problem(); !problem.empty())
            paragraph("clients_problem", fonts().text, colours().failed, problem);
    }
    ImGui::End();
    ImGui::PopStyleVar();
}

void ClientsPanel::draw_table(Crowd& crowd) {
    const float em = ImGui::GetFontSize();
    if (!ImGui::BeginTable("clients", 4, ImGuiTableFlags_BordersInnerH)) return;
    ImGui::TableSetupColumn("kind", ImGuiTableColumnFlags_WidthFixed, em * 6.5F);
    ImGui::TableSetupColumn("what it does", ImGuiTableColumnFlags_WidthStretch);
    ImGui::TableSetupColumn("fewer, more", ImGuiTableColumnFlags_WidthFixed, em * 7.5F);
    ImGui::TableSetupColumn("how many", ImGuiTableColumnFlags_WidthFixed, em * 8.5F);
    for (const ClientKindFacts& kind : client_kinds()) {
        Crowd::Count& count = drawn_[static_cast<std::size_t>(kind.kind)];
        count = crowd.count(kind.kind);
        ImGui::TableNextRow();
        ImGui::TableNextColumn();
        ImGui::AlignTextToFramePadding();
        text_in(fonts().bold, colours().text, kind.name);
        ImGui::TableNextColumn();
        ImGui::AlignTextToFramePadding();
        paragraph("", fonts().text, colours().faint, kind.help);
        ImGui::TableNextColumn();
        draw_buttons(crowd, kind, count);
        ImGui::TableNextColumn();
        ImGui::AlignTextToFramePadding();
        const std::string text = words(count);
        text_in(fonts().text, count.connected > 0 ? colours().text : colours().faint, text);
        note_widget(fmt::format("client_count:{}", kind.name), text);
    }
    ImGui::EndTable();
}

bool ClientsPanel::is_outdated(const Crowd* crowd) const {
    if (!open || !crowd) return false;
    Counts now;
    for (const ClientKindFacts& kind : client_kinds())
        now[static_cast<std::size_t>(kind.kind)] = crowd->count(kind.kind);
    return now != drawn_;
}

}  // namespace yieldscope
