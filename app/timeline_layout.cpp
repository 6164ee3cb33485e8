#include "app/timeline_layout.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace yieldscope {
namespace {

constexpr std::int64_t near_enough = 8;  // samples in a part: then they need no closer look
constexpr float arrows_apart = 8;        // pixels; closer ones are a tangle

float y_of(const LanesLayout& layout, TaskId task, const LanesView& view) {
    for (const LaneRow& row : layout.rows) {
        if (row.task == task) return row.y + view.row / 2;
    }
    return task < layout.rows.back().task ? view.row : view.height;  // above or below
}

/// When somebody woke it, and when it was born; and those whom it has spawned.
void add_arrows(const Timeline& timeline, const TimeAxis& axis, const LanesView& view,
                LanesLayout& layout) {
    layout.arrows.clear();
    if (view.selected == 0) return;
    const auto spawn = [&](const LaneRow& row) {
        const Lane& lane = timeline.lanes()[row.lane];
        if (!axis.shows(lane.born_ns()) || lane.born_ns() < timeline.begin_ns()) return;
        layout.arrows.push_back({LaneArrow::Kind::spawn, axis.x_of(lane.born_ns()),
                                 y_of(layout, lane.parent(), view), row.y + view.row / 2});
    };
    float free = -1;
    for (std::size_t i = 1; i < layout.rows.size(); ++i) {
        const LaneRow& row = layout.rows[i];
        const Lane& lane = timeline.lanes()[row.lane];
        if (lane.parent() == view.selected) spawn(row);
        if (row.task != view.selected) continue;
        spawn(row);
        for (std::size_t p = row.begin; p < row.end; ++p) {
            const LanePart& part = layout.parts[p];
            if (part.mixed || part.place != Place::ready || part.move <= lane.begin()) continue;
            const Place before = lane.place(part.move - 1);
            const bool woken = before == Place::recv_wait || before == Place::send_wait;
            const float x = axis.x_of(lane.time_ns(part.move));
            if (!woken || x < free || !axis.shows(lane.time_ns(part.move))) continue;
            layout.arrows.push_back({LaneArrow::Kind::wake, x, view.row / 2, row.y + view.row / 2});
            free = x + arrows_apart;
        }
    }
}

void note_end(const Lane& lane, const TimeAxis& axis, LaneRow& row) {
    if (!lane.ended() || !axis.shows(lane.since_ns())) return;
    row.ends = true;
    row.end_x = axis.x_of(lane.since_ns());
    row.ended = lane.place();
}

}  // namespace

void lay_out_lane(const Lane& lane, const TimeAxis& axis, std::int64_t begin_ns,
                  std::int64_t end_ns, LanesLayout& layout) {
    std::int64_t time = std::max({lane.time_ns(lane.begin()), begin_ns, axis.begin_ns()});
    const std::int64_t end = std::min(lane.ended() ? lane.since_ns() : end_ns, axis.end_ns());
    if (time >= end) return;
    const auto until = [&](std::uint64_t move) {
        return move + 1 < lane.end() ? std::min(lane.time_ns(move + 1), end) : end;
    };
    std::uint64_t move = lane.at(time);
    bool exact = true;           // otherwise `move` is only near
    std::optional<Spent> spent;  // up to `time`, where it is known
    std::uint64_t step = 0;      // from one folded part's samples to the next's
    float x = axis.x_of(time);
    const float end_x = axis.x_of(end);
    layout.searches += 3;
    while (time < end) {
        LanePart part{.x0 = x, .place = lane.place(move), .move = move};
        std::int64_t next = 0;
        float next_x = 0;
        if (exact) {
            next = until(move);
            next_x = axis.x_of(next);
            ++layout.searches;
        }
        if (exact && (next_x - x >= part_least || next >= end)) {
            spent.reset();
            if (next < end) move = lane.at(next, move);
            ++layout.searches;
        } else {
            // As far as the first column that is far enough, through as many moves as there are.
            const float wanted = std::ceil(x + part_least);
            next_x = std::min(wanted, end_x);
            next = wanted < end_x ? axis.columns()[static_cast<std::size_t>(wanted)] : end;
            if (!spent) spent = lane.spent(time, move);
            const std::uint64_t before = move / Lane::moves_per_sample;
            const std::uint64_t sample = lane.sample_at(next, before + step);
            step = sample - before;
            exact = lane.sample_length_ns(sample) > (next - time) / near_enough;
            if (exact) {
                move = lane.at(next, std::max(sample * Lane::moves_per_sample, lane.begin()));
                layout.searches += 2;
            } else {
                lane.expect_sample(sample + step);  // the next part's, most likely
                move = std::max(sample * Lane::moves_per_sample, lane.begin());
                ++layout.searches;
            }
            const Spent then = exact ? lane.spent(next, move) : lane.spent_near(next, sample);
            part.mixed = true;
            const auto all = static_cast<float>(std::max<std::int64_t>(next - time, 1));
            for (std::size_t i = 0; i < then.size(); ++i)
                part.shares[i] = static_cast<float>(then[i] - (*spent)[i]) / all;
            spent = then;
        }
        part.x1 = next_x;
        layout.parts.push_back(part);
        time = next;
        x = next_x;
    }
}

void lay_out_lanes(const Timeline& timeline, const TimeAxis& axis, const LanesView& view,
                   LanesLayout& layout) {
    layout.rows.clear();
    layout.parts.clear();
    layout.searches = 0;
    const auto add = [&](LaneRow row, const Lane& lane) {
        row.begin = layout.parts.size();
        lay_out_lane(lane, axis, timeline.begin_ns(), timeline.end_ns(), layout);
        row.end = layout.parts.size();
        note_end(lane, axis, row);
        layout.rows.push_back(row);
    };
    add({}, timeline.scheduler());
    const auto first = static_cast<std::size_t>(std::max(view.scroll, 0.0));
    const auto above = static_cast<float>(view.scroll - static_cast<double>(first));
    for (std::size_t i = first; i < timeline.lanes().size(); ++i) {
        const float y = view.row * (1 + static_cast<float>(i - first) - above);
        if (y >= view.height) break;
        const Lane& lane = timeline.lanes()[i];
        add({.task = lane.id(), .lane = i, .y = y}, lane);
    }
    add_arrows(timeline, axis, view, layout);
}

}  // namespace yieldscope
