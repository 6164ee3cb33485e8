// One TCP connection, as the kernel at the server's end has it: two buffers, who has said that he
// will say no more, and what has broken. It keeps the account of the echo: what was read is owed as
// "GOT:" and those bytes, and has to be sent before the next read. Its readiness is stated here
// once, for all three pollers. Lives on the simulation's thread.
#pragma once

#include <sys/types.h>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace yieldscope::simulation {

struct Connection {
    int port = 0;  ///< of the client, a number that nobody else has
    int fd = -1;   ///< at the server; -1: not accepted yet, or closed

    // The two buffers.
    std::string to_server;
    std::string to_client;
    std::size_t room_for_client = 0;  ///< of to_client: its capacity
    bool pressed = false;             ///< no room for the time being, whatever the capacity says
    bool wants_room = false;          ///< somebody has found none, and is told when there is some
    bool phantom_bytes = false;       ///< said to be readable, for once
    bool phantom_room = false;
    /// Before which byte of to_server urgent data was, which is not among them: a read stops there.
    std::optional<std::size_t> urgent_at;

    // How it ends.
    bool client_ended = false;   ///< FIN: says no more
    bool client_closed = false;  ///< and does not listen either: an answer breaks it
    bool broken = false;         ///< by a reset, or because the peer has vanished
    int error = 0;               ///< why, until somebody has been told
    bool server_closed = false;
    bool cut_off = false;  ///< the server did so without having seen an end

    // The account.
    std::string owed;  ///< of what was read: what has not been sent yet
    std::size_t read = 0;
    std::size_t promised = 0;     ///< bytes that are owed, and that have been
    bool server_saw_end = false;  ///< it has read the end, or an error, or was told so by send
    std::string problem;          ///< the first thing that the server did wrong here

    std::size_t room() const {
        return pressed || to_client.size() >= room_for_client ? 0
                                                              : room_for_client - to_client.size();
    }
    bool readable() const { return !to_server.empty() || client_ended || broken || phantom_bytes; }
    bool writable() const { return room() > 0 || broken || phantom_room; }
    std::uint32_t readiness() const;  ///< bits of epoll

    // The system calls: a result, or -1 and errno.

    ssize_t recv(std::span<char> buffer);
    /// Takes at most `at_most` of the bytes, and less if there is no room for them.
    ssize_t send(std::string_view bytes, std::size_t at_most);

    void break_off(int why);

private:
    ssize_t fail(int why);
    void owe(std::string_view bytes);
};

}  // namespace yieldscope::simulation
