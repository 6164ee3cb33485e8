// Where everything on the board goes: lanes, cards and arrows as plain boxes, computed from the
// model and a size. A pure function, tested with numbers; the board panel only paints what it says.
// Costs as much as there are cards to see, however many tasks there are. Lives on the UI thread.
#pragma once

#include "core/watch/model.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace yieldscope {

struct Point {
    float x = 0;
    float y = 0;
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
};

/// How much of a task its card has room to say.
enum class CardSize : std::uint8_t {
    full,    ///< name, descriptor, peer
    name,    ///< the name
    number,  ///< of an "echo#7" only "#7"
    square   ///< only that it is there
};

/// Up to so many tasks a lane does not need to say how many there are: one sees it.
constexpr std::uint32_t countable_tasks = 8;

struct BoardCard {
    TaskId task = 0;
    Place place = Place::ready;
    CardSize size = CardSize::full;
    Box box;
};

struct BoardLane {
    Place place = Place::ready;
    Box box;
    std::uint32_t tasks = 0;   ///< how many are there
    std::uint32_t hidden = 0;  ///< of those, how many had no room
};

/// An arrow along straight pieces; its head is at the last point.
struct BoardArrow {
    std::array<Point, 3> points;
    std::size_t count = 0;
};

struct BoardLayout {
    std::array<BoardLane, 4> lanes;  ///< ready, running, recv_wait, send_wait
    Box poll;
    std::array<BoardArrow, 6> arrows;
    std::vector<BoardCard> cards;  ///< lane by lane, in the order of the queue

    const BoardLane& lane(Place place) const { return lanes[static_cast<std::size_t>(place)]; }
};

/// `em` is the height of the text in pixels; the head of the ready queue is on the right.
BoardLayout board_layout(const Model& model, float width, float height, float em);

}  // namespace yieldscope
