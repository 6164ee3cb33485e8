#include "core/watch/difference.h"

#include <algorithm>

namespace yieldscope {
namespace {

/// Does the event's text name what the kernel happened to give: an address, the call of a poller?
bool text_is_incidental(EventKind kind) {
    return kind == EventKind::listening || kind == EventKind::accepted ||
           kind == EventKind::polling || kind == EventKind::polled;
}

/// "Connection from 127.0.0.1:53412" -> "Connection from 127.0.0.1:": ports of clients differ.
std::string_view without_port(std::string_view text) {
    const auto last = text.find_last_not_of("0123456789");
    const bool port = last != std::string_view::npos && text[last] == ':';
    return port ? text.substr(0, last + 1) : text;
}

/// The next event from `number` on that is about the tasks; the end if there is none.
std::uint64_t next_deed(const History& history, std::uint64_t number) {
    while (number < history.size() && is_control(history.event(number).kind)) ++number;
    return number;
}

}  // namespace

bool same_deed(const Event& a, const EventLog& log_a, const Event& b, const EventLog& log_b) {
    if (a.kind != b.kind || a.task != b.task || a.other != b.other || a.reason != b.reason ||
        a.moved != b.moved || a.interrupted != b.interrupted || a.line != b.line) {
        return false;
    }
    if (a.asked != b.asked || a.preview_text() != b.preview_text()) return false;
    if (log_a.text(a.file) != log_b.text(b.file)) return false;
    return text_is_incidental(a.kind) ||
           without_port(log_a.text(a.text)) == without_port(log_b.text(b.text));
}

void Difference::update(const History& a, const History& b, bool complete) {
    for (std::uint64_t looked = 0; !finished_ && looked < events_per_update; ++looked) {
        if (next_.a < a.begin() || next_.b < b.begin()) {
            const std::uint64_t both = std::max(a.begin(), b.begin());
            next_ = {both, both};
        }
        if (next_.a > a.size() || next_.b > b.size()) {  // they have no event in common
            finished_ = complete;
            return;
        }
        next_ = {next_deed(a, next_.a), next_deed(b, next_.b)};
        const bool more_a = next_.a < a.size();
        const bool more_b = next_.b < b.size();
        if (!more_a || !more_b) {
            if (!complete) return;
            finished_ = true;
            if (more_a || more_b) first_ = next_;
        } else if (!same_deed(a.event(next_.a), a.log(), b.event(next_.b), b.log())) {
            finished_ = true;
            first_ = next_;
        } else {
            ++next_.a;
            ++next_.b;
        }
    }
}

}  // namespace yieldscope
