// The first difference between two logs: where two runs of a program stop doing the same. Compared
// is what the scheduler and its tasks did, in order; not when, which descriptors and ports the
// kernel happened to give, or what a teacher did to the controls. Looks at a bounded number of
// events an update, so that a long comparison never holds up a frame. Lives on the UI thread.
#pragma once

#include "core/watch/event_log.h"
#include "core/watch/history.h"

#include <cstdint>
#include <optional>

namespace yieldscope {

/// Do both say that the same happened?
bool same_deed(const Event& a, const EventLog& log_a, const Event& b, const EventLog& log_b);

class Difference {
public:
    static constexpr std::uint64_t events_per_update = 100'000;

    /// Event numbers: where each first did something that the other did not do then. The size of
    /// its log for one that had ended before.
    struct Pair {
        std::uint64_t a = 0;
        std::uint64_t b = 0;
        bool operator==(const Pair&) const = default;
    };

    /// Compares on. `complete`: nothing will be added to either of them any more. What was
    /// forgotten on one side is passed over on the other, too: they go on at the same number.
    void update(const History& a, const History& b, bool complete);

    /// Nothing: there is none as far as they have been compared.
    const std::optional<Pair>& first() const { return first_; }

    /// Everything has been compared, or the first difference found.
    bool finished() const { return finished_; }

private:
    Pair next_;
    std::optional<Pair> first_;
    bool finished_ = false;
};

}  // namespace yieldscope
