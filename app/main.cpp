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

#include <csignal>
#include <cstdio>
#include <exception>

namespace {

yieldscope::CommandQueue* to_quit = nullptr;

// SIGINT and SIGTERM ask the loop to end; everything else follows from that. Without SA_RESTART, so
// that a write to a pipe that nobody reads is interrupted too.
void quit_on_signals(yieldscope::CommandQueue& commands) {
    to_quit = &commands;
    struct sigaction action {};
    action.sa_handler = [](int) { to_quit->request_quit(); };
    sigaction(SIGINT, &action, nullptr);
    sigaction(SIGTERM, &action, nullptr);
    // a closed stdout is an error that is reported, not a sudden end
    std::signal(SIGPIPE, SIG_IGN);
}

}  // namespace

int main(int argc, char** argv) {
    using namespace yieldscope;
    Options options;
    if (const auto exit_code = parse(argc, argv, options)) return *exit_code;
    try {
        Session session(options);
        quit_on_signals(session.commands);
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
