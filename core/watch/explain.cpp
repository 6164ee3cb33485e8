#include "core/watch/explain.h"

#include "core/watch/escape.h"

#include <fmt/format.h>

#include <cstdint>
#include <string>
#include <string_view>

namespace yieldscope {
namespace {

std::string preview(const Event& event) {
    return quoted_beginning(event.preview_text(), event.moved);
}

std::string ago(std::uint32_t events) {
    return fmt::format("{} event{} ago", events, events == 1 ? "" : "s");
}

std::string of_a_yield(const Event& event, const std::string& task, bool listens) {
    switch (event.reason) {
        case Reason::recv:
            return listens
                       ? fmt::format(
                             "{} yielded recv(fd {}): it wants to wait for the next client.", task,
                             event.fd)
                       : fmt::format("{} yielded recv(fd {}): it wants to wait until it can read.",
                                     task, event.fd);
        case Reason::send:
            return fmt::format("{} yielded send(fd {}): it wants to wait until it can write.", task,
                               event.fd);
        case Reason::turn:
            return fmt::format("{} yielded its turn: it goes to the back of the ready queue.",
                               task);
        case Reason::none: break;
    }
    return fmt::format("{} yielded.", task);
}

std::string of_a_read(const Event& event, const std::string& task, std::string_view error) {
    if (event.text != 0)
        return fmt::format("{} cannot read from fd {}: {}.", task, event.fd, error);
    if (event.moved == 0)
        return fmt::format("{} reads the end: its client will send no more.", task);
    if (event.moved == 1)
        return fmt::format("{} reads one byte from its client: {}", task, preview(event));
    return fmt::format("{} reads {} bytes from its client: {}", task, grouped(event.moved),
                       preview(event));
}

std::string of_a_write(const Event& event, const std::string& task, std::string_view error) {
    if (event.text != 0) return fmt::format("{} cannot write to fd {}: {}.", task, event.fd, error);
    if (event.moved < event.asked) {
        return fmt::format(
            "{} writes {} of {} bytes: there is no room for more now, the rest has to wait.", task,
            grouped(event.moved), grouped(event.asked));
    }
    if (event.moved == 1)
        return fmt::format("{} writes one byte to its client: {}", task, preview(event));
    return fmt::format("{} writes {} bytes to its client: {}", task, grouped(event.moved),
                       preview(event));
}

}  // namespace

std::string grouped(unsigned long long count) {
    std::string digits = std::to_string(count);
    for (std::size_t i = digits.size(); i > 3; i -= 3) digits.insert(i - 3, 1, ',');
    return digits;
}

std::string_view file_name(std::string_view path) {
    const auto slash = path.rfind('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string words(const Breakpoint& breakpoint, const EventLog& log) {
    if (breakpoint.longer_than) {
        const auto queue = breakpoint.queue == Place::ready ? "ready" : name_of(breakpoint.queue);
        return fmt::format("{}>{}", queue, *breakpoint.longer_than);
    }
    const Condition& condition = breakpoint.condition;
    std::string all;
    if (condition.kind) all += fmt::format(" kind:{}", name_of(*condition.kind));
    if (condition.task) all += fmt::format(" task:{}", log.label(*condition.task));
    if (condition.fd) all += fmt::format(" fd:{}", *condition.fd);
    if (condition.number) all += fmt::format(" event:{}", *condition.number + 1);
    return all.empty() ? "every event" : all.substr(1);
}

std::string label(TaskId task, const Model& now, const EventLog& log) {
    const TaskState* state = now.find(task);
    return state && state->nickname ? harmless(log.text(state->nickname)) : log.label(task);
}

std::string details(const Event& event, const EventLog& log) {
    const std::string_view raw = log.text(event.text);
    const std::string text = harmless(raw);
    switch (event.kind) {
        case EventKind::listening: return fmt::format("fd {}  {}", event.fd, text);
        case EventKind::spawned: return fmt::format("by {}", log.label(event.other));
        case EventKind::resumed:
        case EventKind::finished:
        case EventKind::cancelled:
        case EventKind::ended:
        case EventKind::running: return {};
        case EventKind::printed: return quoted(raw);
        case EventKind::accepted: return fmt::format("fd {}  {}", event.fd, text);
        case EventKind::received:
            if (event.text != 0) return fmt::format("fd {}  {}", event.fd, text);
            return fmt::format("fd {}  {} B  {}", event.fd, event.moved, preview(event));
        case EventKind::sent:
            if (event.text != 0) return fmt::format("fd {}  {}", event.fd, text);
            return fmt::format("fd {}  {} of {} B  {}", event.fd, event.moved, event.asked,
                               preview(event));
        case EventKind::refused:
        case EventKind::failed: return text;
        case EventKind::yielded:
            if (event.reason == Reason::turn) return "turn()";
            return fmt::format("{}(fd {})", name_of(event.reason), event.fd);
        case EventKind::parked:
            return fmt::format("{}_wait  fd {}", name_of(event.reason), event.fd);
        case EventKind::polling: return fmt::format("{}  {} watched", text, event.asked);
        case EventKind::polled:
            if (event.asked) return fmt::format("refused: {}", text);
            return event.interrupted ? fmt::format("{}  {} ready, interrupted", text, event.moved)
                                     : fmt::format("{}  {} ready", text, event.moved);
        case EventKind::woken:
            return fmt::format("from {}_wait  fd {}", name_of(event.reason), event.fd);
        case EventKind::closed: return fmt::format("fd {}", event.fd);
        case EventKind::paused:
        case EventKind::stepped: return fmt::format("steps {}, turns {}", event.asked, event.moved);
        case EventKind::promoted: return {};
        case EventKind::renamed: return text;
        case EventKind::break_set: return fmt::format("number {}  {}", event.asked, text);
        case EventKind::break_removed: return fmt::format("number {}", event.asked);
        case EventKind::break_hit:
            return fmt::format("number {}, {}", event.asked, ago(event.moved));
        case EventKind::bookmarked:
            if (raw.empty()) return ago(event.moved);
            return fmt::format("{}  {}", ago(event.moved), quoted(raw));
        case EventKind::bookmark_removed: return ago(event.moved);
        case EventKind::waited: return fmt::format("{} ms for the log's reader", event.asked);
    }
    return {};
}

std::string place_of(const Event& event, const EventLog& log) {
    return event.line ? fmt::format("{}:{}", harmless(file_name(log.text(event.file))), event.line)
                      : std::string();
}

std::string transcript_line(std::uint64_t number, const Event& event, const EventLog& log,
                            std::string_view called) {
    const std::string task = !called.empty() ? std::string(called)
                             : event.task    ? log.label(event.task)
                                             : "-";
    std::string line = fmt::format("{:6}  {:12.6f} s  {:<14} {:<10} {:<44} {}", number + 1,
                                   static_cast<double>(event.time_ns) / 1e9, task,
                                   name_of(event.kind), details(event, log), place_of(event, log));
    line.erase(line.find_last_not_of(' ') + 1);
    return line;
}

std::string sentence(const Event& event, const Model& after, const EventLog& log) {
    const std::string task = label(event.task, after, log);
    const std::string who = event.task == 0 ? "The scheduler" : task;
    const std::string text = harmless(log.text(event.text));
    const TaskState* const state = after.find(event.task);
    const bool listens = state && state->listens;
    switch (event.kind) {
        case EventKind::listening:
            return fmt::format("A socket listens on {}: clients can connect.", text);
        case EventKind::spawned:
            return event.other == 0
                       ? fmt::format("{} is there from the start: it joins the ready queue.", task)
                       : fmt::format("{} spawned {}: it joins the back of the ready queue.",
                                     label(event.other, after, log), task);
        case EventKind::resumed:
            return fmt::format("{} was at the head of the ready queue: the scheduler resumes it.",
                               task);
        case EventKind::printed:
            if (text.empty()) return fmt::format("{} prints an empty line.", who);
            return fmt::format("{} prints: {}", who, text);
        case EventKind::accepted:
            return fmt::format("{} accepts the client {}: fd {} is its socket.", task, text,
                               event.fd);
        case EventKind::received: return of_a_read(event, task, text);
        case EventKind::sent: return of_a_write(event, task, text);
        case EventKind::refused: return fmt::format("{} cannot take a client: {}.", task, text);
        case EventKind::yielded: return of_a_yield(event, task, listens);
        case EventKind::parked:
            if (event.reason == Reason::send) {
                return fmt::format(
                    "{} is parked in send_wait until the kernel says that it can write.", task);
            }
            return listens
                       ? fmt::format(
                             "{} is parked in recv_wait until the kernel says that a client "
                             "knocks.",
                             task)
                       : fmt::format(
                             "{} is parked in recv_wait until the kernel says that it can read.",
                             task);
        case EventKind::polling:
            if (event.asked == 1) {
                return fmt::format(
                    "Nobody is ready, so the scheduler asks the kernel: {} watches one socket.",
                    text);
            }
            return fmt::format(
                "Nobody is ready, so the scheduler asks the kernel: {} watches {} sockets.", text,
                grouped(event.asked));
        case EventKind::polled:
            if (event.asked) {
                return fmt::format("The kernel refuses {}: {}. It is asked again in a moment.",
                                   harmless(log.text(after.poll().call)), text);
            }
            if (event.moved == 0 && event.interrupted)
                return fmt::format("{} was interrupted: nobody is ready yet.", text);
            if (event.moved == 0)
                return fmt::format("{} has named nobody: it is asked again.", text);
            if (event.moved == 1)
                return fmt::format("{} answers: one socket is ready, its task will be woken.",
                                   text);
            return fmt::format("{} answers: {} sockets are ready, their tasks will be woken.", text,
                               grouped(event.moved));
        case EventKind::woken:
            if (event.reason == Reason::send) {
                return fmt::format(
                    "The kernel says that {} can write to fd {}: it goes from send_wait to the "
                    "back of the ready queue.",
                    task, event.fd);
            }
            return listens ? fmt::format(
                                 "A client knocks at fd {}: {} goes from recv_wait to the back of "
                                 "the ready queue.",
                                 event.fd, task)
                           : fmt::format(
                                 "The kernel says that {} can read fd {}: it goes from recv_wait "
                                 "to the back of the ready queue.",
                                 task, event.fd);
        case EventKind::closed: return fmt::format("{} closes fd {}.", who, event.fd);
        case EventKind::finished: return fmt::format("{} has run to its end: it leaves.", task);
        case EventKind::failed:
            if (text.empty()) return fmt::format("{} failed. Everybody else goes on.", task);
            return fmt::format("{} failed: {}. Everybody else goes on.", task, text);
        case EventKind::cancelled:
            return fmt::format("{} is cancelled: it is taken out, and its socket closes.", task);
        case EventKind::promoted:
            return fmt::format("You put {} at the head of the ready queue: it runs next.", task);
        case EventKind::renamed:
            if (text.empty())
                return fmt::format("You gave {} the name back that it was born with.", task);
            return fmt::format("You call {} {} from now on.", log.label(event.task), task);
        case EventKind::ended: return "No task is left: the program is over.";
        case EventKind::running: return "The scheduler runs freely.";
        case EventKind::paused: return "Paused: the scheduler stands still before its next step.";
        case EventKind::stepped:
            if (event.asked == 1) return "The scheduler stands still again after one step.";
            return fmt::format("The scheduler stands still again after {} steps, {} of them turns.",
                               grouped(event.asked), grouped(event.moved));
        case EventKind::break_set: return fmt::format("Breakpoint {}: {}.", event.asked, text);
        case EventKind::break_removed: return fmt::format("Breakpoint {} is removed.", event.asked);
        case EventKind::break_hit:
            return fmt::format("Breakpoint {} is hit: the scheduler stands still.", event.asked);
        case EventKind::bookmarked:
            return text.empty() ? "You marked a moment."
                                : fmt::format("You marked a moment: {}.", text);
        case EventKind::bookmark_removed: return "You removed the mark of a moment.";
        case EventKind::waited:
            return fmt::format(
                "The scheduler waited {} ms because a reader was a whole history behind.",
                grouped(event.asked));
    }
    return {};
}

std::string what_next(const Model& now, const EventLog& log) {
    if (now.run_state() == RunState::ended) return "There is nothing left to do.";
    if (const TaskId running = now.running()) {
        const std::string task = label(running, now, log);
        if (now.last().kind == EventKind::yielded) {
            return now.last().reason == Reason::recv
                       ? fmt::format("Next: the scheduler parks {} in recv_wait.", task)
                       : fmt::format("Next: the scheduler parks {} in send_wait.", task);
        }
        return fmt::format("Next: {} runs on, until it yields again or ends.", task);
    }
    if (now.poll().blocked)
        return "Next: the kernel answers as soon as a socket is ready. Until then the loop sleeps.";
    if (now.poll().to_wake > 0)
        return "Next: those whose sockets are ready are woken, one after the other.";
    if (const TaskState* head = now.first(Place::ready)) {
        return fmt::format("Next: {} is resumed, because it is at the head of the ready queue.",
                           label(head->id, now, log));
    }
    if (now.alive() == 0) return now.size() == 0 ? "" : "Next: no task is left, the loop ends.";
    return "Next: the kernel is asked, because nobody is ready.";
}

}  // namespace yieldscope
