#include "core/trace/perfetto.h"

#include "core/trace/json_line.h"
#include "core/watch/explain.h"
#include "core/watch/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

constexpr TaskId scheduler = 0;  // its track

/// As short as a slice's name should be.
std::string_view slice_name(Place place) {
    return place == Place::ready ? "ready" : name_of(place);
}

std::size_t index(Place place) { return static_cast<std::size_t>(place); }

std::string json(std::string_view text) {
    std::string out;
    append_json(out, text);
    return out;
}

Place waiting_place(Reason reason) {
    return reason == Reason::recv ? Place::recv_wait : Place::send_wait;
}

}  // namespace

// One object a line; the first three fields are the same in all of them. Microseconds, with three
// digits for the nanoseconds.
void PerfettoExport::line(std::string_view phase, TaskId task) {
    text().append(std::exchange(first_, false) ? "\n" : ",\n");
    fmt::format_to(std::back_inserter(text()), R"({{"ph":"{}","pid":1,"tid":{},"ts":{}.{:03})",
                   phase, task, now_ns_ / 1000, now_ns_ % 1000);
}

void PerfettoExport::line_end(std::string_view rest) { text().append(rest).append("}"); }

void PerfettoExport::begin(const RecordingHeader& header, const Model* start, const EventLog& log) {
    text()
        .append(R"({"displayTimeUnit":"ns","otherData":{"created":)")
        .append(json(header.created))
        .append(R"(},"traceEvents":[)");
    const std::string name =
        header.program.empty() ? "yieldscope" : fmt::format("yieldscope {}", header.program);
    line("M", scheduler);
    line_end(fmt::format(R"(,"name":"process_name","args":{{"name":{}}})", json(name)));
    name_track(scheduler, "scheduler");
    if (start) open_tracks(*start, log);
    for (const Place place : {Place::ready, Place::recv_wait, Place::send_wait}) count(place, 0);
}

/// Who is there already has been in its place for a while: since then its slice is open.
void PerfettoExport::open_tracks(const Model& start, const EventLog& log) {
    std::vector<const TaskState*> tasks;
    for (const Place place : {Place::ready, Place::running, Place::recv_wait, Place::send_wait}) {
        for (auto* task = start.first(place); task; task = start.after(*task)) {
            tasks.push_back(task);
            name_track(task->id, label(task->id, start, log));
            ++counts_[index(place)];
        }
    }
    std::sort(tasks.begin(), tasks.end(), [](const TaskState* a, const TaskState* b) {
        return std::pair(a->since_ns, a->id) < std::pair(b->since_ns, b->id);
    });
    const PollState& poll = start.poll();
    const auto open = [&] {
        now_ns_ = poll.asked_ns;
        open_poll(log.text(poll.call), poll.watched);
    };
    for (const TaskState* task : tasks) {
        if (poll.blocked && poll_.empty() && task->since_ns > poll.asked_ns) open();
        now_ns_ = task->since_ns;
        tracks_[task->id] = {.place = task->place, .is_new = task->turns == 0};
        slice("B", task->id, slice_name(task->place));
    }
    if (poll.blocked && poll_.empty()) open();
    now_ns_ = std::max(now_ns_, start.last().time_ns);
}

void PerfettoExport::event(std::uint64_t, const Event& event, const EventLog& log) {
    now_ns_ = std::max(now_ns_, event.time_ns);
    switch (event.kind) {
        case EventKind::spawned: birth(event, log); break;
        case EventKind::resumed: go(event, Place::running); break;
        case EventKind::yielded:
            if (event.reason == Reason::turn) go(event, Place::ready);
            break;
        case EventKind::parked: go(event, waiting_place(event.reason)); break;
        case EventKind::woken: go(event, Place::ready); break;
        case EventKind::failed:
        case EventKind::finished:
        case EventKind::cancelled:
            instant(event, log);
            gone(event);
            break;
        case EventKind::polling:
            if (poll_.empty()) open_poll(log.text(event.text), event.asked);
            break;
        case EventKind::polled:
            if (poll_.empty()) break;
            line("i", scheduler);
            line_end(event.asked
                         ? fmt::format(R"(,"s":"t","name":"polled","args":{{"refused":{}}})",
                                       json(log.text(event.text)))
                         : fmt::format(R"(,"s":"t","name":"polled","args":{{"ready":{}}})",
                                       event.moved));
            close_poll();
            break;
        case EventKind::renamed:
            if (event.text != 0) name_track(event.task, log.text(event.text));
            else name_track(event.task, log.label(event.task));  // it has its own again
            instant(event, log);
            break;
        case EventKind::running:
        case EventKind::paused:
        case EventKind::stepped: break;  // how it was watched is not what it did
        default: instant(event, log); break;
    }
}

void PerfettoExport::birth(const Event& event, const EventLog& log) {
    name_track(event.task, log.label(event.task));
    const bool has_parent = tracks_.contains(event.other);
    const TaskId from = has_parent ? event.other : scheduler;
    Track& track = tracks_[event.task] = {};
    if (!has_parent) slice("B", scheduler, "spawn");
    start_flow(from, "spawn", track);
    if (!has_parent) slice("E", scheduler, "spawn");
    slice("B", event.task, slice_name(Place::ready));
    count(Place::ready, 1);
}

void PerfettoExport::go(const Event& event, Place place) {
    const auto found = tracks_.find(event.task);
    if (found == tracks_.end()) return;
    Track& track = found->second;
    slice("E", event.task, slice_name(track.place));
    count(track.place, -1);
    track.place = place;
    slice("B", event.task, slice_name(place));
    count(place, 1);
    if (event.kind == EventKind::woken) start_flow(event.task, "wake", track);
    if (place != Place::running) return;
    end_flow(event.task, track);
    track.is_new = false;
}

// An arrow to a turn that never comes ends here: with a beginning alone it would be a loose end.
void PerfettoExport::gone(const Event& event) {
    const auto found = tracks_.find(event.task);
    if (found == tracks_.end()) return;
    end_flow(event.task, found->second);
    slice("E", event.task, slice_name(found->second.place));
    count(found->second.place, -1);
    tracks_.erase(found);
}

void PerfettoExport::end() {
    for (auto& [task, track] : tracks_) {
        end_flow(task, track);
        slice("E", task, slice_name(track.place));
    }
    if (!poll_.empty()) close_poll();
    text().append("\n]}\n");
}

void PerfettoExport::start_flow(TaskId from, std::string_view name, Track& to) {
    to.flow = ++flows_;
    line("s", from);
    line_end(fmt::format(R"(,"cat":"flow","name":"{}","id":{})", name, to.flow));
}

void PerfettoExport::end_flow(TaskId task, Track& track) {
    if (track.flow == 0) return;
    line("f", task);
    line_end(fmt::format(R"(,"bp":"e","cat":"flow","name":"{}","id":{})",
                         track.is_new ? "spawn" : "wake", std::exchange(track.flow, 0)));
}

void PerfettoExport::open_poll(std::string_view call, std::uint32_t watched) {
    poll_ = fmt::format(R"(,"name":{},"args":{{"watched":{}}})", json(call), watched);
    line("B", scheduler);
    line_end(poll_);
}

void PerfettoExport::close_poll() {
    line("E", scheduler);
    line_end(std::exchange(poll_, {}));
}

void PerfettoExport::slice(std::string_view phase, TaskId task, std::string_view name) {
    line(phase, task);
    line_end(fmt::format(R"(,"name":"{}")", name));
}

void PerfettoExport::count(Place place, int change) {
    if (place != Place::ready && place != Place::recv_wait && place != Place::send_wait) return;
    std::uint64_t& count = counts_[index(place)];
    count += static_cast<std::uint64_t>(change);
    line("C", scheduler);
    line_end(fmt::format(R"(,"name":"{}","args":{{"tasks":{}}})", slice_name(place), count));
}

void PerfettoExport::name_track(TaskId task, std::string_view name) {
    line("M", task);
    line_end(fmt::format(R"(,"name":"thread_name","args":{{"name":{}}})", json(name)));
    line("M", task);
    line_end(fmt::format(R"(,"name":"thread_sort_index","args":{{"sort_index":{}}})", task));
}

/// Breakpoints and bookmarks are marks across all tracks, everything else on that of its task.
void PerfettoExport::instant(const Event& event, const EventLog& log) {
    const bool global = is_control(event.kind);
    line("i", event.task);
    std::string arguments = fmt::format(R"("text":{})", json(log.text(event.text)));
    if (event.kind == EventKind::bookmarked)  // it stands where it was set, and says where it is
        arguments += fmt::format(R"(,"events_ago":{})", event.moved);
    line_end(fmt::format(R"(,"s":"{}","name":"{}","args":{{{}}})", global ? "g" : "t",
                         name_of(event.kind), arguments));
    if (event.kind != EventKind::received && event.kind != EventKind::sent) return;
    text().resize(text().size() - 2);  // its arguments go on
    const std::string_view bytes = event.preview_text();
    const std::string_view preview = event.moved > bytes.size() ? whole_letters(bytes) : bytes;
    text().append(fmt::format(R"(,"bytes":{},"preview":{}}}}})", event.moved, json(preview)));
}

}  // namespace yieldscope
