#include "app/session.h"

#include "core/programs/program.h"
#include "core/watch/history.h"

#include <fmt/format.h>

#include <cstdio>
#include <utility>

namespace yieldscope {

namespace {

bool is_everywhere(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

/// Can only one of them listen at a time?
bool collide(const Address& a, const Address& b) {
    return a.port == b.port && (a.host == b.host || is_everywhere(a.host) || is_everywhere(b.host));
}

}  // namespace

Session::Session(const Options& options)
    : log(History::log_bytes(options.history_mib * 1024 * 1024)),
      options_(options),
      scheduler_(
          std::make_unique<Scheduler>(make_poller(options.poller, commands.wake_fd()), log)) {
    listening_on = find_program(options.program)->start(*scheduler_, options.address);
    if (const auto colon = listening_on.rfind(':'); colon != std::string::npos)
        options_.address.port =
            static_cast<std::uint16_t>(std::stoi(listening_on.substr(colon + 1)));
    if (!listening_on.empty()) invite(options.clients);
    if (options.run) commands.post({.kind = Command::Kind::run});
}

void Session::announce() const {
    if (listening_on.empty()) return;
    std::FILE* out = options_.format == Options::Format::jsonl ? stderr : stdout;
    fmt::print(out, "Listening on {}\n", listening_on);
    std::fflush(out);
}

// By trying. Where this session itself is in the way, another port is tried.
std::optional<std::string> Session::why_not(Options wish) const {
    if (collide(wish.address, options_.address)) wish.address.port = 0;
    wish.clients.clear();
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

std::vector<ClientOrder> Session::clients() const {
    std::vector<ClientOrder> all;
    for (const ClientKindFacts& kind : client_kinds()) {
        const int count = crowd_ ? crowd_->count(kind.kind).wanted : 0;
        if (count > 0) all.push_back({.count = count, .kind = kind.kind});
    }
    return all;
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
