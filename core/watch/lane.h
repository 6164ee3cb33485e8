// A lane of the timeline: where one task has been, from its birth to its end, eight bytes a move.
// Every 64 moves a sample says how much time it has spent in each place up to there, so that any
// stretch of time is summed up without looking at what lies within. Owned by the Timeline; lives on
// the UI thread.
#pragma once

#include "core/task.h"
#include "core/watch/place.h"
#include "core/watch/trail.h"

#include <array>
#include <cstddef>
#include <cstdint>

namespace yieldscope {

/// The places of those who live: ready, running, recv_wait, send_wait.
constexpr std::size_t living_places = 4;
static_assert(static_cast<std::size_t>(Place::finished) == living_places);

/// Nanoseconds in each of them.
using Spent = std::array<std::int64_t, living_places>;

class Lane {
public:
    static constexpr std::uint64_t moves_per_sample = 64;

    /// It is in `place` from then on, having spent so much elsewhere.
    Lane(TaskId id, TaskId parent, std::int64_t born_ns, std::int64_t time_ns, Place place,
         const Spent& spent = {});

    /// Not before the last move.
    void move(std::int64_t time_ns, Place place);

    TaskId id() const { return id_; }
    TaskId parent() const { return parent_; }
    std::int64_t born_ns() const { return born_ns_; }
    Place place() const { return place_of(moves_.back()); }
    bool ended() const { return is_gone(place()); }
    /// When it came to where it is now, or ended.
    std::int64_t since_ns() const { return time_of(moves_.back()); }

    // Moves are numbered from the first there ever was; [begin, end) are remembered.

    std::uint64_t begin() const { return moves_.begin(); }
    std::uint64_t end() const { return moves_.end(); }
    std::int64_t time_ns(std::uint64_t move) const { return time_of(moves_[move]); }
    Place place(std::uint64_t move) const { return place_of(moves_[move]); }

    /// The last move up to that time; the first there is, if that is later. A guess that is near
    /// saves time.
    std::uint64_t at(std::int64_t time_ns, std::uint64_t guess = 0) const;

    /// How much time it has spent in each place up to a time, at which `move` is the last.
    Spent spent(std::int64_t time_ns, std::uint64_t move) const;

    // Where moves are many, a sample of 64 of them is exact enough.

    /// The last sample up to that time.
    std::uint64_t sample_at(std::int64_t time_ns, std::uint64_t guess) const;
    /// How long its moves take; endless, if they are not complete.
    std::int64_t sample_length_ns(std::uint64_t sample) const;
    /// How much it has spent up to a time within that sample, as if it had moved evenly.
    Spent spent_near(std::int64_t time_ns, std::uint64_t sample) const;
    void expect_sample(std::uint64_t sample) const;

    /// Moves that were over before that time may go.
    void forget_before(std::int64_t time_ns);

    std::size_t bytes() const { return moves_.bytes() + samples_.bytes(); }

private:
    struct Sample {
        std::int64_t time_ns;
        Spent spent;
    };

    static constexpr int place_bits = 3;
    static std::int64_t time_of(std::int64_t move) { return move >> place_bits; }
    static Place place_of(std::int64_t move) { return static_cast<Place>(move & 7); }

    void push(std::int64_t time_ns, Place place, const Spent& spent);

    TaskId id_;
    TaskId parent_;
    std::int64_t born_ns_;
    Trail<std::int64_t> moves_;  ///< the time, shifted, and the place in the lowest bits
    Trail<Sample> samples_;      ///< of moves 0, 64, 128...
};
static_assert(place_count <= 8, "a place takes three bits");

}  // namespace yieldscope
