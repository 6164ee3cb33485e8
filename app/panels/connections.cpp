#include "app/panels/connections.h"

#include "app/focus.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/own_address.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/escape.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

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

/// "127.0.0.1:53412" -> ":53412".
std::string port_of(std::string address) {
    return address.substr(std::min(address.rfind(':'), address.size()));
}

std::string message_text(const Preview& message) {
    return quoted_beginning(message.text(), message.of_bytes);
}

std::string age_of(const TaskState& task, const Model& now) {
    return duration_text(now.last().time_ns - task.born_ns);
}

enum class Column { task, peer, state, in, out, message, age, messages };

struct ColumnLook {
    Column column;
    const char* name;
    float width;  ///< in the height of the table's text
};

// The more important a column is for a class, the further to the front, and the longer it stays
// when room is scarce.
constexpr std::array columns{
    ColumnLook{Column::task, "task", 4.4F},   ColumnLook{Column::peer, "peer", 4.0F},
    ColumnLook{Column::state, "state", 4.1F}, ColumnLook{Column::in, "in", 3.8F},
    ColumnLook{Column::out, "out", 3.8F},     ColumnLook{Column::message, "last message", 8},
    ColumnLook{Column::age, "age", 4.2F},     ColumnLook{Column::messages, "messages", 4.4F},
};

/// How many of the columns, from the first on, have room.
int columns_in(float width) {
    int count = 0;
    for (const ColumnLook& look : columns) {
        width -= look.width;
        if (width < 0) break;
        ++count;
    }
    return std::max(count, 3);
}

void draw_state(Place place, ImFont* font) {
    const float em = size_of(*font);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    draw_shape(*ImGui::GetWindowDrawList(), place, {at.x + em * 0.35F, at.y + em * 0.5F},
               em * 0.65F, colour_of(place));
    ImGui::SetCursorPosX(ImGui::GetCursorPosX() + em * 0.95F);
    text_in(font, colour_of(place), word_of(place));
}

void draw_cell(Column column, const TaskState& task, const Model& now, const History& past,
               ImFont* font) {
    const auto write = [&](std::string text) {
        const float room = ImGui::GetContentRegionAvail().x;
        text_in(font, colours().text, fitted(font, std::move(text), room));
    };
    switch (column) {
        case Column::task: return write(past.label(task.id, now));
        case Column::peer: return write(port_of(past.shown(task.address)));
        case Column::state: return draw_state(task.place, font);
        case Column::in: return write(bytes_text(task.bytes_in));
        case Column::out: return write(bytes_text(task.bytes_out));
        case Column::message: return write(task.messages_in ? message_text(task.last_in) : "");
        case Column::age: return write(age_of(task, now));
        case Column::messages: return write(grouped(task.messages_in));
    }
}

void draw_row(const TaskState& task, int column_count, const Model& now, const History& past,
              Selection& selection, ImFont* font) {
    ImGui::TableNextRow();
    ImGui::TableNextColumn();
    ImGui::PushID(static_cast<int>(task.id));
    const ImVec2 at = ImGui::GetCursorPos();
    if (ImGui::Selectable("##row", selection.lit(task.id), ImGuiSelectableFlags_SpanAllColumns)) {
        selection.selected = selection.selected == task.id ? 0 : task.id;
    }
    note_widget(fmt::format("connection:{}", task.id), past.label(task.id, now));
    if (ImGui::IsItemHovered()) {
        selection.hover(task.id);
        tooltip(facts_of(task, now, past));
        if (ImGui::IsMouseClicked(ImGuiMouseButton_Right))
            selection.selected = selection.menu = task.id;
    }
    ImGui::SetCursorPos(at);
    for (int i = 0; i < column_count; ++i) {
        if (i > 0) ImGui::TableNextColumn();
        draw_cell(columns[static_cast<std::size_t>(i)].column, task, now, past, font);
    }
    ImGui::PopID();
}

/// Of the clients that no task has as its own yet.
const UnclaimedSocket* waiting_client(const Model& now, std::size_t number) {
    for (const UnclaimedSocket& socket : now.unclaimed()) {
        if (!socket.listens && number-- == 0) return &socket;
    }
    return nullptr;
}

/// Where its task's row will be.
void draw_waiting_row(const UnclaimedSocket& socket, int column_count, const History& past,
                      ImFont* font) {
    ImGui::TableNextRow();
    for (int i = 0; i < column_count; ++i) {
        ImGui::TableNextColumn();
        const float room = ImGui::GetContentRegionAvail().x;
        const auto write = [&](std::string text, ImU32 colour) {
            text_in(font, colour, fitted(font, std::move(text), room));
        };
        switch (columns[static_cast<std::size_t>(i)].column) {
            case Column::task:
                write("no task", colours().faint);
                note_widget(fmt::format("accepted:{}", socket.fd), past.shown(socket.address));
                tooltip(fmt::format(
                    "fd {}, client {}\naccepted, and no task has used it yet: it will belong to "
                    "the first that does",
                    socket.fd, past.shown(socket.address)));
                break;
            case Column::peer: write(port_of(past.shown(socket.address)), colours().text); break;
            case Column::state: write("accepted", colours().faint); break;
            default: break;
        }
    }
}

/// "127.0.0.1:25000" -> "nc 127.0.0.1 25000".
std::string command_for(std::string_view address) {
    const auto colon = std::min(address.rfind(':'), address.size());
    std::string_view host = address.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    return fmt::format("nc {} {}", host_to_call(host),
                       colon < address.size() ? address.substr(colon + 1) : "");
}

/// The command in the largest letters that fit: the back row has to read it.
void draw_command(const std::string& command) {
    constexpr std::string_view command_help =
        "Type this in a terminal to become a client. Everything you send comes back with GOT: in "
        "front. Click to copy it.";
    const float em = ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 size(ImGui::GetContentRegionAvail().x, em * 1.75F);
    const auto fits = [&](ImFont* font) {
        push_font(font);
        const float width = measure(command).x;
        pop_font();
        return width <= size.x - em * 0.8F;
    };
    ImFont* font = fits(fonts().large)  ? fonts().large
                   : fits(fonts().text) ? fonts().text
                                        : fonts().small;
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + size.x, at.y + size.y}, colours().ground,
                                              em * 0.3F);
    ImGui::SetCursorScreenPos({at.x + em * 0.4F, at.y + (size.y - size_of(*font)) / 2});
    text_in(font, colours().text, command);
    ImGui::SetCursorScreenPos(at);
    const bool clicked = ImGui::InvisibleButton("copy_command", size);
    if (focus_button() || clicked) ImGui::SetClipboardText(command.c_str());
    note_widget("copy_command", command);
    tooltip(command_help);
    ImGui::Dummy({0, em * 0.1F});
}

/// Who is not among the connections, though they tried.
void say_who_was_refused(const Refusals& refusals, const History& past) {
    if (refusals.count == 0) return;
    const std::string times = refusals.count == 1 ? "Refused once"
                                                  : fmt::format("Refused {} times, the last time",
                                                                grouped(refusals.count));
    paragraph("refusals", fonts().small, colours().failed,
              fmt::format("{}: {}.", times, past.shown(refusals.why)));
    ImGui::Dummy({0, ImGui::GetFontSize() * 0.3F});
}

}  // namespace

std::string facts_of(const TaskState& task, const Model& now, const History& past) {
    std::string facts = fmt::format(
        "{}, fd {}, client {}\nin {}, connected for {}\nmessages read {}, {}\n"
        "messages sent {}, {}",
        past.label(task.id, now), task.fd, past.shown(task.address), name_of(task.place),
        age_of(task, now), grouped(task.messages_in), bytes_text(task.bytes_in),
        grouped(task.messages_out), bytes_text(task.bytes_out));
    if (task.messages_in) {
        facts += fmt::format("\nlast message {}, {}", message_text(task.last_in),
                             bytes_text(task.last_in.of_bytes));
    }
    return facts;
}

void ConnectionsPanel::draw(const ProgramFacts& facts, const Model& now, const History& past,
                            Selection& selection) {
    if (facts.address != address_) {
        address_ = facts.address;
        command_ = command_for(facts.address);
    }
    if (facts.recorded) {
        paragraph("recorded_listener", fonts().text, colours().faint,
                  fmt::format("Recorded at {}. Nobody can connect to a recording.", facts.address));
    } else if (past.live().nobody_listens()) {
        paragraph("nobody_listens", fonts().text, colours().failed,
                  "Nobody listens any more, so nobody can connect. Start the program anew with "
                  "the button at the top left.");
    } else {
        draw_command(command_);
        if (!is_loopback(host_of(facts.address))) {
            paragraph("open_to_others", fonts().small, colours().cursor,
                      "Everybody on your network can connect.");
            ImGui::Dummy({0, ImGui::GetFontSize() * 0.3F});
        }
    }
    say_who_was_refused(now.refusals(), past);
    const std::size_t count = now.connections().size() + now.waiting_clients();
    draw_find(count ? fmt::format("{}: {}", title, grouped(count)) : title);
    find(now, past, selection);
    if (!note_.empty()) paragraph("find_note", fonts().small, colours().failed, note_);
    if (count > 0) return draw_table(now, past, selection);
    if (past.live().nobody_listens())
        return ImGui::Dummy({});  // newer versions want an item where the cursor was put
    if (facts.recorded) {
        return paragraph("connections_empty", fonts().text, colours().faint,
                         "Nobody is connected at this moment. Press F10 for the next turn, Space "
                         "to play.");
    }
    paragraph("connections_empty", fonts().text, colours().faint,
              "A row for every client will appear here. Type the command above in a terminal, "
              "then press F10 for a turn or Space to run.");
}

// Beside the heading, or below it where there is no room.
void ConnectionsPanel::draw_find(const std::string& heading) {
    const float em = ImGui::GetFontSize();
    const float right = ImGui::GetWindowPos().x + ImGui::GetContentRegionMax().x;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    push_font(fonts().small);
    const float field = measure("your port").x + em * 1.1F;
    pop_font();
    caption(heading, help);
    const ImVec2 below = ImGui::GetCursorScreenPos();
    push_font(fonts().small);
    constexpr float capitals = 1.35F;  // as wide as small letters, at most
    const float heading_width = measure(heading).x * capitals + em * 2;
    pop_font();
    const bool beside = at.x + heading_width + field <= right;
    if (beside) ImGui::SetCursorScreenPos({right - field, at.y - em * 0.25F});
    push_font(fonts().small);
    digits_field("find_mine", "your port", port_, field);
    pop_font();
    if (!ImGui::IsItemActive())
        tooltip(
            "Type the port of your client, the number after the colon: its card and its row light "
            "up.");
    if (beside) ImGui::SetCursorScreenPos({below.x, std::max(below.y, at.y + em * 1.3F)});
}

void ConnectionsPanel::find(const Model& now, const History& past, Selection& selection) {
    const std::vector<TaskId>& ids = now.connections();
    const TaskId youngest = ids.empty() ? 0 : ids.back();
    const std::string_view sought(port_.data());
    const std::size_t all = ids.size() + now.waiting_clients();
    if (sought == sought_ && all == among_ && youngest == youngest_) return;
    const bool typed = sought != sought_;
    sought_ = sought;
    among_ = all;
    youngest_ = youngest;
    note_.clear();
    if (sought.empty()) {
        found_ = 0;
        return;
    }
    bool begins = false;  // so far it is the beginning of somebody's port
    const auto is_at = [&](TextId address) {
        const std::string port = port_of(past.shown(address));
        if (port.compare(std::min<std::size_t>(1, port.size()), sought.size(), sought) != 0)
            return false;
        begins = true;
        return port.size() == sought.size() + 1;
    };
    std::size_t row = none;
    for (std::size_t i = 0; i < ids.size() && row == none; ++i) {
        const TaskState* task = now.find(ids[i]);
        if (task && is_at(task->address)) row = i;
    }
    for (const UnclaimedSocket& socket : now.unclaimed()) {
        if (row != none || socket.listens || !is_at(socket.address)) continue;
        found_ = 0;
        note_ =
            fmt::format("The client from port {} is accepted. No task has used it yet.", sought);
        return;
    }
    if (row == none) {
        found_ = 0;
        if (begins) return;
        note_ = fmt::format(
            "Nobody is connected from port {}. The port is on the card after the colon.", sought);
        return;
    }
    if (!typed && ids[row] == found_) return;  // the others came and went
    found_ = ids[row];
    selection.let_go();
    selection.selected = found_;
    scroll_to_ = row;
    request_frame();
}

void ConnectionsPanel::walk(int by, const Model& now, Selection& selection) {
    const std::vector<TaskId>& ids = now.connections();
    selection.walk(ids, by);
    const auto row = std::find(ids.begin(), ids.end(), selection.selected);
    if (row != ids.end()) scroll_to_ = static_cast<std::size_t>(row - ids.begin());
    request_frame();
}

void ConnectionsPanel::draw_table(const Model& now, const History& past, Selection& selection) {
    const float em = ImGui::GetFontSize();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    ImFont* font = room.x < em * 24 ? fonts().small : fonts().text;
    const int column_count =
        columns_in((room.x - ImGui::GetStyle().ScrollbarSize) / size_of(*font));
    constexpr ImGuiTableFlags flags = ImGuiTableFlags_ScrollY | ImGuiTableFlags_BordersInnerH |
                                      ImGuiTableFlags_SizingStretchProp |
                                      ImGuiTableFlags_NoSavedSettings;
    // another number of columns is another table
    const std::string id = fmt::format("connections {}", column_count);
    push_font(font);
    ImGui::PushStyleVar(ImGuiStyleVar_CellPadding, ImVec2(em * 0.2F, em * 0.2F));
    // As many rows as fit, and none of them cut.
    const float row_height = ImGui::GetTextLineHeight() + 2 * ImGui::GetStyle().CellPadding.y;
    const float height = std::max(std::floor(room.y / row_height), 2.0F) * row_height;
    if (ImGui::BeginTable(id.c_str(), column_count, flags, {0, height})) {
        ImGui::TableSetupScrollFreeze(0, 1);
        for (int i = 0; i < column_count; ++i) {
            const ColumnLook& look = columns[static_cast<std::size_t>(i)];
            ImGui::TableSetupColumn(look.name, ImGuiTableColumnFlags_WidthStretch, look.width);
        }
        ImGui::TableHeadersRow();
        ImGuiListClipper clipper;
        const std::size_t served = now.connections().size();
        clipper.Begin(static_cast<int>(served + now.waiting_clients()), row_height);
        while (clipper.Step()) {
            for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
                const auto number = static_cast<std::size_t>(row);
                if (number >= served) {
                    if (const auto* socket = waiting_client(now, number - served))
                        draw_waiting_row(*socket, column_count, past, font);
                } else if (const TaskState* task = now.find(now.connections()[number])) {
                    draw_row(*task, column_count, now, past, selection, font);
                }
            }
        }
        if (scroll_to_ != none) {  // not to the very top: who stands around it is seen too
            scroll_to_line((static_cast<float>(scroll_to_) - 1) * row_height, row_height);
            scroll_to_ = none;
        }
        ImGui::EndTable();
        if (const int by = focus_area()) walk(by, now, selection);
    }
    ImGui::PopStyleVar();
    pop_font();
}

}  // namespace yieldscope
