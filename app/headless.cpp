#include "app/headless.h"

#include "core/trace/json_line.h"
#include "core/watch/explain.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

namespace yieldscope {
namespace {

constexpr auto grace = std::chrono::milliseconds(300);  // to print the rest once a signal has come

/// Standard output, collected and written in pieces. Once the program is asked to end, a reader who
/// is slow, or has stopped reading, holds it up no longer than the grace.
class Output {
public:
    explicit Output(const CommandQueue& commands) : commands_(commands) {}
    ~Output() {
        if (flags_ >= 0) ::fcntl(STDOUT_FILENO, F_SETFL, flags_);  // it may be the shell's, too
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    std::string& text() { return waiting_; }
    void line(std::string_view text) { waiting_.append(text).push_back('\n'); }

    bool is_long() const { return waiting_.size() >= 1 << 16; }

    /// Writes what has been collected. False if there is no time left for it.
    /// Throws system_error if it cannot be written at all.
    bool flush();

private:
    bool wait_for_room();
    bool in_time();

    const CommandQueue& commands_;
    std::string waiting_;
    std::optional<std::chrono::steady_clock::time_point> end_;  ///< of the grace, once it runs
    int flags_ = -1;                                            ///< of standard output, to restore
};

bool Output::flush() {
    if (!in_time()) return false;
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
bool Output::wait_for_room() {
    constexpr int look_again_ms = 100;
    pollfd output{STDOUT_FILENO, POLLOUT, 0};
    while (in_time()) {
        if (::poll(&output, 1, look_again_ms) > 0) return true;
    }
    return false;
}

// A pipe takes a piece whole when it has room; a terminal may not, and must not block us then.
bool Output::in_time() {
    if (!commands_.quit_requested()) return true;
    if (!end_) {
        end_ = std::chrono::steady_clock::now() + grace;
        flags_ = ::fcntl(STDOUT_FILENO, F_GETFL);
        ::fcntl(STDOUT_FILENO, F_SETFL, flags_ | O_NONBLOCK);
    }
    return std::chrono::steady_clock::now() < *end_;
}

/// What is printed of one event; under --quiet only what the program printed.
void print(std::uint64_t number, const EventLog& log, const Options& options, JsonLines& lines,
           Output& output) {
    const Event& event = log[number];
    if (options.quiet) {
        if (event.kind == EventKind::printed) output.line(log.text(event.text));
    } else if (options.format == Options::Format::jsonl) {
        lines.append(output.text(), number, event, log);
        output.line("");
    } else {
        output.line(transcript_line(number, event, log));
    }
}

}  // namespace

int run_headless(Session& session, const Options& options) {
    EventLog& log = session.log;
    Output output(session.commands);
    JsonLines lines;
    session.commands.post({.kind = Command::Kind::run});
    session.start_loop();
    std::uint64_t printed = 0;
    try {
        for (bool in_time = true; in_time;) {
            const bool finished = log.finished();  // before the last look, so nothing is missed
            for (const std::uint64_t end = log.size(); in_time && printed < end; ++printed) {
                print(printed, log, options, lines, output);
                if (log[printed].kind == EventKind::ended) {
                    output.flush();
                    session.commands.request_quit();
                }
                if (!output.is_long()) continue;
                in_time = output.flush();
                log.release_before(printed);
            }
            in_time = in_time && output.flush();
            log.release_before(printed);
            if (in_time && finished) return 0;
            if (in_time && log.may_sleep(printed)) log.sleep();
        }
        fmt::print(stderr, "yieldscope: ended by a signal before the last events were printed.\n");
        return 0;
    } catch (const std::system_error& error) {
        fmt::print(stderr, "yieldscope: cannot write to standard output: {}.\n",
                   error.code().message());
        return 1;
    }
}

}  // namespace yieldscope
