#include "core/connect.h"

#include "core/limits.h"
#include "core/scheduler.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <unistd.h>
#include <cerrno>

#include <cstring>

namespace yieldscope {
namespace {

/// As low as `lowest_fd`, if that is possible.
int moved_up(int fd, int lowest_fd) {
    if (fd < 0 || fd >= lowest_fd) return fd;
    const int higher = ::fcntl(fd, F_DUPFD_CLOEXEC, lowest_fd);
    if (higher < 0) return fd;
    ::close(fd);
    return higher;
}

/// A port that looks for itself among the free ones can be found by itself, if nobody listens
/// there.
bool is_same(const sockaddr_storage& a, const sockaddr_storage& b, socklen_t size) {
    return std::memcmp(&a, &b, size) == 0;
}

}  // namespace

std::optional<ServerAddress> server_at(const std::string& listening_on) {
    const auto colon = listening_on.rfind(':');
    if (colon == std::string::npos) return std::nullopt;
    std::string host = listening_on.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host == "0.0.0.0") host = "127.0.0.1";
    if (host == "::") host = "::1";
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const std::string port = listening_on.substr(colon + 1);
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return std::nullopt;
    ServerAddress server;
    std::memcpy(&server.address, found->ai_addr, found->ai_addrlen);
    server.size = found->ai_addrlen;
    server.text = found->ai_family == AF_INET6 ? fmt::format("[{}]:{}", host, port)
                                               : fmt::format("{}:{}", host, port);
    ::freeaddrinfo(found);
    return server;
}

std::optional<Socket> start_connecting(Scheduler& scheduler, const ServerAddress& server,
                                       int lowest_fd) {
    const int fd =
        moved_up(::socket(server.address.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0),
                 lowest_fd);
    if (fd < 0) return std::nullopt;
    Socket socket(scheduler, fd, server.text);
    const int on = 1;
    const int small = limits::client_buffer_bytes;
    const int segment = limits::client_segment_bytes;
    // TCP_NODELAY: a single byte goes at once. The others have to be set before it connects.
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    ::setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &segment, sizeof segment);
    ::setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    ::setsockopt(fd, SOL_SOCKET, SO_SNDBUF, &small, sizeof small);
    const auto* to = reinterpret_cast<const sockaddr*>(&server.address);
    if (::connect(fd, to, server.size) < 0 && errno == EADDRNOTAVAIL) return std::nullopt;
    return socket;  // under way, or refused: send() comes back in both cases
}

bool is_connected(const Socket& socket) {
    sockaddr_storage own{};
    sockaddr_storage peer{};
    socklen_t own_size = sizeof own;
    socklen_t peer_size = sizeof peer;
    ::getsockname(socket.fd(), reinterpret_cast<sockaddr*>(&own), &own_size);
    return ::getpeername(socket.fd(), reinterpret_cast<sockaddr*>(&peer), &peer_size) == 0 &&
           !is_same(own, peer, peer_size);
}

void half_close(const Socket& socket) { ::shutdown(socket.fd(), SHUT_WR); }

void reset(Socket socket) {
    const linger at_once{1, 0};
    ::setsockopt(socket.fd(), SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    socket.close();
}

}  // namespace yieldscope
