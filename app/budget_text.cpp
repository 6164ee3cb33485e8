#include "app/budget_text.h"

#include "app/widgets.h"

#include <fmt/format.h>

namespace yieldscope {

namespace {

constexpr double mib = 1 << 20;

double bytes_used(const History& history) {
    const EventLog& log = history.log();
    return static_cast<double>((history.size() - log.begin()) * sizeof(Event));
}

double bytes_at_most(const History& history) {
    return static_cast<double>(history.log().capacity() * sizeof(Event));
}

}  // namespace

std::string budget_text(const History& history) {
    const double used = bytes_used(history) / mib;
    if (used < 0.05)
        return fmt::format("less than 0.1 of {:.0f}\u00A0MiB", bytes_at_most(history) / mib);
    return fmt::format("{:.{}f} of {:.0f}\u00A0MiB", used, used < 9.95 ? 1 : 0,
                       bytes_at_most(history) / mib);
}

std::string beginning_text(const History& history) {
    if (history.begin() == 0) return "";
    return fmt::format("History begins at event {}", grouped(history.begin() + 1));
}

std::string budget_explained(const History& history) {
    const std::string budget = budget_text(history);
    if (history.begin() == 0 || history.begin() == history.size()) {
        return fmt::format(
            "{} of memory for history: everything since the start is remembered. When it is full, "
            "the oldest is forgotten, and this says so.",
            budget);
    }
    const std::int64_t began_ns = history.event(history.begin()).time_ns;
    return fmt::format(
        "{} of memory for history. It begins at event {}, {} after the start; what was before is "
        "forgotten, and the oldest goes on being forgotten as new events come. A larger --history "
        "keeps more.",
        budget, grouped(history.begin() + 1), duration_text(began_ns));
}

}  // namespace yieldscope
