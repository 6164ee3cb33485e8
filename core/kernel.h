// Every system call that the scheduler, its sockets and its pollers make, one function each: the
// only door to the kernel, so that a test can stand on the other side of it. They mean what the
// manual says in section 2: a result below 0 is an error, and errno says which. Nothing here
// allocates. Lives on the loop thread; the real one keeps nothing, and is any thread's.
#pragma once

#include <poll.h>
#include <sys/epoll.h>
#include <sys/select.h>
#include <sys/socket.h>
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

namespace yieldscope {

class Kernel {
public:
    using Clock = std::chrono::steady_clock;

    virtual ~Kernel() = default;

    // Connections. None of these waits.

    virtual ssize_t recv(int fd, std::span<char> buffer) = 0;
    virtual ssize_t send(int fd, std::string_view bytes) = 0;  ///< EPIPE, and never a signal
    virtual int accept(int listener, sockaddr_storage& peer, socklen_t& size) = 0;
    virtual int close(int fd) = 0;
    virtual bool is_open(int fd) = 0;

    // To listen. Descriptors neither block nor survive exec.

    virtual int socket(int family) = 0;  ///< for a stream
    virtual int set_option(int fd, int level, int option, int value) = 0;
    virtual int bind(int fd, const sockaddr& address, socklen_t size) = 0;
    virtual int listen(int fd, int backlog) = 0;
    virtual int own_address(int fd, sockaddr_storage& address, socklen_t& size) = 0;
    virtual int open_spare() = 0;  ///< a descriptor that is good for nothing but to be given up

    // To ask who is ready. A timeout of -1 is none.

    virtual int epoll_create() = 0;
    virtual int epoll_control(int epoll_fd, int what, int fd, std::uint32_t events) = 0;
    virtual int epoll_wait(int epoll_fd, std::span<epoll_event> events, int timeout_ms) = 0;
    virtual int poll(std::span<pollfd> watched, int timeout_ms) = 0;
    virtual int select(int end, fd_set& recv, fd_set& send, int timeout_ms) = 0;

    /// The monotonic clock.
    virtual Clock::time_point now() = 0;
};

/// The one of this machine.
Kernel& real_kernel();

}  // namespace yieldscope
