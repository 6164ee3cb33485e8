// History: reads the log as it grows, folds it into the live model, and can show the model of any
// moment it still holds: the nearest keyframe plus a replay. Stepping back rewinds the picture,
// never the sockets. Owns the models; reads the events in place, and lets the oldest go before the
// log's writer would have to wait for it. Lives on the UI thread: it is the log's one reader.
// Invariants: from one keyframe to the next it is at most `replay_max` events, so going anywhere is
// quick however long the log is; events and keyframes stay within the budget, and where the
// keyframes are what is too much, or memory runs out, history becomes shorter, never slower.
#pragma once

#include "core/watch/escape.h"
#include "core/watch/event_log.h"
#include "core/watch/explain.h"
#include "core/watch/marks.h"
#include "core/watch/memory_reserve.h"
#include "core/watch/model.h"
#include "core/watch/nicknames.h"
#include "core/watch/timeline.h"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace yieldscope {

class History {
public:
    /// At most so many events are folded to show one: with ten thousand tasks less than 1 ms.
    static constexpr std::uint64_t replay_max = 2 * EventLog::events_per_chunk;

    /// How the memory for all that is remembered is divided: of a hundred bytes 64 are the log's,
    /// at most a third of that (21) are for keyframes, and 15 remain for timeline and marks, which
    /// take some 12 bytes for an event's 64.
    static constexpr std::size_t log_bytes(std::size_t budget) { return budget / 100 * 64; }

    /// `start`: the picture before the log's first event, if that is not number 0.
    explicit History(EventLog& log, Model start = {})
        : log_(log),
          live_(std::move(start)),
          shown_(live_),
          near_(live_),
          marks_(live_.size()),
          timeline_(live_) {
        nicknames_.begin_with(live_);
        add_keyframe();
    }

    /// Folds what is new, at most `events_max` events. Returns how many that were.
    std::uint64_t update(std::uint64_t events_max = UINT64_MAX);

    /// Events [begin, size) can be shown: as many are folded, and not forgotten.
    std::uint64_t begin() const { return keyframes_.front().model.size(); }
    std::uint64_t size() const { return live_.size(); }

    /// When the first moment was that it still has.
    std::int64_t began_ns() const;

    /// What it holds in memory, events and pictures, and what it may hold in all.
    std::size_t bytes() const;
    std::size_t budget() const { return budget_; }
    /// Of that, the keyframes, at most a third of what the log may take.
    std::size_t keyframe_bytes() const { return keyframe_bytes_; }
    std::size_t keyframe_bytes_max() const { return log_bytes(budget_) / 3; }
    /// How often memory has run out, and the budget became less for it: see MemoryReserve.
    std::uint64_t times_it_gave_way() const { return times_it_gave_way_; }
    /// There is memory again: it may hold so much more than it does, up to its first budget.
    void may_grow(std::size_t bytes);

    /// The newest picture.
    const Model& live() const { return live_; }

    /// The same events by time.
    const Timeline& timeline() const { return timeline_; }

    /// The picture after the first `count` events, begin() <= count <= size(). Good until the next
    /// call.
    const Model& at(std::uint64_t count);

    /// The same as a copy, which leaves what at() gave as it is.
    Model copy_at(std::uint64_t count) const;

    /// How many events at() has folded, in all calls together.
    std::uint64_t replayed() const { return replayed_; }

    /// begin() <= number < size().
    const Event& event(std::uint64_t number) const { return log_[number]; }
    std::string_view text(TextId id) const { return log_.text(id); }
    /// The same as it can be shown: a recording's may hold anything.
    std::string shown(TextId id) const { return harmless(log_.text(id)); }
    /// What the screen calls a task at the moment of `now`.
    std::string label(TaskId task, const Model& now) const {
        return yieldscope::label(task, now, log_);
    }

    /// What the teacher calls a task now, or called it last, whatever moment is shown.
    std::string name(TaskId task) const;
    const Nicknames& nicknames() const { return nicknames_; }
    /// At what a breakpoint stops, for people: with the teacher's name for its task.
    std::string breakpoint_words(TextId words) const;

    /// Which events are of a kind that is looked for.
    const Marks& marks() const { return marks_; }

    const EventLog& log() const { return log_; }

private:
    struct Keyframe {
        Model model;
        std::size_t bytes;  ///< in addition to the one before; of the first, all of it
    };

    bool is_time_for_a_keyframe() const;
    void add_keyframe();
    void forget_first_keyframe();
    void forget_oldest();
    void give_way();
    const Model& keyframe_before(std::uint64_t count) const;
    void replay(Model& model, std::uint64_t count);

    static std::size_t budget_of(std::size_t log_bytes) { return log_bytes / 64 * 100; }
    bool ran_out_of_memory() const { return memory_used_ != MemoryReserve::times_used(); }

    EventLog& log_;
    std::size_t budget_ = budget_of(log_.capacity() * sizeof(Event));
    std::uint64_t memory_used_ = MemoryReserve::times_used();  ///< when it last gave way
    std::uint64_t times_it_gave_way_ = 0;
    Model live_;
    Model shown_;                     ///< what at() gave last; stepping forward from it is cheap
    Model near_;                      ///< a little before it; stepping back begins there
    std::deque<Keyframe> keyframes_;  ///< in order; the first is where history begins
    std::size_t keyframe_bytes_ = 0;
    std::uint64_t replayed_ = 0;
    Marks marks_;
    Timeline timeline_;  ///< as far as live_
    Nicknames nicknames_;
};

}  // namespace yieldscope
