// How cards move from where they were to where they are: along the drawn arrows, by time, and not
// at all when events come faster than an eye can follow. What is drawn at an instant is a pure
// function of (cards before, cards after, how much of the time is over); Motion only keeps these
// three, and settles on the cards after. Lives on the UI thread.
#pragma once

#include "app/board_layout.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace yieldscope {

/// 0..1 -> 0..1, fast at first.
float ease_out(float part);

/// How long a card flies when moves come that far apart; 0: they come too fast for flights.
float flight_s(double interval_s);

/// The way from one place to another: the drawn arrows between them, one after the other. Empty if
/// there is none: whoever is taken out of a queue leaves straight.
std::vector<Point> route(const BoardLayout& layout, Place from, Place to);

/// The point after that part of a way's length.
Point along(const std::vector<Point>& way, float part);

/// Where the cards are when `part` (0..1) of the time is over. Those who change their place fly
/// along the arrows, and are last, as they are on top; those who stay slide; who is new is there at
/// once. At 1 the cards are `after`.
std::vector<BoardCard> tween(const std::vector<BoardCard>& before,
                             const std::vector<BoardCard>& after, const BoardLayout& layout,
                             float em, float part);

/// What a frame shows, and when.
struct Moment {
    std::uint64_t cursor = 0;  ///< how many events
    float width = 0;
    float height = 0;
    float em = 0;
    float seconds = 0;     ///< since the frame before
    bool reduced = false;  ///< nothing may move
};

class Motion {
public:
    /// Once a frame. `target`: the layout's cards, where they come to rest.
    void update(const BoardLayout& layout, const std::vector<BoardCard>& target, const Model& now,
                const Moment& moment);

    /// As they are to be drawn.
    const std::vector<BoardCard>& cards() const { return drawn_; }

    /// Will the next frame look different by itself?
    bool moves() const;

    /// How bright a lane is because something happened there too fast to fly; 0..1.
    float flash(Place place) const;

private:
    static constexpr std::size_t lane_count = 4;

    void begin(const BoardLayout& layout, const Model& now, const Moment& moment);
    void flash_lanes(const BoardLayout& layout, const Model& now);

    std::vector<BoardCard> before_;
    std::vector<BoardCard> target_;
    std::vector<BoardCard> drawn_;
    float elapsed_s_ = 0;
    float duration_s_ = 0;  ///< 0: at rest

    bool seen_ = false;  ///< there has been a frame
    Moment last_;
    double clock_s_ = 0;                       ///< the sum of all frames
    std::array<double, 2> moved_s_{-10, -10};  ///< when the last two moves began, newest first
    std::array<double, lane_count> flashed_s_{-10, -10, -10, -10};
    std::array<std::uint32_t, lane_count> tasks_{};
};

}  // namespace yieldscope
