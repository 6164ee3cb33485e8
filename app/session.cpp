#include "app/session.h"

#include "app/say.h"
#include "app/signals.h"
#include "app/twin.h"
#include "core/programs/program.h"
#include "core/watch/escape.h"
#include "core/watch/explain.h"
#include "core/watch/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <utility>

namespace yieldscope {

namespace {

bool is_everywhere(const std::string& host) { return host == "0.0.0.0" || host == "::"; }

/// Throws CannotStart if that is no recording.
std::unique_ptr<RecordingReader> opened(const std::string& path,
                                        const std::function<bool()>& interrupted) {
    auto reader = std::make_unique<RecordingReader>(path, interrupted);
    if (!reader->is_open()) throw CannotStart(reader->problem());
    return reader;
}

/// "2026-03-01T09:30:00Z" -> "2026-03-01 09:30".
std::string for_people(std::string created) {
    created = created.substr(0, 16);
    if (created.size() > 10) created[10] = ' ';
    return escaped(created);
}

/// What is read would be lost, and what two write would be neither's. Throws CannotStart.
void refuse_to_write_over(const Options& options) {
    const std::array<std::pair<const char*, const std::string*>, 4> files{
        {{"--open", &options.open},
         {"--compare", &options.compare},
         {"--record", &options.record},
         {"--export", &options.export_to}}};
    for (std::size_t i = 0; i < files.size(); ++i) {
        for (std::size_t j = std::max<std::size_t>(i + 1, 2); j < files.size(); ++j) {
            const std::string& a = *files[i].second;
            const std::string& b = *files[j].second;
            if (a.empty() || b.empty() || a == "-" || b == "-" || !same_file(a, b)) continue;
            throw CannotStart(fmt::format("{} and {} are the same file, {}: give two names.",
                                          files[i].first, files[j].first, escaped(a)));
        }
    }
}

/// Can only one of them listen at a time?
bool collide(const Address& a, const Address& b) {
    return a.port == b.port && (a.host == b.host || is_everywhere(a.host) || is_everywhere(b.host));
}

}  // namespace

Session::Session(const Options& options)
    : Session(options, options.open.empty() ? nullptr : opened(options.open, is_asked_to_end)) {}

std::unique_ptr<Session> Session::open(const Options& options,
                                       const std::function<bool()>& interrupted) {
    return std::unique_ptr<Session>(new Session(options, opened(options.open, interrupted)));
}

Session::Session(const Options& options, std::unique_ptr<RecordingReader> reader)
    : log(History::log_bytes(options.history_mib * 1024 * 1024),
          reader ? reader->header().begins : 0),
      recorders(log, commands),
      options_(options),
      shortage_(shortage()),
      reader_(std::move(reader)) {
    if (reader_) open_recording();
    else start_program();
}

void Session::start_program() {
    scheduler_ = std::make_unique<Scheduler>(make_poller(options_.poller, commands.wake_fd()), log);
    const Program* const program = find_program(options_.program);
    if (!program) throw CannotStart(fmt::format("There is no program {}.", options_.program));
    listening_on = program->start(*scheduler_, options_.address);
    if (const auto colon = listening_on.rfind(':'); colon != std::string::npos)
        options_.address.port =
            static_cast<std::uint16_t>(std::stoi(listening_on.substr(colon + 1)));
    header_ = {.created = now_in_utc(),
               .program = options_.program,
               .file = std::string(program->file),
               .address = listening_on,
               .poller = options_.poller,
               .sources = embedded_fingerprint()};
    if (!listening_on.empty()) invite(options_.clients);
}

void Session::open_recording() {
    header_ = reader_->header();
    start_ = reader_->start(log);
}

void Session::begin_files() {
    refuse_to_write_over(options_);
    if (!options_.record.empty())
        recorders.stream(options_.record, FileFormat::recording, existing_files(options_), header_,
                         start_);
    if (!options_.export_to.empty()) {
        recorders.stream(options_.export_to, export_format(options_.export_to),
                         existing_files(options_), header_, start_);
    }
}

void Session::announce() const {
    if (listening_on.empty()) return;
    const bool plain = options_.format != Options::Format::jsonl && !has_stdout(options_);
    const std::string line = fmt::format("Listening on {}\n", listening_on);
    if (plain) {
        fmt::print("{}", line);
        std::fflush(stdout);
    } else {
        write_to_stderr(line);
    }
    if (is_loopback(host_of(listening_on))) return;
    say(
        fmt::format("everybody on your network can connect, as --bind {} asks for; without it this "
                    "machine alone can.",
                    options_.address.host));
}

// By trying. Where this session itself is in the way, another port is tried.
std::optional<std::string> Session::why_not(Options wish) const {
    if (collide(wish.address, options_.address)) wish.address.port = 0;
    wish.clients.clear();
    wish.record.clear();
    wish.export_to.clear();
    try {
        const Session could(wish);
    } catch (const std::exception& error) {  // the system may not give what it needs, either
        return error.what();
    }
    return std::nullopt;
}

ProgramFacts Session::facts() const {
    return {.program = harmless(header_.program),
            .file = header_.file,
            .address = harmless(header_.address),
            .poller = harmless(header_.poller),
            .asked = options_.address,
            .recorded = is_recorded(),
            .recording = harmless(file_name(options_.open)),
            .created = for_people(header_.created)};
}

std::string Session::doubt_about_lines() const {
    if (!is_recorded() || header_.sources.empty() || header_.sources == embedded_fingerprint())
        return "";
    return "This recording was made by another version of yieldscope: the lines that are lit in "
           "the code may be the wrong ones.";
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
    for (const ClientOrder& order : clients) {
        crowd_->add(order.kind, order.count);
        if (std::string problem = crowd_->problem(); !problem.empty()) throw CannotStart(problem);
    }
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
    if (reader_) replay_.emplace(std::move(reader_), log, commands);
    else loop_.emplace(std::move(scheduler_), log, commands);
}

// Unless somebody wants to quit, all is over, and recorded to the end before anybody goes: asking
// the loop to end is a wish to quit.
void Session::end_loop() {
    if (stuck_) return;
    if (!commands.quit_requested()) recorders.complete();
    crowd_.reset();
    constexpr std::chrono::milliseconds patience(400);  // of the second in which a program ends
    stuck_ = loop_ && !loop_->ends_within(patience);
    if (!stuck_) loop_.reset();
    replay_.reset();
    recorders.complete();
}

// What the log could not get, the keyframes are not given either.
std::string Session::shortage() const {
    const std::size_t wanted = History::log_bytes(options_.history_mib << 20);
    const std::size_t chunk_bytes = EventLog::events_per_chunk * sizeof(Event);
    const std::size_t has = log.capacity() * sizeof(Event);
    if (has + chunk_bytes > wanted) return "";
    return fmt::format(
        "There is memory for a history of {} MiB, not of {}: the oldest is forgotten sooner.",
        std::max<std::size_t>(1, (has * 100 / 64) >> 20), options_.history_mib);
}

std::string Session::take_news() {
    if (!shortage_.empty()) return std::exchange(shortage_, {});
    if (is_read() && !std::exchange(problem_said_, true) && !replay_->problem().empty())
        return replay_->problem();
    return recorders.take_news();
}

}  // namespace yieldscope
