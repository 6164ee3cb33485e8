// The client's side of a connection: to connect without waiting, to see whether it worked, and the
// two unusual ways to end one. What is connected is a Socket like any other. Lives on the loop
// thread, under the scheduler it is made for; a ServerAddress is a plain value.
#pragma once

#include "core/socket.h"

#include <sys/socket.h>

#include <optional>
#include <string>

namespace yieldscope {

/// Where a server can be reached.
struct ServerAddress {
    sockaddr_storage address{};
    socklen_t size = 0;
    std::string text;  ///< "127.0.0.1:25000"
};

/// From where a server listens, "ADDR:PORT" or "[ADDR]:PORT". One that listens on every interface
/// is reached on the loopback. Nothing if it is no such address.
std::optional<ServerAddress> server_at(const std::string& listening_on);

/// Starts to connect. When `co_yield send(socket)` comes back it is decided: is_connected() says
/// how. Its buffers are small: whoever does not read them is soon noticed at the other end. Its
/// descriptor is `lowest_fd` or higher, where one is free, and leaves the low numbers to others.
/// Nothing if the system has no descriptor or no port left.
std::optional<Socket> start_connecting(Scheduler& scheduler, const ServerAddress& server,
                                       int lowest_fd = 0);

/// Is there somebody at the other end, as far as is known here? Whoever has hung up after all he
/// had to say still counts: that is read, as an empty message.
bool is_connected(const Socket& socket);

/// Says that nothing more will be said. What the other one says can still be read.
void half_close(const Socket& socket);

/// Closes without a goodbye (RST): the other one's next read or write fails.
void reset(Socket socket);

}  // namespace yieldscope
