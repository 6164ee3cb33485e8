#include "core/trace/event_rules.h"

#include "core/limits.h"

#include <fmt/format.h>

#include <algorithm>

namespace yieldscope {
namespace {

/// The kinds that have a reason have one of these.
bool reason_fits(const Event& event) {
    const bool waits = event.reason == Reason::recv || event.reason == Reason::send;
    switch (event.kind) {
        case EventKind::yielded: return waits || event.reason == Reason::turn;
        case EventKind::parked:
        case EventKind::woken: return waits;
        default: return event.reason == Reason::none;
    }
}

bool is_of_the_scheduler(EventKind kind) {
    return is_control(kind) || kind == EventKind::polling || kind == EventKind::polled ||
           kind == EventKind::ended;
}

/// Does it need a task that is alive? Sockets and prints may be the scheduler's.
bool needs_task(EventKind kind) {
    switch (kind) {
        case EventKind::resumed:
        case EventKind::yielded:
        case EventKind::parked:
        case EventKind::woken:
        case EventKind::finished:
        case EventKind::failed:
        case EventKind::cancelled:
        case EventKind::promoted:
        case EventKind::renamed: return true;
        default: return false;
    }
}

bool is_parked(const TaskState& task) {
    return task.place == Place::recv_wait || task.place == Place::send_wait;
}

}  // namespace

EventRules::EventRules(Model start) : model_(std::move(start)), time_ns_(model_.last().time_ns) {
    for (const Place place : {Place::ready, Place::running, Place::recv_wait, Place::send_wait}) {
        for (auto* task = model_.first(place); task; task = model_.after(*task))
            newest_ = std::max(newest_, task->id);
    }
    for (const TaskState& task : model_.ended()) newest_ = std::max(newest_, task.id);
    for (const BreakpointState& breakpoint : model_.breakpoints())
        newest_breakpoint_ = std::max(newest_breakpoint_, breakpoint.number);
}

std::string EventRules::take(std::uint64_t number, const Event& event) {
    if (number != model_.size())
        return fmt::format("\"number\" is {}, not {}", number + 1, model_.size() + 1);
    if (event.time_ns < time_ns_) return "its time is before that of the event before it";
    if (const char* problem = check(event); *problem) return problem;
    model_.apply(event);
    time_ns_ = event.time_ns;
    if (event.kind == EventKind::spawned) newest_ = event.task;
    if (event.kind == EventKind::break_set) newest_breakpoint_ = event.asked;
    return {};
}

const char* EventRules::check(const Event& event) const {
    const bool moves = event.kind == EventKind::received || event.kind == EventKind::sent;
    if (!reason_fits(event)) return "its \"reason\" does not fit its \"kind\"";
    if (event.preview_size > 0 && !moves) return "its kind has no \"preview\"";
    if (moves && (event.moved > event.asked || event.preview_size > event.moved))
        return "it moved more than was asked for";
    if (event.interrupted && event.kind != EventKind::polled) return "no poll was interrupted";
    if (event.other != 0 && event.kind != EventKind::spawned) return "its kind has no \"other\"";
    if (event.line == 0 && event.file != 0) return "a \"file\" without a \"line\"";
    if (model_.poll().blocked && event.kind != EventKind::polled && event.kind != EventKind::waited)
        return "the kernel has not answered yet";
    if (is_of_the_scheduler(event.kind)) {
        return event.task == 0 ? check_control(event) : "its kind has no \"task\"";
    }
    if (event.kind == EventKind::spawned) {
        if (event.task <= newest_) return "a task of that number was there before";
        if (event.task > model_.size() + 1) return "more tasks than events";
        if (event.other != 0 &&
            !(model_.find(event.other) && !is_gone(model_.find(event.other)->place)))
            return "it was spawned by a task that is not alive";
        return "";
    }
    if (event.task == 0) return needs_task(event.kind) ? "no \"task\"" : "";
    const TaskState* const task = model_.find(event.task);
    if (!task || is_gone(task->place)) return "its task is not alive";
    return check_task(event, task);
}

const char* EventRules::check_task(const Event& event, const TaskState* task) const {
    const Place waits = event.reason == Reason::recv ? Place::recv_wait : Place::send_wait;
    const Event& last = model_.last();
    switch (event.kind) {
        case EventKind::resumed:
            if (model_.running() != 0) return "another task is running";
            return task == model_.first(Place::ready)
                       ? ""
                       : "its task is not at the head of the ready queue";
        case EventKind::yielded:
            if (model_.suspended_lines().size() >= limits::yield_lines)
                return "tasks are suspended at too many different lines";
            [[fallthrough]];
        case EventKind::finished:
            return task->place == Place::running ? "" : "its task is not running";
        case EventKind::parked:
            return task->place == Place::running && last.kind == EventKind::yielded &&
                           last.task == event.task && last.reason == event.reason &&
                           last.fd == event.fd && event.fd >= 0
                       ? ""
                       : "its task has not yielded like that";
        case EventKind::woken:
            if (model_.poll().to_wake == 0) return "the kernel has named no more sockets";
            return task->place == waits ? "" : "its task is not parked there";
        case EventKind::failed:
            return task->place == Place::running || is_parked(*task)
                       ? ""
                       : "its task neither runs nor waits";
        case EventKind::cancelled:
            return task->place != Place::running ? "" : "its task is running";
        case EventKind::promoted: return task->place == Place::ready ? "" : "its task is not ready";
        default: return "";
    }
}

const char* EventRules::check_control(const Event& event) const {
    switch (event.kind) {
        case EventKind::polling:
            return model_.running() == 0 && model_.count(Place::ready) == 0
                       ? ""
                       : "the kernel is asked though a task is ready";
        case EventKind::polled:
            if (!model_.poll().blocked) return "the kernel was not asked";
            return event.moved <= model_.count(Place::recv_wait) + model_.count(Place::send_wait)
                       ? ""
                       : "more sockets are ready than tasks wait";
        case EventKind::ended: return model_.alive() == 0 ? "" : "a task is still alive";
        case EventKind::break_set:
            if (model_.breakpoints().size() >= limits::breakpoints) return "too many breakpoints";
            return event.asked > newest_breakpoint_ ? "" : "a breakpoint of that number was there";
        case EventKind::break_removed:
            return is_set(event.asked) ? "" : "there is no breakpoint of that number";
        case EventKind::break_hit:
            if (!is_set(event.asked)) return "there is no breakpoint of that number";
            [[fallthrough]];
        case EventKind::bookmarked:
        case EventKind::bookmark_removed:
            return event.moved <= model_.size() ? "" : "it is about a moment before the first";
        default: return "";
    }
}

bool EventRules::is_set(std::uint32_t breakpoint) const {
    return std::any_of(model_.breakpoints().begin(), model_.breakpoints().end(),
                       [&](const BreakpointState& one) { return one.number == breakpoint; });
}

}  // namespace yieldscope
