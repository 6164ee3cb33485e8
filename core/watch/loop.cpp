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
        case Command::Kind::cancel: scheduler_->cancel(command.task); return false;
        case Command::Kind::rename: scheduler_->rename(command.task, command.name); return false;
        case Command::Kind::set_breakpoint: breakpoints_.set(command.breakpoint); return false;
        case Command::Kind::remove_breakpoint: breakpoints_.remove(command.count); return false;
        default: return !obey_bookmark(command, log_);
    }
}

// One scheduler step, and what follows from it.
void Loop::step() {
    if (!scheduler_->has_tasks()) {
        ended_ = true;
        return stand_still(EventKind::ended);
    }
    const std::uint64_t first_event = log_.size_written();
    breakpoints_.note_lengths(*scheduler_);
    const Step step = scheduler_->step();
    // A poll that only a command interrupted is asked again: nothing has happened yet.
    if (step != Step::nothing && breaks(first_event)) return;
    if (reached(step, first_event)) stand_still(EventKind::stepped);
}

bool Loop::reached(Step step, std::uint64_t first_event) {
    if (step == Step::nothing) return false;  // only a command came: the poll is asked again
    ++steps_;
    if (step == Step::turn) ++turns_;
    switch (goal_->kind) {
        case Command::Kind::run:
        case Command::Kind::pause: return false;
        case Command::Kind::steps: return steps_ >= goal_->count;
        case Command::Kind::turns: return turns_ >= goal_->count;
        case Command::Kind::round: return !scheduler_->has_ready();
        default: break;
    }
    for (std::uint64_t number = first_event; number < log_.size_written(); ++number) {
        if (goal_->condition.matches(number, log_[number])) return true;
    }
    return false;
}

void Loop::stand_still(EventKind why) {
    log_.append({.asked = steps_, .moved = turns_, .kind = why});
    goal_.reset();
}

// One too many is not recorded, so the screen never shows it as set; it says itself how many fit.
bool Loop::breaks(std::uint64_t first_event) {
    const auto hit = breakpoints_.hit(first_event, *scheduler_);
    if (!hit) return false;
    log_.append({.asked = hit->number,
                 .moved = static_cast<std::uint32_t>(log_.size_written() - hit->event),
                 .kind = EventKind::break_hit});
    goal_.reset();
    return true;
}

Loop::Loop(std::unique_ptr<Scheduler> scheduler, EventLog& log, CommandQueue& commands)
    : scheduler_(std::move(scheduler)), log_(log), commands_(commands), breakpoints_(log) {
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
