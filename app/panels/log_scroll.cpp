#include "app/panels/log_scroll.h"

#include <algorithm>
#include <cmath>

namespace yieldscope {

std::uint64_t Listing::before(std::uint64_t number) const {
    if (matches) return matches->before(number);
    return std::clamp(number, begin, end) - begin;
}

std::optional<std::uint64_t> Listing::row_at(std::uint64_t number) const {
    const std::uint64_t rows = before(number + 1);
    return rows > 0 ? std::optional(rows - 1) : std::nullopt;
}

std::uint64_t LogScroll::place(const Listing& listing, std::uint64_t rows, std::uint64_t cursor,
                               std::optional<std::uint64_t> shown, bool live) {
    listing_ = listing;
    last_ = listing.size() > rows ? listing.size() - rows : 0;
    if (live && !was_live_) holds_ = Holds::end;
    const bool moved = !live && cursor != cursor_;
    if (moved) holds_ = Holds::cursor;
    was_live_ = live;
    cursor_ = cursor;
    row_ = holds_ == Holds::end ? last_ : std::min(listing.before(top_), last_);
    if (moved && !shown) row_ = 0;  // before the first event: all of them are to come
    if (holds_ == Holds::cursor && shown) {
        // A few lines are left around it, to see what came before and what comes next.
        const std::uint64_t line = listing.row_at(*shown).value_or(0);
        const std::uint64_t around = moved ? std::min<std::uint64_t>(2, (rows - 1) / 2) : 0;
        const bool far = line + rows < row_ || line > row_ + 2 * rows;
        if (far) row_ = line - std::min(line, rows / 2);
        else if (line < row_ + around) row_ = line - std::min(line, around);
        else if (line + around >= row_ + rows) row_ = line + around + 1 - rows;
        row_ = std::min(row_, last_);
    }
    if (listing.size() > 0) top_ = listing.number(row_);
    return row_;
}

void LogScroll::move(double rows) {
    part_of_row_ += rows;
    const double whole = std::trunc(part_of_row_);
    part_of_row_ -= whole;
    if (whole == 0) return;
    const auto distance = static_cast<std::uint64_t>(std::abs(whole));
    move_to(whole < 0 ? row_ - std::min(row_, distance) : row_ + distance);
}

void LogScroll::move_to(std::uint64_t row) {
    if (last_ == 0) return;  // there is nowhere to go
    row_ = std::min(row, last_);
    top_ = listing_.number(row_);
    holds_ = row_ == last_ ? Holds::end : Holds::reader;
}

}  // namespace yieldscope
