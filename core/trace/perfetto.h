// A trace that ui.perfetto.dev opens (Chrome's trace JSON): a track a task, with a slice for every
// stretch in a place, the polls on the scheduler's track, arrows from a wake-up to the resume and
// from a parent to its child's first turn, and how long the queues are. Written as the events come,
// in the order of time. The end of a slice has the name and the arguments of its beginning: some
// viewers pair them by these.
// Lives on the thread of whoever drives it.
#pragma once

#include "core/trace/log_sink.h"
#include "core/watch/place.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace yieldscope {

class PerfettoExport final : public LogSink {
public:
    void begin(const RecordingHeader& header, const Model* start, const EventLog& log) override;
    void event(std::uint64_t number, const Event& event, const EventLog& log) override;
    void end() override;

private:
    /// A task that is alive, and so has an open slice.
    struct Track {
        Place place = Place::ready;
        std::uint64_t flow = 0;  ///< the arrow that ends where it is resumed; 0: none
        bool is_new = true;      ///< that arrow comes from its parent
    };

    void open_tracks(const Model& start, const EventLog& log);
    void name_track(TaskId task, std::string_view name);
    void birth(const Event& event, const EventLog& log);
    void go(const Event& event, Place place);
    void gone(const Event& event);
    void start_flow(TaskId from, std::string_view name, Track& to);
    void end_flow(TaskId task, Track& track);
    void instant(const Event& event, const EventLog& log);
    void open_poll(std::string_view call, std::uint32_t watched);
    void close_poll();
    void slice(std::string_view phase, TaskId task, std::string_view name);
    void count(Place place, int change);
    void line(std::string_view phase, TaskId task);
    void line_end(std::string_view rest);

    std::map<TaskId, Track> tracks_;  ///< no hash: a recording may choose the ids
    std::array<std::uint64_t, place_count> counts_{};
    std::string poll_;  ///< the open slice of a poll, its name and its arguments; empty: none
    std::int64_t now_ns_ = 0;
    std::uint64_t flows_ = 0;
    bool first_ = true;  ///< no line is written yet
};

}  // namespace yieldscope
