#include "core/event.h"

namespace yieldscope {

std::string_view name_of(EventKind kind) {
    switch (kind) {
        case EventKind::listening: return "listening";
        case EventKind::spawned: return "spawned";
        case EventKind::resumed: return "resumed";
        case EventKind::printed: return "printed";
        case EventKind::accepted: return "accepted";
        case EventKind::received: return "received";
        case EventKind::sent: return "sent";
        case EventKind::refused: return "refused";
        case EventKind::yielded: return "yielded";
        case EventKind::parked: return "parked";
        case EventKind::polling: return "polling";
        case EventKind::polled: return "polled";
        case EventKind::woken: return "woken";
        case EventKind::closed: return "closed";
        case EventKind::finished: return "finished";
        case EventKind::failed: return "failed";
        case EventKind::cancelled: return "cancelled";
        case EventKind::promoted: return "promoted";
        case EventKind::renamed: return "renamed";
        case EventKind::ended: return "ended";
        case EventKind::running: return "running";
        case EventKind::paused: return "paused";
        case EventKind::stepped: return "stepped";
        case EventKind::break_set: return "break_set";
        case EventKind::break_removed: return "break_removed";
        case EventKind::break_hit: return "break_hit";
        case EventKind::bookmarked: return "bookmarked";
        case EventKind::bookmark_removed: return "bookmark_removed";
        case EventKind::waited: return "waited";
    }
    return "?";
}

std::string_view name_of(Reason reason) {
    switch (reason) {
        case Reason::none: return "none";
        case Reason::recv: return "recv";
        case Reason::send: return "send";
        case Reason::turn: return "turn";
    }
    return "?";
}

}  // namespace yieldscope
