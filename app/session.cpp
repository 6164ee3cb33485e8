#include "app/session.h"

#include "core/programs/program.h"

#include <fmt/format.h>

#include <utility>

namespace yieldscope {

// Three quarters of the budget are for the events; history.cpp keeps the keyframes to the last one.
Session::Session(const Options& options)
    : log(options.history_mib * 1024 * 1024 / 4 * 3),
      scheduler_(
          std::make_unique<Scheduler>(make_poller(options.poller, commands.wake_fd()), log)) {
    listening_on = find_program(options.program)->start(*scheduler_, options.address);
    if (!listening_on.empty()) invite(options.clients);
    if (options.run) commands.post({.kind = Command::Kind::run});
}

void Session::invite(const std::vector<ClientOrder>& clients) {
    crowd_.emplace(listening_on);
    const int room = crowd_->room();
    int sum = 0;
    for (const ClientOrder& order : clients) sum += order.count;
    if (sum > room) {
        throw CannotStart(fmt::format(
            "There is room for {} clients here, not for {}: each needs two descriptors (see "
            "ulimit -Hn).",
            room, sum));
    }
    for (const ClientOrder& order : clients) crowd_->add(order.kind, order.count);
}

void Session::start_loop(std::function<void()> wake) {
    log.on_news(std::move(wake));
    loop_.emplace(std::move(scheduler_), log, commands);
}

void Session::end_loop() {
    crowd_.reset();
    loop_.reset();
}

}  // namespace yieldscope
