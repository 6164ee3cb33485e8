#include "core/watch/command.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <cerrno>

#include <cstring>
#include <stdexcept>
#include <utility>

namespace yieldscope {

CommandQueue::CommandQueue() : wake_fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (wake_fd_ < 0) throw std::runtime_error(fmt::format("eventfd: {}", std::strerror(errno)));
}

CommandQueue::~CommandQueue() { ::close(wake_fd_); }

void CommandQueue::post(const Command& command) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(command);
    any_.store(true, std::memory_order_release);
    // under the lock, so that take() never leaves it readable for nothing
    ::eventfd_write(wake_fd_, 1);
}

void CommandQueue::request_quit() noexcept {
    const int saved = errno;  // a signal handler must leave it as it was
    quit_.store(true, std::memory_order_release);
    ::eventfd_write(wake_fd_, 1);
    errno = saved;
}

std::optional<Command> CommandQueue::take() {
    if (!any_.load(std::memory_order_acquire)) return std::nullopt;
    const std::lock_guard lock(mutex_);
    Command command = std::move(waiting_.front());
    waiting_.erase(waiting_.begin());
    if (waiting_.empty()) {
        any_.store(false, std::memory_order_release);
        eventfd_t ignored = 0;
        ::eventfd_read(wake_fd_, &ignored);
        // This may swallow the wake-up of a request to quit: the caller looks at that flag
        // afterwards.
    }
    return command;
}

void CommandQueue::wait() {
    pollfd wake{wake_fd_, POLLIN, 0};
    while (!any_.load(std::memory_order_acquire) && !quit_requested()) ::poll(&wake, 1, -1);
}

}  // namespace yieldscope
