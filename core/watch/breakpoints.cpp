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

void Breakpoints::note_lengths(const Scheduler& scheduler) {
    for (Numbered& one : all_) one.length = length_of(one.breakpoint.queue, scheduler);
}

std::optional<Breakpoints::Hit> Breakpoints::hit(std::uint64_t first_event,
                                                 const Scheduler& scheduler) const {
    std::optional<Hit> first;
    for (const Numbered& one : all_) {
        const std::uint64_t event = first_match(one, first_event, scheduler);
        if (event < (first ? first->event : log_.size_written())) first = {one.number, event};
    }
    return first;
}

/// The end of the log if there is none.
std::uint64_t Breakpoints::first_match(const Numbered& one, std::uint64_t first_event,
                                       const Scheduler& scheduler) const {
    const std::uint64_t end = log_.size_written();
    const Breakpoint& breakpoint = one.breakpoint;
    std::uint64_t event = first_event;
    if (!breakpoint.longer_than) {
        while (event < end && !breakpoint.condition.matches(event, log_[event])) ++event;
        return event;
    }
    const std::size_t bound = *breakpoint.longer_than;
    std::size_t length = length_of(breakpoint.queue, scheduler);
    if (one.length > bound || length <= bound) return end;
    // Back from the end to the one with whom it became too long.
    for (event = end; event-- > first_event;) {
        if (lengthens(log_[event], breakpoint.queue) && length-- == bound + 1) return event;
    }
    return end - 1;
}

}  // namespace yieldscope
