// The half of player.h that moves the cursor: by an event, a turn, a round, or to what is marked.
// Going forward shows what has happened before the scheduler is asked for more. Every search goes
// through the marks, so that none takes longer than a frame has. Lives on the UI thread.
#include "app/player.h"

#include <algorithm>

namespace yieldscope {

void Player::go_to(std::uint64_t count) {
    playing_ = false;
    show(count);
    follow_controls();
}

void Player::show(std::uint64_t count) {
    cursor_ = std::clamp(count, history_.begin(), history_.size());
    show_next_ = false;
    lost_its_moment_ = false;
}

void Player::go_live() {
    cursor_.reset();
    show_next_ = false;
    lost_its_moment_ = false;
}

// The cursor moves on by one event; at the end of the log the scheduler has to take a step first.
void Player::forward_event() {
    if (const auto next = next_event(cursor()); next && !live()) return go_to(*next + 1);
    // first it has to stand still
    if (state() == PlayState::running) return post({.kind = Command::Kind::pause});
    // asked for already, and the kernel makes it wait
    if (pending_ == Command::Kind::steps) return;
    playing_ = false;
    show(history_.size());
    show_next_ = true;
    post({.kind = Command::Kind::steps});
}

void Player::forward_turn() {
    if (in_the_past()) {
        const auto turn = history_.marks().next(MarkKind::turn, cursor());
        if (!turn) return go_live();
        const auto end = history_.marks().next(MarkKind::step, *turn + 1);
        return end ? go_to(*end) : go_to(history_.size());
    }
    go_live();
    post({.kind = Command::Kind::turns});
}

void Player::forward_round() {
    if (in_the_past()) {
        const auto poll = history_.marks().next(MarkKind::poll, cursor() + 1);
        return poll ? go_to(*poll) : go_live();
    }
    go_live();
    post({.kind = Command::Kind::round});
}

// What the controls said between two events is passed over.
void Player::back_event() {
    const std::uint64_t shown = shown_event().value_or(history_.begin());
    const auto before = event_before(shown);
    go_to(before ? *before + 1 : history_.begin());
}

void Player::back_to(MarkKind mark) {
    go_to(history_.marks().before(mark, cursor()).value_or(history_.begin()));
}

// A failure or a stop is looked at with its event as the last one shown.
std::optional<std::uint64_t> Player::next_marked() const {
    const std::uint64_t here = shown_number();
    std::optional<std::uint64_t> nearest;
    const auto take = [&](std::uint64_t moment) {
        if (!nearest || moment < *nearest) nearest = moment;
    };
    for (const MarkKind mark : {MarkKind::failure, MarkKind::stop}) {
        if (const auto next = history_.marks().next(mark, here)) take(*next + 1);
    }
    for (const Bookmark& bookmark : history_.live().bookmarks()) {
        if (bookmark.moment <= here || bookmark.moment < history_.begin()) continue;
        take(bookmark.moment);
        break;
    }
    return nearest;
}

std::optional<std::uint64_t> Player::marked_before() const {
    std::optional<std::uint64_t> nearest;
    const auto take = [&](std::uint64_t moment) {
        if (!nearest || moment > *nearest) nearest = moment;
    };
    const std::uint64_t here = shown_number();
    if (here <= history_.begin()) return nearest;
    for (const MarkKind mark : {MarkKind::failure, MarkKind::stop}) {
        if (const auto before = history_.marks().before(mark, here - 1)) take(*before + 1);
    }
    const auto& bookmarks = history_.live().bookmarks();
    for (auto bookmark = bookmarks.rbegin(); bookmark != bookmarks.rend(); ++bookmark) {
        if (bookmark->moment >= here) continue;
        if (bookmark->moment >= history_.begin()) take(bookmark->moment);
        break;
    }
    return nearest;
}

std::optional<std::uint64_t> Player::shown_event() const { return event_before(cursor()); }

std::uint64_t Player::number_at(std::uint64_t count) const {
    const auto shown = event_before(count);
    return shown ? *shown + 1 : history_.begin();
}

std::optional<std::uint64_t> Player::event_before(std::uint64_t count) const {
    return history_.marks().before(MarkKind::event, count);
}

std::optional<std::uint64_t> Player::next_event(std::uint64_t from) const {
    return history_.marks().next(MarkKind::event, from);
}

bool Player::in_the_past() const {
    return cursor_ && history_.marks().next(MarkKind::step, *cursor_).has_value();
}

}  // namespace yieldscope
