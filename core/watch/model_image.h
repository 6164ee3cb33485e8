// A model as plain values, to be kept outside of the program and made a model again; its digest.
// What a model only has to be quick (slots, lists, maps) is not in it, so it says what a picture
// means, and two models that mean the same have equal images. Pure values and functions; any thread
// that may read the model and the log.
#pragma once

#include "core/watch/event_log.h"
#include "core/watch/model.h"

#include <cstdint>
#include <vector>

namespace yieldscope {

struct ModelImage {
    /// Place by place, in the order that the tasks have there; each once.
    std::vector<TaskState> tasks;
    std::vector<TaskState> ended;     ///< at most limits::ended_kept, each in a place for the gone
    std::vector<TaskId> connections;  ///< ascending, each one of `tasks`
    std::vector<BreakpointState> breakpoints;
    BreakHit break_hit;
    std::vector<Bookmark> bookmarks;         ///< ascending, at most limits::bookmarks
    std::vector<UnclaimedSocket> unclaimed;  ///< ascending, at most limits::unclaimed_kept
    bool listened = false;
    PollState poll;
    RunState run_state = RunState::paused;
    std::uint64_t turns = 0;
    std::uint64_t gone = 0;
    Refusals refusals;
    std::uint64_t stops = 0;
    std::uint64_t size = 0;
    Event last;

    bool operator==(const ModelImage&) const = default;
};

ModelImage image_of(const Model& model);

/// A number that says what the picture means: the same for a live log and for the same recording
/// opened again, where the texts have other ids.
std::uint64_t digest(const Model& model, const EventLog& log);

}  // namespace yieldscope
