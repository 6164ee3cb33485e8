// History: reads the log as it grows, folds it into the live model, and can show the model of any
// moment it still holds: the nearest keyframe plus a replay. Stepping back rewinds the picture,
// never the sockets. Owns the models; reads the events in place, and lets the oldest go before the
// log's writer would have to wait for it. Lives on the UI thread: it is the log's one reader.
#pragma once

#include "core/watch/event_log.h"
#include "core/watch/explain.h"
#include "core/watch/model.h"
#include "core/watch/timeline.h"

#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>

namespace yieldscope {

class History {
public:
    /// `start`: the picture before the log's first event, if that is not number 0.
    explicit History(EventLog& log, Model start = {})
        : log_(log), live_(std::move(start)), timeline_(live_), shown_(live_) {
        keyframes_.push_back(live_);
    }

    /// Folds what is new, at most `events_max` events. Returns how many that were.
    std::uint64_t update(std::uint64_t events_max = UINT64_MAX);

    /// Events [begin, size) can be shown: as many are folded, and not forgotten.
    std::uint64_t begin() const { return keyframes_.front().size(); }
    std::uint64_t size() const { return live_.size(); }

    /// The newest picture.
    const Model& live() const { return live_; }

    /// The same events by time.
    const Timeline& timeline() const { return timeline_; }

    /// The picture after the first `count` events, begin() <= count <= size(). Good until the next
    /// call.
    const Model& at(std::uint64_t count);

    /// The same as a copy, which leaves what at() gave as it is.
    Model copy_at(std::uint64_t count) const;

    /// begin() <= number < size().
    const Event& event(std::uint64_t number) const { return log_[number]; }
    std::string_view text(TextId id) const { return log_.text(id); }
    /// What the screen calls a task at the moment of `now`.
    std::string label(TaskId task, const Model& now) const {
        return yieldscope::label(task, now, log_);
    }

    const EventLog& log() const { return log_; }

private:
    void forget_oldest();
    const Model& keyframe_before(std::uint64_t count) const;

    EventLog& log_;
    Model live_;
    Timeline timeline_;            ///< as far as live_
    Model shown_;                  ///< what at() gave last; stepping forward from it is cheap
    std::deque<Model> keyframes_;  ///< in order; the first is where history begins
};

}  // namespace yieldscope
