// yieldscope: arguments, then a session, then somebody who shows it: a window, a terminal or a
// picture. Whoever it is reads the session's log and posts commands.
// Runs on the main thread.
#include "app/crash.h"
#include "app/headless.h"
#include "app/offscreen.h"
#include "app/options.h"
#include "app/say.h"
#include "app/session.h"
#include "app/signals.h"
#include "app/window.h"
#include "core/watch/signal_stack.h"

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <system_error>

namespace yieldscope {
namespace {

/// What it returns, an exit code. What it throws is said in a sentence, and is 1.
int explain(const std::function<int()>& task) {
    try {
        return task();
    } catch (const std::bad_alloc&) {
        say("there is not enough memory (see ulimit -v).");
    } catch (const std::system_error& error) {
        say(fmt::format("the system does not give what is needed: {} (see ulimit -a).",
                        error.code().message()));
    } catch (const CannotStart& error) {
        if (is_asked_to_end()) return 0;  // it waited for a pipe, and was interrupted
        say(error.what());
    } catch (const std::exception& error) {
        say(error.what());
    }
    return 1;
}

/// Without a return to whoever called, which may be a task that does not yield, or Xlib.
[[noreturn]] void end_at_once(int exit_code) {
    std::fflush(nullptr);
    std::_Exit(exit_code);
}

/// However it was shown, this is how it ends: the loop first, then the files, and what there is to
/// say of them is said. Returns the exit code, given that of who has shown it.
int finish(Session& session, int exit_code) {
    if (exit_code != 0) session.commands.request_quit();  // after a failure nobody is waited for
    session.end_loop();
    const auto next_news = [&] {  // of why something failed it was said enough
        return exit_code == 0 ? session.take_news() : session.recorders.take_news();
    };
    for (std::string news; !(news = next_news()).empty();) say(news);
    if (exit_code == 0 && session.recorders.failed()) exit_code = 1;
    wait_if_crashed();         // it may be about to write what the session has
    if (session.is_stuck()) {  // all that is recorded is in its files
        say("ended while a task was running that does not yield.");
        end_at_once(exit_code);
    }
    return exit_code;
}

int show(std::unique_ptr<Session>& session, const Options& options, QuitOnSignals& signals) {
    if (!options.screenshot.empty()) return take_screenshot(*session, options);
    if (!options.headless) {
        // The session is nobody's for a moment in which another takes its place.
        const auto end = [&] { end_at_once(session ? finish(*session, 1) : 1); };
        if (const auto exit_code = run_window(session, signals, end)) return *exit_code;
    }
    return run_headless(*session, options);
}

/// Returns the exit code.
int run(const Options& options) {
    std::unique_ptr<Session> session;
    QuitOnSignals signals;  // ends before the session, which it tells
    const int exit_code = explain([&] {
        session = std::make_unique<Session>(options);
        if (session->listening_on.empty() && !options.clients.empty()) {
            say(fmt::format("{} does not listen: leave out --clients (see --help).",
                            options.program));
            return 2;
        }
        signals.tell(&session->commands);
        session->begin_files();
        session->announce();
        return show(session, options, signals);
    });
    return session ? finish(*session, exit_code) : exit_code;
}

}  // namespace
}  // namespace yieldscope

int main(int argc, char** argv) {
    using namespace yieldscope;
    keep_standard_descriptors();
    const SignalStack signal_stack;
    report_crashes();
    const int exit_code = explain([&] {
        Options options;
        const auto done = parse(argc, argv, options);
        return done ? *done : run(options);
    });
    wait_if_crashed();
    return exit_code;
}
