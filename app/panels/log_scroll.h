// What of the log is in sight: which events are listed, and from which row on they are shown.
// Counts in rows and event numbers instead of pixels, so that millions of lines stand still under a
// reader while others come in or are found. Lives on the UI thread, and needs no screen.
#pragma once

#include "core/watch/matches.h"

#include <cstdint>
#include <optional>

namespace yieldscope {

/// The events that are listed, a row each: [begin, end), or those that match.
struct Listing {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
    const Matches* matches = nullptr;  ///< null: all

    std::uint64_t size() const { return matches ? matches->size() : end - begin; }
    std::uint64_t number(std::uint64_t row) const {
        return matches ? (*matches)[row] : begin + row;
    }
    /// How many rows are before event `number`: its own row, if it is listed.
    std::uint64_t before(std::uint64_t number) const;
    /// The row of an event; of one that is not listed, that of the last before it.
    std::optional<std::uint64_t> row_at(std::uint64_t number) const;
};

class LogScroll {
public:
    /// Once a frame: the first row of the `rows` in sight. `cursor` is how many events are shown,
    /// `shown` the one that is to be in sight when the cursor moves.
    std::uint64_t place(const Listing& listing, std::uint64_t rows, std::uint64_t cursor,
                        std::optional<std::uint64_t> shown, bool live);

    /// Shows the end, and what comes in, until the user scrolls away or the cursor moves.
    void follow() { holds_ = Holds::end; }

    /// Shows the cursor, wherever the user has scrolled to.
    void go_to_cursor() { cursor_ = UINT64_MAX; }

    // The user scrolls: to the last row means to follow from there on.

    void move(double rows);  ///< down; a part of a row counts when others make it whole
    void move_to(std::uint64_t row);

    /// Is there something newer that it does not follow, because the user looks elsewhere?
    bool strayed() const { return holds_ == Holds::reader && row_ < last_; }
    bool at_end() const { return row_ >= last_; }

private:
    enum class Holds { end, cursor, reader };  ///< what stays in sight

    Holds holds_ = Holds::end;
    Listing listing_;
    std::uint64_t top_ = 0;   ///< the event in the first row in sight
    std::uint64_t row_ = 0;   ///< which row that is
    std::uint64_t last_ = 0;  ///< the largest that row_ can be
    std::uint64_t cursor_ = UINT64_MAX;
    bool was_live_ = true;
    double part_of_row_ = 0;
};

}  // namespace yieldscope
