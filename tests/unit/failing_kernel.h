// The real kernel, but for what a test takes away from it: calls that fail as they are told to, and
// a clock that stands still until it is moved. Lives on the test's thread.
#pragma once

#include "core/kernel.h"

#include <netinet/in.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <vector>

namespace yieldscope {

class FailingKernel final : public Kernel {
public:
    // Errors; 0: the call goes through.
    int accept_error = 0;
    int spare_error = 0;
    int recv_error = 0;
    int send_error = 0;
    int watch_error = 0;        ///< of a new entry in epoll's list
    int watch_again_error = 0;  ///< of a change of one
    Clock::time_point time{};
    std::chrono::milliseconds jump{0};  ///< of the clock, in each wait
    int accepts = 0;
    int spares = 0;                ///< that were opened
    bool maps_peers = false;       ///< IPv4 clients come as to a listener on ::
    int waits_in_vain = 0;         ///< so many polls or selects fail for want of memory
    std::vector<int> timeouts_ms;  ///< of all waits

    ssize_t recv(int fd, std::span<char> buffer) override {
        return recv_error ? fail(recv_error) : real_.recv(fd, buffer);
    }
    ssize_t send(int fd, std::string_view bytes) override {
        return send_error ? fail(send_error) : real_.send(fd, bytes);
    }
    int accept(int listener, sockaddr_storage& peer, socklen_t& size) override {
        ++accepts;
        if (accept_error) return fail(accept_error);
        const int fd = real_.accept(listener, peer, size);
        if (fd >= 0 && maps_peers) map(peer, size);
        return fd;
    }
    int close(int fd) override { return real_.close(fd); }
    bool is_open(int fd) override { return real_.is_open(fd); }
    int socket(int family) override { return real_.socket(family); }
    int set_option(int fd, int level, int option, int value) override {
        return real_.set_option(fd, level, option, value);
    }
    int bind(int fd, const sockaddr& address, socklen_t size) override {
        return real_.bind(fd, address, size);
    }
    int listen(int fd, int backlog) override { return real_.listen(fd, backlog); }
    int own_address(int fd, sockaddr_storage& address, socklen_t& size) override {
        return real_.own_address(fd, address, size);
    }
    int open_spare() override {
        if (spare_error) return fail(spare_error);
        ++spares;
        return real_.open_spare();
    }
    int epoll_create() override { return real_.epoll_create(); }
    int epoll_control(int epoll_fd, int what, int fd, std::uint32_t events) override {
        if (watch_error && what == EPOLL_CTL_ADD) return fail(watch_error);
        if (watch_again_error && what == EPOLL_CTL_MOD) return fail(watch_again_error);
        return real_.epoll_control(epoll_fd, what, fd, events);
    }
    int epoll_wait(int epoll_fd, std::span<epoll_event> events, int timeout_ms) override {
        timeouts_ms.push_back(timeout_ms);
        time += jump;
        return real_.epoll_wait(epoll_fd, events, 0);
    }
    int poll(std::span<pollfd> watched, int timeout_ms) override {
        return waits(timeout_ms) ? real_.poll(watched, 0) : fail(ENOMEM);
    }
    int select(int end, fd_set& recv, fd_set& send, int timeout_ms) override {
        return waits(timeout_ms) ? real_.select(end, recv, send, 0) : fail(ENOMEM);
    }
    Clock::time_point now() override { return time; }

private:
    bool waits(int timeout_ms) {
        timeouts_ms.push_back(timeout_ms);
        return waits_in_vain == 0 || waits_in_vain-- == 0;
    }
    /// 127.0.0.1 -> ::ffff:127.0.0.1
    static void map(sockaddr_storage& peer, socklen_t& size) {
        const auto plain = reinterpret_cast<const sockaddr_in&>(peer);
        peer = {};
        auto& mapped = reinterpret_cast<sockaddr_in6&>(peer);
        mapped.sin6_family = AF_INET6;
        mapped.sin6_port = plain.sin_port;
        mapped.sin6_addr.s6_addr[10] = mapped.sin6_addr.s6_addr[11] = 0xff;
        std::memcpy(&mapped.sin6_addr.s6_addr[12], &plain.sin_addr, sizeof plain.sin_addr);
        size = sizeof mapped;
    }
    static int fail(int error) {
        errno = error;
        return -1;
    }

    Kernel& real_ = real_kernel();
};

}  // namespace yieldscope
