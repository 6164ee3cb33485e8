#include "app/panels/recordings.h"

#include "app/focus.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/escape.h"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <string_view>

namespace yieldscope {
namespace {

constexpr const char* recording_ending = ".jsonl";
constexpr const char* trace_ending = ".json";
constexpr const char* text_ending = ".txt";

/// "echo-2026-11-25-1553": nobody has to think of a name in front of a class.
std::string proposed(const ProgramFacts& running) {
    const std::time_t now = std::time(nullptr);
    // a recording may call its program anything
    return fmt::format("{}-{:%Y-%m-%d-%H%M}{}", file_name(running.program), fmt::localtime(now),
                       recording_ending);
}

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

}  // namespace

std::string with_ending(const std::string& path, const std::string& ending) {
    for (const std::string_view known : {recording_ending, trace_ending, text_ending}) {
        if (path.size() > known.size() && path.ends_with(known))
            return path.substr(0, path.size() - known.size()) + ending;
    }
    return path + ending;
}

std::string expanded(const std::string& path) {
    const char* home = std::getenv("HOME");
    return home && path.starts_with("~/") ? home + path.substr(1) : path;
}

void RecordingsPanel::draw(const ProgramFacts& running, bool compares,
                           const std::vector<std::string>& recent) {
    if (open && !was_open_) begin(running);
    if (!open && was_open_) answer.clear();
    was_open_ = open;
    if (!open) return;
    const float em = ImGui::GetFontSize();
    if (begin_dialog(title, open, 38)) {
        paragraph("recordings_help", fonts().text, colours().faint, help);
        ImGui::Dummy({0, em * 0.3F});
        ImGui::AlignTextToFramePadding();
        text_in(fonts().text, colours().faint, "file");
        ImGui::SameLine(em * 4);
        ImGui::SetNextItemWidth(-1);
        std::string typed = for_field(path_);
        bring_letters(typed);
        if (ImGui::InputText("##file_path", &typed, ImGuiInputTextFlags_AutoSelectAll))
            path_ = from_field(typed);
        focus_field();
        note_widget("file_path", path_);
        draw_keep(running);
        draw_open(running, compares);
        if (!answer.empty()) {
            paragraph("file_answer", fonts().text, refused ? colours().failed : colours().text,
                      answer);
        }
        draw_recent(recent);
    }
    end_dialog();
}

void RecordingsPanel::begin(const ProgramFacts& running) {
    if (path_.empty()) path_ = proposed(running);
    to_replace_.clear();
}

void RecordingsPanel::offer(const std::string& path) {
    path_ = path;
    answer.clear();
    to_replace_.clear();
    open = was_open_ = true;
}

void RecordingsPanel::draw_keep(const ProgramFacts& running) {
    const std::string_view none = path_.empty() ? "Type a file name first." : "";
    const float em = ImGui::GetFontSize();
    ImGui::Dummy({0, em * 0.2F});
    ImGui::AlignTextToFramePadding();
    text_in(fonts().text, colours().faint, "keep");
    ImGui::SameLine(em * 4);
    if (button("file_save", "Save",
               {.hint = "",
                .tooltip = "Everything from where history begins up to now, as a recording.",
                .why_not = none,
                .primary = !running.recorded})) {
        wish(FileWish::Kind::save, recording_ending);
    }
    ImGui::SameLine();
    if (button("file_export_trace", "Export for Perfetto",
               {.hint = "",
                .tooltip = "A trace that ui.perfetto.dev and chrome://tracing open.",
                .why_not = none})) {
        wish(FileWish::Kind::export_trace, trace_ending);
    }
    ImGui::SameLine();
    if (button("file_export_text", "Export as text",
               {.hint = "", .tooltip = "The transcript, a line an event.", .why_not = none})) {
        wish(FileWish::Kind::export_text, text_ending);
    }
}

void RecordingsPanel::draw_open(const ProgramFacts& running, bool compares) {
    const std::string_view none = path_.empty() ? "Type a file name first." : "";
    const float em = ImGui::GetFontSize();
    ImGui::Dummy({0, em * 0.2F});
    ImGui::AlignTextToFramePadding();
    text_in(fonts().text, colours().faint, "show");
    ImGui::SameLine(em * 4);
    if (button("file_open", "Open",
               {.hint = "",
                .tooltip = "Show this recording instead of what is shown now.",
                .why_not = none,
                .primary = running.recorded})) {
        wish(FileWish::Kind::open, nullptr);
    }
    ImGui::SameLine();
    if (button("file_compare", "Compare",
               {.hint = "",
                .tooltip = "Put this recording's timeline below the one that is shown, and mark "
                           "where they first differ.",
                .why_not = none})) {
        wish(FileWish::Kind::compare, nullptr);
    }
    if (compares) {
        ImGui::SameLine();
        if (button("file_end_comparison", "End comparison",
                   {.hint = "", .tooltip = "Show what was shown before, alone."})) {
            wanted = FileWish{.kind = FileWish::Kind::end_comparison, .path = ""};
        }
    }
    if (running.recorded) return;
    ImGui::SameLine();
    ImGui::AlignTextToFramePadding();
    text_in(fonts().text, colours().faint,
            fmt::format("Open ends {}: everybody is disconnected.", running.program));
}

void RecordingsPanel::draw_recent(const std::vector<std::string>& recent) {
    if (recent.empty()) return;
    const float em = ImGui::GetFontSize();
    ImGui::Dummy({0, em * 0.2F});
    text_in(fonts().text, colours().faint, "lately");
    for (std::size_t i = 0; i < recent.size(); ++i) {
        const std::string name = fitted(fonts().code, escaped(recent[i]), em * 32);
        push_font(fonts().code);
        const AsDrawn drawn(name);
        const std::string label = fmt::format("{}##recent{}", drawn.text(), i);
        const bool clicked = ImGui::Selectable(label.c_str(), recent[i] == path_);
        if (focus_button() || clicked) offer(recent[i]);
        pop_font();
        note_widget(fmt::format("recent:{}", i), recent[i]);
    }
}

// A file that is there is not written over by one careless click.
void RecordingsPanel::wish(FileWish::Kind kind, const char* ending) {
    if (ending) path_ = with_ending(path_, ending);
    const std::string path = expanded(path_);
    answer.clear();
    if (ending && path.find("\uFFFD") != std::string::npos) {
        answer = "The name has a letter that could not be read: type it again.";
        refused = true;
        return;
    }
    if (ending && exists(path) && to_replace_ != path) {
        to_replace_ = path;
        answer = fmt::format("{} is there already. Once more replaces it.", escaped(path_));
        refused = true;
        return;
    }
    wanted = {kind, path, ending && to_replace_ == path};
    to_replace_.clear();
}

}  // namespace yieldscope
