// Lines of a file, a pipe or a piece of memory, read in blocks and given in place: nothing is
// copied but what a block cuts in two. Owns the block, which grows only for a line that is longer,
// and the descriptor. Lives on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace yieldscope {

class LineReader {
public:
    enum class Got {
        line,
        cut,       ///< the last line, which has no line break; it may not be all there
        end,       ///< all has been read
        too_long,  ///< a line longer than it may be
        error,     ///< problem() says which
        wake,      ///< nothing more has come yet, or somebody wants this thread: ask again
    };

    /// Takes the descriptor over.
    explicit LineReader(int fd);
    /// Reads the bytes that are there, which must stay.
    explicit LineReader(std::string_view bytes);
    ~LineReader();
    LineReader(const LineReader&) = delete;
    LineReader& operator=(const LineReader&) = delete;

    /// The next line, of at most so many bytes. With a `wake_fd` it says so once before it waits
    /// for more, and waits no longer than until that becomes readable.
    Got next(std::size_t bytes_max, int wake_fd = -1);

    /// Without its line break; good until the next call. Behind it there are `padding` more bytes
    /// that can be read.
    static constexpr std::size_t padding = 64;
    std::string_view line() const { return line_; }

    /// Of the system, when there was an error.
    const std::string& problem() const { return problem_; }

    std::uint64_t bytes_taken() const { return taken_; }  ///< by the lines so far
    /// How much there is, as far as it is known beforehand; 0 for a pipe.
    std::uint64_t bytes_in_all() const { return in_all_; }

private:
    enum class Filled { more, end, error, wake };
    Filled fill(int wake_fd);
    void make_room();
    Filled wait(int wake_fd);

    int fd_ = -1;
    std::string_view bytes_;  ///< of what is in memory, those not read yet
    bool waits_ = false;      ///< it is a pipe or the like
    bool said_so_ = false;    ///< that nothing more has come yet
    std::uint64_t in_all_ = 0;
    std::uint64_t taken_ = 0;

    std::unique_ptr<char[]> block_;
    std::size_t capacity_ = 0;  ///< without the padding
    std::size_t begin_ = 0;     ///< of what is read and not taken
    std::size_t end_ = 0;
    std::size_t searched_ = 0;  ///< up to here there is no line break
    std::string_view line_;
    std::string problem_;
};

}  // namespace yieldscope
