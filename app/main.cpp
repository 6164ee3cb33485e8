// yieldscope: arguments, then a session, then somebody who shows it: a window, a terminal or a
// picture. Whoever it is reads the session's log and posts commands.
// Runs on the main thread.
#include "app/headless.h"
#include "app/offscreen.h"
#include "app/options.h"
#include "app/selection.h"
#include "app/session.h"
#include "app/window.h"
#include "core/programs/program.h"

#include <fmt/format.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

yieldscope::CommandQueue* to_quit = nullptr;

/// SIGINT and SIGTERM ask the loop to end; everything else follows from that. Without SA_RESTART,
/// so that a write to somebody who does not read is interrupted; the alarm does so again a second
/// later, for a write that began in the very moment of the signal.
class QuitOnSignals {
public:
    explicit QuitOnSignals(yieldscope::CommandQueue& commands) {
        to_quit = &commands;
        handle(SIGINT, [](int) { to_quit->request_quit(), ::alarm(1); });
        handle(SIGTERM, [](int) { to_quit->request_quit(), ::alarm(1); });
        handle(SIGALRM, [](int) {});
        handle(SIGPIPE, SIG_IGN);  // a closed stdout is an error that is said, not a sudden end
    }
    // The session goes next, and with it what the handlers would need.
    ~QuitOnSignals() {
        for (const int number : {SIGINT, SIGTERM, SIGALRM}) handle(number, SIG_IGN);
    }
    QuitOnSignals(const QuitOnSignals&) = delete;
    QuitOnSignals& operator=(const QuitOnSignals&) = delete;

private:
    static void handle(int number, void (*handler)(int)) {
        struct sigaction action {};
        action.sa_handler = handler;
        sigaction(number, &action, nullptr);
    }
};

}  // namespace

int main(int argc, char** argv) {
    using namespace yieldscope;
    Options options;
    if (const auto exit_code = parse(argc, argv, options)) return *exit_code;
    try {
        Session session(options);
        if (session.listening_on.empty() && !options.clients.empty()) {
            fmt::print(stderr,
                       "yieldscope: {} does not listen: leave out --clients (see --help).\n",
                       options.program);
            return 2;
        }
        const QuitOnSignals signals(session.commands);
        if (!session.listening_on.empty()) {
            // Standard output of --format jsonl is JSON and nothing else.
            std::FILE* out = options.format == Options::Format::jsonl ? stderr : stdout;
            fmt::print(out, "Listening on {}\n", session.listening_on);
            std::fflush(out);
        }
        const ProgramFacts facts{.program = options.program,
                                 .file = std::string(find_program(options.program)->file),
                                 .address = session.listening_on,
                                 .poller = options.poller};
        if (!options.screenshot.empty()) return take_screenshot(session, options, facts);
        if (!options.headless) {
            if (const auto exit_code = run_window(session, options, facts)) return *exit_code;
        }
        return run_headless(session, options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "yieldscope: {}\n", error.what());
        return 1;
    }
}
