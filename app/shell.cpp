#include "app/shell.h"

#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/theme.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace yieldscope {
namespace {

/// A pane of the screen: a child window with the panes' colour.
template <typename Draw>
void pane(const char* id, ImVec2 at, ImVec2 size, Draw draw) {
    const float em = ImGui::GetFontSize();
    ImGui::SetCursorPos(at);
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colours().pane);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em * 0.7F, em * 0.5F));
    if (begin_child(id, size, Border::line,
                    ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse))
        draw();
    ImGui::EndChild();
    ImGui::PopStyleVar();
    ImGui::PopStyleColor();
}

std::string_view word_of(PlayState state) {
    switch (state) {
        case PlayState::running: return "running";
        case PlayState::pausing: return "pausing";
        case PlayState::stepping: return "stepping";
        case PlayState::paused: return "paused";
        case PlayState::past: return "past";
        case PlayState::ended: return "over";
    }
    return "";
}

}  // namespace

Shell::Shell(EventLog& log, CommandQueue& commands, ProgramFacts facts, Settings& settings)
    : history_(log),
      player_(history_, commands, settings),
      facts_(std::move(facts)),
      settings_(settings) {}

bool Shell::update(double now_s) {
    const bool news = history_.update() > 0;
    player_.update(now_s);
    const bool newest = player_.cursor() == history_.size();
    return board_.update(player_.model(), newest, now_s) || news;
}

//   ┌──────────────── controls ────────────────┐
//   │ code  │        board        │ connections│
//   ├──────────────── narration ───────────────┤
//   └──────────────── log ─────────────────────┘
void Shell::draw() {
    const ImVec2 screen = ImGui::GetIO().DisplaySize;
    const float em = ImGui::GetFontSize();
    if (selection_.next_frame()) request_frame();
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(screen);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em * 0.3F, em * 0.3F));
    ImGui::PushStyleColor(ImGuiCol_WindowBg, colours().line);
    ImGui::Begin("yieldscope", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse);

    const float gap = std::max(1.0F, em * 0.06F);
    const float bar = em * 2.8F;
    const float strip = em * 4.4F;
    const float log_height = std::clamp(screen.y * 0.18F, em * 6, em * 16);
    const float middle = screen.y - bar - strip - log_height - 3 * gap;
    const float left = std::clamp(screen.x * 0.3F, em * 16, em * 38);
    const float right = std::clamp(screen.x * 0.22F, em * 16, em * 26);
    const float top = bar + gap;
    const Model& now = player_.model();

    pane("controls", {0, 0}, {screen.x, bar}, [&] { controls_.draw(facts_, player_, history_); });
    pane("code", {0, top}, {left, middle},
         [&] { code_.draw(facts_, now, history_, selection_, player_); });
    pane("board", {left + gap, top}, {screen.x - left - right - 2 * gap, middle},
         [&] { board_.draw(now, history_, selection_, player_, settings_); });
    pane("connections", {screen.x - right, top}, {right, middle},
         [&] { connections_.draw(facts_, now, history_, selection_); });
    pane("narration", {0, top + middle + gap}, {screen.x, strip},
         [&] { narration_.draw(now, history_, player_); });
    pane("log", {0, screen.y - log_height}, {screen.x, log_height},
         [&] { log_.draw(history_, selection_, player_); });
    key_sheet_.draw();

    ImGui::End();
    ImGui::PopStyleColor();
    ImGui::PopStyleVar(2);
}

void Shell::act(Action action) {
    constexpr float step = 1.1F;
    switch (action) {
        case Action::zoom_in: settings_.zoom = std::min(settings_.zoom * step, 3.0F); break;
        case Action::zoom_out: settings_.zoom = std::max(settings_.zoom / step, 0.5F); break;
        case Action::zoom_reset: settings_.zoom = 1.0F; break;
        case Action::presentation: settings_.presentation = !settings_.presentation; break;
        case Action::theme: settings_.theme = next_theme(settings_.theme); break;
        case Action::find:
        case Action::break_task: break;
        case Action::key_sheet: key_sheet_.open = !key_sheet_.open; break;
        case Action::close:
            if (key_sheet_.open) key_sheet_.open = false;
            else selection_.selected = 0;
            break;
        default: player_.act(action);
    }
}

std::string Shell::title() {
    const std::string program = facts_.address.empty()
                                    ? facts_.program
                                    : fmt::format("{} on {}", facts_.program, facts_.address);
    if (player_.state() == PlayState::running)
        return fmt::format("yieldscope: {}, running", program);
    return fmt::format("yieldscope: {}, {} at event {}, turn {}", program, word_of(player_.state()),
                       player_.shown_number(), player_.model().turns());
}

}  // namespace yieldscope
