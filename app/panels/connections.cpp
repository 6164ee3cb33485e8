#include "app/panels/connections.h"

#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>

namespace yieldscope {
namespace {

std::string_view word_of(Place place) {
    switch (place) {
        case Place::ready: return "ready";
        case Place::running: return "runs";
        case Place::recv_wait: return "recv";
        case Place::send_wait: return "send";
        case Place::finished: return "done";
        case Place::failed: return "failed";
        case Place::cancelled: return "cancelled";
    }
    return "";
}

void draw_row(const TaskState& task, const Model& now, const History& past, Selection& selection,
              ImFont* font) {
    const float em = size_of(*font);
    const std::string label = past.label(task.id, now);
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    if (ImGui::Selectable(label.c_str(), selection.lit(task.id),
                          ImGuiSelectableFlags_SpanAllColumns)) {
        selection.selected = selection.selected == task.id ? 0 : task.id;
    }
    note_widget(fmt::format("connection:{}", task.id), label);
    if (ImGui::IsItemHovered()) selection.hover(task.id);
    ImGui::TableNextColumn();
    const std::string_view address = past.text(task.address);
    text_in(font, colours().text, address.substr(std::min(address.rfind(':'), address.size())));
    ImGui::TableNextColumn();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_shape(*ImGui::GetWindowDrawList(), task.place, {at.x + em * 0.35F, at.y + em * 0.5F},
               em * 0.65F, colour_of(task.place));
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + em * 0.95F);
    text_in(font, colour_of(task.place), word_of(task.place));
    ImGui::TableNextColumn();
    text_in(font, colours().text, bytes_text(task.bytes_in));
    ImGui::TableNextColumn();
    text_in(font, colours().text, bytes_text(task.bytes_out));
}

void draw_table(const Model& now, const History& past, Selection& selection, float below) {
    const float em = ImGui::GetFontSize();
    constexpr ImGuiTableFlags flags =
        ImGuiTableFlags_ScrollY | ImGuiTableFlags_BordersInnerH | ImGuiTableFlags_SizingStretchProp;
    const float rows = static_cast<float>(now.connections().size()) + 1.2F;
    const float height = std::min(rows * ImGui::GetTextLineHeightWithSpacing() + em * 0.6F,
                                  ImGui::GetContentRegionAvail().y - below);
    if (!ImGui::BeginTable("connections", 5, flags, {0, std::max(height, em * 4)})) return;
    ImGui::TableSetupScrollFreeze(0, 1);
    for (const char* name : {"task", "peer", "state", "in", "out"}) ImGui::TableSetupColumn(name);
    push_font(fonts().small);
    ImGui::TableHeadersRow();
    pop_font();
    ImFont* font = ImGui::GetContentRegionAvail().x < em * 19 ? fonts().small : fonts().text;
    push_font(font);
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(now.connections().size()));
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            if (const TaskState* task = now.find(now.connections()[static_cast<std::size_t>(row)]))
                draw_row(*task, now, past, selection, font);
        }
    }
    pop_font();
    ImGui::EndTable();
}

// Why the selected task is where it is, and what it last heard and said.
void draw_task(const TaskState& task, const Model& now, const History& past) {
    caption(past.label(task.id, now),
            "The task you clicked: where it is suspended, and the last it read and sent. Click it "
            "again to let it go.");
    ImGui::PushTextWrapPos(0);
    const std::string at = task.line
                               ? fmt::format("{}:{}", file_name(past.text(task.file)), task.line)
                               : "not started yet";
    text_in(fonts().text, colour_of(task.place), fmt::format("{} at {}", word_of(task.place), at));
    text_in(fonts().text, colours().faint,
            fmt::format("turns {}, messages in {}, out {}", task.turns, task.messages_in,
                        task.messages_out));
    if (task.error) text_in(fonts().text, colours().failed, escaped(past.text(task.error)));
    if (task.messages_in)
        text_in(fonts().code, colours().text, fmt::format("read {}", quoted(task.last_in.text())));
    if (task.messages_out)
        text_in(fonts().code, colours().text, fmt::format("sent {}", quoted(task.last_out.text())));
    ImGui::PopTextWrapPos();
    ImGui::Dummy({0, ImGui::GetFontSize() * 0.4F});
}

/// "127.0.0.1:25000" -> "nc 127.0.0.1 25000".
std::string command_for(std::string_view address) {
    const auto colon = std::min(address.rfind(':'), address.size());
    std::string_view host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return fmt::format("nc {} {}", host, colon < address.size() ? address.substr(colon + 1) : "");
}

/// The command in the largest letters that fit: the back row has to read it.
void draw_command(const std::string& command) {
    caption("Try it",
            "Type this in a terminal to become a client. Everything you send comes back with GOT: "
            "in front.");
    const float em = ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, em * 2.4F);
    push_font(fonts().large);
    const bool fits = ImGui::CalcTextSize(command.c_str()).x < size.x - em * 1.2F;
    pop_font();
    ImFont* font = fits ? fonts().large : fonts().text;
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + size.x, at.y + size.y}, colours().ground,
                                              em * 0.3F);
    ImGui::SetCursorScreenPos({at.x + em * 0.6F, at.y + (size.y - size_of(*font)) / 2});
    text_in(font, colours().text, command);
    ImGui::SetCursorScreenPos(at);
    if (ImGui::InvisibleButton("copy_command", size)) ImGui::SetClipboardText(command.c_str());
    note_widget("copy_command", command);
    tooltip("Click to copy.");
    ImGui::Dummy({0, em * 0.4F});
}

}  // namespace

void ConnectionsPanel::draw(const ProgramFacts& facts, const Model& now, const History& past,
                            Selection& selection) {
    if (!facts.address.empty()) draw_command(command_for(facts.address));
    const std::size_t count = now.connections().size();
    caption(count ? fmt::format("{}: {}", title, count) : title, help);
    const TaskState* selected = now.find(selection.selected);
    if (facts.address.empty() || count == 0) {
        ImGui::PushTextWrapPos(0);
        text_in(fonts().text, colours().faint,
                facts.address.empty() ? "This program does not use the network."
                                      : "Nobody is connected. Type the command above in a "
                                        "terminal, then step or run.");
        ImGui::PopTextWrapPos();
    } else {
        draw_table(now, past, selection, selected ? ImGui::GetFontSize() * 11 : 0);
    }
    ImGui::Dummy({0, ImGui::GetFontSize() * 0.4F});
    if (selected) draw_task(*selected, now, past);
}

}  // namespace yieldscope
