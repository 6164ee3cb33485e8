#include "core/trace/output_file.h"

#include "core/watch/escape.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include <algorithm>
#include <climits>
#include <cstdio>
#include <cstring>
#include <utility>

namespace yieldscope {
namespace {

constexpr int only_mine = S_IRUSR | S_IWUSR;
constexpr int look_again_ms = 50;
constexpr int patience_ms = 300;  // with a reader who does not read, once it has to end

/// The shell's own links to what it has opened, as for `>(gzip)`.
bool is_of_the_shell(std::string_view path) {
    constexpr std::string_view numbered = "/dev/fd/";
    if (path.starts_with(numbered))
        return path.find_first_not_of("0123456789", numbered.size()) == std::string_view::npos;
    return path == "/dev/stdout" || path == "/dev/stderr";
}

bool is_file(int fd) {
    struct stat status {};
    return ::fstat(fd, &status) == 0 && S_ISREG(status.st_mode);
}

/// Why what was there before should not be written to; empty if it should. Who else owns it could
/// read what is recorded, and what has another name would be missed under that. Devices are for
/// everybody.
std::string_view objection_to(const struct stat& status) {
    const bool is_file = S_ISREG(status.st_mode);
    if (!is_file && !S_ISFIFO(status.st_mode)) return {};
    if (status.st_uid != ::geteuid()) return "belongs to somebody else";
    if (is_file && status.st_nlink > 1) return "has a second name (a hard link)";
    return {};
}

/// What is new, or empty and one's own. -1, and errno, if it cannot be had, or an objection.
int open_own(const std::string& path, std::string_view& objection) {
    constexpr int how = O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;
    int fd = ::open(path.c_str(), how | O_CREAT | O_EXCL, only_mine);
    if (fd >= 0 || errno != EEXIST) return fd;
    struct stat status {};  // before it is opened: there a pipe waits for its reader
    if (::lstat(path.c_str(), &status) == 0) objection = objection_to(status);
    if (!objection.empty() || (fd = ::open(path.c_str(), how)) < 0) return -1;
    if (::fstat(fd, &status) == 0) objection = objection_to(status);  // it may be another by now
    if (objection.empty() && !is_file(fd)) return fd;
    if (objection.empty()) {
        ::fchmod(fd, only_mine);  // it may be open to everybody
        if (::ftruncate(fd, 0) == 0) return fd;
    }
    const int error = errno;
    ::close(fd);
    errno = error;
    return -1;
}

}  // namespace

OutputFile OutputFile::open(const std::string& path, How how, std::string& problem) {
    OutputFile file;
    file.path_ = path;
    file.name_ = path == "-" ? "standard output" : escaped(path);
    struct stat status {};
    std::string_view objection;
    if (path == "-") {
        file.fd_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    } else if (how == How::save && ::lstat(path.c_str(), &status) == 0 &&
               !S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : S_ISLNK(status.st_mode) ? ELOOP : EINVAL;
    } else if (how == How::save) {
        // the name of another save cannot be hit: O_EXCL, and every process has its own
        file.temporary_ = fmt::format("{}.{}.part", path, ::getpid());
        file.fd_ = ::open(file.temporary_.c_str(),
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, only_mine);
    } else if (is_of_the_shell(path)) {
        file.fd_ = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
    } else {
        file.fd_ = open_own(path, objection);
    }
    if (file.fd_ < 0) {
        const int error = errno;
        if (!objection.empty())
            problem = fmt::format("{} {}: choose another name.", file.name_, objection);
        else if (error == ELOOP)
            problem = fmt::format("{} is a symbolic link, which is not written to.", file.name_);
        else problem = file.cannot("cannot be written", error);
        file.temporary_.clear();
        return file;
    }
    file.waits_ = !is_file(file.fd_);
    return file;
}

OutputFile::OutputFile(OutputFile&& other) noexcept { *this = std::move(other); }

OutputFile& OutputFile::operator=(OutputFile&& other) noexcept {
    std::swap(fd_, other.fd_);
    std::swap(waits_, other.waits_);
    std::swap(deadline_, other.deadline_);
    std::swap(path_, other.path_);
    std::swap(name_, other.name_);
    std::swap(temporary_, other.temporary_);
    return *this;
}

OutputFile::~OutputFile() {
    if (fd_ >= 0) ::close(fd_);
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
}

// A pipe takes a small piece whole when it has room; a large one would block, and could not be
// hurried.
std::string OutputFile::write(std::string_view text, const std::function<bool()>& hurry) {
    while (!text.empty()) {
        if (waits_ && !wait_for_room(hurry))
            return fmt::format("{} was not read to the end.", name_);
        const std::size_t piece =
            waits_ ? std::min<std::size_t>(text.size(), PIPE_BUF) : text.size();
        const ssize_t written = ::write(fd_, text.data(), piece);
        if (written >= 0) text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR && errno != EAGAIN) return cannot("cannot be written", errno);
    }
    return {};
}

// However a reader dawdles: from the first look in a hurry on there is one deadline for all.
bool OutputFile::wait_for_room(const std::function<bool()>& hurry) {
    pollfd room{fd_, POLLOUT, 0};
    for (;;) {
        const auto now = std::chrono::steady_clock::now();
        if (!deadline_ && hurry()) deadline_ = now + std::chrono::milliseconds(patience_ms);
        if (deadline_ && now >= *deadline_) return false;
        if (::poll(&room, 1, look_again_ms) != 0) return true;
    }
}

std::string OutputFile::keep() {
    if (temporary_.empty()) return {};
    // on the disk before it takes the place of what was there
    if (::fsync(fd_) < 0 || ::close(std::exchange(fd_, -1)) < 0)
        return cannot("cannot be written", errno);
    if (::rename(temporary_.c_str(), path_.c_str()) < 0) return cannot("cannot be written", errno);
    temporary_.clear();
    return {};
}

std::string OutputFile::cannot(std::string_view what, int error) const {
    return fmt::format("{} {}: {}.", name_, what, std::strerror(error));
}

}  // namespace yieldscope
