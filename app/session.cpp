#include "app/session.h"

#include "core/programs/program.h"

#include <utility>

namespace yieldscope {

// Three quarters of the budget are for the events; history.cpp keeps the keyframes to the last one.
Session::Session(const Options& options)
    : log(options.history_mib * 1024 * 1024 / 4 * 3),
      scheduler_(
          std::make_unique<Scheduler>(make_poller(options.poller, commands.wake_fd()), log)) {
    listening_on = find_program(options.program)->start(*scheduler_, options.address);
    if (options.run) commands.post({.kind = Command::Kind::run});
}

void Session::start_loop(std::function<void()> wake) {
    log.on_news(std::move(wake));
    loop_.emplace(std::move(scheduler_), log, commands);
}

}  // namespace yieldscope
