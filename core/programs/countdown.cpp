// Three counters that take turns: the smallest program in which tasks share one thread.
// Nobody waits for a socket, so the kernel is never asked.
// The tasks live on the loop thread.
#include "core/programs/program.h"

#include "core/scheduler.h"

#include <fmt/format.h>

namespace yieldscope {
namespace {

Task countdown(Scheduler& scheduler, int n) {
    while (n > 0) {
        scheduler.print(fmt::format("T-minus {}", n));
        co_yield turn();
        n -= 1;
    }
}

Task countup(Scheduler& scheduler, int stop) {
    int x = 0;
    while (x < stop) {
        scheduler.print(fmt::format("Up we go {}", x));
        co_yield turn();
        x += 1;
    }
}

}  // namespace

std::string start_countdown(Scheduler& scheduler, const Address&) {
    scheduler.spawn("countdown(10)", countdown(scheduler, 10));
    scheduler.spawn("countdown(5)", countdown(scheduler, 5));
    scheduler.spawn("countup(20)", countup(scheduler, 20));
    return {};
}

}  // namespace yieldscope
