#include "core/trace/recording_reader.h"

#include "core/trace/event_parser.h"
#include "core/trace/model_json.h"
#include "core/watch/escape.h"
#include "core/watch/explain.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cerrno>

#include <cstring>
#include <utility>

namespace yieldscope {
namespace {

static_assert(LineReader::padding >= EventParser::padding, "the parser looks behind a line");

constexpr std::size_t event_line_max = 1 << 20;     // a text has limits::text_bytes, escaped thrice
constexpr std::uint64_t batch_bytes_max = 1 << 20;  // then it can be interrupted
constexpr std::size_t start_line_max = 1 << 26;     // a picture of 100,000 tasks

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";  // which editors put before UTF-8

/// Either way round, with a mark or by its first letter.
bool is_utf16(std::string_view text) {
    using namespace std::string_view_literals;
    const std::string_view begin = text.substr(0, 2);
    return begin == "\xFF\xFE"sv || begin == "\xFE\xFF"sv || begin == "{\0"sv || begin == "\0{"sv;
}

bool is_blank(std::string_view line) {
    return line.find_first_not_of(" \t\r") == std::string_view::npos;
}

std::string with_count(std::uint64_t events, std::string_view none, std::string_view one,
                       std::string_view more) {
    return events == 0   ? std::string(none)
           : events == 1 ? std::string(one)
                         : fmt::format(fmt::runtime(more), grouped(events));
}

}  // namespace

RecordingReader::RecordingReader(const std::string& path, std::function<bool()> interrupted)
    : name_(path == "-" ? "standard input" : harmless(file_name(path))),
      interrupted_(std::move(interrupted)),
      parser_(std::make_unique<EventParser>()) {
    const int fd = path == "-" ? ::fcntl(STDIN_FILENO, F_DUPFD_CLOEXEC, 0)
                               : ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
    if (fd < 0) {
        problem_ = fmt::format("{} cannot be opened: {}.", name_, std::strerror(errno));
        return;
    }
    lines_ = std::make_unique<LineReader>(fd);
    struct stat status {};
    if (::fstat(fd, &status) == 0 && S_ISDIR(status.st_mode)) {
        problem_ = fmt::format("{} is a folder, not a recording.", name_);
        return;
    }
    open();
}

RecordingReader::RecordingReader(std::string_view bytes, std::string name)
    : name_(std::move(name)),
      lines_(std::make_unique<LineReader>(bytes)),
      parser_(std::make_unique<EventParser>()) {
    open();
}

RecordingReader::~RecordingReader() = default;

void RecordingReader::open() {
    constexpr std::size_t header_max = 1 << 16;
    const auto got = lines_->next(header_max);
    line_ = 1;
    if (got == LineReader::Got::error) {
        problem_ = fmt::format("{} cannot be read: {}.", name_, lines_->problem());
        return;
    }
    if (got == LineReader::Got::end) {
        problem_ = fmt::format("{} is empty.", name_);
        return;
    }
    std::string_view first = got == LineReader::Got::too_long ? "" : lines_->line();
    if (is_utf16(first)) {
        problem_ = fmt::format(
            "{} is text in UTF-16, and a recording is in UTF-8: save it as that, as does "
            "iconv -f UTF-16 -t UTF-8.",
            name_);
        return;
    }
    if (first.starts_with(byte_order_mark)) first.remove_prefix(byte_order_mark.size());
    const bool whole = got == LineReader::Got::line;
    const auto header = whole ? parse_header(first) : std::nullopt;
    if (!header) {
        problem_ = fmt::format("{} is not a recording of yieldscope.", name_);
        return;
    }
    header_ = *header;
    if (header_.version > RecordingHeader::newest_version) {
        problem_ = fmt::format(
            "{} is of version {} of the format, newer than this program: what it does not know is "
            "not shown.",
            name_, header_.version);
    }
    state_ = State::reading;
    if (header_.begins > 0) read_start();
}

// Whether it is a picture at all is found out with a log that is thrown away: the real one comes
// later.
void RecordingReader::read_start() {
    const auto got = lines_->next(start_line_max);
    line_ = 2;
    EventLog scratch(0);
    std::string why = "it is cut off";
    if (got == LineReader::Got::line) {
        why.clear();
        const auto image = parse_model(lines_->line(), header_.begins, scratch, why, interrupted_);
        has_start_ = image.has_value();
    }
    if (why.empty()) return;
    state_ = State::closed;
    problem_ = fmt::format(
        "{}: line 2, the picture that it begins with, is damaged ({}): nothing can be shown.",
        name_, why);
}

Model RecordingReader::start(EventLog& log) {
    if (!std::exchange(has_start_, false)) return {};
    std::string why;
    const auto image = parse_model(lines_->line(), header_.begins, log, why, interrupted_);
    if (!image) return {};  // it was one before, so it is interrupted
    Model model(*image);
    log.stop_clock(model.last().time_ns);
    rules_ = EventRules(model);
    return model;
}

RecordingReader::Restored RecordingReader::restore(EventLog& log, std::uint64_t events_max,
                                                   int wake_fd) {
    const std::uint64_t enough = lines_->bytes_taken() + batch_bytes_max;
    for (std::uint64_t i = 0; i < events_max && state_ == State::reading; ++i) {
        if (lines_->bytes_taken() > enough) return Restored::some;
        const auto got = lines_->next(event_line_max, wake_fd);
        if (got == LineReader::Got::wake) return Restored::wake;
        ++line_;
        switch (got) {
            case LineReader::Got::line:
                if (is_blank(lines_->line())) note_blank();
                else take_line(log);
                break;
            case LineReader::Got::end: return end({});
            case LineReader::Got::too_long: return damaged("it is too long");
            case LineReader::Got::cut: return take_last_line(log);
            case LineReader::Got::error:
                return end(fmt::format("it cannot be read on ({}): {}", lines_->problem(),
                                       shown_events()));
            case LineReader::Got::wake: break;
        }
    }
    return state_ == State::reading ? Restored::some : Restored::all;
}

// Somebody has pressed Enter at the end: no damage, unless more follows.
void RecordingReader::note_blank() {
    if (blank_ == 0) blank_ = line_;
}

RecordingReader::Restored RecordingReader::take_line(EventLog& log) {
    if (blank_ != 0) {
        line_ = blank_;
        return damaged("it is not JSON");
    }
    const auto parsed = parser_->parse(lines_->line(), log);
    if (!parsed) return damaged(parser_->problem());
    if (const std::string why = rules_.take(parsed->number, parsed->event); !why.empty())
        return damaged(why);
    log.restore(parsed->event);
    ++events_;
    return Restored::some;
}

// Without a line break: whole if somebody has only trimmed the file.
RecordingReader::Restored RecordingReader::take_last_line(EventLog& log) {
    if (is_blank(lines_->line())) return end({});
    if (parser_->parse(lines_->line(), log)) {
        take_line(log);
        return state_ == State::reading ? end({}) : Restored::all;
    }
    return end(with_count(events_, "its first event is cut off, nothing is shown.",
                          "the last line is cut off: the one event before it is shown.",
                          "the last line is cut off: the {} events before it are shown."));
}

RecordingReader::Restored RecordingReader::damaged(std::string_view why) {
    return end(fmt::format("line {} is damaged ({}): {}", line_, why, shown_events()));
}

std::string RecordingReader::shown_events() const {
    return with_count(events_, "nothing can be shown.", "the one event before it is shown.",
                      "the {} events before it are shown.");
}

RecordingReader::Restored RecordingReader::end(std::string problem) {
    state_ = State::done;
    if (problem.empty()) return Restored::all;
    const bool newer = header_.version > RecordingHeader::newest_version;
    problem_ = newer ? fmt::format("{}, of a newer version of the format ({}): {}", name_,
                                   header_.version, problem)
                     : fmt::format("{}: {}", name_, problem);
    return Restored::all;
}

double RecordingReader::progress() const {
    if (state_ == State::done) return 1;
    const std::uint64_t all = lines_ ? lines_->bytes_in_all() : 0;
    return all == 0 ? 0
                    : std::min(1.0, static_cast<double>(lines_->bytes_taken()) /
                                        static_cast<double>(all));
}

}  // namespace yieldscope
