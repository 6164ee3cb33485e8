#include "core/trace/replay.h"

#include "core/watch/bookmarks.h"
#include "core/watch/without_signals.h"

#include <utility>

namespace yieldscope {
namespace {

constexpr std::uint64_t batch_events = 1000;  // some 300 us between two looks at the commands

}  // namespace

Replay::Replay(std::unique_ptr<RecordingReader> reader, EventLog& log, CommandQueue& commands)
    : reader_(std::move(reader)), log_(log), commands_(commands) {
    const WithoutSignals quiet;
    thread_ = std::thread([this] { run(); });
}

Replay::~Replay() {
    commands_.request_quit();
    log_.release_all();  // it may be waiting for a reader who has gone
    thread_.join();
}

void Replay::run() {
    if (restore_all()) {
        problem_ = reader_->problem();
        progress_ = 1;
        complete_.store(true);  // before it looks who sleeps, as an event would be published
        log_.wake();
        obey_all();
    }
    log_.finish();
}

/// False if it is to quit before the end.
bool Replay::restore_all() {
    while (!commands_.quit_requested()) {
        const auto restored = reader_->restore(log_, batch_events, commands_.wake_fd());
        progress_ = reader_->progress();
        if (restored == RecordingReader::Restored::all) return true;
        if (restored == RecordingReader::Restored::wake) log_.wake();  // these are all for now
        while (const auto command = commands_.take()) waiting_.push_back(*command);
    }
    return false;
}

void Replay::obey_all() {
    for (const Command& command : std::exchange(waiting_, {})) obey_bookmark(command, log_);
    while (!commands_.quit_requested()) {
        while (const auto command = commands_.take()) obey_bookmark(*command, log_);
        if (!commands_.quit_requested()) commands_.wait();
    }
}

}  // namespace yieldscope
