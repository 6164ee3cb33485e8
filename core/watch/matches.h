// The events that match a filter, found a little at a time: the newest first, because those are
// what a class looks at, and what comes in before what is old. A long search never holds up a
// frame. Reads the log in place; owns two bytes a match. Lives on the thread of the log's reader.
// Invariant: of each chunk of the log one stretch has been searched, and `found` are its matches.
#pragma once

#include "core/watch/event_log.h"
#include "core/watch/filter.h"

#include <cstdint>
#include <deque>
#include <vector>

namespace yieldscope {

class Matches {
public:
    // What one update may cost, in some 20 ns. To look at an event's fields costs one, to compare
    // its task's label `label_cost`, to make its line and look for words there `line_cost` more.
    static constexpr std::uint64_t label_cost = 5;
    static constexpr std::uint64_t line_cost = 50;
    static constexpr std::uint64_t update_cost_max = 200'000;

    struct Looked {
        std::uint64_t events = 0;  ///< looked at
        std::uint64_t lines = 0;   ///< of those, how many transcript lines were made
        std::uint64_t cost = 0;
    };

    /// From here on it looks for this, and has found nothing yet.
    void search(Filter filter);
    const Filter& filter() const { return filter_; }

    /// Events [begin, end) of the log are there: forgets those before, and looks at some of the
    /// rest.
    Looked update(const EventLog& log, std::uint64_t begin, std::uint64_t end,
                  std::uint64_t cost_max = update_cost_max);

    /// How many events it has looked at, in all updates together.
    std::uint64_t looked_at() const { return looked_at_; }

    /// The teacher has named a task since the search began: names may find more now.
    bool names_changed() const { return names_changed_; }

    bool complete() const { return end_at_first_ != not_begun && searched_ == end_ - begin_; }
    double progress() const;  ///< 0..1

    /// How many were found so far, and the number of each, oldest first.
    std::uint64_t size() const { return size_; }
    std::uint64_t operator[](std::uint64_t row) const;

    /// How many of them are before event `number`.
    std::uint64_t before(std::uint64_t number) const;

private:
    static constexpr std::uint64_t not_begun = UINT64_MAX;

    struct Chunk {
        std::uint16_t low = 0;  ///< [low, high) has been searched
        std::uint16_t high = 0;
        std::vector<std::uint16_t> found;
        std::uint64_t found_before = 0;  ///< in older chunks
    };

    void forget_before(std::uint64_t begin);
    void add_chunks(std::uint64_t end);
    bool look_up(Chunk& chunk, std::uint64_t first, std::uint64_t to, const EventLog& log);
    bool look_down(Chunk& chunk, std::uint64_t first, std::uint64_t to, const EventLog& log);
    bool look_at(std::uint64_t number, const EventLog& log);
    bool may_look() const { return looked_.cost < cost_max_; }
    void count();

    Filter filter_;
    std::uint64_t fields_cost_ = 1;
    std::deque<Chunk> chunks_;
    std::uint64_t first_chunk_ = 0;  ///< which of the log's the first is
    std::uint64_t begin_ = 0;
    std::uint64_t end_ = 0;
    std::uint64_t searched_ = 0;
    std::uint64_t size_ = 0;
    std::uint64_t end_at_first_ = not_begun;  ///< where the log ended when the search began
    bool names_changed_ = false;
    std::uint64_t cost_max_ = 0;
    Looked looked_;  ///< in this update so far
    std::uint64_t looked_at_ = 0;
};

}  // namespace yieldscope
