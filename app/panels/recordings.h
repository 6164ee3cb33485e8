// Recordings: keep what has happened in a file, open one, put a second one beside it, hand it on as
// a trace or as text. The panel only says what is wanted and with which file; the answer comes from
// whoever does it, and is shown here. Open until it is closed, over everything else. UI thread.
#pragma once

#include "app/selection.h"

#include <optional>
#include <string>
#include <vector>

namespace yieldscope {

/// What is to be done with a file.
struct FileWish {
    enum class Kind { open, compare, end_comparison, save, export_trace, export_text };
    Kind kind = Kind::open;
    std::string path;
    bool replaces = false;  ///< the user has said that a file of that name may go
};

struct RecordingsPanel {
    static constexpr const char* title = "Recordings";
    static constexpr const char* help =
        "Save keeps everything that history still holds, to be opened again, step by step and "
        "without a network. Files can also be dropped onto the window.";

    bool open = false;
    std::optional<FileWish> wanted = {};  ///< taken by whoever can do it
    std::string answer = {};              ///< what came of the last wish, as a sentence
    bool refused = false;                 ///< and it is why it could not be

    /// `compares`: a second recording is beside what is shown. `recent`: files that were opened or
    /// saved lately, the newest first.
    void draw(const ProgramFacts& running, bool compares, const std::vector<std::string>& recent);

    /// Opens it with that file in its field, as when one was dropped onto the window.
    void offer(const std::string& path);

private:
    void begin(const ProgramFacts& running);
    void draw_keep(const ProgramFacts& running);
    void draw_open(const ProgramFacts& running, bool compares);
    void draw_recent(const std::vector<std::string>& recent);
    void wish(FileWish::Kind kind, const char* ending);

    bool was_open_ = false;
    std::string path_;
    std::string to_replace_;  ///< a file that is there already: pressed once more it is replaced
};

/// "lesson.jsonl" for "lesson" and "lesson.json": the path with that ending in place of another
/// that is one of ours.
std::string with_ending(const std::string& path, const std::string& ending);

/// "~/lesson.jsonl" in the home directory, and any other path as it is.
std::string expanded(const std::string& path);

}  // namespace yieldscope
