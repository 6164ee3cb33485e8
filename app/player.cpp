#include "app/player.h"

#include <algorithm>

namespace yieldscope {

void Player::update() {
    const Model& live = history_.live();
    const bool stopped = live.stops() != stops_before_;
    const bool started = pending_ == Command::Kind::run && live.run_state() == RunState::running;
    if (stopped || started || live.run_state() == RunState::ended) pending_.reset();
    if (!cursor_) return;
    if (*cursor_ < history_.begin()) cursor_ = history_.begin();  // what it showed is forgotten
    if (!show_next_) return;
    if (const auto next = next_event(*cursor_)) {
        cursor_ = *next + 1;
        show_next_ = false;
    }
}

PlayState Player::state() const {
    if (in_the_past()) return PlayState::past;
    if (pending_ == Command::Kind::pause) return PlayState::pausing;
    switch (history_.live().run_state()) {
        case RunState::ended: return PlayState::ended;
        case RunState::running: return PlayState::running;
        case RunState::stepping: return PlayState::stepping;
        case RunState::paused: break;
    }
    return pending_ && pending_ != Command::Kind::run ? PlayState::stepping : PlayState::paused;
}

void Player::act(Action action) {
    if (!why_not(action).empty()) return;
    switch (action) {
        case Action::run_pause: {
            const RunState now = history_.live().run_state();
            const bool moving = now == RunState::running || now == RunState::stepping || pending_;
            if (!moving) cursor_.reset();
            post({.kind = moving ? Command::Kind::pause : Command::Kind::run});
            break;
        }
        case Action::event: forward_event(); break;
        case Action::event_back: back_event(); break;
        case Action::turn:
        case Action::next_turn: forward_turn(); break;
        case Action::round: forward_round(); break;
        case Action::previous_turn: back_turn(); break;
        case Action::home: go_to(history_.begin()); break;
        case Action::live: cursor_.reset(); break;
        default: break;
    }
}

std::string_view Player::why_not(Action action) const {
    const bool ended = history_.live().run_state() == RunState::ended;
    switch (action) {
        case Action::run_pause: return ended ? "The program is over: no task is left to run." : "";
        case Action::event:
        case Action::turn:
        case Action::next_turn:
        case Action::round:
            return ended && !next_event(cursor())
                       ? "The program is over: there is no step left to take."
                       : "";
        case Action::event_back:
        case Action::previous_turn:
        case Action::home:
            return cursor() <= history_.begin() ? "This is where history begins." : "";
        case Action::live: return live() ? "This is live already." : "";
        default: return "";
    }
}

void Player::go_to(std::uint64_t count) {
    cursor_ = std::clamp(count, history_.begin(), history_.size());
    show_next_ = false;
}

// While the kernel makes a step wait, asking for the same again would only pile up turns that then
// run off in a burst.
void Player::post(const Command& command) {
    const Model& live = history_.live();
    const bool is_step = command.kind != Command::Kind::pause && command.kind != Command::Kind::run;
    if (is_step && live.run_state() == RunState::stepping && live.poll().blocked) return;
    commands_.post(command);
    pending_ = command.kind;
    stops_before_ = history_.live().stops();
}

// The cursor moves on by one event; at the end of the log the scheduler has to take a step first.
void Player::forward_event() {
    if (const auto next = next_event(cursor()); next && !live()) {
        cursor_ = *next + 1;
        return;
    }
    // first it has to stand still
    if (state() == PlayState::running) return post({.kind = Command::Kind::pause});
    // asked for already, and the kernel makes it wait
    if (pending_ == Command::Kind::steps) return;
    cursor_ = history_.size();
    show_next_ = true;
    post({.kind = Command::Kind::steps});
}

void Player::forward_turn() {
    const auto resumed = in_the_past() ? next_of(EventKind::resumed, cursor()) : std::nullopt;
    if (!resumed) {
        cursor_.reset();
        return post({.kind = Command::Kind::turns});
    }
    go_to(next_step(*resumed + 1).value_or(history_.size()));
}

void Player::forward_round() {
    const auto polling = in_the_past() ? next_of(EventKind::polling, cursor() + 1) : std::nullopt;
    if (polling) return go_to(*polling);
    cursor_.reset();
    post({.kind = Command::Kind::round});
}

void Player::back_event() {
    const auto shown = shown_event();
    std::uint64_t count = shown.value_or(history_.begin());
    while (count > history_.begin() && is_control(history_.event(count - 1).kind)) --count;
    go_to(count);
}

void Player::back_turn() {
    std::uint64_t count = cursor();
    while (count > history_.begin()) {
        --count;
        if (history_.event(count).kind == EventKind::resumed) break;
    }
    go_to(count);
}

std::optional<std::uint64_t> Player::shown_event() const {
    for (std::uint64_t number = cursor(); number-- > history_.begin();) {
        if (!is_control(history_.event(number).kind)) return number;
    }
    return std::nullopt;
}

std::uint64_t Player::shown_number() const {
    const auto shown = shown_event();
    return shown ? *shown + 1 : history_.begin();
}

std::optional<std::uint64_t> Player::next_event(std::uint64_t from) const {
    for (std::uint64_t number = from; number < history_.size(); ++number) {
        if (!is_control(history_.event(number).kind)) return number;
    }
    return std::nullopt;
}

std::optional<std::uint64_t> Player::next_of(EventKind kind, std::uint64_t from) const {
    for (std::uint64_t number = from; number < history_.size(); ++number) {
        if (history_.event(number).kind == kind) return number;
    }
    return std::nullopt;
}

// Where the next scheduler step begins: with a resume or with a poll.
std::optional<std::uint64_t> Player::next_step(std::uint64_t from) const {
    for (std::uint64_t number = from; number < history_.size(); ++number) {
        const EventKind kind = history_.event(number).kind;
        if (kind == EventKind::resumed || kind == EventKind::polling) return number;
    }
    return std::nullopt;
}

bool Player::in_the_past() const { return cursor_ && next_step(*cursor_).has_value(); }

}  // namespace yieldscope
