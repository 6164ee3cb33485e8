#include "app/player.h"

#include <algorithm>
#include <array>
#include <limits>
#include <string>

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

std::string_view word_of(PlayState state) {
    switch (state) {
        case PlayState::running: return "running";
        case PlayState::pausing: return "pausing";
        case PlayState::stepping: return "stepping";
        case PlayState::paused: return "paused";
        case PlayState::past: return "past";
        case PlayState::ended: return "over";
        case PlayState::recording: return "recording";
        case PlayState::playing: return "playing";
    }
    return "";
}

void Player::update(double now_s) {
    const Model& live = history_.live();
    const bool stopped = live.stops() != stops_before_;
    const bool started = pending_ == Command::Kind::run && live.run_state() == RunState::running;
    if (stopped || started || live.run_state() == RunState::ended) pending_.reset();
    const bool broke = live.stops() != stops_seen_ && live.break_hit().number != 0;
    stops_seen_ = live.stops();
    const bool goes_on = live.running() != 0 && live.turns() == turns_seen_ && !recorded_;
    turns_seen_ = live.turns();
    if (!goes_on) turn_began_s_ = now_s;
    turn_s_ = now_s - turn_began_s_;
    if (broke && !cursor_ && !recorded_) show(live.break_hit().event + 1);
    if (cursor_ && *cursor_ < history_.begin()) {
        show(history_.begin());
        lost_its_moment_ = true;
    }
    if (playing_) return play(now_s);
    if (cursor_ && show_next_) {
        if (const auto next = next_event(*cursor_)) {
            cursor_ = *next + 1;
            show_next_ = false;
        }
    }
    if (cursor_ && !show_next_) follow_controls();
}

// What the controls say after the newest event is nothing to come: the picture is the live one, and
// while the loop stands still that is all there is.
void Player::follow_controls() {
    if (next_event(*cursor_)) return;
    const RunState now = history_.live().run_state();
    const bool stands_still = (now == RunState::paused || now == RunState::ended) && !pending_;
    if (stands_still && !recorded_) cursor_.reset();
    else cursor_ = history_.size();
}

std::int64_t Player::shown_ns() {
    const Model& now = model();
    const TaskState* const running = live() ? now.find(now.running()) : nullptr;
    const auto turn_ns = static_cast<std::int64_t>(turn_s_ * 1e9);
    return std::max(now.last().time_ns, running ? running->since_ns + turn_ns : 0);
}

// The cursor walks; when it has shown everything, the scheduler takes a few steps more.
void Player::play(double now_s) {
    const Model& live = history_.live();
    if (at_full_speed() && !recorded_) {  // it has just become that
        playing_ = false;
        return run();
    }
    if (live.run_state() == RunState::running && !recorded_) return;  // it is about to be paused
    if (!cursor_) show(history_.size());
    const double between_s = 1.0 / events_per_s();
    constexpr double hurry_s = 0.1;  // what a slow frame may be made up for
    due_s_ = std::clamp(due_s_, now_s - hurry_s, now_s + between_s);
    while (due_s_ <= now_s) {
        const auto next = next_event(*cursor_);
        if (!next) {
            if (live.run_state() == RunState::ended || recorded_) return pause();
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
        lost_its_moment_ = false;
        if (recorded_) continue;
        if (live.break_hit().number != 0 && live.break_hit().event == *next) return pause();
    }
}

double Player::due_s() const {
    const bool walks = playing_ && cursor_ && next_event(*cursor_);
    return walks ? due_s_ : std::numeric_limits<double>::infinity();
}

// A recording as long as a lesson is over in ten seconds, and a short one is no flash.
double Player::events_per_s() const {
    if (!at_full_speed()) return static_cast<double>(pace().events_per_s);
    constexpr double longest_s = 10;
    const auto events = static_cast<double>(history_.size() - history_.begin());
    return std::max(1000.0, events / longest_s);
}

PlayState Player::state() const {
    if (recorded_) return playing_ ? PlayState::playing : PlayState::recording;
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
                       action == Action::round_back || action == Action::home ||
                       (action == Action::live && recorded_);
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
        case Action::previous_turn: back_to(MarkKind::turn); break;
        case Action::round_back: back_to(MarkKind::poll); break;
        case Action::next_mark: go_to(*next_marked()); break;
        case Action::previous_mark: go_to(*marked_before()); break;
        case Action::home: go_to(history_.begin()); break;
        case Action::live: go_live(); break;
        default: break;
    }
}

std::string_view Player::why_not(Action action) const {
    switch (action) {
        case Action::run_pause:
            if (recorded_) return playing_ ? "" : why_not_forward();
            return why_not_forward().empty() ? "" : "The program is over: no task is left to run.";
        case Action::pace_down: return settings_.pace == 0 ? "There is no slower pace." : "";
        case Action::pace_up: return at_full_speed() ? "This is full speed." : "";
        case Action::event:
        case Action::turn:
        case Action::next_turn:
        case Action::round: return why_not_forward();
        case Action::next_mark:
            return next_marked()
                       ? ""
                       : "No bookmark, failure or breakpoint hit comes after this moment.";
        case Action::previous_mark:
            return marked_before() ? "" : "No bookmark, failure or breakpoint hit comes before.";
        case Action::event_back:
        case Action::previous_turn:
        case Action::round_back:
        case Action::home:
            return cursor() <= history_.begin() ? "This is where history begins." : "";
        case Action::bookmark:
            return newest_number() > history_.begin() ? "" : "Nothing has happened yet.";
        case Action::live:
            if (recorded_) return !next_event(cursor()) ? "This is the end of the recording." : "";
            return live() ? "This is live already." : "";
        default: return "";
    }
}

/// Why the next event, turn or round cannot be shown.
std::string_view Player::why_not_forward() const {
    const bool ended = recorded_ || history_.live().run_state() == RunState::ended;
    if (!ended || next_event(cursor())) return "";
    return recorded_ ? "This is the end of the recording."
                     : "The program is over: there is no step left to take.";
}

bool Player::moving() const {
    if (recorded_) return playing_;
    const RunState now = history_.live().run_state();
    return playing_ || now == RunState::running || now == RunState::stepping || pending_;
}

void Player::run_or_pause() {
    if (moving()) return pause();
    if (at_full_speed() && !recorded_) return run();
    start_playing();
}

void Player::run() {
    go_live();
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
    if (recorded_) return;
    if (now == RunState::running || now == RunState::stepping || pending_)
        post({.kind = Command::Kind::pause});
}

// A loop that runs freely is stopped first, and played on from where it then is.
void Player::change_pace(bool faster) {
    settings_.pace = faster ? settings_.pace + 1 : settings_.pace - 1;
    if (history_.live().run_state() != RunState::running || recorded_) return;
    post({.kind = Command::Kind::pause});
    start_playing();
}

void Player::order(const Command& command) {
    if (recorded_) return;
    go_live();
    commands_.post(command);
}

std::string_view Player::why_no_orders() const {
    return recorded_ ? "This is a recording: nothing runs any more." : "";
}

std::string_view Player::why_not(Command::Kind order, TaskId id) const {
    if (recorded_) return why_no_orders();
    if (state() == PlayState::past) return "This is the past: End goes back to live.";
    const TaskState* task = history_.live().find(id);
    if (!task || is_gone(task->place)) return "This task has ended.";
    if (order == Command::Kind::run_next && task->place != Place::ready)
        return "Only a ready task can run next: this one waits for its socket.";
    return "";
}

void Player::set_bookmark(std::uint64_t moment, std::string_view note) {
    commands_.post(
        {.kind = Command::Kind::set_bookmark, .name = std::string(note), .moment = moment});
}

void Player::remove_bookmark(std::uint64_t moment) {
    commands_.post({.kind = Command::Kind::remove_bookmark, .moment = moment});
}

// While the kernel makes a step wait, asking for the same again would only pile up turns that then
// run off in a burst.
void Player::post(const Command& command) {
    if (recorded_) return;
    const Model& live = history_.live();
    const bool is_step = command.kind != Command::Kind::pause && command.kind != Command::Kind::run;
    if (is_step && live.run_state() == RunState::stepping && live.poll().blocked) return;
    commands_.post(command);
    pending_ = command.kind;
    stops_before_ = history_.live().stops();
}

}  // namespace yieldscope
