#include "app/task_menu.h"

#include "app/focus.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/keys.h"
#include "app/letters.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/escape.h"
#include "core/watch/explain.h"
#include "core/watch/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace yieldscope {
namespace {

constexpr const char* menu_popup = "task_menu";
constexpr const char* rename_popup = "task_rename";

Breakpoint when_it_runs(TaskId task) {
    return {.condition = {.kind = EventKind::resumed, .task = task}};
}

/// How many letters; a letter's further bytes do not count.
std::size_t letters_in(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char byte) {
        return (static_cast<unsigned char>(byte) & 0xC0) != 0x80;
    }));
}

std::string_view why_not_next(TaskId id, const Model& now, const History& past,
                              const Player& player) {
    if (!player.why_no_orders().empty()) return player.why_no_orders();
    if (player.state() == PlayState::past) return player.why_not(Command::Kind::run_next, id);
    const TaskState* shown = now.find(id);
    if (shown && shown->place == Place::running) return "It runs now.";
    if (shown && (shown->place == Place::recv_wait || shown->place == Place::send_wait))
        return "Only a ready task can run next: this one waits for its socket.";
    const auto is_head = [&](const Model& model) {
        const TaskState* head = model.first(Place::ready);
        return head && head->id == id;
    };
    if (is_head(now) || is_head(past.live()))
        return "It is at the head of the ready queue: it runs next as it is.";
    const std::string_view why = player.why_not(Command::Kind::run_next, id);
    if (!why.empty() && shown && shown->place == Place::ready)
        return "The program is ahead of this moment: End goes back to live.";
    return why;
}

/// A line of the menu; true when it was clicked.
bool menu_line(std::string_view id, std::string_view label, std::string_view hint,
               std::string_view help, bool enabled) {
    const float em = ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const auto flags = enabled ? ImGuiSelectableFlags_None : ImGuiSelectableFlags_Disabled;
    ImGui::PushID(std::string(id).c_str());
    bool clicked = ImGui::Selectable("##line", false, flags, {em * 13, em * 1.3F});
    ImGui::PopID();
    if (focus_button(enabled)) {
        clicked = true;
        ImGui::CloseCurrentPopup();
    }
    note_widget(id, label, enabled);
    tooltip(help, ImGuiHoveredFlags_AllowWhenDisabled);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const auto write = [&](ImFont* font, float x, ImU32 colour, std::string_view text) {
        push_font(font);
        const float y = at.y + (em * 1.3F - size_of(*font)) / 2;
        draw_text(list, {x, y}, colour, text);
        pop_font();
    };
    const ImU32 colour = enabled ? colours().text : colours().weak;
    write(fonts().text, at.x + em * 0.4F, colour, label);
    write(fonts().small, at.x + em * 11.6F, colours().faint, hint);
    return clicked;
}

}  // namespace

std::uint32_t number_of(const Breakpoint& breakpoint, const History& past) {
    const std::string sought = words(breakpoint, past.log());
    for (const BreakpointState& state : past.live().breakpoints()) {
        if (past.text(state.words) == sought) return state.number;
    }
    return 0;
}

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string_view why_not_name(std::string_view name) {
    static_assert(limits::name_letters == 24);  // or the sentence is wrong
    if (name.empty()) return "Type a name first.";
    if (letters_in(name) > limits::name_letters) return "A name has at most 24 letters.";
    if (escaped(name) != name)
        return "A name cannot have quotation marks, backslashes or letters that nobody sees.";
    return {};
}

// Whether it can be done is a matter of the live program, but what is said must be true of the
// moment on the screen.
std::array<TaskMenu::Item, 5> TaskMenu::items(TaskId id, const Model& now,
                                              const Selection& selection, const History& past,
                                              const Player& player) {
    const Model& live = past.live();
    const TaskState* task = live.find(id);
    const TaskState* shown = now.find(id);
    const bool breaks = number_of(when_it_runs(id), past) != 0;
    std::string_view no_break = player.why_not(Command::Kind::set_breakpoint, id);
    if (no_break.empty() && !breaks && live.breakpoints().size() >= limits::breakpoints)
        no_break = "There are 64 breakpoints already: remove one first.";
    const bool follows = selection.followed == id;
    return {
        Item{Deed::run_next, "run_next", "Run it next",
             "It goes to the head of the ready queue, before those who were ready earlier.",
             why_not_next(id, now, past, player)},
        Item{Deed::break_task, "break_task", breaks ? "Do not break" : "Break when it runs",
             breaks
                 ? "The program no longer stops when this task is resumed."
                 : "From now on the program stops whenever this task is resumed. F9 does it too.",
             no_break},
        Item{Deed::follow, "follow", follows ? "Let it go" : "Follow it",
             follows ? "Other clicks select other tasks again."
                     : "It stays selected whatever you click, until you let it go.",
             !follows && shown && is_gone(shown->place) ? "This task has ended." : ""},
        Item{Deed::cancel, "cancel_task", "Cancel it",
             task && task->listens
                 ? "It is taken out and its socket closes: nobody can connect any "
                   "more. The clients who are there stay."
                 : "It is taken out and its socket closes: its client is "
                   "disconnected. Everybody else goes on.",
             player.why_not(Command::Kind::cancel, id)},
        Item{Deed::rename, "rename", "Rename it",
             "Give it the name of the student whose client it serves, for instance.",
             player.why_not(Command::Kind::rename, id)},
    };
}

void TaskMenu::act(Deed deed, TaskId task, Selection& selection, const History& past,
                   Player& player) {
    switch (deed) {
        case Deed::run_next: return player.order({.kind = Command::Kind::run_next, .task = task});
        case Deed::break_task: return toggle_break(task, past, player);
        case Deed::follow:
            if (selection.followed == task) selection.followed = 0;
            else selection.follow(task);
            return;
        case Deed::cancel: return player.order({.kind = Command::Kind::cancel, .task = task});
        case Deed::rename: break;
    }
    renamed_ = task;
    rename_opens_ = true;
    refused_ = false;
    const TaskState* state = past.live().find(task);
    const std::string name = for_field(state ? past.shown(state->nickname) : "");
    name_ = {};
    first_letters(name, name_.size() - 1).copy(name_.data(), name_.size() - 1);
}

void TaskMenu::toggle_break(TaskId task, const History& past, Player& player) {
    const auto item = items(task, past.live(), {}, past, player)[1];
    if (task == 0 || !item.why_not.empty()) return;
    const Breakpoint breakpoint = when_it_runs(task);
    if (const std::uint32_t number = number_of(breakpoint, past))
        player.order({.kind = Command::Kind::remove_breakpoint, .count = number});
    else player.order({.kind = Command::Kind::set_breakpoint, .breakpoint = breakpoint});
}

void TaskMenu::buttons(TaskId task, const Model& now, Selection& selection, const History& past,
                       Player& player) {
    constexpr std::array<std::string_view, 5> short_labels{"Run next", "Break", "Follow", "Cancel",
                                                           "Rename"};
    const auto all = items(task, now, selection, past, player);
    const float top = ImGui::GetCursorScreenPos().y;
    const ButtonRow row(top, top + std::max(buttons_height_, ImGui::GetFontSize()));
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Item& item = all[i];
        const bool on = (item.deed == Deed::break_task && item.label != "Break when it runs") ||
                        (item.deed == Deed::follow && selection.followed == task);
        const ButtonLook look{
            .tooltip = item.tooltip, .why_not = item.why_not, .primary = on, .compact = true};
        if (i > 0) flow(button_width(short_labels[i], look));
        if (button(item.id, short_labels[i], look)) act(item.deed, task, selection, past, player);
    }
    buttons_height_ = ImGui::GetItemRectMax().y - top;
}

bool TaskMenu::close() {
    const bool open = task_ != 0 || renamed_ != 0;
    closes_ = open;
    return open;
}

void TaskMenu::draw(const Model& now, Selection& selection, const History& past, Player& player) {
    if (selection.menu != 0) {
        task_ = selection.menu;
        selection.menu = 0;
        ImGui::OpenPopup(menu_popup);
        request_frame();
    }
    const float em = ImGui::GetFontSize();
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em * 0.5F, em * 0.5F));
    ImGui::PushStyleColor(ImGuiCol_PopupBg, colours().pane);
    draw_menu(now, selection, past, player);
    if (rename_opens_) {
        ImGui::OpenPopup(rename_popup);
        request_frame();
    }
    draw_rename(past, player);
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
    rename_opens_ = closes_ = false;
}

void TaskMenu::draw_menu(const Model& now, Selection& selection, const History& past,
                         Player& player) {
    if (!ImGui::BeginPopup(menu_popup)) {
        task_ = 0;
        return;
    }
    text_in(fonts().bold, colours().text, past.label(task_, past.live()));
    ImGui::Separator();
    const float top = ImGui::GetWindowPos().y;
    const ButtonRow lines(top, top + ImGui::GetWindowHeight());
    for (const Item& item : items(task_, now, selection, past, player)) {
        const bool enabled = item.why_not.empty();
        const std::string_view key =
            item.deed == Deed::break_task ? binding_of(Action::break_task).keys : "";
        if (menu_line(fmt::format("menu:{}", item.id), item.label, key,
                      enabled ? item.tooltip : item.why_not, enabled)) {
            act(item.deed, task_, selection, past, player);
        }
    }
    if (closes_) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
}

void TaskMenu::draw_rename(const History& past, Player& player) {
    if (!ImGui::BeginPopup(rename_popup)) {
        renamed_ = 0;
        return;
    }
    const float em = ImGui::GetFontSize();
    const std::string born = past.log().label(renamed_);
    const TaskState* task = past.live().find(renamed_);
    const std::string title = fmt::format("A name for {}", born);
    text_in(fonts().bold, colours().text, title);
    if (ImGui::IsWindowAppearing() || std::exchange(refocus_, false)) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(em * 17);
    // Who comes back into the field after a refusal corrects the name, and does not replace it.
    const auto keep_text = [](ImGuiInputTextCallbackData* data) {
        if (std::exchange(*static_cast<bool*>(data->UserData), false)) data->ClearSelection();
        return 0;
    };
    bring_letters(name_.data());
    const bool entered = ImGui::InputTextWithHint(
        "##name", born.c_str(), name_.data(), name_.size(),
        ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll |
            ImGuiInputTextFlags_CallbackAlways,
        keep_text, &refused_);
    focus_field();
    note_widget("rename_field", name_.data());
    const bool given_up = ImGui::IsItemDeactivated() && !entered;  // Esc, or a click elsewhere
    const std::string name = from_field(trimmed(name_.data()));
    // An empty name gives back the one it was born with.
    std::string_view why = name.empty() && task && task->nickname ? "" : why_not_name(name);
    if (const auto gone = player.why_not(Command::Kind::rename, renamed_); !gone.empty())
        why = gone;
    const std::string_view note =
        !why.empty()   ? why
        : name.empty() ? "Enter gives it the name back that it was born with. Esc leaves it."
                       : "Enter gives it this name. Esc leaves it.";
    const bool wrong = !why.empty() && !name.empty();
    paragraph("rename_note", fonts().small, wrong ? colours().failed : colours().faint, note,
              em * 17.5F);
    if (entered && why.empty()) {
        player.order({.kind = Command::Kind::rename, .task = renamed_, .name = name});
    } else if (entered) {
        refused_ = refocus_ = true;
        request_frame();
    }
    if ((entered && why.empty()) || given_up || closes_) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
}

}  // namespace yieldscope
