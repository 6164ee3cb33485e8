#include "core/watch/timeline.h"

#include <algorithm>
#include <iterator>

namespace yieldscope {
namespace {

std::size_t index(Place place) { return static_cast<std::size_t>(place); }

/// Where an event brings its task, if it does.
struct Destination {
    bool moves = false;
    Place from = Place::ready;  ///< where it comes from, if all is as it should be
    Place to = Place::ready;
};

Destination destination(const Event& event) {
    const Place waiting = event.reason == Reason::recv ? Place::recv_wait : Place::send_wait;
    switch (event.kind) {
        case EventKind::resumed: return {true, Place::ready, Place::running};
        case EventKind::yielded:
            return {event.reason == Reason::turn, Place::running, Place::ready};
        case EventKind::parked: return {true, Place::running, waiting};
        case EventKind::woken: return {true, waiting, Place::ready};
        case EventKind::finished: return {true, Place::running, Place::finished};
        case EventKind::failed: return {true, Place::running, Place::failed};
        case EventKind::cancelled: return {true, Place::running, Place::cancelled};
        default: return {};
    }
}

Spent spent_of(const TaskState& task) {
    Spent spent{};
    std::copy_n(task.spent_ns.begin(), spent.size(), spent.begin());
    return spent;
}

Counts counts_of(const Model& model) {
    Counts counts{};
    for (std::size_t i = 0; i < counts.size(); ++i)
        counts[i] = static_cast<std::uint32_t>(model.count(static_cast<Place>(i)));
    return counts;
}

}  // namespace

Timeline::Timeline(const Model& start)
    : scheduler_(0, 0, start.last().time_ns, start.last().time_ns,
                 start.poll().blocked                     ? Place::recv_wait
                 : start.run_state() == RunState::running ? Place::running
                                                          : Place::ready),
      trend_(start.size(), counts_of(start)),
      counts_(counts_of(start)),
      begin_ns_(start.last().time_ns),
      end_ns_(begin_ns_) {
    for (std::size_t i = 0; i < living_places; ++i) {
        const TaskState* task = start.first(static_cast<Place>(i));
        for (; task; task = start.after(*task)) {
            lanes_.emplace_back(task->id, task->parent, task->born_ns, task->since_ns, task->place,
                                spent_of(*task));
            lane_bytes_ += lanes_.back().bytes();
        }
    }
    std::sort(lanes_.begin(), lanes_.end(),
              [](const Lane& a, const Lane& b) { return a.id() < b.id(); });
}

void Timeline::apply(const Event& event) {
    note_time(event.time_ns);
    move_scheduler(event.kind);
    if (event.kind == EventKind::spawned) {
        lanes_.emplace_back(event.task, event.other, end_ns_, end_ns_, Place::ready);
        lane_bytes_ += lanes_.back().bytes();
        ++counts_[index(Place::ready)];
    } else if (const auto [moves, from, to] = destination(event); moves) {
        move(event.task, to);
    }
    trend_.add(end_ns_, counts_, event.kind == EventKind::resumed);
}

void Timeline::note_time(std::int64_t time_ns) {
    if (empty() && trend_.first() == 0) begin_ns_ = end_ns_ = time_ns;
    const bool nobody_runs = counts_[index(Place::running)] == 0;
    if (nobody_runs && time_ns - end_ns_ >= gap_least_ns) {
        gaps_.push({end_ns_, time_ns, folded_ns_, scheduler_.place() == Place::recv_wait});
        folded_ns_ += time_ns - end_ns_ - gap_shown_ns;
    }
    end_ns_ = std::max(end_ns_, time_ns);
}

void Timeline::move(TaskId task, Place place) {
    const std::size_t found = find(task);
    if (found == lanes_.size() || lanes_[found].ended()) return;
    Lane& lane = lanes_[found];
    --counts_[index(lane.place())];
    lane_bytes_ -= lane.bytes();
    lane.move(end_ns_, place);
    lane_bytes_ += lane.bytes();
    if (is_gone(place)) ends_ns_.push_back(end_ns_);
    else ++counts_[index(place)];
}

void Timeline::move_scheduler(EventKind kind) {
    Place place = scheduler_.place();
    switch (kind) {
        case EventKind::polling: place = Place::recv_wait; break;
        case EventKind::polled:
        case EventKind::resumed:
        case EventKind::running: place = Place::running; break;
        case EventKind::paused:
        case EventKind::stepped:
        case EventKind::break_hit:
        case EventKind::ended: place = Place::ready; break;
        default: break;
    }
    if (place != scheduler_.place()) scheduler_.move(end_ns_, place);
}

// Ids only go up, and mostly by one: with none missing in between, it is where one thinks it is.
std::size_t Timeline::find(TaskId task) const {
    const std::size_t none = lanes_.size();
    if (lanes_.empty() || task > lanes_.back().id() || task < lanes_.front().id()) return none;
    const std::size_t back = lanes_.back().id() - task;
    const std::size_t found =
        last_before(std::size_t{0}, none, back < none ? none - 1 - back : 0,
                    [&](std::size_t lane) { return lanes_[lane].id() <= task; });
    return lanes_[found].id() == task ? found : none;
}

void Timeline::count(const Event& event, Counts& counts) const {
    if (event.kind == EventKind::spawned) ++counts[index(Place::ready)];
    const auto [moves, usual, to] = destination(event);
    if (!moves) return;
    Place from = usual;
    if (is_gone(to)) {  // it may have been anywhere
        const std::size_t found = find(event.task);
        if (found == lanes_.size() || !lanes_[found].ended()) return;
        const Lane& lane = lanes_[found];
        if (lane.end() - lane.begin() > 1) from = lane.place(lane.end() - 2);
    } else {
        ++counts[index(to)];
    }
    if (counts[index(from)] > 0) --counts[index(from)];
}

void Timeline::forget_before(std::uint64_t number, std::int64_t time_ns) {
    begin_ns_ = std::max(begin_ns_, time_ns);
    trend_.forget_before(number);
    scheduler_.forget_before(begin_ns_);
    std::uint64_t gap = gaps_.begin();
    while (gaps_.has(gap) && gaps_[gap].end_ns <= begin_ns_) ++gap;
    gaps_.forget_before(gap);
    forget_lanes();
}

// It is called once a chunk of events, so a pass over all lanes would cost each event more the more
// tasks there are: lanes go when there are many to go, and old moves in turns.
void Timeline::forget_lanes() {
    while (!ends_ns_.empty() && ends_ns_.front() < begin_ns_) {
        ends_ns_.pop_front();
        ++stale_lanes_;
    }
    constexpr std::size_t stale_part = 8;
    if (stale_lanes_ * stale_part > lanes_.size()) {
        std::erase_if(lanes_, [&](const Lane& lane) {
            const bool gone = lane.ended() && lane.since_ns() < begin_ns_;
            if (gone) lane_bytes_ -= lane.bytes();
            return gone;
        });
        stale_lanes_ = 0;
    }
    constexpr std::size_t swept_at_once = 512;
    for (std::size_t i = 0; i < std::min(swept_at_once, lanes_.size()); ++i) {
        swept_ = swept_ + 1 < lanes_.size() ? swept_ + 1 : 0;
        lane_bytes_ -= lanes_[swept_].bytes();
        lanes_[swept_].forget_before(begin_ns_);
        lane_bytes_ += lanes_[swept_].bytes();
    }
}

std::size_t Timeline::bytes() const {
    return sizeof(Timeline) + lanes_.capacity() * sizeof(Lane) + lane_bytes_ + gaps_.bytes() +
           trend_.bytes() + scheduler_.bytes() + ends_ns_.size() * sizeof(std::int64_t);
}

}  // namespace yieldscope
