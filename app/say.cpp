#include "app/say.h"

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <array>
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
    // This first call that might wait has to come before any signal: ThreadSanitizer forgets one
    // that comes in the moment of it.
    std::array<pollfd, 3> standard{
        {{STDIN_FILENO, 0, 0}, {STDOUT_FILENO, 0, 0}, {STDERR_FILENO, 0, 0}}};
    ::poll(standard.data(), standard.size(), 0);
    for (const pollfd& one : standard) {
        if (!(one.revents & POLLNVAL)) continue;
        // the lowest that is free, which is this one
        (void)::open("/dev/null", one.fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
}

}  // namespace yieldscope
