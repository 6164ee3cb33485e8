#include "core/trace/line_reader.h"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include <algorithm>
#include <cstring>

namespace yieldscope {
namespace {

constexpr std::size_t first_block_bytes = 1 << 18;

}  // namespace

LineReader::LineReader(int fd) : fd_(fd) {
    struct stat status {};
    const bool is_file = ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
    waits_ = !is_file;
    if (is_file) in_all_ = static_cast<std::uint64_t>(status.st_size);
}

LineReader::LineReader(std::string_view bytes) : bytes_(bytes), in_all_(bytes.size()) {}

LineReader::~LineReader() {
    if (fd_ >= 0) ::close(fd_);
}

LineReader::Got LineReader::next(std::size_t bytes_max, int wake_fd) {
    for (;;) {
        const char* const from = block_.get() + searched_;
        const void* const found =
            searched_ < end_ ? std::memchr(from, '\n', end_ - searched_) : nullptr;
        if (found) {
            const auto at =
                static_cast<std::size_t>(static_cast<const char*>(found) - block_.get());
            line_ = {block_.get() + begin_, at - begin_};
            if (line_.size() > bytes_max) return Got::too_long;
            taken_ += line_.size() + 1;
            begin_ = searched_ = at + 1;
            return Got::line;
        }
        searched_ = end_;
        if (end_ - begin_ > bytes_max) return Got::too_long;
        switch (fill(wake_fd)) {
            case Filled::more: break;
            case Filled::error: return Got::error;
            case Filled::wake: return Got::wake;
            case Filled::end:
                line_ = {block_.get() + begin_, end_ - begin_};
                return line_.empty() ? Got::end : Got::cut;
        }
    }
}

LineReader::Filled LineReader::fill(int wake_fd) {
    make_room();
    const std::size_t room = capacity_ - end_;
    if (fd_ < 0) {
        const std::size_t count = std::min(room, bytes_.size());
        std::copy_n(bytes_.data(), count, block_.get() + end_);
        bytes_.remove_prefix(count);
        end_ += count;
        return count > 0 ? Filled::more : Filled::end;
    }
    if (waits_) {
        if (const Filled waited = wait(wake_fd); waited != Filled::more) return waited;
    }
    const ssize_t count = ::read(fd_, block_.get() + end_, room);
    if (count < 0) {
        problem_ = std::strerror(errno);
        return Filled::error;
    }
    end_ += static_cast<std::size_t>(count);
    return count > 0 ? Filled::more : Filled::end;
}

// What is left of the block goes to its beginning; a line that fills it all needs a larger one.
void LineReader::make_room() {
    if (!block_) {
        capacity_ = fd_ >= 0 ? first_block_bytes : std::min(first_block_bytes, bytes_.size() + 1);
        block_ = std::make_unique_for_overwrite<char[]>(capacity_ + padding);
    }
    if (begin_ > 0) {
        std::memmove(block_.get(), block_.get() + begin_, end_ - begin_);
        end_ -= begin_;
        searched_ -= begin_;
        begin_ = 0;
    }
    if (end_ < capacity_) return;
    auto larger = std::make_unique_for_overwrite<char[]>(2 * capacity_ + padding);
    std::copy_n(block_.get(), end_, larger.get());
    block_ = std::move(larger);
    capacity_ *= 2;
}

LineReader::Filled LineReader::wait(int wake_fd) {
    pollfd either[] = {{fd_, POLLIN, 0}, {wake_fd, POLLIN, 0}};
    const bool says_so = wake_fd >= 0 && !said_so_;
    if (::poll(either, 2, says_so ? 0 : -1) < 0) {
        problem_ = std::strerror(errno);
        return Filled::error;
    }
    // what has come is read first, or a busy wake descriptor would starve the file
    said_so_ = either[0].revents == 0;
    return said_so_ ? Filled::wake : Filled::more;
}

}  // namespace yieldscope
