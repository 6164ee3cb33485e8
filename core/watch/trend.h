// How many tasks were where, and how many events there were, as time went by: every 16 events a
// block, above that a pyramid of the largest numbers, so that a plot costs its pixels and not its
// events. Some three bytes an event. Owned by the Timeline; lives on the UI thread.
#pragma once

#include "core/watch/lane.h"
#include "core/watch/trail.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace yieldscope {

/// How many tasks are in each place of those who live.
using Counts = std::array<std::uint32_t, living_places>;

class Trend {
public:
    static constexpr std::uint64_t events_per_block = 16;

    struct Block {
        std::int64_t time_ns;  ///< of its first event
        std::uint64_t turns;   ///< before it
        Counts before;         ///< how many were where before it
        Counts most;           ///< then or after any of its events
    };

    /// The next event will have this number, and so many tasks are where they are.
    explicit Trend(std::uint64_t first = 0, const Counts& counts = {});

    /// The next event: when it was, how many tasks are where after it, whether it began a turn.
    void add(std::int64_t time_ns, const Counts& after, bool turn);

    /// Of events before `number`.
    void forget_before(std::uint64_t number);

    std::uint64_t first() const { return first_; }  ///< number of the first event there ever was
    std::uint64_t size() const { return size_; }    ///< and of the next
    std::uint64_t turns() const { return turns_; }  ///< since that first one

    /// Blocks by number; block n begins with event 16 n, or with first().
    const Trail<Block>& blocks() const { return blocks_; }
    std::uint64_t first_event(std::uint64_t block) const;

    /// The last block that began up to that time, or the first there is, searched from a guess on.
    /// There has to be one.
    std::uint64_t block_at(std::int64_t time_ns, std::uint64_t guess = 0) const;

    /// The most there were of each in blocks [begin, end). `steps` counts what was looked at.
    Counts most(std::uint64_t begin, std::uint64_t end, std::uint64_t& steps) const;

    /// The same, with up to an eighth more on either side: faster where there are many.
    Counts most_near(std::uint64_t begin, std::uint64_t end, std::uint64_t& steps) const;

    std::size_t bytes() const;

private:
    static constexpr std::uint64_t fan_out = 8;

    void build_up(std::uint64_t block);

    std::uint64_t first_;
    std::uint64_t size_;
    std::uint64_t turns_ = 0;
    Counts counts_;
    Trail<Block> blocks_;
    std::vector<Trail<Counts>> levels_;  ///< each item the most of eight items of the level below
};

}  // namespace yieldscope
