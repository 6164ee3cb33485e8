// The index of all that happened by time: a lane a task, when nothing happened, how many tasks were
// where. Fed event by event beside the model, and told what is forgotten; an event costs the same
// however many tasks and events there are, amortised. Some ten bytes an event. A plain value that
// the History owns; lives on the UI thread.
// Invariant: lanes are in the order of birth, and times never go back.
#pragma once

#include "core/event.h"
#include "core/watch/lane.h"
#include "core/watch/model.h"
#include "core/watch/trail.h"
#include "core/watch/trend.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace yieldscope {

/// A stretch of time without an event that can be folded, as no task runs in it: a poll that waits,
/// a loop that stands still. Folded it is `gap_shown_ns` long.
struct Gap {
    std::int64_t begin_ns;
    std::int64_t end_ns;
    std::int64_t folded_before_ns;  ///< what the gaps before it have lost, all together
    bool polling;                   ///< the kernel was being asked
};
constexpr std::int64_t gap_least_ns = 500'000;  // a turn takes some 20 µs
constexpr std::int64_t gap_shown_ns = 20'000;   // as long as a turn

struct Gaps {
    std::span<const Gap> all;  ///< those remembered, in order
    std::int64_t folded_ns;    ///< by all there ever were
};

class Timeline {
public:
    /// `start`: the picture before the first event that will be applied.
    explicit Timeline(const Model& start = {});

    void apply(const Event& event);

    /// Events before `number`, which happens at `time_ns`, are gone.
    void forget_before(std::uint64_t number, std::int64_t time_ns);

    /// What is remembered lies between these.
    std::int64_t begin_ns() const { return begin_ns_; }
    std::int64_t end_ns() const { return end_ns_; }
    bool empty() const { return trend_.blocks().empty(); }

    /// A lane a task. Of those that ended before begin_ns() a few may still be there.
    const std::vector<Lane>& lanes() const { return lanes_; }
    /// Which of them is a task's; lanes().size(): none.
    std::size_t find(TaskId task) const;

    /// The scheduler's own: recv_wait while it asks the kernel, running while it has turns to give,
    /// ready while it stands still.
    const Lane& scheduler() const { return scheduler_; }

    Gaps gaps() const { return {gaps_.all(), folded_ns_}; }
    const Trend& trend() const { return trend_; }

    /// How many are where after one more event of the log. The events must come in order, from the
    /// beginning of a block of the trend.
    void count(const Event& event, Counts& counts) const;

    std::size_t bytes() const;

private:
    void note_time(std::int64_t time_ns);
    void move(TaskId task, Place place);
    void move_scheduler(EventKind kind);
    void forget_lanes();

    std::vector<Lane> lanes_;
    std::size_t lane_bytes_ = 0;  ///< of what they hold
    Lane scheduler_;
    Trail<Gap> gaps_;
    std::int64_t folded_ns_ = 0;
    Trend trend_;
    Counts counts_{};
    std::int64_t begin_ns_ = 0;
    std::int64_t end_ns_ = 0;

    // What is forgotten little by little.
    std::deque<std::int64_t> ends_ns_;  ///< of the lanes that have ended, in order
    std::size_t stale_lanes_ = 0;       ///< that ended before begin_ns()
    std::size_t swept_ = 0;             ///< the lane whose oldest moves go next
};

}  // namespace yieldscope
