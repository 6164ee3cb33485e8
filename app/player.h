// The player: which moment the screen shows, and what a step means. Event-sized steps are moves of
// the cursor; when there is nothing left to show it asks the loop for the next scheduler step. So
// slow motion, single events, going back and scrubbing are one mechanism, and the sockets are never
// rewound. A recording is looked at in the same way, but there is no loop to ask for anything.
// Lives on the UI thread.
#pragma once

#include "app/keys.h"
#include "app/settings.h"
#include "core/watch/command.h"
#include "core/watch/history.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace yieldscope {

/// What the transport bar says. Only what an event has confirmed: it is `pausing` until the loop
/// says so. The last two are those of a recording, and it has no others.
enum class PlayState : std::uint8_t {
    running,
    pausing,
    stepping,
    paused,
    past,
    ended,
    recording,
    playing
};

/// How a state is called in the window's title.
std::string_view word_of(PlayState state);

/// A pace to play at.
struct Pace {
    float events_per_s;  ///< 0: as fast as the loop can
    std::string_view name;
};

/// From the slowest to full speed; Settings::pace is an index into them.
std::span<const Pace> paces();

class Player {
public:
    /// `recorded`: what is shown was recorded, and nobody obeys any command but those about
    /// bookmarks.
    Player(History& history, CommandQueue& commands, Settings& settings, bool recorded = false)
        : history_(history), commands_(commands), settings_(settings), recorded_(recorded) {}

    /// Once a frame, after the history has grown. `now_s` is any clock that only goes forward.
    void update(double now_s);

    /// When update() will have something to show though nothing new has come; infinity: never.
    double due_s() const;

    PlayState state() const;

    /// For how long the task that runs now has run already, in seconds of update()'s clock: the log
    /// says nothing of it until it yields. 0: nobody runs, or what is shown was recorded.
    double turn_s() const { return turn_s_; }
    /// The moment that is shown, in the log's time: that of its last event, or, live in a turn that
    /// makes none, now.
    std::int64_t shown_ns();
    bool in_a_long_turn() const { return turn_s_ >= 1; }

    bool live() const { return !cursor_; }
    bool recorded() const { return recorded_; }

    /// Was the moment that was looked at forgotten meanwhile? Then the cursor is where history
    /// begins now, until it is moved.
    bool lost_its_moment() const { return lost_its_moment_; }

    /// Would Space pause? Whatever moment is shown, something plays or the loop runs.
    bool moving() const;

    /// How many events the screen shows: the first cursor() of them.
    std::uint64_t cursor() const { return cursor_.value_or(history_.size()); }
    const Model& model() { return history_.at(cursor()); }

    /// The newest event shown that is about the tasks rather than the controls; nothing before
    /// there is one.
    std::optional<std::uint64_t> shown_event() const;

    /// Its number as people count, from 1; where history begins, that of the last event forgotten.
    std::uint64_t shown_number() const { return number_at(cursor()); }

    /// The same for another moment: the picture that the first `count` events add up to.
    std::uint64_t number_at(std::uint64_t count) const;

    const Pace& pace() const { return paces()[settings_.pace]; }
    bool presenting() const { return settings_.presentation; }
    bool at_full_speed() const { return pace().events_per_s == 0; }

    /// The number of the newest event that is about the tasks: the last one there is to show.
    std::uint64_t newest_number() const { return number_at(history_.size()); }

    /// Does what the transport actions say; others are ignored.
    void act(Action action);

    /// What a teacher does to tasks and breakpoints. It happens to the live program, so the screen
    /// goes there.
    void order(const Command& command);

    /// Why `order` can do nothing for a task now, as a sentence; empty if it can.
    std::string_view why_not(Command::Kind order, TaskId task) const;

    /// Why there can be no orders at all; empty if there can.
    std::string_view why_no_orders() const;

    /// Marks a moment, in a recording too, and takes the mark away. Neither moves the cursor; the
    /// model has it when an event says so.
    void set_bookmark(std::uint64_t moment, std::string_view note);
    void remove_bookmark(std::uint64_t moment);

    /// Why an action can do nothing now, as a sentence for its tooltip; empty if it can.
    std::string_view why_not(Action action) const;

    /// Shows the first `count` events, as near as history still has them, and plays no further.
    void go_to(std::uint64_t count);

private:
    void run_or_pause();
    void run();
    void start_playing();
    void change_pace(bool faster);
    void play(double now_s);
    void pause();
    void post(const Command& command);
    void forward_event();
    void forward_turn();
    void forward_round();
    void back_event();
    void back_to(MarkKind mark);
    void go_live();
    void show(std::uint64_t count);
    void follow_controls();
    double events_per_s() const;
    std::string_view why_not_forward() const;
    std::optional<std::uint64_t> next_marked() const;
    std::optional<std::uint64_t> marked_before() const;
    std::optional<std::uint64_t> event_before(std::uint64_t count) const;
    std::optional<std::uint64_t> next_event(std::uint64_t from) const;
    bool in_the_past() const;  ///< the newest scheduler step is the present, event by event

    History& history_;
    CommandQueue& commands_;
    Settings& settings_;
    const bool recorded_;

    std::optional<std::uint64_t> cursor_;  ///< nothing: live, it follows the end of the log
    bool show_next_ = false;               ///< move on by one event as soon as there is one
    bool lost_its_moment_ = false;

    // Playing: the cursor walks by itself, at the pace, and asks for steps when it has shown all.
    bool playing_ = false;
    double due_s_ = 0;               ///< when it moves on
    std::uint64_t played_from_ = 0;  ///< what was there when it began is the past

    std::uint64_t turns_seen_ = 0;
    double turn_began_s_ = 0;
    double turn_s_ = 0;

    std::uint64_t stops_seen_ = 0;
    std::optional<Command::Kind> pending_;  ///< asked for and not yet confirmed
    std::uint64_t stops_before_ = 0;        ///< the model's stops() when it was asked for
};

}  // namespace yieldscope
