#include "core/watch/history.h"

#include <algorithm>
#include <cassert>

namespace yieldscope {

namespace {

constexpr std::uint64_t keyframe_share = 3;  // keyframes: one byte for three of events, at most

}  // namespace

std::uint64_t History::update(std::uint64_t events_max) {
    const std::uint64_t from = live_.size();
    const std::uint64_t end = std::min(log_.size(), from + std::min(events_max, UINT64_MAX - from));
    while (live_.size() < end) {
        const Event& event = log_[live_.size()];
        live_.apply(event);
        timeline_.apply(event);
        if (live_.size() % EventLog::events_per_chunk != 0) continue;
        // A keyframe at a chunk's end, unless it would take more than a third of the memory of the
        // events since the last: with very many tasks they stand further apart.
        const std::uint64_t since = live_.size() - keyframes_.back().size();
        if (keyframe_share * live_.bytes() <= since * sizeof(Event)) keyframes_.push_back(live_);
        forget_oldest();
    }
    return live_.size() - from;
}

// Keeps an eighth of the log free for what the loop writes until the next update. Where history
// begins there must be a keyframe, so it goes forward from one to the next.
void History::forget_oldest() {
    const std::uint64_t kept =
        log_.capacity() - std::max(log_.capacity() / 8, 2 * EventLog::events_per_chunk);
    if (live_.size() <= kept) return;
    const std::uint64_t needed = live_.size() - kept;
    while (keyframes_.size() > 1 && keyframes_.front().size() < needed) keyframes_.pop_front();
    if (keyframes_.front().size() < needed) keyframes_.front() = live_;
    if (begin() < size()) timeline_.forget_before(begin(), log_[begin()].time_ns);
    else timeline_.forget_before(begin(), timeline_.end_ns());
    log_.release_before(begin());
}

const Model& History::at(std::uint64_t count) {
    assert(count >= begin() && count <= size());  // the player keeps its cursor inside
    if (count == live_.size()) return live_;
    const Model& keyframe = keyframe_before(count);
    if (shown_.size() > count || shown_.size() < keyframe.size()) shown_ = keyframe;
    while (shown_.size() < count) shown_.apply(log_[shown_.size()]);
    return shown_;
}

Model History::copy_at(std::uint64_t count) const {
    assert(count >= begin() && count <= size());
    if (count == live_.size()) return live_;
    Model model = keyframe_before(count);
    while (model.size() < count) model.apply(log_[model.size()]);
    return model;
}

const Model& History::keyframe_before(std::uint64_t count) const {
    const auto after = std::upper_bound(
        keyframes_.begin(), keyframes_.end(), count,
        [](std::uint64_t wanted, const Model& frame) { return wanted < frame.size(); });
    return *std::prev(after);
}

}  // namespace yieldscope
