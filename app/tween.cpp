#include "app/tween.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace yieldscope {
namespace {

constexpr float longest_s = 0.22F;
constexpr float slowest_frame_s = 0.05F;       // a slow frame makes no card jump
constexpr std::uint64_t step_events_max = 64;  // further is not a step but a seek
constexpr float flash_s = 0.15F;
constexpr double between_flashes_s = 0.34;  // three a second at most, or it could harm somebody

bool waits(Place place) { return place == Place::recv_wait || place == Place::send_wait; }

void add(std::vector<Point>& way, const BoardArrow& arrow) {
    way.insert(way.end(), arrow.points.begin(),
               arrow.points.begin() + static_cast<std::ptrdiff_t>(arrow.count));
}

Way way_from_running(Place to) {
    if (to == Place::ready) return Way::running_to_ready;
    if (to == Place::recv_wait) return Way::running_to_recv_wait;
    return to == Place::send_wait ? Way::running_to_send_wait : Way::running_to_gone;
}

float mix(float a, float b, float part) { return a + (b - a) * part; }

/// A card whose middle is at a point.
Box around(Point middle, float width, float height) {
    return {middle.x - width / 2, middle.y - height / 2, width, height};
}

/// A flying card has its final size, and so its final font, all the way: its middle is on the way.
/// One that will be a square keeps its face until it is one.
BoardCard fly(const BoardCard& before, const BoardCard& after, const BoardLayout& layout, float em,
              float part) {
    std::vector<Point> way = route(layout, before.place, after.place);
    way.insert(way.begin(), before.box.centre());
    way.push_back(after.box.centre());
    const Point middle = along(way, part);
    BoardCard card = after;
    if (after.size != CardSize::square) {
        card.box = around(middle, after.box.width, after.box.height);
    } else if (before.size != CardSize::square) {
        card.size = before.size;
        card.box = around(middle, before.box.width, before.box.height);
    } else {  // too small to follow: it shows its number on the way
        card.size = CardSize::number;
        card.box = around(middle, em * 2.3F, em * 1.2F);
    }
    return card;
}

/// A card that stays in its lane moves there straight, and has its final size at once.
BoardCard slide(const BoardCard& before, const BoardCard& after, float part) {
    const Point from = before.box.centre();
    const Point to = after.box.centre();
    BoardCard card = after;
    card.box = around({mix(from.x, to.x, part), mix(from.y, to.y, part)}, after.box.width,
                      after.box.height);
    return card;
}

/// Where the task of an event was before it, if the event moved it.
std::optional<Place> came_from(const Event& event) {
    switch (event.kind) {
        case EventKind::resumed: return Place::ready;
        case EventKind::parked:
        case EventKind::finished:
        case EventKind::failed: return Place::running;
        case EventKind::yielded:
            if (event.reason == Reason::turn) return Place::running;
            return std::nullopt;
        case EventKind::woken:
            return event.reason == Reason::recv ? Place::recv_wait : Place::send_wait;
        default: return std::nullopt;
    }
}

}  // namespace

float ease_out(float part) {
    const float rest = 1 - std::clamp(part, 0.0F, 1.0F);
    return 1 - rest * rest * rest;
}

float flight_s(double interval_s) {
    constexpr double shortest_interval_s = 0.08;  // ten a second, and a frame of tolerance
    if (interval_s < shortest_interval_s) return 0;
    return std::min(longest_s, static_cast<float>(interval_s) * 0.85F);
}

std::vector<Point> route(const BoardLayout& layout, Place from, Place to) {
    std::vector<Point> way;
    if (from == to || (to == Place::cancelled && from != Place::running) || is_gone(from))
        return way;
    // Several events may be shown as one step: then it goes round the circuit, place by place.
    constexpr int longest = 3;
    for (int i = 0; i < longest && from != to; ++i) {
        if (from == Place::ready) {
            add(way, layout.arrow(Way::ready_to_running));
            from = Place::running;
        } else if (waits(from)) {
            add(way, layout.arrow(from == Place::recv_wait ? Way::recv_wait_to_poll
                                                           : Way::send_wait_to_poll));
            way.push_back(layout.poll.centre());
            add(way, layout.arrow(Way::poll_to_ready));
            from = Place::ready;
        } else {
            add(way, layout.arrow(way_from_running(to)));
            from = to;
        }
    }
    return way;
}

Point along(const std::vector<Point>& way, float part) {
    float length = 0;
    for (std::size_t i = 1; i < way.size(); ++i)
        length += std::hypot(way[i].x - way[i - 1].x, way[i].y - way[i - 1].y);
    float rest = length * part;
    for (std::size_t i = 1; i < way.size(); ++i) {
        const float piece = std::hypot(way[i].x - way[i - 1].x, way[i].y - way[i - 1].y);
        if (rest < piece) {
            return {mix(way[i - 1].x, way[i].x, rest / piece),
                    mix(way[i - 1].y, way[i].y, rest / piece)};
        }
        rest -= piece;
    }
    return way.empty() ? Point{} : way.back();
}

std::vector<BoardCard> tween(const std::vector<BoardCard>& before,
                             const std::vector<BoardCard>& after, const BoardLayout& layout,
                             float em, float part) {
    if (part >= 1) return after;
    const float eased = ease_out(part);
    std::unordered_map<TaskId, const BoardCard*> was;
    was.reserve(before.size());
    for (const BoardCard& card : before) was[card.task] = &card;
    std::vector<BoardCard> cards;
    std::vector<BoardCard> flying;
    cards.reserve(after.size());
    for (const BoardCard& card : after) {
        const auto found = was.find(card.task);
        if (found == was.end() || found->second->box == card.box) {
            cards.push_back(card);
        } else if (found->second->place != card.place) {
            flying.push_back(fly(*found->second, card, layout, em, eased));
        } else {
            cards.push_back(slide(*found->second, card, eased));
        }
    }
    cards.insert(cards.end(), flying.begin(), flying.end());
    return cards;
}

void Motion::update(const BoardLayout& layout, const std::vector<BoardCard>& target,
                    const Model& now, const Moment& moment) {
    clock_s_ += static_cast<double>(moment.seconds);
    elapsed_s_ += std::min(moment.seconds, slowest_frame_s);
    const bool same_board = seen_ && moment.width == last_.width && moment.height == last_.height &&
                            moment.em == last_.em;
    const bool goes_on = moment.cursor >= last_.cursor &&
                         moment.cursor - last_.cursor <= step_events_max;  // or it is a seek
    if (!same_board || !goes_on || moment.reduced) duration_s_ = 0;
    else if (target != target_) begin(layout, now, moment);
    if (elapsed_s_ >= duration_s_) duration_s_ = 0;
    target_ = target;
    drawn_ = duration_s_ > 0 ? tween(before_, target_, layout, moment.em, elapsed_s_ / duration_s_)
                             : target_;
    for (const BoardLane& lane : layout.lanes)
        tasks_[static_cast<std::size_t>(lane.place)] = lane.tasks;
    last_ = moment;
    seen_ = true;
}

// Two moves in quick succession are a slow one in two parts, as when a step is read while it is
// being taken; from the third on it is too fast. What was in flight starts from where it is drawn.
void Motion::begin(const BoardLayout& layout, const Model& now, const Moment& moment) {
    const double interval_s = (clock_s_ - moved_s_[1]) / 2;
    moved_s_ = {clock_s_, moved_s_[0]};
    duration_s_ = flight_s(interval_s);
    elapsed_s_ = 0;
    if (duration_s_ == 0) return flash_lanes(layout, now);
    before_ = drawn_;
    // Who was a square among thousands has no card to start from: it comes out of its lane.
    const TaskId task = now.last().task;
    const auto from = came_from(now.last());
    const bool known = std::any_of(before_.begin(), before_.end(),
                                   [&](const BoardCard& card) { return card.task == task; });
    if (known || !from || moment.cursor == last_.cursor) return;
    const Box& lane = layout.lane(*from).box;
    const Point exit = *from == Place::ready ? Point{lane.right(), lane.centre().y}
                                             : Point{lane.x, lane.centre().y};
    before_.push_back({task, *from, CardSize::square, {exit.x, exit.y, 0, 0}});
}

void Motion::flash_lanes(const BoardLayout& layout, const Model& now) {
    const TaskState* task = now.find(now.last().task);
    for (const BoardLane& lane : layout.lanes) {
        const auto index = static_cast<std::size_t>(lane.place);
        const bool concerned = tasks_[index] != lane.tasks || (task && task->place == lane.place);
        if (concerned && clock_s_ - flashed_s_[index] >= between_flashes_s)
            flashed_s_[index] = clock_s_;
    }
}

bool Motion::moves() const {
    return duration_s_ > 0 || std::any_of(flashed_s_.begin(), flashed_s_.end(), [&](double since) {
               return clock_s_ - since < static_cast<double>(flash_s);
           });
}

float Motion::flash(Place place) const {
    if (is_gone(place) || last_.reduced) return 0;
    const double age_s = clock_s_ - flashed_s_[static_cast<std::size_t>(place)];
    return std::max(0.0F, 1 - static_cast<float>(age_s) / flash_s);
}

}  // namespace yieldscope
