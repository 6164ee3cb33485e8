#include "core/watch/loop.h"

#include "core/watch/bookmarks.h"
#include "core/watch/signal_stack.h"
#include "core/watch/without_signals.h"

namespace yieldscope {

void Loop::run() {
    for (;;) {
        while (const auto command = commands_.take()) obey(*command);
        if (commands_.quit_requested()) break;
        if (goal_) step();
        else commands_.wait();
    }
    scheduler_.reset();  // the tasks go, and their sockets close, on the thread they lived on
    if (!ended_) stand_still(EventKind::ended);
    log_.finish();
}

void Loop::obey(const Command& command) {
    if (command.kind == Command::Kind::pause) {
        if (goal_) stand_still(EventKind::paused);
        return;
    }
    if (!is_moving(command) || ended_) return;  // in the end there is nothing left to run
    if (command.kind == Command::Kind::run) log_.append({.kind = EventKind::running});
    // Pressed twice while the kernel is still being asked for the first: both count.
    const bool adds_up =
        goal_ && goal_->kind == command.kind &&
        (command.kind == Command::Kind::steps || command.kind == Command::Kind::turns);
    if (adds_up) {
        goal_->count += command.count;
        return;
    }
    goal_ = command;
    steps_ = turns_ = 0;
}

/// False if it was another thing to do, which is done.
bool Loop::is_moving(const Command& command) {
    switch (command.kind) {
        case Command::Kind::run_next: scheduler_->run_next(command.task); return false;
        case Command::Kind::cancel:
            if (scheduler_->cancel(command.task)) end_if_over();
            return false;
        case Command::Kind::rename: scheduler_->rename(command.task, command.name); return false;
        case Command::Kind::set_breakpoint: breakpoints_.set(command.breakpoint); return false;
        case Command::Kind::remove_breakpoint: breakpoints_.remove(command.count); return false;
        default: return !obey_bookmark(command, log_);
    }
}

// One scheduler step, and what follows from it. A poll that only a command interrupted is asked
// again: nothing has happened yet.
void Loop::step() {
    if (!scheduler_->has_tasks()) return end_if_over();  // there never was one
    looked_ = log_.size_written();
    condition_met_ = false;
    breakpoints_.begin_step(*scheduler_);
    const Step step = scheduler_->step();
    if (step == Step::nothing) return;
    ++steps_;
    if (step == Step::turn) ++turns_;
    look();
    if (!breaks() && scheduler_->has_tasks() && reached()) stand_still(EventKind::stepped);
    end_if_over();
}

// Looks at what the step has done, before the log would write over it: a turn may make more events
// than the log holds.
void Loop::look() {
    breakpoints_.look(looked_);
    for (; looked_ < log_.size_written(); ++looked_) {
        condition_met_ |= goal_ && goal_->kind == Command::Kind::until &&
                          goal_->condition.matches(looked_, log_[looked_]);
    }
}

bool Loop::reached() const {
    switch (goal_->kind) {
        case Command::Kind::steps: return steps_ >= goal_->count;
        case Command::Kind::turns: return turns_ >= goal_->count;
        case Command::Kind::round: return !scheduler_->has_ready();
        default: return condition_met_;
    }
}

void Loop::stand_still(EventKind why) {
    log_.append({.asked = steps_, .moved = turns_, .kind = why});
    goal_.reset();
}

// One too many is not recorded, so the screen never shows it as set; it says itself how many fit.
bool Loop::breaks() {
    const auto hit = breakpoints_.hit(*scheduler_);
    if (!hit) return false;
    log_.append({.asked = hit->number,
                 .moved = static_cast<std::uint32_t>(log_.size_written() - hit->event),
                 .kind = EventKind::break_hit});
    goal_.reset();
    return true;
}

// It is said as soon as the last task has gone, and not when somebody asks for the next step.
void Loop::end_if_over() {
    if (ended_ || scheduler_->has_tasks()) return;
    ended_ = true;
    stand_still(EventKind::ended);
}

Loop::Loop(std::unique_ptr<Scheduler> scheduler, EventLog& log, CommandQueue& commands)
    : scheduler_(std::move(scheduler)), log_(log), commands_(commands), breakpoints_(log) {
    log_.on_new_chunk([this] { look(); });
    const WithoutSignals quiet;
    thread_ = std::thread([this] {
        const SignalStack signal_stack;  // a task may use up its stack
        run();
        over_.release();
    });
}

Loop::~Loop() {
    request_end();
    thread_.join();
    log_.on_new_chunk({});
}

bool Loop::ends_within(std::chrono::milliseconds patience) {
    request_end();
    return over_.try_acquire_for(patience);
}

void Loop::request_end() {
    commands_.request_quit();
    log_.release_all();  // it may be waiting for a reader who has gone
}

}  // namespace yieldscope
