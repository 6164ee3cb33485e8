#include "app/player.h"

#include <algorithm>
#include <array>
#include <limits>

namespace yieldscope {

namespace {

constexpr std::array pace_table{
    Pace{0.5F, "1 in 2 s"}, Pace{1, "1 / s"},       Pace{2, "2 / s"},
    Pace{4, "4 / s"},       Pace{10, "10 / s"},     Pace{30, "30 / s"},
    Pace{100, "100 / s"},   Pace{1000, "1000 / s"}, Pace{0, "full speed"},
};
static_assert(pace_table.size() == Settings{}.pace + 1, "the default is full speed");

}  // namespace

std::span<const Pace> paces() { return pace_table; }

void Player::update(double now_s) {
    const Model& live = history_.live();
    const bool stopped = live.stops() != stops_before_;
    const bool started = pending_ == Command::Kind::run && live.run_state() == RunState::running;
    if (stopped || started || live.run_state() == RunState::ended) pending_.reset();
    const bool broke = live.stops() != stops_seen_ && live.break_hit().number != 0;
    stops_seen_ = live.stops();
    if (broke && !cursor_) go_to(live.break_hit().event + 1);
    if (playing_) return play(now_s);
    if (!cursor_) return;
    if (*cursor_ < history_.begin()) cursor_ = history_.begin();  // what it showed is forgotten
    if (!show_next_) return;
    if (const auto next = next_event(*cursor_)) {
        cursor_ = *next + 1;
        show_next_ = false;
    }
}

// The cursor walks; when it has shown everything, the scheduler takes a few steps more.
void Player::play(double now_s) {
    const Model& live = history_.live();
    if (at_full_speed()) {  // it has just become that
        playing_ = false;
        return run();
    }
    if (live.run_state() == RunState::running) return;  // it is about to be paused
    if (!cursor_) go_to(history_.size());
    const double between_s = 1.0 / static_cast<double>(pace().events_per_s);
    constexpr double hurry_s = 0.1;  // what a slow frame may be made up for
    due_s_ = std::clamp(due_s_, now_s - hurry_s, now_s + between_s);
    while (due_s_ <= now_s) {
        const auto next = next_event(*cursor_);
        if (!next) {
            if (live.run_state() == RunState::ended) return pause();
            constexpr double frames_per_s = 60;
            constexpr double events_per_step = 3;
            const double steps = 1 + pace().events_per_s / frames_per_s / events_per_step;
            if (!pending_)
                post({.kind = Command::Kind::steps, .count = static_cast<std::uint32_t>(steps)});
            due_s_ = now_s;  // what comes next is shown when it comes
            return;
        }
        cursor_ = *next + 1;
        due_s_ += between_s;
        if (live.break_hit().number != 0 && live.break_hit().event == *next) return pause();
    }
}

double Player::due_s() const {
    const bool walks = playing_ && cursor_ && next_event(*cursor_);
    return walks ? due_s_ : std::numeric_limits<double>::infinity();
}

PlayState Player::state() const {
    if (playing_) {
        if (cursor_ && *cursor_ < played_from_ && in_the_past()) return PlayState::past;
        return PlayState::running;
    }
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
    const bool steps = action == Action::event || action == Action::event_back ||
                       action == Action::turn || action == Action::next_turn ||
                       action == Action::round || action == Action::previous_turn ||
                       action == Action::home;
    if (steps) playing_ = false;
    switch (action) {
        case Action::run_pause: run_or_pause(); break;
        case Action::pace_down: change_pace(false); break;
        case Action::pace_up: change_pace(true); break;
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
        case Action::run_pause:
            return ended && !next_event(cursor()) ? "The program is over: no task is left to run."
                                                  : "";
        case Action::pace_down: return settings_.pace == 0 ? "There is no slower pace." : "";
        case Action::pace_up: return at_full_speed() ? "This is full speed." : "";
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

bool Player::moving() const {
    const RunState now = history_.live().run_state();
    return playing_ || now == RunState::running || now == RunState::stepping || pending_;
}

void Player::run_or_pause() {
    if (moving()) return pause();
    if (at_full_speed()) return run();
    start_playing();
}

void Player::run() {
    cursor_.reset();
    if (history_.live().run_state() != RunState::ended) post({.kind = Command::Kind::run});
}

void Player::start_playing() {
    playing_ = true;
    played_from_ = history_.size();
    due_s_ = 0;
}

void Player::pause() {
    const RunState now = history_.live().run_state();
    playing_ = false;
    if (now == RunState::running || now == RunState::stepping || pending_)
        post({.kind = Command::Kind::pause});
}

// A loop that runs freely is stopped first, and played on from where it then is.
void Player::change_pace(bool faster) {
    settings_.pace = faster ? settings_.pace + 1 : settings_.pace - 1;
    if (history_.live().run_state() != RunState::running) return;
    post({.kind = Command::Kind::pause});
    start_playing();
}

void Player::order(const Command& command) {
    cursor_.reset();
    commands_.post(command);
}

std::string_view Player::why_not(Command::Kind order, TaskId id) const {
    if (state() == PlayState::past) return "This is the past: End goes back to live.";
    const TaskState* task = history_.live().find(id);
    if (!task || is_gone(task->place)) return "This task has ended.";
    if (order == Command::Kind::run_next && task->place != Place::ready)
        return "Only a ready task can run next: this one waits for its socket.";
    return "";
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

std::optional<std::uint64_t> Player::shown_event() const { return event_before(cursor()); }

std::uint64_t Player::newest_number() const {
    const auto newest = event_before(history_.size());
    return newest ? *newest + 1 : history_.begin();
}

std::optional<std::uint64_t> Player::event_before(std::uint64_t count) const {
    for (std::uint64_t number = count; number-- > history_.begin();) {
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
