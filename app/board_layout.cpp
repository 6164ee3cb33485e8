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
    Density{CardSize::large, 11.5F, 4.6F, 0.7F},  Density{CardSize::large, 8.6F, 4.0F, 0.5F},
    Density{CardSize::full, 8.4F, 3.3F, 0.5F},    Density{CardSize::full, 7.0F, 3.0F, 0.4F},
    Density{CardSize::full, 5.4F, 2.45F, 0.3F},   Density{CardSize::name, 5.4F, 1.7F, 0.3F},
    Density{CardSize::name, 4.6F, 1.5F, 0.25F},   Density{CardSize::number, 2.9F, 1.4F, 0.2F},
    Density{CardSize::number, 2.3F, 1.2F, 0.15F}, Density{CardSize::number, 2.0F, 1.05F, 0.12F},
    Density{CardSize::number, 1.75F, 1.0F, 0.1F},
};
/// More are not drawn as cards: they would cost more than they tell.
constexpr std::uint32_t cards_max = 320;

// A card more should not make all others jump: a lane is laid out for the next of these numbers, so
// it changes its cards' size only there, and for a part of all tasks even if none is there yet.
constexpr std::array<std::uint32_t, 14> room_for{1,  2,  3,  4,  6,   8,   12,
                                                 16, 24, 32, 48, 100, 200, cards_max};

std::uint32_t expected_tasks(const BoardLane& lane, std::size_t alive) {
    if (lane.place == Place::running) return 1;
    const bool seldom_full = lane.place == Place::send_wait;
    const std::size_t part = (alive + 1) / (seldom_full ? 4 : 2);
    const auto usual =
        static_cast<std::uint32_t>(std::min<std::size_t>(part, seldom_full ? 8 : 32));
    const std::uint32_t wanted = std::max(lane.tasks, usual);
    const auto* next = std::lower_bound(room_for.begin(), room_for.end(), wanted);
    return next == room_for.end() ? lane.tasks : *next;
}

std::uint32_t fitting(float room, float size, float gap) {
    return static_cast<std::uint32_t>(std::max(0.0F, std::floor((room + gap) / (size + gap))));
}

/// What the newest task's number takes, in units of the text height: it must not be cut.
float number_width(const Model& model) {
    std::size_t number = model.connections().empty() ? model.alive() : model.connections().back();
    float width = 0.5F;
    for (; number > 0; number /= 10) width += 0.46F;
    return width;
}

/// Cards of the most telling density that has room for so many; nothing if none has.
std::optional<LaneGrid> card_grid(const Box& space, std::uint32_t tasks, float em,
                                  float narrowest) {
    for (const Density& density : densities) {
        if (density.width < narrowest) break;
        LaneGrid grid{.size = density.size,
                      .space = space,
                      .width = em * density.width,
                      .height = em * density.height,
                      .gap = em * density.gap};
        grid.columns = fitting(space.width, grid.width, grid.gap);
        grid.rows = fitting(space.height, grid.height, grid.gap);
        if (grid.columns * grid.rows < std::max(tasks, 1U)) continue;
        // What is left over makes them a little larger: names are long, and rooms are deep.
        const auto larger = [](float size, float most, float gap, float all, std::uint32_t count) {
            const auto cells = static_cast<float>(std::max(count, 1U));
            return std::floor(std::min(size * most, (all - (cells - 1) * gap) / cells));
        };
        grid.rows = (std::max(tasks, 1U) + grid.columns - 1) / grid.columns;
        grid.columns = (std::max(tasks, 1U) + grid.rows - 1) / grid.rows;
        grid.width = larger(grid.width, 1.5F, grid.gap, space.width, grid.columns);
        grid.height = larger(grid.height, 1.25F, grid.gap, space.height, grid.rows);
        return grid;
    }
    return std::nullopt;
}

/// How many cells with that step, ten a block, have room.
std::uint32_t fitting_in_blocks(float room, float step, float block_gap) {
    const float block = 10 * step + block_gap;
    const float blocks = std::floor(room / block);
    const float rest = std::min(std::floor((room - blocks * block) / step), 10.0F);
    return static_cast<std::uint32_t>(std::max(0.0F, blocks * 10 + rest));
}

/// The largest squares that have room for so many, in whole pixels so that they are crisp; a pixel
/// less high where only that helps.
LaneGrid square_grid(const Box& space, std::uint32_t tasks, float em) {
    LaneGrid grid{.size = CardSize::square, .space = space};
    for (int step = std::max(static_cast<int>(em * 1.1F), 2); step >= 1; --step) {
        for (const int height : {step, std::max(step - 1, 1)}) {
            const auto size = static_cast<float>(step);
            grid.gap = step < 3 ? 0.0F : std::max(1.0F, std::round(size * 0.18F));
            grid.width = size - grid.gap;
            grid.height = static_cast<float>(height) - grid.gap;
            grid.block_gap = std::max(1.0F, std::round(size * 0.4F));
            grid.columns = fitting_in_blocks(space.width, size, grid.block_gap);
            if (grid.columns >= 10) grid.columns -= grid.columns % 10;  // whole blocks, to count
            grid.rows = fitting_in_blocks(space.height, static_cast<float>(height), grid.block_gap);
            if (grid.columns * grid.rows >= tasks) return grid;
        }
    }
    return grid;
}

// Fills a lane from its head: the ready queue from the right, where the next to run is, the others
// from the left.
void fill(BoardLane& lane, const Model& model, float em, std::vector<BoardCard>& cards) {
    lane.tasks = static_cast<std::uint32_t>(model.count(lane.place));
    const float below = lane.place == Place::ready ? 1.3F : 0.5F;  // its note stays
    const Box space{std::round(lane.box.x + em * 0.6F), std::round(lane.box.y + em * 0.8F),
                    std::floor(lane.box.width - em * 1.2F),
                    std::floor(lane.box.height - em * (0.8F + below))};
    const bool alone = lane.place == Place::running;  // where there is never more than one
    const std::uint32_t expected = expected_tasks(lane, model.alive());
    const float narrowest = number_width(model);
    auto grid = expected <= cards_max ? card_grid(space, expected, em, narrowest) : std::nullopt;
    if (!grid && expected <= cards_max) grid = card_grid(space, lane.tasks, em, narrowest);
    lane.grid = grid ? *grid : square_grid(space, lane.tasks, em);
    lane.grid.from_right = lane.place == Place::ready;
    lane.hidden = lane.tasks - std::min(lane.tasks, lane.grid.columns * lane.grid.rows);
    lane.grid.top = space.y;
    if (lane.tasks == 0) return;
    if (lane.grid.size == CardSize::square) return;
    // A single row of cards stands in the middle of the lane, as a queue does.
    const std::uint32_t rows = (lane.shown() + lane.grid.columns - 1) / lane.grid.columns;
    const float used =
        static_cast<float>(rows) * (lane.grid.height + lane.grid.gap) - lane.grid.gap;
    const float room = lane.box.height - em * 0.2F - used;  // the label hangs into the lane
    lane.grid.top = std::min(lane.box.y + em * 0.1F + room / 2, space.bottom() - used);
    const TaskState* task = model.first(lane.place);
    for (std::uint32_t i = 0; i < lane.shown(); ++i, task = model.after(*task)) {
        Box box = lane.grid.cell(i);
        if (alone) box.x = space.centre().x - box.width / 2;
        cards.push_back({task->id, lane.place, lane.grid.size, box});
    }
}

// The newest is on top, where the arrow comes in.
void fill_gone(const Box& gone, const Model& model, float em, std::vector<BoardCard>& cards) {
    const bool wide = gone.width >= em * 7;
    const CardSize size = wide ? CardSize::name : CardSize::number;
    float y = gone.y + em * 0.8F;
    for (auto task = model.ended().rbegin(); task != model.ended().rend(); ++task) {
        const bool tells = wide && task->place == Place::failed;  // why
        const float height = em * (tells ? 4.0F : 1.6F);
        if (y + height > gone.bottom() - em * 0.4F) return;
        cards.push_back({task->id,
                         task->place,
                         tells ? CardSize::full : size,
                         {gone.x + em * 0.4F, y, gone.width - em * 0.8F, height}});
        y += height + em * 0.3F;
    }
}

/// How much of the height a lane with so many tasks deserves. In few and large steps: a board that
/// changes its shape at every step is no circuit to follow.
float weight(std::size_t tasks) {
    if (tasks <= 24) return 1;
    if (tasks <= 240) return 1.6F;
    return tasks <= 2400 ? 2.0F : 2.8F;
}

BoardArrow arrow(std::initializer_list<Point> points) {
    BoardArrow made;
    for (const Point& point : points) made.points[made.count++] = point;
    return made;
}

// All with their heads a little before the frame they point to.
void draw_arrows(BoardLayout& layout, float em, float down_x) {
    const float near = em * 0.12F;
    const auto& [ready, running, recv_wait, send_wait] = layout.lanes;
    const Box& poll = layout.poll;
    const float under_running = running.box.bottom();
    const float turn_y = under_running + em * 1.25F;
    const float turn_from = (running.box.x + down_x) / 2;
    const float turn_to = poll.right() - em * 0.6F;
    const float out_x = layout.gone.centre().x;
    const float recv_y = recv_wait.box.centre().y;
    const float send_y = send_wait.box.centre().y;
    const float queue_y = ready.box.centre().y;
    const float up_x = poll.centre().x;
    layout.arrows = {
        arrow({{ready.box.right(), queue_y}, {running.box.x - near, queue_y}}),
        arrow({{down_x, under_running}, {down_x, recv_y}, {recv_wait.box.right() + near, recv_y}}),
        arrow({{down_x, under_running}, {down_x, send_y}, {send_wait.box.right() + near, send_y}}),
        arrow({{turn_from, under_running},
               {turn_from, turn_y},
               {turn_to, turn_y},
               {turn_to, ready.box.bottom() + near}}),
        arrow({{out_x, under_running}, {out_x, layout.gone.y - em * 0.55F}}),
        arrow({{recv_wait.box.x, poll.centre().y}, {poll.right() + near, poll.centre().y}}),
        arrow({{send_wait.box.x, send_y}, {up_x, send_y}, {up_x, poll.bottom() + near}}),
        arrow({{up_x, poll.y}, {up_x, ready.box.bottom() + near}}),
    };
}

}  // namespace

float LaneGrid::left_of(std::uint32_t column) const {
    const float offset =
        static_cast<float>(column) * (width + gap) + static_cast<float>(column / 10) * block_gap;
    return from_right ? space.right() - offset - width : space.x + offset;
}

float LaneGrid::top_of(std::uint32_t row) const {
    return top + static_cast<float>(row) * (height + gap) +
           static_cast<float>(row / 10) * block_gap;
}

Box LaneGrid::cell(std::uint32_t index) const {
    return {left_of(index % columns), top_of(index / columns), width, height};
}

std::optional<std::uint32_t> LaneGrid::index_at(Point point) const {
    const float x = from_right ? space.right() - point.x : point.x - space.x;
    const float y = point.y - top;
    if (columns == 0 || x < 0 || y < 0) return std::nullopt;
    const auto line = [&](float offset, float cell_size) {
        const float block = 10 * (cell_size + gap) + block_gap;
        const float blocks = std::floor(offset / block);
        const float within = std::floor((offset - blocks * block) / (cell_size + gap));
        return static_cast<std::uint32_t>(blocks * 10 + std::min(within, 9.0F));
    };
    const std::uint32_t column = line(x, width);
    if (column >= columns) return std::nullopt;
    return line(y, height) * columns + column;
}

//      ┌───────── ready ─────────┐ ──► ┌ running ┐
//      └──────▲───▲──────────────┘     └┬───┬──┬─┘
//             │   └─── a bare yield ────┘   │  ▼
//      ┌ poll ┐ ◄── ┌── recv_wait ──┐ ◄─────┤ ┌────┐
//      └──▲───┘     └───────────────┘       │ │gone│
//         └──────── ┌── send_wait ──┐ ◄─────┘ │    │
//                   └───────────────┘         └────┘
BoardLayout board_layout(const Model& model, float width, float height, float em) {
    BoardLayout layout;
    const float gap_x = std::clamp(width * 0.05F, em * 1.6F, em * 2.8F);
    const float upper_gap = em * 2.7F;  // a bare yield's arrow runs there
    const float lower_gap = std::clamp(height * 0.05F, em * 1.2F, em * 2.2F);
    const float side = std::clamp(width * 0.25F, em * 7.8F, em * 15);  // the running slot
    const float poll_width = std::clamp(width * 0.22F, em * 7.6F, em * 12);
    const float down_x = std::round(width - side * 0.6F);  // from running to the wait sets
    const float wait_x = std::round(poll_width + gap_x);
    const float wait_width = std::max(down_x - gap_x * 0.8F - wait_x, em * 6);

    // Most of their lives tasks wait for something to read.
    const float queue_part = weight(model.count(Place::ready)) * 0.95F;
    const float recv_part = weight(model.count(Place::recv_wait)) * 1.35F;
    const float send_part = weight(model.count(Place::send_wait)) * 0.7F;
    const float room = height - upper_gap - lower_gap;
    const float least = std::min(em * 4.4F, room / 3);  // a row of cards and a note
    const auto part = [&](float of_all) {
        return std::floor(least +
                          (room - 3 * least) * of_all / (queue_part + recv_part + send_part));
    };
    const float queue_height = part(queue_part);
    const float recv_height = part(recv_part);
    const float send_height = part(send_part);
    const float middle = std::round(queue_height + upper_gap);
    const float bottom = std::round(middle + recv_height + lower_gap);

    auto& [ready, running, recv_wait, send_wait] = layout.lanes;
    ready = {.place = Place::ready, .box = {0, 0, width - side - gap_x, queue_height}};
    running = {.place = Place::running, .box = {width - side, 0, side, queue_height}};
    recv_wait = {.place = Place::recv_wait, .box = {wait_x, middle, wait_width, recv_height}};
    send_wait = {.place = Place::send_wait, .box = {wait_x, bottom, wait_width, send_height}};
    const float poll_height = std::min(recv_height, em * 9.5F);
    layout.poll = {0, middle + std::round((recv_height - poll_height) / 2), poll_width,
                   poll_height};
    const float gone_x = down_x + em * 1.3F;
    layout.gone = {gone_x, middle, width - gone_x, bottom + send_height - middle};
    for (BoardLane& lane : layout.lanes) fill(lane, model, em, layout.cards);
    fill_gone(layout.gone, model, em, layout.cards);
    draw_arrows(layout, em, down_x);
    return layout;
}

std::optional<BoardCard> square_of(const BoardLayout& layout, const Model& model, TaskId id) {
    const TaskState* task = model.find(id);
    if (!task || is_gone(task->place)) return std::nullopt;
    const BoardLane& lane = layout.lane(task->place);
    if (lane.grid.size != CardSize::square) return std::nullopt;
    const TaskState* here = model.first(lane.place);
    for (std::uint32_t i = 0; i < lane.shown() && here; ++i, here = model.after(*here)) {
        if (here->id == id) return BoardCard{id, lane.place, CardSize::square, lane.grid.cell(i)};
    }
    return std::nullopt;
}

TaskId task_at(const BoardLayout& layout, const std::vector<BoardCard>& cards, const Model& model,
               Point point) {
    const auto under = std::find_if(cards.rbegin(), cards.rend(), [&](const BoardCard& card) {
        return card.box.contains(point);
    });
    if (under != cards.rend()) return under->task;
    for (const BoardLane& lane : layout.lanes) {
        if (lane.grid.size != CardSize::square || !lane.box.contains(point)) continue;
        const auto index = lane.grid.index_at(point);
        if (!index || *index >= lane.shown()) return 0;
        const TaskState* task = model.first(lane.place);
        for (std::uint32_t i = 0; i < *index && task; ++i) task = model.after(*task);
        return task ? task->id : 0;
    }
    return 0;
}

}  // namespace yieldscope
