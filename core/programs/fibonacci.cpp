// A TCP server that computes: who sends 20 hears 6765, found the slow way. A large number keeps the
// thread for as long as it takes, and everybody waits: what has not yielded cannot be interrupted.
// The tasks live on the loop thread.
#include "core/programs/program.h"

#include "core/limits.h"
#include "core/scheduler.h"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace yieldscope {
namespace {

/// Each takes 1.6 times as long as the one before: 43 about a second, 60 an hour.
std::uint64_t fibonacci(std::uint64_t n) { return n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2); }

/// The number that the line begins with, and its Fibonacci number.
std::string answer(std::string_view line) {
    constexpr std::uint64_t largest = 93;  // the next one does not fit into 64 bits
    std::uint64_t n = 0;
    const auto error = std::from_chars(line.data(), line.data() + line.size(), n).ec;
    if (error != std::errc() || n > largest) return "a number from 0 to 93, please\n";
    return fmt::format("{}\n", fibonacci(n));
}

Task fib_handler(Scheduler& scheduler, Socket client) {
    scheduler.print(fmt::format("Connection from {}", client.peer()));
    std::array<char, limits::receive_bytes> buffer;
    for (;;) {
        co_yield recv(client);
        const auto data = client.receive(buffer);
        if (!data) continue;
        if (data->empty()) break;
        const std::string reply = answer(*data);  // nobody else runs until it is found
        for (std::string_view rest = reply; !rest.empty();) {
            co_yield send(client);
            rest = client.send(rest);
        }
    }
    scheduler.print("Connection closed");
}

Task fib_server(Scheduler& scheduler, Listener listener) {
    for (;;) {
        co_yield recv(listener);
        if (auto client = listener.accept()) {
            scheduler.spawn("fib#", fib_handler(scheduler, std::move(*client)));
        }
    }
}

}  // namespace

std::string start_fibonacci(Scheduler& scheduler, const Address& address) {
    Listener listener(scheduler, address);
    std::string where = listener.address();
    scheduler.spawn("fib_server", fib_server(scheduler, std::move(listener)));
    return where;
}

}  // namespace yieldscope
