#include "app/panels/task.h"

#include "app/attention.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/escape.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace yieldscope {
namespace {

std::string why_ready(const TaskState& task, const Model& now, const History& past) {
    if (task.turns == 0) {
        return task.parent == 0 ? std::string("It was there from the start and has not run yet.")
                                : fmt::format("It was spawned by {} and has not run yet.",
                                              past.label(task.parent, now));
    }
    switch (task.reason) {
        case Reason::recv:
            if (task.listens) return "A client knocks: it is ready to accept it.";
            return fmt::format("The kernel says that it can read fd {}: it is ready.", task.fd);
        case Reason::send:
            return fmt::format("The kernel says that it can write to fd {}: it is ready.", task.fd);
        case Reason::turn: return "It gave up its turn and has queued again at the back.";
        case Reason::none: break;
    }
    return "It is ready to run.";
}

/// That it waits says nothing of its socket, which may have been ready all the while: only the
/// kernel's answer does.
std::string why_waiting(const TaskState& task, const Model& now) {
    const bool reads = task.place == Place::recv_wait;
    const std::string until =
        task.listens ? "It waits in recv_wait until the kernel says that a client knocks."
        : reads      ? "It waits in recv_wait until the kernel says that it can read."
                     : "It waits in send_wait until the kernel says that it can write.";
    const PollState& poll = now.poll();
    if (poll.blocked) return until + " The kernel is being asked.";
    if (poll.answered_ns <= task.since_ns) return until + " Nobody has asked yet.";
    if (poll.to_wake > 0) return until;  // it may be among those that the kernel has just named
    if (task.listens) return until + " When it was asked, nobody knocked.";
    return until + (reads ? " When it was asked, there was nothing to read."
                          : " When it was asked, there was no room: its client has to read.");
}

std::string why_running(const TaskState& task, const Model& now) {
    const bool yields = now.last().kind == EventKind::yielded && now.last().task == task.id;
    if (yields && task.reason == Reason::recv)
        return "It has given up its turn: it is parked in recv_wait next.";
    if (yields && task.reason == Reason::send)
        return "It has given up its turn: it is parked in send_wait next.";
    return "It runs: nobody else does until its next co_yield or its end.";
}

/// What it last yielded, and where: "recv(fd 6) at echo.cpp:27".
std::string yielded_text(const TaskState& task, const History& past) {
    std::string what(name_of(task.reason));
    if (task.reason == Reason::none) return "nothing yet";
    if (task.reason == Reason::turn) what = "turn()";
    else if (task.fd >= 0) what = fmt::format("{}(fd {})", what, task.fd);
    if (task.line == 0 || is_gone(task.place)) return what;
    const std::string_view file = file_name(past.text(task.file));
    return task.place == Place::running ? fmt::format("{}, now at {}:{}", what, file, task.line)
                                        : fmt::format("{} at {}:{}", what, file, task.line);
}

/// While the kernel is asked time passes that no event tells of: then there is no age. In a turn
/// that goes on it is said as the narration says it.
std::string since_text(const TaskState& task, const Model& now, std::int64_t shown_ns) {
    const std::string number = grouped(task.since + 1);
    if (now.poll().blocked) return fmt::format("event {}", number);
    const std::int64_t ago_ns = shown_ns - task.since_ns;
    const bool goes_on = shown_ns > now.last().time_ns && !is_gone(task.place);
    const std::string age = goes_on ? age_text(static_cast<double>(ago_ns) / 1e9) : "";
    if (!age.empty()) return fmt::format("event {}, {} ago", number, age);
    return ago_ns <= 0 ? fmt::format("event {}, just now", number)
                       : fmt::format("event {}, {} ago", number, duration_text(ago_ns));
}

std::string resumed_text(std::uint64_t turns) {
    if (turns == 0) return "never";
    return turns == 1 ? "once" : fmt::format("{}\u00A0times", grouped(turns));
}

/// "25 B in 3 messages, last "and again\n" 10 B".
std::string traffic_text(std::uint64_t messages, std::uint64_t bytes, const Preview& last) {
    if (messages == 0) return "nothing yet";
    const std::string text = quoted_beginning(last.text(), last.of_bytes);
    if (messages == 1) return fmt::format("{} in one message, {}", bytes_text(bytes), text);
    return fmt::format("{} in {} messages, last {} {}", bytes_text(bytes), grouped(messages),
                       bytes_text(last.of_bytes), text);
}

/// Would what comes next be cut at the pane's lower edge? Then its place stays empty until one
/// scrolls: half a line is worse than none.
bool would_be_cut(float height) {
    const float y = ImGui::GetCursorScreenPos().y;
    const float bottom = ImGui::GetWindowPos().y + ImGui::GetWindowSize().y;
    return y < bottom && y + height > bottom;
}

/// In a wide pane the facts are as large as the sentence.
ImFont* fact_font() {
    const float em = ImGui::GetFontSize();
    return ImGui::GetWindowWidth() < em * 24 ? fonts().small : fonts().text;
}

/// A fact: its name, faint, and what it is.
void fact(std::string_view id, std::string_view name, const std::string& value) {
    const float em = ImGui::GetFontSize();
    ImFont* const font = fact_font();
    const float x = size_of(*font) * 4.5F;
    const float room = std::max(ImGui::GetContentRegionAvail().x - x, em);
    const std::string lines = wrapped(font, value, room);
    push_font(font);
    const float height = measure(lines).y;
    pop_font();
    if (would_be_cut(height)) {
        ImGui::Dummy({0, height});
        return note_widget(id, value);
    }
    text_in(font, colours().faint, name);
    ImGui::SameLine(x);
    text_in(font, colours().text, lines);
    note_widget(id, value);
    if (recording_widgets()) note_widget(fmt::format("{}_lines", id), lines);
}

/// A second fact in the line of a short one, if it is in sight and both fit; else one below.
void fact_beside(std::string_view id, std::string_view name, const std::string& value) {
    ImFont* const font = fact_font();
    const float gap = size_of(*font) * 1.5F;
    push_font(font);
    const float name_width = measure(name).x;
    const float width = name_width + gap / 3 + measure(value).x;
    pop_font();
    const float right = ImGui::GetWindowPos().x + ImGui::GetContentRegionMax().x;
    const ImVec2 end = ImGui::GetItemRectMax();
    const bool in_sight = end.y <= ImGui::GetWindowPos().y + ImGui::GetWindowSize().y;
    if (!in_sight || end.x + gap + width > right) return fact(id, name, value);
    ImGui::SameLine(0, gap);
    text_in(font, colours().faint, name);
    ImGui::SameLine(0, gap / 3);
    text_in(font, colours().text, value);
    note_widget(id, value);
}

/// A bar of the shares, each in the colour of its place, and the same in words. They end at the
/// last event, which is said while the kernel is asked: time passes that none tells of. It is said
/// as briefly, as under load one comes after the other and nothing may jump.
void draw_life(const Shares& shares, bool kernel_asked) {
    struct Part {
        Place place;
        double share;
    };
    const std::array parts{Part{Place::recv_wait, shares.recv_wait},
                           Part{Place::send_wait, shares.send_wait},
                           Part{Place::ready, shares.ready}, Part{Place::running, shares.running}};
    const float em = ImGui::GetFontSize();
    const float width = ImGui::GetContentRegionAvail().x;
    const float height = em * 0.95F;
    if (would_be_cut(height + em * 1.2F)) return ImGui::Dummy({0, height + em * 1.2F});
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(at, {at.x + width, at.y + height}, colours().ground);
    float x = at.x;
    for (const Part& part : parts) {
        const float right = x + width * static_cast<float>(part.share);
        if (right > x) list.AddRectFilled({x, at.y}, {right, at.y + height}, colour_of(part.place));
        if (right - x > em * 1.2F) {
            draw_shape(list, part.place, {(x + right) / 2, at.y + height / 2}, em * 0.7F,
                       colours().ground);
        }
        x = right;
    }
    ImGui::Dummy({width, height});
    const std::string words = fmt::format("{}: waiting {}, ready {}, running {}",
                                          kernel_asked ? "until asked" : "of its life",
                                          percent_text(shares.recv_wait + shares.send_wait),
                                          percent_text(shares.ready), percent_text(shares.running));
    note_widget("task_life", words);
    tooltip(fmt::format("{} it spent {} in recv_wait, {} in send_wait, {} ready and {} running.",
                        kernel_asked ? "Until the kernel was asked" : "Of its life",
                        percent_text(shares.recv_wait), percent_text(shares.send_wait),
                        percent_text(shares.ready), percent_text(shares.running)));
    paragraph("", fact_font(), colours().text, words);
}

void draw_socket(const TaskState& task, std::string_view address) {
    if (task.listens && task.fd >= 0)
        return fact("task_socket", "socket", fmt::format("fd {}, listens on {}", task.fd, address));
    if (task.fd >= 0 && !address.empty())
        return fact("task_socket", "socket", fmt::format("fd {}, client {}", task.fd, address));
    if (task.fd >= 0) return fact("task_socket", "socket", fmt::format("fd {}", task.fd));
    if (!address.empty()) fact("task_socket", "socket", fmt::format("closed, was {}", address));
}

void draw_facts(const TaskState& task, const Model& now, const History& past,
                std::int64_t shown_ns) {
    draw_life(shares_of(task, shown_ns), now.poll().blocked && !is_gone(task.place));
    fact("task_yielded", "yielded", yielded_text(task, past));
    fact("task_since", is_gone(task.place) ? "left" : "since", since_text(task, now, shown_ns));
    const bool talks =
        (task.address != 0 && !task.listens) || task.messages_in || task.messages_out;
    if (talks) {
        fact("task_read", "read", traffic_text(task.messages_in, task.bytes_in, task.last_in));
        fact("task_sent", "sent", traffic_text(task.messages_out, task.bytes_out, task.last_out));
    }
    fact("task_resumed", "resumed", resumed_text(task.turns));
    if (task.parent != 0) fact_beside("task_parent", "parent", past.label(task.parent, now));
    draw_socket(task, past.shown(task.address));
    if (task.nickname != 0) fact("task_born", "born as", past.log().label(task.id));
}

/// "● echo#7  just now (?)"
void draw_heading(const std::string& label, std::string_view note, const TaskState* task) {
    const float em = ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    if (task) {
        draw_shape(*ImGui::GetWindowDrawList(), task->place, {at.x + em * 0.45F, at.y + em * 0.55F},
                   em * 0.8F, colour_of(task->place));
        ImGui::SetCursorScreenPos({at.x + em * 1.2F, at.y});
    }
    push_font(fonts().small);
    const std::string aside = fmt::format("{} (?)", note);
    const float beside = measure(aside).x + em * 0.6F;
    pop_font();
    const float room = ImGui::GetContentRegionAvail().x - beside;
    text_in(fonts().bold, colours().text, fitted(fonts().bold, label, room));
    note_widget("task_heading", note.empty() ? label : fmt::format("{}, {}", label, note));
    ImGui::SameLine(0, em * 0.5F);
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() + em * 0.18F);
    text_in(fonts().small, colours().faint, aside);
    tooltip(TaskPanel::help);
}

}  // namespace

std::string why_here(const TaskState& task, const Model& now, const History& past) {
    switch (task.place) {
        case Place::ready: {
            const std::string why = why_ready(task, now, past);
            return now.first(Place::ready) == &task ? why + " It runs next." : why;
        }
        case Place::running: return why_running(task, now);
        case Place::recv_wait:
        case Place::send_wait:
            if (task.fd < 0)
                return fmt::format("It waited in {} when the program ended, and its socket closed.",
                                   name_of(task.place));
            return why_waiting(task, now);
        case Place::finished: return "It ran to its end and left.";
        case Place::failed:
            if (past.text(task.error).empty()) return "It failed, and did not say why.";
            return fmt::format("It failed: {}.", past.shown(task.error));
        case Place::cancelled: return "It was cancelled: it was taken out, and its socket closed.";
    }
    return {};
}

Shares shares_of(const TaskState& task, std::int64_t now_ns) {
    auto spent = task.spent_ns;
    if (!is_gone(task.place))
        spent[static_cast<std::size_t>(task.place)] +=
            std::max<std::int64_t>(now_ns - task.since_ns, 0);
    const auto in = [&](Place place) {
        return static_cast<double>(spent[static_cast<std::size_t>(place)]);
    };
    const double life =
        in(Place::recv_wait) + in(Place::send_wait) + in(Place::ready) + in(Place::running);
    if (life <= 0) return {};
    return {in(Place::recv_wait) / life, in(Place::send_wait) / life, in(Place::ready) / life,
            in(Place::running) / life};
}

void TaskPanel::draw(const Model& now, const History& past, Selection& selection, Player& player,
                     TaskMenu& menu) {
    const float em = ImGui::GetFontSize();
    const TaskId chosen = selection.selected;
    const Attention shown = attention(now, past, selection, player.shown_event());
    if (!shown.task) {
        draw_heading(chosen ? past.name(chosen) : title, "", nullptr);
        paragraph("task_empty", fonts().text, colours().faint,
                  chosen ? "It is not there at this moment: it comes later, or it left long "
                           "ago. Click another task, or press Esc."
                         : "The task that moves will be explained here. Press F10 for a turn, "
                           "or click a task.");
        return;
    }
    const TaskState& task = *shown.task;
    const char* note = shown.just_now ? "just now" : "the last to move";
    if (shown.chosen) note = selection.followed == chosen ? "followed" : "selected";
    draw_heading(past.label(task.id, now), note, &task);
    begin_child("task_facts", {0, 0});
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em * 0.3F, em * 0.16F));
    menu.buttons(task.id, now, selection, past, player);  // above what changes its height
    paragraph("task_why", fonts().text, colour_of(task.place), why_here(task, now, past));
    draw_facts(task, now, past, player.shown_ns());
    ImGui::PopStyleVar();
    ImGui::EndChild();
}

}  // namespace yieldscope
