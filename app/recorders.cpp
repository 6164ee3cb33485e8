#include "app/recorders.h"

#include "core/socket.h"
#include "core/trace/perfetto.h"
#include "core/trace/recording_writer.h"
#include "core/watch/escape.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>

namespace yieldscope {
namespace {

std::unique_ptr<LogSink> sink_of(FileFormat format) {
    switch (format) {
        case FileFormat::recording: return std::make_unique<RecordingWriter>();
        case FileFormat::trace: return std::make_unique<PerfettoExport>();
        case FileFormat::transcript: return std::make_unique<TranscriptExport>();
    }
    return nullptr;
}

/// Before event 0 there is none.
std::optional<Model> picture_before(std::uint64_t event, const Model& picture) {
    return event > 0 ? std::optional(picture) : std::nullopt;
}

constexpr const char* too_many = "Too many files are being written at once: try again in a moment.";

}  // namespace

bool same_file(const std::string& a, const std::string& b) {
    std::error_code error;
    return std::filesystem::equivalent(a, b, error) ||
           std::filesystem::absolute(a, error).lexically_normal() ==
               std::filesystem::absolute(b, error).lexically_normal();
}

FileFormat export_format(std::string_view path) {
    return path.ends_with(".txt") ? FileFormat::transcript : FileFormat::trace;
}

void Recorders::stream(const std::string& path, FileFormat format, OutputFile::Existing existing,
                       const RecordingHeader& header, const Model& start) {
    auto hold = log_.hold(log_.begin());
    if (!hold) throw CannotStart(too_many);
    std::string problem;
    OutputFile file = OutputFile::open(path, OutputFile::How::stream, existing, problem);
    if (!file.is_open()) throw CannotStart(problem);
    running_.push_back({.recorder = std::make_unique<Recorder>(
                            Recorder::Job{.log = log_,
                                          .hold = std::move(*hold),
                                          .first = log_.begin(),
                                          .header = header,
                                          .start = picture_before(log_.begin(), start),
                                          .sink = sink_of(format),
                                          .file = std::move(file),
                                          .commands = &commands_}),
                        .path = path});
}

std::string Recorders::save(const std::string& path, FileFormat format,
                            OutputFile::Existing existing, RecordingHeader header,
                            const History& history) try {
    for (const Running& one : running_) {
        if (same_file(one.path, path))
            return fmt::format("{} is being written already: choose another name.", escaped(path));
    }
    std::string problem;
    OutputFile file = OutputFile::open(path, OutputFile::How::save, existing, problem);
    if (!file.is_open()) return problem;
    header.begins = history.begin();
    auto hold = log_.hold(history.begin());
    if (!hold) return too_many;
    running_.push_back(
        {.recorder = std::make_unique<Recorder>(Recorder::Job{
             .log = log_,
             .hold = std::move(*hold),
             .first = history.begin(),
             .end = history.size(),
             .header = std::move(header),
             .start = picture_before(history.begin(), history.copy_at(history.begin())),
             .sink = sink_of(format),
             .file = std::move(file),
             .commands = &commands_}),
         .path = path,
         .saves = true});
    return "";
} catch (const std::system_error& error) {
    return fmt::format("{} cannot be written now: {}.", escaped(path), error.code().message());
}

// A stream that is complete is no news: nobody has waited for it.
std::string Recorders::take_news() {
    for (auto one = running_.begin(); one != running_.end();) {
        if (!one->recorder->done()) {
            ++one;
            continue;
        }
        std::string news = one->recorder->problem();
        if (!news.empty()) failed_.push_back(one->path);
        else if (one->saves) news = fmt::format("{} is saved.", escaped(one->path));
        one = running_.erase(one);
        if (!news.empty()) return news;
    }
    return "";
}

bool Recorders::failed(const std::string& path) const {
    return std::find(failed_.begin(), failed_.end(), path) != failed_.end();
}

void Recorders::complete() {
    constexpr auto look_again = std::chrono::milliseconds(5);
    for (const Running& one : running_) {
        if (!one.saves) one.recorder->end();
    }
    for (const Running& one : running_) {
        while (!one.recorder->done()) std::this_thread::sleep_for(look_again);
    }
}

}  // namespace yieldscope
