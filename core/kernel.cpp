#include "core/kernel.h"

#include <fcntl.h>
#include <unistd.h>

namespace yieldscope {
namespace {

class RealKernel final : public Kernel {
public:
    ssize_t recv(int fd, std::span<char> buffer) override {
        return ::recv(fd, buffer.data(), buffer.size(), 0);
    }
    ssize_t send(int fd, std::string_view bytes) override {
        return ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    int accept(int listener, sockaddr_storage& peer, socklen_t& size) override {
        return ::accept4(listener, reinterpret_cast<sockaddr*>(&peer), &size,
                         SOCK_NONBLOCK | SOCK_CLOEXEC);
    }
    int close(int fd) override { return ::close(fd); }
    bool is_open(int fd) override { return ::fcntl(fd, F_GETFD) >= 0; }

    int socket(int family) override {
        return ::socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    }
    int set_option(int fd, int level, int option, int value) override {
        return ::setsockopt(fd, level, option, &value, sizeof value);
    }
    int bind(int fd, const sockaddr& address, socklen_t size) override {
        return ::bind(fd, &address, size);
    }
    int listen(int fd, int backlog) override { return ::listen(fd, backlog); }
    int own_address(int fd, sockaddr_storage& address, socklen_t& size) override {
        return ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
    }
    int open_spare() override { return ::open("/dev/null", O_RDONLY | O_CLOEXEC); }

    int epoll_create() override { return ::epoll_create1(EPOLL_CLOEXEC); }
    int epoll_control(int epoll_fd, int what, int fd, std::uint32_t events) override {
        epoll_event event{};
        event.events = events;
        event.data.fd = fd;
        return ::epoll_ctl(epoll_fd, what, fd, &event);
    }
    int epoll_wait(int epoll_fd, std::span<epoll_event> events, int timeout_ms) override {
        return ::epoll_wait(epoll_fd, events.data(), static_cast<int>(events.size()), timeout_ms);
    }
    int poll(std::span<pollfd> watched, int timeout_ms) override {
        return ::poll(watched.data(), watched.size(), timeout_ms);
    }
    int select(int end, fd_set& recv, fd_set& send, int timeout_ms) override {
        timeval limit{timeout_ms / 1000, (timeout_ms % 1000) * 1000};
        return ::select(end, &recv, &send, nullptr, timeout_ms < 0 ? nullptr : &limit);
    }

    Clock::time_point now() override { return Clock::now(); }
};

}  // namespace

Kernel& real_kernel() {
    static RealKernel kernel;
    return kernel;
}

}  // namespace yieldscope
