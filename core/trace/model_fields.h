// What is kept of the picture that a recording begins with: one list of its keys, for both
// directions. `io` is one of those of model_json.cpp, which writes or reads what is named to it.
// The places where time is spent are the first four of place.h; with the gone nobody counts.
// Pure functions; any thread that may read the image and the log, or, to parse, that writes them.
#pragma once

#include "core/watch/model_image.h"

#include <array>
#include <cstdint>
#include <span>

namespace yieldscope {

inline constexpr std::array all_places = {Place::ready,     Place::running,  Place::recv_wait,
                                          Place::send_wait, Place::finished, Place::failed,
                                          Place::cancelled};
static_assert(all_places.size() == place_count);
inline constexpr std::array all_reasons = {Reason::none, Reason::recv, Reason::send, Reason::turn};
inline constexpr std::array all_run_states = {RunState::paused, RunState::stepping,
                                              RunState::running, RunState::ended};

/// The name of a task that is spoken of, though it may have gone long ago.
struct KnownTask {
    TaskId task = 0;
};

void describe(auto& io, KnownTask& known) {
    io.number("id", known.task);
    io.task_name(known.task);
}

void describe(auto& io, TaskState& task) {
    io.number("id", task.id);
    io.task_name(task.id);
    io.number("parent", task.parent);
    io.choice("place", task.place, all_places);
    io.number("listens", task.listens);
    io.choice("reason", task.reason, all_reasons);
    io.number("fd", task.fd);
    io.text("address", task.address);
    io.text("error", task.error);
    io.text("nickname", task.nickname);
    io.text("file", task.file);
    io.number("line", task.line);
    io.number("turns", task.turns);
    io.number("since", task.since);
    io.number("since_ns", task.since_ns);
    io.number("born_ns", task.born_ns);
    io.numbers("spent_ns", std::span<std::int64_t, 4>(task.spent_ns.data(), 4));
    io.number("bytes_in", task.bytes_in);
    io.number("bytes_out", task.bytes_out);
    io.number("messages_in", task.messages_in);
    io.number("messages_out", task.messages_out);
    io.preview("last_in", task.last_in);
    io.preview("last_out", task.last_out);
}

void describe(auto& io, BreakpointState& breakpoint) {
    io.number("number", breakpoint.number);
    io.text("words", breakpoint.words);
    io.number("hits", breakpoint.hits);
}

void describe(auto& io, BreakHit& hit) {
    io.number("number", hit.number);
    io.number("event", hit.event);
}

void describe(auto& io, Bookmark& bookmark) {
    io.number("moment", bookmark.moment);
    io.text("note", bookmark.note);
}

void describe(auto& io, UnclaimedSocket& socket) {
    io.number("fd", socket.fd);
    io.text("address", socket.address);
    io.number("listens", socket.listens);
}

void describe(auto& io, Refusals& refusals) {
    io.number("count", refusals.count);
    io.text("why", refusals.why);
}

void describe(auto& io, PollState& poll) {
    io.number("blocked", poll.blocked);
    io.number("interrupted", poll.interrupted);
    io.text("call", poll.call);
    io.number("watched", poll.watched);
    io.number("ready", poll.ready);
    io.number("to_wake", poll.to_wake);
    io.number("asked_ns", poll.asked_ns);
    io.number("answered_ns", poll.answered_ns);
    io.number("count", poll.count);
}

void describe(auto& io, ModelImage& image) {
    io.number("size", image.size);
    io.choice("run_state", image.run_state, all_run_states);
    io.number("turns", image.turns);
    io.number("stops", image.stops);
    io.number("gone", image.gone);
    io.late_object("refusals", image.refusals);
    io.number("listened", image.listened);
    io.object("poll", image.poll);
    io.list_or_one("unclaimed", image.unclaimed);
    io.object("break_hit", image.break_hit);
    io.list("breakpoints", image.breakpoints);
    io.list("bookmarks", image.bookmarks);
    io.list("tasks", image.tasks);
    io.list("ended", image.ended);
    io.numbers("connections", image.connections);
    io.event("last", image.last);
}

}  // namespace yieldscope
