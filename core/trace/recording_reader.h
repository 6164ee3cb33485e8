// Opens a recording: the header and the picture at its beginning at once, then the events, as many
// at a time as it is asked for, into a log. The first line that is wrong ends it; all events before
// that are kept, and one sentence says what happened. Nothing here throws, whatever the file holds.
// Owns the file. Opened on one thread, then used by the one that writes the log.
#pragma once

#include "core/trace/event_rules.h"
#include "core/trace/line_reader.h"
#include "core/trace/recording.h"
#include "core/watch/event_log.h"
#include "core/watch/model.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace yieldscope {

class EventParser;

class RecordingReader {
public:
    /// "-" is standard input, and blocks until its first lines have come. The first lines may be
    /// long: it asks again and again whether it was `interrupted`.
    explicit RecordingReader(const std::string& path, std::function<bool()> interrupted = never);
    /// Bytes in memory, which must stay; `name` for the sentences.
    RecordingReader(std::string_view bytes, std::string name);
    ~RecordingReader();

    /// False: it is no recording, and problem() says what is the matter.
    bool is_open() const { return state_ != State::closed; }

    const RecordingHeader& header() const { return header_; }

    /// One sentence for people, empty if all is well. Grows up while the events are read.
    const std::string& problem() const { return problem_; }

    /// The picture before the first event, its texts and names put into a log whose first event
    /// will be number header().begins. Call it once, before the first restore().
    Model start(EventLog& log);

    enum class Restored {
        some,  ///< there may be more
        all,   ///< the end, for better or worse
        wake,  ///< no more have come yet, or `wake_fd` has become readable
    };

    /// Restores at most `events_max` events.
    Restored restore(EventLog& log, std::uint64_t events_max, int wake_fd = -1);

    std::uint64_t events() const { return events_; }  ///< restored so far

    /// 0 to 1, by bytes; 0 all along for a pipe.
    double progress() const;

private:
    static bool never() { return false; }
    enum class State { closed, reading, done };

    void open();
    void read_start();
    void note_blank();
    Restored take_line(EventLog& log);
    Restored take_last_line(EventLog& log);
    Restored end(std::string problem);
    Restored damaged(std::string_view why);
    std::string shown_events() const;

    std::string name_;  ///< of the file, for people
    std::function<bool()> interrupted_ = never;
    std::unique_ptr<LineReader> lines_;
    std::unique_ptr<EventParser> parser_;
    State state_ = State::closed;
    RecordingHeader header_;
    bool has_start_ = false;  ///< the line that was read last is the picture
    EventRules rules_;
    std::uint64_t line_ = 0;   ///< the last one read; people count from 1
    std::uint64_t blank_ = 0;  ///< the first line of those at the end that are blank; 0: none
    std::uint64_t events_ = 0;
    std::string problem_;
};

}  // namespace yieldscope
