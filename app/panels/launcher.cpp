#include "app/panels/launcher.h"

#include "app/focus.h"
#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/programs/program.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <string_view>

namespace yieldscope {
namespace {

constexpr std::array<std::string_view, 3> pollers{"epoll", "poll", "select"};

/// A row of words of which one is chosen.
template <typename Words>
void choose(std::string_view group, const Words& words, std::string& chosen) {
    for (const auto& word : words) {
        const std::string id = fmt::format("{}:{}", group, word);
        if (button(id, word, {.primary = word == chosen})) chosen = word;
        ImGui::SameLine();
    }
    note_widget(fmt::format("chosen:{}", group), chosen);
    ImGui::NewLine();
}

/// True when Enter was pressed in it.
bool field(const char* id, std::string_view label, std::string& text) {
    const float em = ImGui::GetFontSize();
    ImGui::AlignTextToFramePadding();
    text_in(fonts().text, colours().faint, label);
    ImGui::SameLine(em * 6);
    ImGui::SetNextItemWidth(em * 14);
    const bool entered =
        ImGui::InputText(fmt::format("##{}", id).c_str(), &text,
                         ImGuiInputTextFlags_AutoSelectAll | ImGuiInputTextFlags_EnterReturnsTrue);
    focus_field();
    note_widget(id, text);
    return entered;
}

}  // namespace

void LauncherPanel::draw(const ProgramFacts& running) {
    if (open && !was_open_) begin(running);
    if (!open && was_open_) refusal.clear();
    was_open_ = open;
    if (!open) return;
    const float em = ImGui::GetFontSize();
    if (begin_dialog(title, open, 34)) {
        paragraph("", fonts().text, colours().faint, help);
        ImGui::Dummy({0, em * 0.3F});
        const bool entered = draw_fields();
        if (choice_words() != tried_) refusal.clear();  // it was about another choice
        const bool same = choice_.program == running.program && choice_.poller == running.poller &&
                          choice_.address.host == running.asked.host &&
                          port_ == fmt::format("{}", running.asked.port);
        const std::string why_not = wrong();
        ImGui::Dummy({0, em * 0.3F});
        if (!why_not.empty()) {
            paragraph("", fonts().text, colours().failed, why_not);
        } else if (!refusal.empty()) {
            paragraph("refusal", fonts().text, colours().failed, refusal);
        }
        if (button("start", same ? "Restart" : "Start", {.why_not = why_not, .primary = true}) ||
            (entered && why_not.empty())) {
            refusal.clear();
            tried_ = choice_words();
            wanted = choice_;
        }
    }
    end_dialog();
}

void LauncherPanel::begin(const ProgramFacts& running) {
    choice_ = {running.program, running.asked, running.poller};
    // A recording may be of a program, and name a poller, that there are not here.
    if (!find_program(choice_.program)) choice_.program = programs().front().name;
    const bool polls = std::find(pollers.begin(), pollers.end(), choice_.poller) != pollers.end();
    if (running.recorded && !polls) choice_.poller = pollers.front();
    port_ = fmt::format("{}", running.asked.port);
    tried_ = choice_words();
}

std::string LauncherPanel::choice_words() const {
    return fmt::format("{} {} {} {}", choice_.program, choice_.address.host, port_, choice_.poller);
}

bool LauncherPanel::draw_fields() {
    const float em = ImGui::GetFontSize();
    std::vector<std::string_view> names;
    for (const Program& program : programs()) names.push_back(program.name);
    ImGui::AlignTextToFramePadding();
    text_in(fonts().text, colours().faint, "program");
    ImGui::SameLine(em * 6);
    choose("program", names, choice_.program);
    if (const Program* program = find_program(choice_.program)) {
        ImGui::SetCursorPosX(ImGui::GetCursorPosX() + em * 5.3F);
        paragraph("", fonts().text, colours().text, program->help);
    }
    bool entered = field("port", "port", port_);
    entered |= field("bind", "address", choice_.address.host);
    ImGui::AlignTextToFramePadding();
    text_in(fonts().text, colours().faint, "poller");
    ImGui::SameLine(em * 6);
    choose("poller", pollers, choice_.poller);
    if (is_numeric_address(choice_.address.host) && !is_loopback(choice_.address.host)) {
        paragraph("", fonts().text, colours().cursor,
                  "Everybody on your network can connect to this address. 127.0.0.1 lets in this "
                  "machine alone.");
    }
    unsigned port = 0;
    const auto [end, error] = std::from_chars(port_.data(), port_.data() + port_.size(), port);
    if (error == std::errc() && end == port_.data() + port_.size() && port <= UINT16_MAX)
        choice_.address.port = static_cast<std::uint16_t>(port);
    return entered;
}

/// What cannot be meant, as a sentence; empty if it can be tried.
std::string LauncherPanel::wrong() const {
    if (port_ != fmt::format("{}", choice_.address.port))
        return fmt::format("The port is a number from 0 to 65535, 0 picks a free one; not '{}'.",
                           port_);
    if (!is_numeric_address(choice_.address.host)) {
        return fmt::format("The address is a number such as 127.0.0.1 or ::1; not '{}'.",
                           choice_.address.host);
    }
    return "";
}

}  // namespace yieldscope
