// Sockets as values: non-blocking, closed on exec, closed when they go out of scope, and every move
// of theirs recorded. A Socket talks to one peer, a Listener gives birth to Sockets. What may
// happen to any connection (the peer is gone, nothing there after all) is a value, not an
// exception. Lives on the loop thread, under the scheduler it was made for.
#pragma once

#include "core/admission.h"
#include "core/kernel.h"
#include "core/wait.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>

namespace yieldscope {

class Scheduler;

/// Where to listen, and how many may come in. `host` is a numeric address: 127.0.0.1, 0.0.0.0, ::1.
struct Address {
    std::string host = "127.0.0.1";
    std::uint16_t port = 0;  ///< 0: a free one
    ConnectionLimits limits = {};
};

/// Why a program could not start, as one sentence.
struct CannotStart : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Is it an address a Listener can understand? (Not: is it one of this machine.)
bool is_numeric_address(const std::string& host);

class Socket {
public:
    Socket() = default;
    /// Takes `fd` over. `peer` is its address as "ADDR:PORT".
    Socket(Scheduler& scheduler, int fd, std::string peer);
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;
    ~Socket() { close(); }

    int fd() const { return fd_; }
    const std::string& peer() const { return peer_; }

    /// Reads what is there, at most the buffer. Nothing: it was woken for nothing, wait again.
    /// Empty: the peer has sent all it will, or is gone. Otherwise the bytes read, a view into
    /// `buffer`.
    std::optional<std::string_view> receive(std::span<char> buffer,
                                            unsigned line = __builtin_LINE(),
                                            const char* file = __builtin_FILE());

    /// Writes as much as the kernel takes now and returns the rest, which is empty when all is
    /// written or the peer is gone. The rest has to wait for room: `co_yield send(socket)`.
    [[nodiscard]] std::string_view send(std::string_view bytes, unsigned line = __builtin_LINE(),
                                        const char* file = __builtin_FILE());

    void close();

private:
    friend class Listener;  // learns its own address only once it is bound

    Scheduler* scheduler_ = nullptr;
    int fd_ = -1;
    std::string peer_;
    std::shared_ptr<Admission> admission_;  ///< where a client has to be signed off
};

class Listener {
public:
    /// Binds and listens: clients can connect from here on. Throws CannotStart with a sentence.
    Listener(Scheduler& scheduler, const Address& address, unsigned line = __builtin_LINE(),
             const char* file = __builtin_FILE());
    Listener(Listener&& other) noexcept;
    Listener& operator=(Listener&&) = delete;
    ~Listener();

    int fd() const { return socket_.fd(); }
    /// "ADDR:PORT", with the real port
    const std::string& address() const { return socket_.peer(); }

    /// The next client, if there is one. When there are too many, or no descriptor is left, it
    /// turns that client away and says so; when that is not possible either, the client has to wait
    /// until it is, and whoever waits for the listener rests in between.
    std::optional<Socket> accept(unsigned line = __builtin_LINE(),
                                 const char* file = __builtin_FILE());

private:
    std::optional<Socket> accept_next(unsigned line, const char* file);
    bool is_this_machine(const Socket& client) const;
    void not_accepted(int error, unsigned line, const char* file);
    void refuse(std::string_view why, unsigned line, const char* file);
    void turn_away(std::string_view why, std::string_view who, unsigned line, const char* file);
    void rest(std::string_view why, unsigned line, const char* file);
    void record_refusal(std::string_view why, unsigned line, const char* file);

    Scheduler* scheduler_;
    std::shared_ptr<Admission> admission_;
    Socket socket_;
    /// given up for a moment to accept, and so to turn away, one client too many
    int spare_fd_ = -1;
    std::optional<Kernel::Clock::time_point> rest_said_;
};

inline Wait recv(const Socket& socket, unsigned line = __builtin_LINE(),
                 const char* file = __builtin_FILE()) {
    return recv(socket.fd(), line, file);
}
inline Wait recv(const Listener& listener, unsigned line = __builtin_LINE(),
                 const char* file = __builtin_FILE()) {
    return recv(listener.fd(), line, file);
}
inline Wait send(const Socket& socket, unsigned line = __builtin_LINE(),
                 const char* file = __builtin_FILE()) {
    return send(socket.fd(), line, file);
}

}  // namespace yieldscope
