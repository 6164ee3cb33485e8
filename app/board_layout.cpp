#include "app/board_layout.h"

#include <algorithm>
#include <cmath>
#include <utility>

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
    Density{CardSize::large, 11.5F, 4.6F, 0.7F},   Density{CardSize::large, 8.6F, 4.0F, 0.5F},
    Density{CardSize::full, 8.4F, 3.3F, 0.5F},     Density{CardSize::full, 7.0F, 3.0F, 0.4F},
    Density{CardSize::full, 5.4F, 2.45F, 0.3F},    Density{CardSize::name, 5.4F, 1.7F, 0.3F},
    Density{CardSize::name, 4.6F, 1.5F, 0.25F},    Density{CardSize::name, 3.6F, 1.1F, 0.12F},
    Density{CardSize::number, 2.9F, 1.4F, 0.2F},   Density{CardSize::number, 2.3F, 1.2F, 0.15F},
    Density{CardSize::number, 2.0F, 1.05F, 0.12F}, Density{CardSize::number, 1.75F, 1.0F, 0.1F},
};
/// More are not drawn as cards: they would cost more than they tell.
constexpr std::uint32_t cards_max = 320;

// A card more should not make all others jump: a lane is laid out for the next of these numbers, so
// it changes its cards' size only there, and for a part of all tasks even if none is there yet.
constexpr std::array<std::uint32_t, 14> room_for{1,  2,  3,  4,  6,   8,   12,
                                                 16, 24, 32, 48, 100, 200, cards_max};

std::uint32_t in_steps(std::uint32_t tasks) {
    const auto* next = std::lower_bound(room_for.begin(), room_for.end(), tasks);
    return next == room_for.end() ? tasks : *next;
}

std::uint32_t expected_tasks(const BoardLane& lane, std::size_t alive) {
    if (lane.place == Place::running) return 1;
    const bool seldom_full = lane.place == Place::send_wait;
    const std::size_t part = (alive + 1) / (seldom_full ? 4 : 2);
    const auto usual =
        static_cast<std::uint32_t>(std::min<std::size_t>(part, seldom_full ? 8 : 32));
    return in_steps(std::max(lane.tasks, usual));
}

std::uint32_t fitting(float room, float size, float gap) {
    return static_cast<std::uint32_t>(std::max(0.0F, std::floor((room + gap) / (size + gap))));
}

/// What cards must have room for, in units of the text height.
struct Words {
    float number = 0;  ///< the newest task's: it must not be cut
    float name = 0;    ///< the longest, in bold letters
};

Words words_of(const Model& model, float longest_name) {
    std::size_t number = model.connections().empty() ? model.alive() : model.connections().back();
    Words words{.number = 0.5F};
    for (; number > 0; number /= 10) words.number += 0.46F;
    constexpr float most = 7;  // a longer one of the teacher's is cut
    words.name = longest_name > 0 ? std::min(longest_name, most) : words.number + 2.6F;
    return words;
}

/// How well a lane's cards have to tell who they are.
enum class Telling : std::uint8_t { large_names, whole_names, names, numbers };

/// How wide a card has to be, in units of the text height; nothing: it never tells enough.
std::optional<float> width_of(const Density& density, const Words& words, Telling telling) {
    const bool names = density.size <= CardSize::name;
    if (telling == Telling::numbers) {
        if (density.width < words.number) return std::nullopt;
        return density.width;
    }
    if (!names) return std::nullopt;
    if (telling == Telling::large_names && density.height < 1.4F) return std::nullopt;
    const bool small = density.size == CardSize::name;
    const float least = words.name * (small ? 0.8F : 0.9F) + (small ? 1.45F : 1.9F);
    if (telling <= Telling::whole_names) return std::max(density.width, least);
    return std::max(density.width, std::min(least, words.number + 2.9F));  // "echo#7"
}

/// Cards of the most telling density that has room for so many; nothing if none has.
std::optional<LaneGrid> card_grid(const Box& space, std::uint32_t tasks, float em,
                                  const Words& words, Telling telling) {
    for (const Density& density : densities) {
        const auto width = width_of(density, words, telling);
        if (!width) continue;
        LaneGrid grid{.size = density.size,
                      .space = space,
                      .width = em * *width,
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
        const float most = std::max(1.5F, (words.name * 0.85F + 1.2F) / density.width);
        grid.width = larger(grid.width, most, grid.gap, space.width, grid.columns);
        grid.height = larger(grid.height, 1.25F, grid.gap, space.height, grid.rows);
        return grid;
    }
    return std::nullopt;
}

/// Room for those who may come, if that costs nobody the name; else for those who are there.
std::optional<LaneGrid> best_cards(const Box& space, const BoardLane& lane, std::size_t alive,
                                   float em, const Words& words) {
    const std::uint32_t expected = expected_tasks(lane, alive);
    for (const Telling telling :
         {Telling::large_names, Telling::whole_names, Telling::names, Telling::numbers}) {
        for (const std::uint32_t tasks : {expected, in_steps(lane.tasks), lane.tasks}) {
            if (tasks > cards_max) continue;
            if (auto grid = card_grid(space, tasks, em, words, telling)) return grid;
        }
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

/// The largest squares that have room for so many, in whole pixels so that they are crisp. They may
/// be a little higher or lower than wide where that uses the lane better, and touch only where they
/// could not be drawn otherwise.
LaneGrid square_grid(const Box& space, std::uint32_t tasks, float em) {
    LaneGrid best{.size = CardSize::square, .space = space};
    float best_area = 0;
    const int largest = std::max(static_cast<int>(em * 1.1F), 2);
    const auto consider = [&](int across, int down, float gap, float block_gap) {
        LaneGrid grid{.size = CardSize::square, .space = space, .gap = gap, .block_gap = block_gap};
        const auto step_x = static_cast<float>(across);
        const auto step_y = static_cast<float>(down);
        if (step_x * step_y <= best_area) return;
        grid.width = step_x - gap;
        grid.height = step_y - gap;
        grid.columns = fitting_in_blocks(space.width, step_x, block_gap);
        grid.rows = fitting_in_blocks(space.height, step_y, block_gap);
        const std::uint32_t whole = grid.columns - grid.columns % 10;  // blocks, to count
        if (whole * grid.rows >= tasks) grid.columns = whole;
        if (grid.columns * grid.rows < tasks) return;
        best = grid;
        best_area = step_x * step_y;
    };
    for (int across = largest; across >= 2; --across) {
        const int other = 1 + across / 4;
        const auto size = static_cast<float>(across);
        for (int down = across + other; down >= std::max(across - other, 2); --down) {
            consider(across, down, std::max(1.0F, std::round(size * 0.18F)),
                     std::max(1.0F, std::round(size * 0.4F)));
        }
    }
    if (best_area == 0) consider(2, 2, 1, 0);
    for (const auto& [across, down] : {std::pair{2, 2}, {2, 1}, {1, 1}}) {
        if (best_area == 0) consider(across, down, 0, across == 2 ? 1 : 0);
    }
    if (best_area > 0) return best;
    best.width = best.height = 1;  // as many as there are pixels
    best.columns = fitting_in_blocks(space.width, 1, 0);
    best.rows = fitting_in_blocks(space.height, 1, 0);
    return best;
}

/// What a lane's cards have, below its label.
Box space_in(const Box& lane, float above, float below, float em) {
    return {std::round(lane.x + em * 0.6F), std::round(lane.y + em * above),
            std::floor(lane.width - em * 1.2F), std::floor(lane.height - em * (above + below))};
}

// Fills a lane from its head: the ready queue from the right, where the next to run is, the others
// from the left.
void fill(BoardLane& lane, const Model& model, float em, const Words& words,
          std::vector<BoardCard>& cards) {
    lane.tasks = static_cast<std::uint32_t>(model.count(lane.place));
    const bool queues = lane.place == Place::ready;  // "next" stands above
    const Box roomy = space_in(lane.box, queues ? 1.45F : 0.8F, 0.5F, em);
    const Box close = space_in(lane.box, queues ? 1.0F : 0.6F, 0.25F, em);
    const bool alone = lane.place == Place::running;  // where there is never more than one
    auto grid = best_cards(roomy, lane, model.alive(), em, words);
    if (!grid) grid = best_cards(close, lane, model.alive(), em, words);  // better than no name
    lane.grid = grid ? *grid : square_grid(roomy, lane.tasks, em);
    const Box& space = lane.grid.space;
    lane.grid.from_right = queues;
    lane.hidden = lane.tasks - std::min(lane.tasks, lane.grid.columns * lane.grid.rows);
    lane.grid.top = space.y;
    if (lane.tasks == 0 || lane.grid.size == CardSize::square) return;
    // A single row of cards stands in the middle of the lane, as a queue does.
    const std::uint32_t rows = (lane.shown() + lane.grid.columns - 1) / lane.grid.columns;
    const float used =
        static_cast<float>(rows) * (lane.grid.height + lane.grid.gap) - lane.grid.gap;
    const float room = lane.box.height - em * 0.2F - used;  // the label hangs into the lane
    lane.grid.top =
        std::max(std::min(lane.box.y + em * 0.1F + room / 2, space.bottom() - used), space.y);
    const TaskState* task = model.first(lane.place);
    for (std::uint32_t i = 0; i < lane.shown(); ++i, task = model.after(*task)) {
        Box box = lane.grid.cell(i);
        if (alone) box.x = space.centre().x - box.width / 2;
        cards.push_back({task->id, lane.place, lane.grid.size, box});
    }
}

// The newest is on top, where the arrow comes in. A narrow strip has names on two lines.
void fill_gone(BoardLayout& layout, const Model& model, float em, float longest_name) {
    const Box& gone = layout.gone;
    const bool narrow = gone.width < em * (longest_name * 0.8F + 2.4F);
    const float bottom = gone.bottom() - em * 0.4F;
    float y = gone.y + em * 0.8F;
    for (auto task = model.ended().rbegin(); task != model.ended().rend(); ++task) {
        const float height = em * (narrow ? 2.3F : 1.6F);
        const float lines = gone.width < em * 6.5F ? 6.2F : 4.0F;
        const float why =
            model.ended().size() > 2 ? em * lines : std::min(em * lines * 1.5F, bottom - y);
        const bool tells =
            task->place == Place::failed && why >= em * 3.5F && y + why <= bottom + 0.5F;
        const Box box{gone.x + em * 0.4F, y, gone.width - em * 0.8F, tells ? why : height};
        if (box.bottom() > bottom + 0.5F) return;
        layout.cards.push_back(
            {task->id, task->place, tells ? CardSize::full : CardSize::name, box});
        ++layout.gone_shown;
        y = box.bottom() + em * 0.3F;
    }
}

/// How much of the height a lane with so many tasks deserves. In few and large steps: a board that
/// changes its shape at every step is no circuit to follow.
float weight(std::size_t tasks) {
    if (tasks <= 24) return 1;
    if (tasks <= 240) return 1.6F;
    return tasks <= 2400 ? 2.0F : 6.0F;
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
    const bool queue = ready.shown() > 0;
    const float queue_y = queue ? ready.grid.cell(0).centre().y : ready.box.centre().y;
    const float poll_y = std::min(poll.centre().y, recv_wait.box.bottom() - em);
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
        arrow({{recv_wait.box.x, poll_y}, {poll.right() + near, poll_y}}),
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
BoardLayout board_layout(const Model& model, float width, float height, float em,
                         float longest_name) {
    BoardLayout layout;
    const float gap_x = std::clamp(width * 0.05F, em * 1.6F, em * 2.8F);
    const float upper_gap = em * 2.7F;  // a bare yield's arrow runs there
    const float lower_gap = std::clamp(height * 0.05F, em * 1.2F, em * 2.2F);
    const float side = std::clamp(width * 0.25F, em * 7.8F, em * 15);  // the running slot
    const float poll_width = std::clamp(width * 0.22F, em * 7.6F, em * 12);
    // From running to the wait sets; who failed says why, and needs room for that.
    const bool failed = std::any_of(model.ended().begin(), model.ended().end(),
                                    [](const auto& task) { return task.place == Place::failed; });
    const float down_x = std::round(width - side * (failed ? 0.82F : 0.7F));
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
    // As high as its lane, and as the rule in it needs: below it there is only an arrow's corner.
    const float poll_least = std::min(em * 5.6F, bottom + send_height / 2 - em * 1.4F - middle);
    const float poll_height = std::clamp(recv_height, poll_least, std::max(em * 9.5F, poll_least));
    const float poll_y = std::max(0.0F, std::round((recv_height - poll_height) / 2));
    layout.poll = {0, middle + poll_y, poll_width, poll_height};
    const float gone_x = down_x + em * 1.3F;
    layout.gone = {gone_x, middle, width - gone_x, bottom + send_height - middle};
    const Words words = words_of(model, longest_name);
    for (BoardLane& lane : layout.lanes) fill(lane, model, em, words, layout.cards);
    fill_gone(layout, model, em, words.name);
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
