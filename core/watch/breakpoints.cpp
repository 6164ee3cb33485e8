#include "core/watch/breakpoints.h"

#include "core/limits.h"
#include "core/watch/explain.h"

namespace yieldscope {
namespace {

std::size_t length_of(Place queue, const Scheduler& scheduler) {
    switch (queue) {
        case Place::recv_wait: return scheduler.recv_wait().size();
        case Place::send_wait: return scheduler.send_wait().size();
        default: return scheduler.ready().size();
    }
}

/// Does the event put a task at the end of that queue?
bool lengthens(const Event& event, Place queue) {
    switch (queue) {
        case Place::ready:
            return event.kind == EventKind::spawned || event.kind == EventKind::woken ||
                   (event.kind == EventKind::yielded && event.reason == Reason::turn);
        case Place::recv_wait:
            return event.kind == EventKind::parked && event.reason == Reason::recv;
        default: return event.kind == EventKind::parked && event.reason == Reason::send;
    }
}

}  // namespace

void Breakpoints::set(const Breakpoint& breakpoint) {
    if (all_.size() >= limits::breakpoints) return;
    all_.push_back({.number = ++set_, .breakpoint = breakpoint});
    log_.append({.text = log_.intern(words(breakpoint, log_)),
                 .asked = set_,
                 .kind = EventKind::break_set});
}

void Breakpoints::remove(std::uint32_t number) {
    if (std::erase_if(all_, [&](const Numbered& one) { return one.number == number; }) > 0)
        log_.append({.asked = number, .kind = EventKind::break_removed});
}

void Breakpoints::begin_step(const Scheduler& scheduler) {
    for (Numbered& one : all_) {
        one.length = one.counted = length_of(one.breakpoint.queue, scheduler);
        one.match.reset();
    }
}

void Breakpoints::look(std::uint64_t first_event) {
    for (Numbered& one : all_) {
        for (std::uint64_t number = first_event; !one.match && number < log_.size_written();
             ++number)
            look_at(one, number);
    }
}

void Breakpoints::look_at(Numbered& one, std::uint64_t number) {
    const Event& event = log_[number];
    const Breakpoint& breakpoint = one.breakpoint;
    bool breaks = false;
    if (!breakpoint.longer_than) {
        breaks = breakpoint.condition.matches(number, event);
    } else if (lengthens(event, breakpoint.queue)) {
        breaks = ++one.counted == *breakpoint.longer_than + std::size_t{1};
    } else if (breakpoint.queue == Place::ready && event.kind == EventKind::resumed) {
        --one.counted;
    }
    if (breaks) one.match = number;
}

std::optional<Breakpoints::Hit> Breakpoints::hit(const Scheduler& scheduler) const {
    std::optional<Hit> first;
    for (const Numbered& one : all_) {
        const auto event = match_of(one, scheduler);
        if (event && (!first || *event < first->event)) first = {one.number, *event};
    }
    return first;
}

// What takes a task out of a queue is not always told from what does not, so the queue has the last
// word.
std::optional<std::uint64_t> Breakpoints::match_of(const Numbered& one,
                                                   const Scheduler& scheduler) const {
    if (!one.breakpoint.longer_than) return one.match;
    const std::size_t bound = *one.breakpoint.longer_than;
    if (one.length > bound || length_of(one.breakpoint.queue, scheduler) <= bound) return {};
    return one.match.value_or(log_.size_written() - 1);
}

}  // namespace yieldscope
