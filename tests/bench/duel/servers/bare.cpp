// Our own echo server that nobody watches: the scheduler and the program, without a log. What the
// log costs is the difference between this one and yieldscope.
//
//     duel_bare PORT
#include "core/programs/program.h"
#include "core/scheduler.h"

#include <fmt/format.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    using namespace yieldscope;
    const auto port = static_cast<std::uint16_t>(argc > 1 ? std::atoi(argv[1]) : 0);
    Scheduler scheduler(make_epoll_poller(-1), nullptr);
    const Program* const echo = find_program("echo");
    fmt::print("Listening on {}\n", echo->start(scheduler, {.host = "127.0.0.1", .port = port}));
    std::fflush(stdout);
    scheduler.run();  // until a signal ends the process
}
