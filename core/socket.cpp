#include "core/socket.h"

#include "core/scheduler.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <cerrno>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <memory>
#include <new>
#include <utility>

namespace yieldscope {
namespace {

using AddressList = std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)>;

AddressList resolve(const std::string& host, const std::string& port) {
    addrinfo hints{};
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) found = nullptr;
    return {found, &::freeaddrinfo};
}

std::string text_of(const sockaddr_storage& address, socklen_t size);

/// Of an IPv4 address that the kernel writes as an IPv6 one, because the listener's is one: as
/// people know it.
std::string text_of_mapped(const sockaddr_in6& mapped) {
    sockaddr_storage address{};
    auto& plain = reinterpret_cast<sockaddr_in&>(address);
    plain.sin_family = AF_INET;
    plain.sin_port = mapped.sin6_port;
    std::memcpy(&plain.sin_addr, &mapped.sin6_addr.s6_addr[12], sizeof plain.sin_addr);
    return text_of(address, sizeof plain);
}

std::string text_of(const sockaddr_storage& address, socklen_t size) {
    const auto& ipv6 = reinterpret_cast<const sockaddr_in6&>(address);
    if (address.ss_family == AF_INET6 && IN6_IS_ADDR_V4MAPPED(&ipv6.sin6_addr))
        return text_of_mapped(ipv6);
    char host[NI_MAXHOST];
    char port[NI_MAXSERV];
    if (::getnameinfo(reinterpret_cast<const sockaddr*>(&address), size, host, sizeof host, port,
                      sizeof port, NI_NUMERICHOST | NI_NUMERICSERV) != 0) {
        return "unknown";
    }
    return address.ss_family == AF_INET6 ? fmt::format("[{}]:{}", host, port)
                                         : fmt::format("{}:{}", host, port);
}

/// Of a read or write: nothing is there, or there is no room.
bool is_used_up(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

bool would_block(int error) { return is_used_up(error) || error == EINTR; }

/// Of an accept: nobody is there, or not any more.
bool has_gone(int error) { return would_block(error) || error == ECONNABORTED || error == EPROTO; }

bool is_out_of_descriptors(int error) { return error == EMFILE || error == ENFILE; }

/// Half for each direction. The kernel takes twice what it is asked for, as it keeps more than the
/// bytes, and as little as the administrator allows (net.core.rmem_max, wmem_max). Below 0: errno.
int limit_memory(Kernel& kernel, int listener, std::optional<int> kib) {
    if (!kib) return 0;
    const int asked = *kib * 1024 / 4;
    const int done = kernel.set_option(listener, SOL_SOCKET, SO_RCVBUF, asked);
    return done < 0 ? done : kernel.set_option(listener, SOL_SOCKET, SO_SNDBUF, asked);
}

/// The event of `moved` bytes out of `asked`; `moved` < 0 means `errno` has the reason.
Event transfer(Scheduler& scheduler, EventKind kind, int fd, std::size_t asked, const char* bytes,
               ssize_t moved) {
    Event event{.fd = fd, .asked = static_cast<std::uint32_t>(asked), .kind = kind};
    if (moved < 0) {
        event.text =
            scheduler.intern(would_block(errno) ? "not ready after all" : std::strerror(errno));
        return event;
    }
    event.moved = static_cast<std::uint32_t>(moved);
    event.preview_size =
        static_cast<std::uint8_t>(std::min<std::size_t>(event.moved, limits::preview_bytes));
    std::copy_n(bytes, event.preview_size, event.preview.begin());
    return event;
}

}  // namespace

bool is_numeric_address(const std::string& host) { return resolve(host, "0") != nullptr; }

Socket::Socket(Scheduler& scheduler, int fd, std::string peer)
    : scheduler_(&scheduler), fd_(fd), peer_(std::move(peer)) {
    // Who still waits for this number waits for a descriptor that was closed without a word.
    if (fd >= 0) scheduler.closing(fd);
}

Socket::Socket(Socket&& other) noexcept
    : scheduler_(other.scheduler_),
      fd_(std::exchange(other.fd_, -1)),
      peer_(std::move(other.peer_)),
      admission_(std::move(other.admission_)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    Socket taken(std::move(other));  // what was here before closes at the end of this function
    std::swap(scheduler_, taken.scheduler_);
    std::swap(fd_, taken.fd_);
    std::swap(peer_, taken.peer_);
    std::swap(admission_, taken.admission_);
    return *this;
}

std::optional<std::string_view> Socket::receive(std::span<char> buffer, unsigned line,
                                                const char* file) {
    const ssize_t moved = scheduler_->kernel().recv(fd_, buffer);
    const int error = errno;
    // Fewer bytes than there was room for: all that had come was read, but for what the poller
    // knows (the end, and what comes after urgent data).
    const bool used_up = moved < 0 ? is_used_up(error)
                                   : moved > 0 && static_cast<std::size_t>(moved) < buffer.size();
    if (used_up) scheduler_->found(fd_, Reason::recv, false);
    scheduler_->record(
        transfer(*scheduler_, EventKind::received, fd_, buffer.size(), buffer.data(), moved), line,
        file);
    if (moved < 0 && would_block(error)) return std::nullopt;
    return std::string_view(buffer.data(), moved < 0 ? 0 : static_cast<std::size_t>(moved));
}

std::string_view Socket::send(std::string_view bytes, unsigned line, const char* file) {
    const ssize_t moved = scheduler_->kernel().send(fd_, bytes);
    const int error = errno;
    if (moved >= 0 || is_used_up(error))
        scheduler_->found(fd_, Reason::send, moved == static_cast<ssize_t>(bytes.size()));
    scheduler_->record(
        transfer(*scheduler_, EventKind::sent, fd_, bytes.size(), bytes.data(), moved), line, file);
    if (moved >= 0) return bytes.substr(static_cast<std::size_t>(moved));
    return would_block(error) ? bytes : std::string_view();
}

void Socket::close() {
    if (fd_ < 0) return;
    // this socket may go with the frame of a task that fails now
    Scheduler& scheduler = *scheduler_;
    const int fd = std::exchange(fd_, -1);
    const auto admission = std::exchange(admission_, nullptr);
    const std::string peer = std::move(peer_);
    scheduler.closing(fd);
    scheduler.kernel().close(fd);
    scheduler.record({.fd = fd, .kind = EventKind::closed});
    if (admission) admission->leave(host_of(peer));
}

Listener::Listener(Scheduler& scheduler, const Address& address, unsigned line, const char* file)
    : scheduler_(&scheduler), admission_(std::make_shared<Admission>(address.limits)) {
    const AddressList found = resolve(address.host, fmt::format("{}", address.port));
    if (!found) {
        throw CannotStart(fmt::format(
            "Cannot listen on '{}': give a numeric address such as 127.0.0.1.", address.host));
    }
    Kernel& kernel = scheduler.kernel();
    const int fd = kernel.socket(found->ai_family);
    socket_ = Socket(scheduler, fd, {});
    constexpr int on = 1;
    // SO_REUSEADDR: restart at once, do not wait for old connections. Accepted sockets inherit
    // TCP_NODELAY: replies go at once; SO_KEEPALIVE: a client whose machine has vanished does not
    // keep its place for ever (two hours, as the system has it); and the limit of their memory.
    if (fd < 0 || kernel.set_option(fd, SOL_SOCKET, SO_REUSEADDR, on) < 0 ||
        kernel.set_option(fd, SOL_SOCKET, SO_KEEPALIVE, on) < 0 ||
        kernel.set_option(fd, IPPROTO_TCP, TCP_NODELAY, on) < 0 ||
        limit_memory(kernel, fd, address.limits.kib) < 0 ||
        kernel.bind(fd, *found->ai_addr, found->ai_addrlen) < 0 ||
        kernel.listen(fd, limits::backlog) < 0) {
        const int error = errno;
        const char* advice =
            error == EADDRINUSE
                ? "; stop the program that uses it, or choose another port with --port"
                : "";
        throw CannotStart(fmt::format("Cannot listen on {}:{}: {}{}.", address.host, address.port,
                                      std::strerror(error), advice));
    }
    sockaddr_storage bound{};
    socklen_t size = sizeof bound;
    kernel.own_address(fd, bound, size);
    socket_.peer_ = text_of(bound, size);
    spare_fd_ = kernel.open_spare();
    scheduler.record(
        {.text = scheduler.intern(socket_.peer_), .fd = fd, .kind = EventKind::listening}, line,
        file);
}

Listener::Listener(Listener&& other) noexcept
    : scheduler_(other.scheduler_),
      admission_(std::move(other.admission_)),
      socket_(std::move(other.socket_)),
      spare_fd_(std::exchange(other.spare_fd_, -1)),
      rest_said_(other.rest_said_) {}

Listener::~Listener() {
    if (spare_fd_ >= 0) scheduler_->kernel().close(spare_fd_);
}

// Want of memory is the client's misfortune: it is closed, and the next one may have more luck.
std::optional<Socket> Listener::accept(unsigned line, const char* file) try {
    return accept_next(line, file);
} catch (const std::bad_alloc&) {
    record_refusal("out of memory", line, file);
    return std::nullopt;
}

std::optional<Socket> Listener::accept_next(unsigned line, const char* file) {
    Kernel& kernel = scheduler_->kernel();
    if (spare_fd_ < 0) spare_fd_ = kernel.open_spare();  // somebody else was quicker, last time
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int fd = kernel.accept(socket_.fd(), peer, size);
    if (fd < 0) {
        not_accepted(errno, line, file);
        return std::nullopt;
    }
    Socket client(*scheduler_, fd, {});
    client.peer_ = text_of(peer, size);
    if (const auto too_many = admission_->enter(host_of(client.peer()), is_this_machine(client))) {
        kernel.close(std::exchange(client.fd_, -1));  // it was never anybody's
        turn_away(*too_many, client.peer(), line, file);
        return std::nullopt;
    }
    client.admission_ = admission_;
    scheduler_->record(
        {.text = scheduler_->intern(client.peer()), .fd = fd, .kind = EventKind::accepted}, line,
        file);
    return client;
}

/// Who comes from the address that it has called.
bool Listener::is_this_machine(const Socket& client) const {
    const std::string_view host = host_of(client.peer());
    if (is_loopback(host)) return true;
    sockaddr_storage called{};
    socklen_t size = sizeof called;
    return scheduler_->kernel().own_address(client.fd(), called, size) == 0 &&
           host_of(text_of(called, size)) == host;
}

void Listener::not_accepted(int error, unsigned line, const char* file) {
    if (is_used_up(error)) scheduler_->found(socket_.fd(), Reason::recv, false);
    if (has_gone(error)) return;
    if (is_out_of_descriptors(error)) return refuse("no descriptor is left", line, file);
    rest(std::strerror(error), line, file);
}

// The client is still there, and would be reported at once. That nothing has changed since is not
// said every time.
void Listener::rest(std::string_view why, unsigned line, const char* file) {
    constexpr std::chrono::seconds say_again(1);
    scheduler_->rest(socket_.fd());
    const auto now = scheduler_->kernel().now();
    if (rest_said_ && now - *rest_said_ < say_again) return;
    rest_said_ = now;
    record_refusal(why, line, file);
}

// Without this a client that cannot be accepted stays in the backlog, the listener stays readable,
// and the loop spins. The trick of libev and libuv: keep one descriptor in reserve to accept and
// close with. It fails if somebody else takes that one first, another thread or another program:
// then the listener rests.
void Listener::refuse(std::string_view why, unsigned line, const char* file) {
    Kernel& kernel = scheduler_->kernel();
    if (spare_fd_ >= 0) kernel.close(spare_fd_);
    sockaddr_storage peer{};
    socklen_t size = sizeof peer;
    const int fd = kernel.accept(socket_.fd(), peer, size);
    const int error = errno;
    if (fd >= 0) kernel.close(fd);
    spare_fd_ = kernel.open_spare();
    if (fd < 0 && has_gone(error)) return;
    if (fd < 0) return rest(why, line, file);
    turn_away(why, text_of(peer, size), line, file);
}

void Listener::turn_away(std::string_view why, std::string_view who, unsigned line,
                         const char* file) {
    record_refusal(fmt::format("{}, so {} is turned away", why, who), line, file);
}

void Listener::record_refusal(std::string_view why, unsigned line, const char* file) {
    scheduler_->record({.text = scheduler_->intern(why), .kind = EventKind::refused}, line, file);
}

}  // namespace yieldscope
