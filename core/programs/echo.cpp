// A TCP echo server: one task accepts clients, and one task a client answers GOT: and what it read.
// Reads like the tutorial: where it says `yield 'recv', sock`, this says `co_yield recv(sock)`.
// The tasks live on the loop thread.
#include "core/programs/program.h"

#include "core/limits.h"
#include "core/scheduler.h"

#include <fmt/format.h>

#include <array>

namespace yieldscope {
namespace {

Task echo_handler(Scheduler& scheduler, Socket client) {
    scheduler.print(fmt::format("Connection from {}", client.peer()));
    std::array<char, limits::receive_bytes> buffer;
    std::string reply;
    for (;;) {
        co_yield recv(client);
        const auto data = client.receive(buffer);
        if (!data) continue;       // woken for nothing: wait again
        if (data->empty()) break;  // the client has nothing more to say
        reply.assign("GOT:").append(*data);
        for (std::string_view rest = reply; !rest.empty();) {
            co_yield send(client);
            rest = client.send(rest);  // what the kernel did not take has to wait for room
        }
    }
    scheduler.print("Connection closed");
}

Task tcp_server(Scheduler& scheduler, Listener listener) {
    for (;;) {
        co_yield recv(listener);
        if (auto client = listener.accept()) {
            scheduler.spawn("echo#", echo_handler(scheduler, std::move(*client)));
        }
    }
}

}  // namespace

// The tutorial's server binds in its first turn. Ours listens before it, so that a client can
// connect, and wait, while the class still looks at a loop that has not taken its first step.
std::string start_echo(Scheduler& scheduler, const Address& address) {
    Listener listener(scheduler, address);
    std::string where = listener.address();
    scheduler.spawn("tcp_server", tcp_server(scheduler, std::move(listener)));
    return where;
}

}  // namespace yieldscope
