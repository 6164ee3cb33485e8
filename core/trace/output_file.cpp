#include "core/trace/output_file.h"

#include "core/watch/escape.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/file.h>
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

constexpr std::string_view is_there =
    "is there already: choose another name, or add --overwrite to replace it";
constexpr std::string_view is_busy =
    "is being written by another program, or another part of this one: choose another name";

/// Why what was there before should not be written to; empty if it should. Who else owns it could
/// read what is recorded, and what has another name would be missed under that. Devices are for
/// everybody.
std::string_view objection_to(const struct stat& status, OutputFile::Existing existing) {
    const bool is_file = S_ISREG(status.st_mode);
    if (!is_file && !S_ISFIFO(status.st_mode)) return {};
    if (status.st_uid != ::geteuid()) return "belongs to somebody else: choose another name";
    if (!is_file) return {};
    if (status.st_nlink > 1) return "has a second name (a hard link): choose another name";
    return existing == OutputFile::Existing::refuse ? is_there : std::string_view();
}

/// Until the descriptor is closed, however that happens. False if somebody else has it; where the
/// file system knows no locks there is no such somebody.
bool lock(int fd) { return ::flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK; }

/// Is somebody writing to the file there?
bool is_locked(const std::string& path) {
    const int fd = ::open(path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK);
    const bool free = fd < 0 || lock(fd);
    if (fd >= 0) ::close(fd);
    return !free;
}

/// What is new, or empty and one's own. -1, and errno, if it cannot be had, or an objection.
int open_own(const std::string& path, OutputFile::Existing existing, std::string_view& objection) {
    constexpr int how = O_WRONLY | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY;
    int fd = ::open(path.c_str(), how | O_CREAT | O_EXCL, only_mine);
    if (fd < 0 && errno != EEXIST) return fd;
    if (fd < 0) {
        struct stat status {};  // before it is opened: there a pipe waits for its reader
        if (::lstat(path.c_str(), &status) == 0) objection = objection_to(status, existing);
        if (!objection.empty() || (fd = ::open(path.c_str(), how)) < 0) return -1;
        if (::fstat(fd, &status) == 0)  // it may be another by now
            objection = objection_to(status, existing);
        if (objection.empty() && !is_file(fd)) return fd;
    }
    if (objection.empty() && !lock(fd)) objection = is_busy;
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

OutputFile OutputFile::open(const std::string& path, How how, Existing existing,
                            std::string& problem) {
    OutputFile file;
    file.existing_ = existing;
    file.path_ = path;
    file.name_ = path == "-" ? "standard output" : escaped(path);
    struct stat status {};
    std::string_view objection;
    if (path == "-") {
        file.fd_ = ::fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
    } else if (const bool there = how == How::save && ::lstat(path.c_str(), &status) == 0;
               there && !S_ISREG(status.st_mode)) {
        errno = S_ISDIR(status.st_mode) ? EISDIR : S_ISLNK(status.st_mode) ? ELOOP : EINVAL;
    } else if (there && (existing == Existing::refuse || is_locked(path))) {
        objection = is_locked(path) ? is_busy : is_there;
    } else if (how == How::save) {
        // the name of another save cannot be hit: O_EXCL, and every process has its own
        file.temporary_ = fmt::format("{}.{}.part", path, ::getpid());
        file.fd_ = ::open(file.temporary_.c_str(),
                          O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, only_mine);
    } else if (is_of_the_shell(path)) {
        file.fd_ = ::open(path.c_str(), O_WRONLY | O_TRUNC | O_CLOEXEC | O_NOCTTY);
    } else {
        file.fd_ = open_own(path, existing, objection);
    }
    if (file.fd_ < 0) {
        const int error = errno;
        if (!objection.empty()) problem = fmt::format("{} {}.", file.name_, objection);
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
    std::swap(existing_, other.existing_);
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
    const bool replaces = existing_ == Existing::replace;
    int moved = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(),
                            replaces ? 0 : RENAME_NOREPLACE);
    if (moved < 0 && errno == EEXIST)  // it has come meanwhile
        return fmt::format("{} {}.", name_, is_there);
    if (moved < 0 && errno == EINVAL) moved = ::rename(temporary_.c_str(), path_.c_str());
    if (moved < 0) return cannot("cannot be written", errno);
    temporary_.clear();
    return {};
}

std::string OutputFile::cannot(std::string_view what, int error) const {
    return fmt::format("{} {}: {}.", name_, what, std::strerror(error));
}

}  // namespace yieldscope
