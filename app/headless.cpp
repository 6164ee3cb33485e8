#include "app/headless.h"

#include "core/trace/json_line.h"
#include "core/watch/explain.h"

#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>
#include <string_view>
#include <system_error>

namespace yieldscope {
namespace {

/// Standard output, collected and written in pieces that a pipe takes whole, so that a reader who
/// has stopped reading cannot hold the program up once it is asked to end.
class Output {
public:
    explicit Output(const CommandQueue& commands) : commands_(commands) {}

    void line(std::string_view text) { waiting_.append(text).push_back('\n'); }

    bool is_long() const { return waiting_.size() >= 1 << 16; }

    /// Writes what has been collected. False if it is time to end and nobody reads.
    /// Throws system_error if it cannot be written at all.
    bool flush();

private:
    bool wait_for_room() const;

    const CommandQueue& commands_;
    std::string waiting_;
};

bool Output::flush() {
    for (std::string_view rest = waiting_; !rest.empty();) {
        if (!wait_for_room()) return false;
        const ssize_t written =
            ::write(STDOUT_FILENO, rest.data(), std::min<std::size_t>(rest.size(), PIPE_BUF));
        if (written >= 0) rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR && errno != EAGAIN)
            throw std::system_error(errno, std::generic_category());
    }
    waiting_.clear();
    return true;
}

// A signal may come just before the poll, so it looks again by itself.
bool Output::wait_for_room() const {
    constexpr int look_again_ms = 200;
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    while (::poll(&output, 1, look_again_ms) <= 0) {
        if (commands_.quit_requested()) return false;
    }
    return true;
}

/// What is printed of one event; under --quiet only what the program printed.
void print(std::uint64_t number, const EventLog& log, const Options& options, Output& output) {
    const Event& event = log[number];
    if (options.quiet) {
        if (event.kind == EventKind::printed) output.line(log.text(event.text));
    } else if (options.format == Options::Format::jsonl) {
        output.line(json_line(number, event, log));
    } else {
        output.line(transcript_line(number, event, log));
    }
}

}  // namespace

int run_headless(Session& session, const Options& options) {
    EventLog& log = session.log;
    Output output(session.commands);
    session.commands.post({.kind = Command::Kind::run});
    session.start_loop();
    std::uint64_t printed = 0;
    try {
        for (;;) {
            const bool finished = log.finished();  // before the last look, so nothing is missed
            for (const std::uint64_t end = log.size(); printed < end; ++printed) {
                if (log[printed].kind == EventKind::ended) session.commands.request_quit();
                print(printed, log, options, output);
                if (!output.is_long()) continue;
                if (!output.flush()) return 0;
                log.release_before(printed);
            }
            if (!output.flush()) return 0;
            log.release_before(printed);
            if (finished) return 0;
            if (log.may_sleep(printed)) log.sleep();
        }
    } catch (const std::system_error& error) {
        fmt::print(stderr, "yieldscope: cannot write to standard output: {}.\n",
                   error.code().message());
        return 1;
    }
}

}  // namespace yieldscope
