// Where everything on the timeline goes: the parts of each lane in sight, the selected task's
// arrows, the columns of the plots, as plain numbers. Parts too narrow to be seen one by one are
// folded into one that says what share of its time was spent where, found by binary search: so it
// costs pixels, however many events there are. Pure; lives on the UI thread.
#pragma once

#include "app/time_axis.h"
#include "core/watch/history.h"
#include "core/watch/timeline.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace yieldscope {

constexpr float part_least = 3;  ///< pixels; what is narrower is folded

/// Pixels from the left edge of the lanes.
struct LanePart {
    float x0 = 0;
    float x1 = 0;
    bool mixed = false;
    Place place = Place::ready;                 ///< if it is not mixed
    std::uint64_t move = 0;                     ///< and which of the lane's moves that is
    std::array<float, living_places> shares{};  ///< of its time, if it is mixed
};

struct LaneRow {
    TaskId task = 0;        ///< 0: the scheduler's own
    std::size_t lane = 0;   ///< of Timeline::lanes()
    float y = 0;            ///< of its upper edge, from that of the lanes
    std::size_t begin = 0;  ///< its parts are parts[begin, end)
    std::size_t end = 0;
    bool ends = false;  ///< in sight, at end_x, as `ended`
    float end_x = 0;
    Place ended = Place::finished;
};

struct LaneArrow {
    enum class Kind : std::uint8_t { wake, spawn } kind = Kind::wake;
    float x = 0;
    float from_y = 0;
    float to_y = 0;
};

/// Which lanes are in sight. The scheduler's is always there, in the first row.
struct LanesView {
    double scroll = 0;  ///< how many lanes are above
    float row = 16;     ///< pixels
    float height = 100;
    TaskId selected = 0;
};

struct LanesLayout {
    std::vector<LaneRow> rows;  ///< the first is the scheduler's
    std::vector<LanePart> parts;
    std::vector<LaneArrow> arrows;
    std::uint64_t searches = 0;  ///< how often something was looked up by its time
};

/// Adds the parts of a lane between two moments, as far as they are in sight.
void lay_out_lane(const Lane& lane, const TimeAxis& axis, std::int64_t begin_ns,
                  std::int64_t end_ns, LanesLayout& layout);

void lay_out_lanes(const Timeline& timeline, const TimeAxis& axis, const LanesView& view,
                   LanesLayout& layout);

/// A column of the plots: the most tasks that were where, how many events there were, and how many
/// a second, together with its neighbours; 0 where there is too little time to say.
struct PlotColumn {
    float x0 = 0;
    float x1 = 0;
    Counts most{};
    double events = 0;
    double events_per_s = 0;
};

struct PlotLayout {
    std::vector<PlotColumn> columns;
    Counts most{};  ///< in all of them
    double events_per_s_most = 0;
    std::uint64_t steps = 0;  ///< what was looked at
};

void lay_out_plot(const History& past, const TimeAxis& axis, PlotLayout& layout);

}  // namespace yieldscope
