#include "app/panels/breakpoints.h"

#include "app/focus.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/task_menu.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <charconv>

namespace yieldscope {
namespace {

constexpr const char* popup = "breakpoint_form";

/// The kinds at which a run can stop. The others happen between two steps, where it stands anyway.
constexpr std::array kinds{
    EventKind::spawned,  EventKind::resumed,  EventKind::printed, EventKind::accepted,
    EventKind::received, EventKind::sent,     EventKind::refused, EventKind::yielded,
    EventKind::parked,   EventKind::polling,  EventKind::polled,  EventKind::woken,
    EventKind::closed,   EventKind::finished, EventKind::failed,
};

bool is_the_polls(EventKind kind) {
    return kind == EventKind::polling || kind == EventKind::polled;
}

bool has_descriptor(EventKind kind) {
    return kind == EventKind::accepted || kind == EventKind::received || kind == EventKind::sent ||
           kind == EventKind::yielded || kind == EventKind::parked || kind == EventKind::woken ||
           kind == EventKind::closed;
}

/// What is typed in a field of digits; nothing if it is empty.
std::optional<int> number_in(std::string_view digits) {
    int number = 0;
    const auto end = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || end.ec != std::errc()) return std::nullopt;
    return number;
}

/// A list to choose from. `word_at(i)` names the choices; returns which one was clicked, or -1.
template <typename WordAt>
int choice(std::string_view id, std::string_view shown, int count, float width, WordAt word_at) {
    int clicked = -1;
    ImGui::SetNextItemWidth(width);
    if (!ImGui::BeginCombo(fmt::format("##{}", id).c_str(),
                           std::string(AsDrawn(shown).text()).c_str(),
                           ImGuiComboFlags_HeightLarge)) {
        note_widget(id, shown);
        if (const int by = focus_area()) {
            for (int i = 0; i < count; ++i) {
                if (word_at(i) == shown) clicked = std::clamp(i + by, 0, count - 1);
            }
        }
        return clicked;
    }
    for (int i = 0; i < count; ++i) {
        const std::string word(word_at(i));
        if (ImGui::Selectable(std::string(AsDrawn(word).text()).c_str(), word == shown))
            clicked = i;
        note_widget(fmt::format("{}:{}", id, word), word);
    }
    ImGui::EndCombo();
    return clicked;
}

/// A button that sets a breakpoint, if it can be set.
void set_button(std::string_view id, std::string_view label, std::string_view tooltip_text,
                const Breakpoint& breakpoint, std::string why_not, const History& past,
                Player& player) {
    if (why_not.empty()) why_not = why_not_set(breakpoint, past, player);
    const ButtonLook look{.tooltip = tooltip_text, .why_not = why_not};
    if (!button(id, label, look)) return;
    player.order({.kind = Command::Kind::set_breakpoint, .breakpoint = breakpoint});
    ImGui::CloseCurrentPopup();
}

/// As far as a button has room for it.
std::string name_of_selected(const Selection& selection, const History& past) {
    if (selection.selected == 0) return "selected task";
    return fitted(fonts().text, past.label(selection.selected, past.live()),
                  ImGui::GetFontSize() * 8);
}

void small_heading(std::string_view text) {
    ImGui::Dummy({0, ImGui::GetFontSize() * 0.1F});
    text_in(fonts().small, colours().faint, text);
}

/// "1  kind:sent task:echo#3   2x  x"; the one the program stands at is lit.
void draw_row(const BreakpointState& state, bool here, const History& past, Player& player) {
    const float em = ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = em * 1.45F;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (here) {
        list.AddRectFilled(at, {at.x + width, at.y + height},
                           colour::faded(colours().cursor, 0.25F), em * 0.2F);
        list.AddRectFilled(at, {at.x + em * 0.2F, at.y + height}, colours().cursor);
    }
    std::string hits = here             ? fmt::format("here, hit {}", grouped(state.hits))
                       : state.hits > 0 ? fmt::format("hit {}", grouped(state.hits))
                                        : std::string();
    push_font(fonts().small);
    const float hits_width = measure(hits).x;
    pop_font();
    const float button_x = width - button_width("x", {.compact = true});
    const float hits_x = button_x - hits_width - em * 0.4F;
    const std::string words =
        fmt::format("{}  {}", state.number, past.breakpoint_words(state.words));
    const float y = at.y + (height - size_of(*fonts().small)) / 2;
    ImGui::SetCursorScreenPos({at.x + em * 0.4F, y});
    text_in(fonts().small, colours().text, fitted(fonts().small, words, hits_x - em * 0.8F));
    note_widget(fmt::format("breakpoint:{}", state.number),
                hits.empty() ? words : fmt::format("{}, {}", words, hits));
    tooltip(past.breakpoint_words(state.words));
    ImGui::SetCursorScreenPos({at.x + hits_x, y});
    text_in(fonts().small, here ? colours().text : colours().faint, hits);
    ImGui::SetCursorScreenPos({at.x + button_x, at.y});
    if (button(fmt::format("breakpoint_remove:{}", state.number), "x",
               {.tooltip = "Remove it.", .why_not = player.why_no_orders(), .compact = true})) {
        player.order({.kind = Command::Kind::remove_breakpoint, .count = state.number});
    }
}

/// Between the caption and the button, so that an empty list takes a single line.
void draw_empty(ImVec2 caption_at, float right) {
    const float em = ImGui::GetFontSize();
    constexpr std::string_view none = "none";
    push_font(fonts().small);
    const float width = measure(none).x;
    pop_font();
    ImGui::SetCursorScreenPos({right - width - em * 0.5F, caption_at.y});
    text_in(fonts().small, colours().faint, none);
    note_widget("breakpoints_empty", none);
    tooltip("Press Add to stop the program at an event.");
}

}  // namespace

std::string why_not_set(const Breakpoint& breakpoint, const History& past, const Player& player) {
    const Model& live = past.live();
    const Condition& condition = breakpoint.condition;
    if (!player.why_no_orders().empty()) return std::string(player.why_no_orders());
    if (live.run_state() == RunState::ended) return "The program is over: nothing runs any more.";
    if (condition.task) {
        const auto why = player.why_not(Command::Kind::set_breakpoint, *condition.task);
        if (!why.empty()) return std::string(why);
    }
    if (!breakpoint.longer_than) {
        if (!condition.kind && !condition.task && !condition.fd)
            return "That would stop at everything: choose an event, a task or a descriptor.";
        if (condition.kind && is_the_polls(*condition.kind) && (condition.task || condition.fd))
            return "The poll is the scheduler's own: it has no task and no descriptor.";
        if (condition.kind && condition.fd && !has_descriptor(*condition.kind))
            return "An event of this kind has no descriptor: leave that field empty.";
    }
    if (const std::uint32_t number = number_of(breakpoint, past))
        return fmt::format("That is breakpoint {} already.", number);
    if (live.breakpoints().size() >= limits::breakpoints)
        return fmt::format("There are {} breakpoints already: remove one first.",
                           limits::breakpoints);
    return {};
}

void BreakpointsPanel::draw(const History& past, const Selection& selection, Player& player) {
    const float em = ImGui::GetFontSize();
    const std::vector<BreakpointState>& all = past.live().breakpoints();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float right = ImGui::GetWindowPos().x + ImGui::GetContentRegionMax().x;
    const float add_width = button_width("Add", {.compact = true});
    caption(all.empty() ? title : fmt::format("{}: {}", title, all.size()), help);
    if (all.empty()) draw_empty({at.x, at.y}, right - add_width);
    ImGui::SetCursorScreenPos({right - add_width, at.y - em * 0.2F});
    if (button("break_new", "Add",
               {.tooltip = "Choose where the program is to stop.",
                .why_not = player.why_no_orders(),
                .compact = true}))
        ImGui::OpenPopup(popup);
    draw_popup(past, selection, player);
    if (all.empty()) return;

    begin_child("breakpoint_rows", {0, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em * 0.3F, em * 0.1F));
    const BreakHit& hit = past.live().break_hit();
    const std::uint32_t here = player.shown_event() == hit.event ? hit.number : 0;
    for (const BreakpointState& state : all) draw_row(state, state.number == here, past, player);
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

bool BreakpointsPanel::close() {
    closes_ = open_;
    return open_;
}

void BreakpointsPanel::draw_popup(const History& past, const Selection& selection, Player& player) {
    const float em = ImGui::GetFontSize();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em * 0.7F, em * 0.6F));
    ImGui::PushStyleColor(ImGuiCol_PopupBg, colours().pane);
    open_ = ImGui::BeginPopup(popup);
    if (open_) {
        text_in(fonts().bold, colours().text, "Stop the program when ...");
        draw_presets(past, selection, player);
        small_heading("or at an event of your choice");
        draw_event_form(past, selection, player);
        small_heading("or when a queue becomes longer than");
        draw_queue_form(past, player);
        if (closes_) ImGui::CloseCurrentPopup();
        ImGui::EndPopup();
    }
    closes_ = false;
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

void BreakpointsPanel::draw_presets(const History& past, const Selection& selection,
                                    Player& player) {
    const TaskId task = selection.selected;
    const std::string whose = name_of_selected(selection, past);
    const std::string nobody =
        task ? "" : "No task is selected: click its card or its connection first.";
    const auto of_task = [&](EventKind kind) {
        return Breakpoint{.condition = {.kind = kind, .task = task}};
    };
    set_button("break_polled", "poll returns", "The kernel has answered whose socket is ready.",
               {.condition = {.kind = EventKind::polled}}, "", past, player);
    ImGui::SameLine();
    set_button("break_fails", "a task fails", "A task ends with an error.",
               {.condition = {.kind = EventKind::failed}}, "", past, player);
    set_button("break_sends", fmt::format("{} sends", whose), "It writes to its client.",
               of_task(EventKind::sent), nobody, past, player);
    ImGui::SameLine();
    set_button("break_runs", fmt::format("{} runs", whose), "The scheduler resumes it.",
               of_task(EventKind::resumed), nobody, past, player);
    set_button("break_crowd", "ready queue longer than 4", "Five tasks or more are ready at once.",
               {.queue = Place::ready, .longer_than = 4}, "", past, player);
}

void BreakpointsPanel::draw_event_form(const History& past, const Selection& selection,
                                       Player& player) {
    const float em = ImGui::GetFontSize();
    const TaskId task = selection.selected;
    if (task == 0) selected_only_ = false;
    const int kind = choice("break_kind", kind_ ? name_of(*kind_) : "any event",
                            static_cast<int>(kinds.size()) + 1, em * 7, [](int i) {
                                return i == 0 ? std::string_view("any event")
                                              : name_of(kinds[static_cast<std::size_t>(i) - 1]);
                            });
    if (kind == 0) kind_.reset();
    if (kind > 0) kind_ = kinds[static_cast<std::size_t>(kind) - 1];
    ImGui::SameLine();
    const std::string whose = name_of_selected(selection, past);
    const int who =
        choice("break_task_of", selected_only_ ? std::string_view(whose) : "any task", task ? 2 : 1,
               em * 7, [&](int i) { return i == 0 ? std::string("any task") : whose; });
    tooltip("To choose a task here, select it first: click its card or its connection.");
    if (who >= 0) selected_only_ = who == 1;
    ImGui::SameLine();
    digits_field("break_fd", "any fd", fd_, em * 4);
    tooltip("The descriptor's number, as it stands on the card; empty: any.");
    ImGui::SameLine();
    Breakpoint breakpoint{.condition = {.kind = kind_, .fd = number_in(fd_.data())}};
    if (selected_only_) breakpoint.condition.task = task;
    set_button("break_add", "Add", "Stop at every event that fits.", breakpoint, "", past, player);
    const std::string why = why_not_set(breakpoint, past, player);
    paragraph("break_note", fonts().small, colours().faint,
              why.empty() ? "It stops at every event that fits." : why, em * 24);
}

void BreakpointsPanel::draw_queue_form(const History& past, Player& player) {
    constexpr std::array queues{Place::ready, Place::recv_wait, Place::send_wait};
    const float em = ImGui::GetFontSize();
    const int queue =
        choice("break_queue", name_of(queue_), static_cast<int>(queues.size()), em * 9,
               [&](int i) { return name_of(queues[static_cast<std::size_t>(i)]); });
    if (queue >= 0) queue_ = queues[static_cast<std::size_t>(queue)];
    ImGui::SameLine();
    digits_field("break_longer", "tasks", longer_than_, em * 4);
    ImGui::SameLine();
    const auto longer = number_in(longer_than_.data());
    const Breakpoint breakpoint{.queue = queue_,
                                .longer_than = static_cast<std::uint32_t>(longer.value_or(0))};
    set_button("break_add_queue", "Add", "Stop when so many tasks and one more are there.",
               breakpoint, longer ? "" : "Type a number first.", past, player);
}

}  // namespace yieldscope
