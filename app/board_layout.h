// Where everything on the board goes: lanes, cards and arrows as plain boxes, computed from the
// model and a size. A pure function, tested with numbers; the board panel only paints what it says.
// Costs as much as there are cards to see: a lane of squares is one grid, however many tasks it
// has. Lives on the UI thread.
#pragma once

#include "core/watch/model.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace yieldscope {

struct Point {
    float x = 0;
    float y = 0;

    bool operator==(const Point&) const = default;
};

/// Pixels from the board's own upper left corner.
struct Box {
    float x = 0;
    float y = 0;
    float width = 0;
    float height = 0;

    float right() const { return x + width; }
    float bottom() const { return y + height; }
    Point centre() const { return {x + width / 2, y + height / 2}; }
    bool contains(const Box& inner) const {
        return inner.x >= x && inner.y >= y && inner.right() <= right() &&
               inner.bottom() <= bottom();
    }
    bool contains(Point point) const { return contains(Box{point.x, point.y, 0, 0}); }
    bool operator==(const Box&) const = default;
};

/// How much of a task its card has room to say.
enum class CardSize : std::uint8_t {
    large,   ///< name, descriptor, peer, for the last row of the class
    full,    ///< the same in normal letters
    name,    ///< the name
    number,  ///< of an "echo#7" only "#7"
    square   ///< only that it is there: a cell of its lane's grid
};

/// Up to so many tasks a lane does not need to say how many there are: one sees it.
constexpr std::uint32_t countable_tasks = 8;

struct BoardCard {
    TaskId task = 0;
    Place place = Place::ready;
    CardSize size = CardSize::full;
    Box box;

    bool operator==(const BoardCard&) const = default;
};

/// The cells of a lane, row by row; squares stand in blocks of ten by ten, so that a hundred can be
/// seen as one.
struct LaneGrid {
    CardSize size = CardSize::full;
    Box space;            ///< what the cells have together
    float width = 0;      ///< of a cell
    float height = 0;     ///<
    float gap = 0;        ///< between two cells
    float block_gap = 0;  ///< after every ten, in addition
    float top = 0;        ///< of the first row
    std::uint32_t columns = 0;
    std::uint32_t rows = 0;   ///< that have room
    bool from_right = false;  ///< the first cell is on the right, as the head of the ready queue

    float left_of(std::uint32_t column) const;
    float top_of(std::uint32_t row) const;
    Box cell(std::uint32_t index) const;
    /// Which cell is under a point. Computed, not searched.
    std::optional<std::uint32_t> index_at(Point point) const;
};

struct BoardLane {
    Place place = Place::ready;
    Box box;
    std::uint32_t tasks = 0;   ///< how many are there
    std::uint32_t hidden = 0;  ///< of those, how many had no room
    LaneGrid grid{};           ///< of the tasks - hidden cells, in the order of the queue

    std::uint32_t shown() const { return tasks - hidden; }
};

/// The ways that a card can travel.
enum class Way : std::uint8_t {
    ready_to_running,
    running_to_recv_wait,
    running_to_send_wait,
    running_to_ready,  ///< a bare yield: to the back of the queue
    running_to_gone,
    recv_wait_to_poll,
    send_wait_to_poll,
    poll_to_ready
};
constexpr std::size_t way_count = 8;

/// Straight pieces with rounded corners between them; the head of the arrow is at the last point.
struct BoardArrow {
    std::array<Point, 4> points;
    std::size_t count = 0;

    Point tip() const { return points[count - 1]; }
};

struct BoardLayout {
    std::array<BoardLane, 4> lanes;  ///< ready, running, recv_wait, send_wait
    Box poll;
    Box gone;                      ///< where the last few that ended stay for a while
    std::uint32_t gone_shown = 0;  ///< how many of them have room
    std::array<BoardArrow, way_count> arrows;
    /// Lane by lane, in the order of the queue, without the squares; last those that are gone, the
    /// newest first.
    std::vector<BoardCard> cards;

    const BoardLane& lane(Place place) const { return lanes[static_cast<std::size_t>(place)]; }
    const BoardArrow& arrow(Way way) const { return arrows[static_cast<std::size_t>(way)]; }
};

/// `em` is the height of the text in pixels; the head of the ready queue is on the right, in the
/// first row, and the arrow to running begins beside it. `longest_name`: what the longest name
/// takes, in em; 0: not known, as long as names usually are.
BoardLayout board_layout(const Model& model, float width, float height, float em,
                         float longest_name = 0);

/// The card of a task that is drawn as a square, so that it can be lit; nothing if it has no room.
/// Costs a walk through its lane.
std::optional<BoardCard> square_of(const BoardLayout& layout, const Model& model, TaskId task);

/// Who is drawn at a point: on a card of `cards` (the topmost) or on a square. 0: nobody.
TaskId task_at(const BoardLayout& layout, const std::vector<BoardCard>& cards, const Model& model,
               Point point);

}  // namespace yieldscope
