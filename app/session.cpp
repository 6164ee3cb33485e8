#include "app/session.h"

#include "core/programs/program.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

namespace yieldscope {

// Three quarters of the budget are for the events; history.cpp keeps the keyframes to the last one.
Session::Session(const Options& options)
    : log(options.history_mib * 1024 * 1024 / 4 * 3),
      options_(options),
      scheduler_(
          std::make_unique<Scheduler>(make_poller(options.poller, commands.wake_fd()), log)) {
    listening_on = find_program(options.program)->start(*scheduler_, options.address);
    if (const auto colon = listening_on.rfind(':'); colon != std::string::npos)
        options_.address.port =
            static_cast<std::uint16_t>(std::stoi(listening_on.substr(colon + 1)));
    if (options.run) commands.post({.kind = Command::Kind::run});
}

void Session::announce() const {
    if (listening_on.empty()) return;
    std::FILE* out = options_.format == Options::Format::jsonl ? stderr : stdout;
    fmt::print(out, "Listening on {}\n", listening_on);
    std::fflush(out);
}

// By trying. Its own port is taken, by this session itself, so that one is not asked for.
std::optional<std::string> Session::why_not(Options wish) const {
    if (wish.address.port == options_.address.port) wish.address.port = 0;
    try {
        const Session could(wish);
    } catch (const CannotStart& error) {
        return error.what();
    }
    return std::nullopt;
}

ProgramFacts Session::facts() const {
    return {.program = options_.program,
            .file = std::string(find_program(options_.program)->file),
            .address = listening_on,
            .poller = options_.poller,
            .asked = options_.address};
}

void Session::start_loop(std::function<void()> wake) {
    log.on_news(std::move(wake));
    loop_.emplace(std::move(scheduler_), log, commands);
}

}  // namespace yieldscope
