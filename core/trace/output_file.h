// Where a recording or an export goes: a path or "-" for standard output. A new file can be read by
// its owner alone, no link is followed, and what belongs to somebody else is not touched. A file
// that is saved gets its name only when it is complete, so an older one is never lost half-way.
// What is there already is replaced only when that is asked for, and never while another program,
// or another part of this one, writes to it: each locks what it writes.
// Owns the descriptor.
// Lives on one thread, and may be moved to another.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace yieldscope {

class OutputFile {
public:
    enum class How {
        stream,  ///< written in place: what is written so far can be read
        save,    ///< under another name beside it until keep(); the path must be a plain file's
    };

    enum class Existing { refuse, replace };

    OutputFile() = default;
    OutputFile(OutputFile&& other) noexcept;
    OutputFile& operator=(OutputFile&& other) noexcept;
    /// A save that was not kept is gone.
    ~OutputFile();

    /// Opens it, empty. If it cannot, is_open() is false and `problem` a sentence that says why.
    /// `existing`: what becomes of a file that is there; pipes and devices are no files.
    static OutputFile open(const std::string& path, How how, Existing existing,
                           std::string& problem);

    bool is_open() const { return fd_ >= 0; }

    /// Writes it all. Where a reader is slow it waits, but once `hurry` says so no longer than a
    /// moment. Empty, or a sentence that says what went wrong.
    std::string write(std::string_view text, const std::function<bool()>& hurry);

    /// It is complete: a save gets its name. Empty, or a sentence that says what went wrong.
    std::string keep();

private:
    bool wait_for_room(const std::function<bool()>& hurry);
    std::string cannot(std::string_view what, int error) const;

    int fd_ = -1;
    std::optional<std::chrono::steady_clock::time_point> deadline_;  ///< once it has to hurry
    bool waits_ = false;  ///< a pipe or the like, which may have no room
    std::string path_;
    std::string name_;       ///< for people
    std::string temporary_;  ///< until it is kept
    Existing existing_ = Existing::refuse;
};

}  // namespace yieldscope
