#include "app/headless.h"

#include "core/trace/json_line.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

namespace yieldscope {
namespace {

/// What `--headless` prints of one event; nothing under --quiet, unless the program printed it.
void print(std::uint64_t number, const Event& event, const EventLog& log, const Options& options) {
    if (options.quiet) {
        if (event.kind == EventKind::printed) fmt::print("{}\n", log.text(event.text));
    } else if (options.format == Options::Format::jsonl) {
        fmt::print("{}\n", json_line(number, event, log));
    } else {
        fmt::print("{}\n", transcript_line(number, event, log));
    }
}

}  // namespace

int run_headless(Session& session, const Options& options) {
    EventLog& log = session.log;
    session.commands.post({.kind = Command::Kind::run});
    session.start_loop();
    std::uint64_t printed = 0;
    bool over = false;
    try {
        for (;;) {
            // before the last look, so that nothing is missed
            const bool finished = log.finished();
            for (const std::uint64_t end = log.size(); printed < end; ++printed) {
                over |= log[printed].kind == EventKind::ended;
                print(printed, log[printed], log, options);
                if (printed % 1024 == 0) log.release_before(printed);
            }
            log.release_before(printed);
            if (std::fflush(stdout) != 0) throw std::system_error(errno, std::generic_category());
            if (finished) return 0;
            if (over) session.commands.request_quit();
            if (log.may_sleep(printed)) log.sleep();
        }
    } catch (const std::system_error& error) {            // from fmt::print or the flush
        if (session.commands.quit_requested()) return 0;  // a signal interrupted the write
        fmt::print(stderr, "yieldscope: cannot write to standard output: {}.\n",
                   error.code().message());
        return 1;
    }
}

}  // namespace yieldscope
