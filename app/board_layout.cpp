#include "app/board_layout.h"

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

/// A way to draw cards, in units of the text height, from the most to the least telling.
struct Density {
    CardSize size;
    float width;
    float height;
    float gap;
};
constexpr std::array densities{
    Density{CardSize::full, 8.4F, 3.3F, 0.6F},      Density{CardSize::full, 7.0F, 3.0F, 0.4F},
    Density{CardSize::name, 5.6F, 1.7F, 0.35F},     Density{CardSize::name, 4.7F, 1.5F, 0.25F},
    Density{CardSize::number, 2.9F, 1.4F, 0.2F},    Density{CardSize::number, 2.3F, 1.2F, 0.15F},
    Density{CardSize::square, 0.9F, 0.9F, 0.25F},   Density{CardSize::square, 0.45F, 0.45F, 0.12F},
    Density{CardSize::square, 0.22F, 0.22F, 0.06F},
};

/// Columns and rows of a density that fit into a space.
struct Grid {
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;
    std::uint32_t cells() const { return columns * rows; }
};

Grid grid_of(const Density& density, float em, const Box& space) {
    const auto fit = [&](float room, float size) {
        return static_cast<std::uint32_t>(
            std::max(0.0F, std::floor((room / em + density.gap) / (size + density.gap))));
    };
    return {fit(space.width, density.width), fit(space.height, density.height)};
}

// Fills a lane from its head: the ready queue from the right, where the next to run is, the others
// from the left. Takes the most telling density that has room for all.
void fill(BoardLane& lane, const Model& model, float em, std::vector<BoardCard>& cards) {
    lane.tasks = static_cast<std::uint32_t>(model.count(lane.place));
    if (lane.tasks == 0) return;
    const bool has_note = lane.place == Place::ready || lane.tasks > countable_tasks;
    const float below = has_note ? 1.4F : 0.6F;
    const Box space{lane.box.x + em * 0.6F, lane.box.y + em * 0.8F, lane.box.width - em * 1.2F,
                    lane.box.height - em * (0.8F + below)};
    const Density* density = &densities.back();
    for (const Density& candidate : densities) {
        if (grid_of(candidate, em, space).cells() < lane.tasks) continue;
        density = &candidate;
        break;
    }
    const Grid grid = grid_of(*density, em, space);
    const std::uint32_t shown = std::min(lane.tasks, grid.cells());
    lane.hidden = lane.tasks - shown;
    const TaskState* task = model.first(lane.place);
    // A single row of cards stands in the middle of the lane, as a queue does.
    const std::uint32_t rows = (shown + grid.columns - 1) / std::max(grid.columns, 1U);
    const float used =
        em * (static_cast<float>(rows) * (density->height + density->gap) - density->gap);
    const float top =
        density->size == CardSize::square ? 0.0F : std::max(0.0F, (space.height - used) / 2);
    for (std::uint32_t i = 0; i < shown; ++i, task = model.after(*task)) {
        const float column =
            em * static_cast<float>(i % grid.columns) * (density->width + density->gap);
        const float row =
            em * static_cast<float>(i / grid.columns) * (density->height + density->gap);
        Box box{space.x + column, space.y + top + row, em * density->width, em * density->height};
        if (lane.place == Place::ready) box.x = space.right() - column - box.width;
        if (lane.place == Place::running) box.x = space.centre().x - box.width / 2;
        cards.push_back({task->id, lane.place, density->size, box});
    }
}

BoardArrow arrow(std::initializer_list<Point> points) {
    BoardArrow made;
    for (const Point& point : points) made.points[made.count++] = point;
    return made;
}

}  // namespace

//      ┌───────── ready ─────────┐ ──► ┌ running ┐
//      └──────────▲──────────────┘     └────┬────┘
//      ┌ poll ┐ ◄── ┌──── recv_wait ────┐ ◄─┤
//      └──▲───┘     └───────────────────┘   │
//         └──────── ┌──── send_wait ────┐ ◄─┘
//                   └───────────────────┘
BoardLayout board_layout(const Model& model, float width, float height, float em) {
    BoardLayout layout;
    const float gap_x = std::clamp(width * 0.08F, em * 1.6F, em * 4.5F);
    const float gap_y = std::clamp(height * 0.075F, em * 1.3F, em * 3.2F);
    const float lane_height = (height - 2 * gap_y) / 3;
    // the poll place and the running slot
    const float side = std::clamp(width * 0.24F, em * 8.6F, em * 14);
    const float top = 0;
    const float middle = lane_height + gap_y;
    const float bottom = 2 * (lane_height + gap_y);
    const float wait_x = side + gap_x;
    const float down_x = width - side * 0.3F;  // the way from running down to the wait sets
    const float wait_width = std::max(down_x - gap_x - wait_x, em * 8.8F);

    auto& [ready, running, recv_wait, send_wait] = layout.lanes;
    ready = {Place::ready, {0, top, width - side - gap_x, lane_height}};
    running = {Place::running, {width - side, top, side, lane_height}};
    recv_wait = {Place::recv_wait, {wait_x, middle, wait_width, lane_height}};
    send_wait = {Place::send_wait, {wait_x, bottom, wait_width, lane_height}};
    layout.poll = {0, middle, side, lane_height};
    for (BoardLane& lane : layout.lanes) fill(lane, model, em, layout.cards);

    const Point poll_right{layout.poll.right(), layout.poll.centre().y};
    layout.arrows = {
        arrow({{ready.box.right(), ready.box.centre().y}, {running.box.x, running.box.centre().y}}),
        arrow({{down_x, running.box.bottom()},
               {down_x, recv_wait.box.centre().y},
               {recv_wait.box.right(), recv_wait.box.centre().y}}),
        arrow({{down_x, recv_wait.box.centre().y},
               {down_x, send_wait.box.centre().y},
               {send_wait.box.right(), send_wait.box.centre().y}}),
        arrow({{recv_wait.box.x, recv_wait.box.centre().y}, poll_right}),
        arrow({{send_wait.box.x, send_wait.box.centre().y},
               {layout.poll.centre().x, send_wait.box.centre().y},
               {layout.poll.centre().x, layout.poll.bottom()}}),
        arrow({{layout.poll.centre().x, layout.poll.y},
               {layout.poll.centre().x, ready.box.bottom()}}),
    };
    return layout;
}

}  // namespace yieldscope
