#include "app/budget_text.h"

#include "app/widgets.h"

#include <fmt/format.h>

namespace yieldscope {
namespace {

double mib(std::size_t bytes) { return static_cast<double>(bytes) / (1 << 20); }

}  // namespace

std::string budget_text(const History& history) {
    const double used = mib(history.bytes());
    if (used < 0.05) return fmt::format("less than 0.1 of {:.0f}\u00A0MiB", mib(history.budget()));
    return fmt::format("{:.{}f} of {:.0f}\u00A0MiB", used, used < 9.95 ? 1 : 0,
                       mib(history.budget()));
}

std::string beginning_text(const History& history) {
    if (history.begin() == 0) return "";
    return fmt::format("History begins at event {}", grouped(history.begin() + 1));
}

std::string budget_explained(const History& history) {
    const std::string budget = budget_text(history);
    if (history.begin() == 0) {
        return fmt::format(
            "{} of memory for history: everything since the start is remembered. When it is full, "
            "the oldest is forgotten, and this says so.",
            budget);
    }
    return fmt::format(
        "{} of memory for history. It begins at event {}, {} after the start; what was before is "
        "forgotten, and the oldest goes on being forgotten as new events come. A larger --history "
        "keeps more.",
        budget, grouped(history.begin() + 1), duration_text(history.began_ns()));
}

}  // namespace yieldscope
