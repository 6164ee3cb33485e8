#include "app/headless.h"

#include "app/say.h"
#include "core/trace/recording_writer.h"
#include "core/watch/escape.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <climits>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>

namespace yieldscope {
namespace {

constexpr std::size_t long_text = 1 << 16;  // bytes; as much is written at once
constexpr auto look_again = std::chrono::milliseconds(5);
constexpr auto look_at_silence = std::chrono::milliseconds(100);
constexpr auto grace = std::chrono::milliseconds(300);  // to print the rest once a signal has come

/// Standard output. Once the program is asked to end, a reader who is slow, or has stopped reading,
/// holds it up no longer than the grace.
class Output {
public:
    explicit Output(const CommandQueue& commands) : commands_(commands) {}
    ~Output() {
        if (flags_ >= 0) ::fcntl(STDOUT_FILENO, F_SETFL, flags_);  // it may be the shell's, too
    }
    Output(const Output&) = delete;
    Output& operator=(const Output&) = delete;

    /// Writes the text, and clears it. False if there is no time left for it.
    /// Throws system_error if it cannot be written at all.
    bool flush(std::string& text);

private:
    bool wait_for_room();
    bool in_time();

    const CommandQueue& commands_;
    std::optional<std::chrono::steady_clock::time_point> end_;  ///< of the grace, once it runs
    int flags_ = -1;                                            ///< of standard output, to restore
};

bool Output::flush(std::string& text) {
    if (!in_time()) return false;
    for (std::string_view rest = text; !rest.empty();) {
        if (!wait_for_room()) return false;
        const ssize_t written =
            ::write(STDOUT_FILENO, rest.data(), std::min<std::size_t>(rest.size(), PIPE_BUF));
        if (written >= 0) rest.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR && errno != EAGAIN)
            throw std::system_error(errno, std::generic_category());
    }
    text.clear();
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

/// What the program itself prints, and nothing else.
class PrintedLines final : public LogSink {
public:
    void begin(const RecordingHeader&, const Model*, const EventLog&) override {}
    void event(std::uint64_t, const Event& event, const EventLog& log) override {
        if (event.kind == EventKind::printed)
            text().append(harmless(log.text(event.text))).push_back('\n');
    }
    void end() override {}
};

/// Where a recording goes to standard output, or is only turned into another file.
class Nothing final : public LogSink {
public:
    void begin(const RecordingHeader&, const Model*, const EventLog&) override {}
    void event(std::uint64_t, const Event&, const EventLog&) override {}
    void end() override {}
};

std::unique_ptr<LogSink> sink_of(const Options& options) {
    const bool converts =
        !options.open.empty() && !(options.record.empty() && options.export_to.empty());
    if (has_stdout(options) || (options.quiet && converts)) return std::make_unique<Nothing>();
    if (options.quiet) return std::make_unique<PrintedLines>();
    if (options.format == Options::Format::jsonl) return std::make_unique<RecordingWriter>();
    return std::make_unique<TranscriptExport>();
}

void tell(const std::string& news) {
    if (!news.empty()) say(news);
}

/// A loop that is to end says so at once, unless a task is running that does not yield.
class SilenceAfterQuit {
public:
    /// To be asked whenever there was nothing new. For how long has there been none?
    bool lasts(const CommandQueue& commands) {
        if (!commands.quit_requested()) return false;
        const auto now = std::chrono::steady_clock::now();
        if (!since_) since_ = now;
        return now - *since_ > 2 * look_at_silence;
    }

private:
    std::optional<std::chrono::steady_clock::time_point> since_;
};

}  // namespace

int run_headless(Session& session, const Options& options) {
    EventLog& log = session.log;
    Output output(session.commands);
    const std::unique_ptr<LogSink> sink = sink_of(options);
    sink->text().reserve(2 * long_text);  // whatever others have taken of the memory by then
    sink->begin(session.header(), log.begin() > 0 ? &session.start() : nullptr, log);
    session.commands.post({.kind = Command::Kind::run});
    static std::counting_semaphore<> news(0);  // a loop that never ends may outlive this call
    session.start_loop([] { news.release(); });
    SilenceAfterQuit silence_after_quit;
    std::uint64_t printed = log.begin();
    bool over = false;  ///< no task is left
    try {
        for (bool in_time = true; in_time;) {
            const bool finished = log.finished();  // before the last look, so nothing is missed
            const bool read = session.is_read();   // likewise
            const std::uint64_t seen = printed;
            for (const std::uint64_t end = log.size(); in_time && printed < end; ++printed) {
                sink->event(printed, log[printed], log);
                over |= log[printed].kind == EventKind::ended && !session.is_recorded();
                if (sink->text().size() < long_text) continue;
                in_time = output.flush(sink->text());
                log.release_before(printed);
            }
            in_time = in_time && output.flush(sink->text());
            log.release_before(printed);
            tell(session.take_news());
            if (in_time && (finished || read || over)) return 0;
            // Where more comes all the time nobody has to wake us: we look again by ourselves.
            if (printed > seen) {
                if (log.may_rest(printed - seen)) std::this_thread::sleep_for(look_again);
                continue;
            }
            if (silence_after_quit.lasts(session.commands)) return 0;
            // What is read is not seen by its events alone.
            if (in_time && log.may_sleep(printed) && !session.is_read())
                (void)news.try_acquire_for(look_at_silence);
        }
        say("ended by a signal before the last events were printed.");
        return 0;
    } catch (const std::system_error& error) {
        say(fmt::format("cannot write to standard output: {}.", error.code().message()));
        return 1;
    }
}

}  // namespace yieldscope
