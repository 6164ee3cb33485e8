// Everything that writes the log into files: the stream of --record, the export of --export, and
// what is saved from the window. Owns the recorders, each with a thread of its own. Lives on the
// thread of the log's reader; streams begin before the log's writer starts.
#pragma once

#include "core/trace/recorder.h"
#include "core/trace/recording.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"
#include "core/watch/history.h"

#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

enum class FileFormat {
    recording,  ///< can be opened again
    trace,      ///< for Perfetto
    transcript  ///< for people
};

/// Do both paths lead to one file, or would they?
bool same_file(const std::string& a, const std::string& b);

/// A transcript for "lesson.txt", a trace for all else: what --export means.
FileFormat export_format(std::string_view path);

class Recorders {
public:
    Recorders(EventLog& log, const CommandQueue& commands) : log_(log), commands_(commands) {}

    /// Everything from the log's first event on, which is still to come, until the log is finished.
    /// `start`: the picture before it. Throws CannotStart if the file cannot be written.
    void stream(const std::string& path, FileFormat format, OutputFile::Existing existing,
                const RecordingHeader& header, const Model& start);

    /// Everything that the history has by now. Returns why it cannot be, as a sentence; empty: it
    /// is begun.
    std::string save(const std::string& path, FileFormat format, OutputFile::Existing existing,
                     RecordingHeader header, const History& history);

    /// A sentence about one that is complete or has failed, once each; empty if there is nothing
    /// to say.
    std::string take_news();

    /// Did one fail, as news have said?
    bool failed() const { return !failed_.empty(); }

    /// Did the one to this path?
    bool failed(const std::string& path) const;

    /// Nothing more is to come: returns when all is written to its end. That may take as long as
    /// the readers of pipes do, unless somebody wants to quit.
    void complete();

private:
    struct Running {
        std::unique_ptr<Recorder> recorder;
        std::string path;
        bool saves = false;
    };

    EventLog& log_;
    const CommandQueue& commands_;
    std::list<Running> running_;
    std::vector<std::string> failed_;  ///< their paths
};

}  // namespace yieldscope
