#include "tests/simulation/connection.h"

#include <fmt/format.h>
#include <sys/epoll.h>
#include <cerrno>

#include <algorithm>
#include <utility>

namespace yieldscope::simulation {

std::uint32_t Connection::readiness() const {
    std::uint32_t bits = 0;
    if (readable()) bits |= EPOLLIN;
    if (writable()) bits |= EPOLLOUT;
    if (client_ended || broken) bits |= EPOLLRDHUP;
    if (broken) bits |= EPOLLHUP;
    if (error != 0) bits |= EPOLLERR;
    if (urgent_at) bits |= EPOLLPRI;
    return bits;
}

ssize_t Connection::fail(int why) {
    errno = why;
    return -1;
}

// What has come before a reset can still be read; then the error is told once, then the end.
ssize_t Connection::recv(std::span<char> buffer) {
    phantom_bytes = false;
    if (!owed.empty() && !broken && problem.empty())
        problem = fmt::format("it is read again while {} bytes of the reply are owed", owed.size());
    if (urgent_at == std::size_t{0}) urgent_at.reset();  // it is passed over
    if (!to_server.empty()) {
        const std::size_t moved =
            std::min({buffer.size(), to_server.size(), urgent_at.value_or(SIZE_MAX)});
        std::copy_n(to_server.begin(), moved, buffer.begin());
        owe(std::string_view(to_server).substr(0, moved));
        to_server.erase(0, moved);
        if (urgent_at) *urgent_at -= moved;
        return static_cast<ssize_t>(moved);
    }
    if (error != 0 || broken || client_ended) server_saw_end = true;
    if (error != 0) return fail(std::exchange(error, 0));
    if (broken || client_ended) return 0;
    return fail(EAGAIN);
}

void Connection::owe(std::string_view bytes) {
    read += bytes.size();
    promised += 4 + bytes.size();
    owed.append("GOT:").append(bytes);
}

// Bytes for a client who has gone are taken, and answered by a reset. Fewer than there is room for
// are taken only by a kernel that has no memory: it says when that is over.
ssize_t Connection::send(std::string_view bytes, std::size_t at_most) {
    phantom_room = false;
    if (broken) {
        server_saw_end = true;
        return fail(error != 0 ? std::exchange(error, 0) : EPIPE);
    }
    if (bytes != owed || bytes.empty()) {
        if (problem.empty())
            problem = fmt::format("{} bytes are sent that are not what is owed", bytes.size());
        return fail(EPIPE);
    }
    const std::size_t moved = std::min({bytes.size(), room(), at_most});
    if (moved < bytes.size()) wants_room = true;
    if (moved < bytes.size() && moved < room()) pressed = true;
    if (moved == 0) return fail(EAGAIN);
    to_client.append(bytes.substr(0, moved));
    owed.erase(0, moved);
    if (client_closed) break_off(EPIPE);
    return static_cast<ssize_t>(moved);
}

void Connection::break_off(int why) {
    broken = true;
    error = why;
    to_client.clear();
}

}  // namespace yieldscope::simulation
