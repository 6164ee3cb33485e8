#include "app/say.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <csignal>

namespace yieldscope {

// A pipe that has room for a piece takes it whole, so that a write does not block.
void write_to_stderr(std::string_view text) noexcept {
    constexpr int patience_ms = 1000;
    const int saved = errno;
    while (!text.empty()) {
        pollfd room{STDERR_FILENO, POLLOUT, 0};
        const int ready = ::poll(&room, 1, patience_ms);
        if (ready < 0 && errno == EINTR) continue;
        if (ready <= 0) break;
        const ssize_t written =
            ::write(STDERR_FILENO, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
        if (written < 0 && errno != EINTR) break;
        text.remove_prefix(static_cast<std::size_t>(std::max<ssize_t>(written, 0)));
    }
    errno = saved;
}

void say(std::string_view sentence) noexcept {
    write_to_stderr("yieldscope: ");
    write_to_stderr(sentence);
    write_to_stderr("\n");
}

void keep_standard_descriptors() noexcept {
    ::signal(SIGPIPE, SIG_IGN);
    for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(fd, F_GETFD) >= 0) continue;
        // the lowest that is free, which is this one
        (void)::open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

}  // namespace yieldscope
