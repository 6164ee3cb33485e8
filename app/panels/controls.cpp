#include "app/panels/controls.h"

#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace yieldscope {
namespace {

struct StateLook {
    std::string text;
    ImU32 colour;
};

StateLook look_of(PlayState state, const Model& live) {
    switch (state) {
        case PlayState::running:
            return {live.poll().blocked ? "Running, asleep in poll" : "Running", colours().running};
        case PlayState::pausing: return {"Pausing...", colours().cursor};
        case PlayState::stepping:
            return {live.poll().blocked ? "Step waits for the kernel" : "Stepping...",
                    colours().running};
        case PlayState::paused: return {"Paused", colours().cursor};
        case PlayState::past: return {"The past: End goes back", colours().recv_wait};
        case PlayState::ended: return {"Over", colours().done};
    }
    return {"", colours().faint};
}

void action_button(Player& player, Action action, std::string_view label, bool primary,
                   bool with_hint) {
    const KeyBinding& binding = binding_of(action);
    ImGui::SetCursorPosY(ImGui::GetFontSize() * 0.4F);
    if (button(binding.id, label,
               {.hint = with_hint ? binding.keys : "",
                .tooltip = binding.help,
                .why_not = player.why_not(action),
                .primary = primary})) {
        player.act(action);
    }
    ImGui::SameLine(0, ImGui::GetFontSize() * 0.35F);
}

}  // namespace

void ControlsPanel::draw(const ProgramFacts& facts, Player& player, const History& history) {
    const float em = ImGui::GetFontSize();
    const float width = ImGui::GetWindowWidth();
    const bool roomy = width > em * 79;  // else the less important words go
    const PlayState state = player.state();
    const bool moving = state == PlayState::running || state == PlayState::stepping;

    ImGui::SetCursorPos({em * 0.8F, em * 0.55F});
    ImGui::AlignTextToFramePadding();
    text_in(fonts().bold, colours().text, "yieldscope");
    tooltip(help);
    ImGui::SameLine(0, em * 0.8F);
    pill(facts.program);
    if (roomy) {
        ImGui::SameLine(0, em * 0.4F);
        if (!facts.address.empty()) {
            pill(facts.address);
            ImGui::SameLine(0, em * 0.4F);
        }
        pill(facts.poller);
    }

    const float left = ImGui::GetItemRectMax().x - ImGui::GetWindowPos().x;
    ImGui::SameLine(std::max(left + em * 0.8F, roomy ? width * 0.29F : 0));
    action_button(player, Action::home, "|<", false, roomy);
    action_button(player, Action::event_back, "Back", false, roomy);
    action_button(player, Action::run_pause, moving ? "Pause" : "Run", true, true);
    action_button(player, Action::event, "Event", false, true);
    action_button(player, Action::turn, "Turn", false, true);
    action_button(player, Action::round, "Round", false, true);
    action_button(player, Action::live, "Live", false, roomy);

    const StateLook look = look_of(state, history.live());
    const std::string where = fmt::format("{} of {}{}", player.shown_number(), history.size(),
                                          player.live() ? "  live" : "");
    const float state_width = ImGui::CalcTextSize(look.text.c_str()).x + em * 1.2F;
    push_font(fonts().code);
    const float where_width = ImGui::CalcTextSize(where.c_str()).x;
    pop_font();
    ImGui::SameLine(width - state_width - where_width - em * 1.6F);
    ImGui::SetCursorPosY(em * 0.4F);
    ImGui::Dummy({state_width, em * 1.9F});
    note_widget("state", look.text);
    const ImVec2 min = ImGui::GetItemRectMin();
    const ImVec2 max = ImGui::GetItemRectMax();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    add_rect(list, min, max, look.colour, em * 0.35F);
    list.AddText({min.x + em * 0.6F, min.y + em * 0.45F}, look.colour, look.text.c_str());
    ImGui::SameLine(0, em * 0.8F);
    ImGui::SetCursorPosY(em * 0.85F);
    text_in(fonts().code, colours().faint, where);
    tooltip("Which event is shown, of how many that the log holds.");
}

}  // namespace yieldscope
