// What recordings cost: writing lines, and opening them (parse, check, restore, fold into a model)
// beside what has to be paid in any case, a plain walk over the same bytes with simdjson, and
// beside nlohmann::json. What we promise is a ratio: opening is at least a third as fast as the
// walk, in the same run. Runs on one thread.
//
//     build/release/tests/bench/recording_bench
#include "core/trace/perfetto.h"
#include "core/trace/recording_reader.h"
#include "core/trace/recording_writer.h"

#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace yieldscope {
namespace {

/// The echo as a log: a hundred clients, who say something new each time.
class EchoLog {
public:
    EventLog log{std::size_t{256} << 20};

    explicit EchoLog(std::uint64_t events) {
        at(EventKind::listening, {.text = log.intern("127.0.0.1:25000"), .fd = 3}, 0);
        for (TaskId task = 1; task <= tasks; ++task) {
            at(EventKind::spawned, {.task = task, .text = log.intern("echo#")}, 49);
        }
        for (TaskId task = 1; task <= tasks; ++task) {
            at(EventKind::resumed, {.task = task}, 21);
            wait(task, Reason::recv, 27);
        }
        while (log.size() < events) {
            turns(Reason::recv, EventKind::received, Reason::send, 28);
            turns(Reason::send, EventKind::sent, Reason::recv, 35);
        }
    }

private:
    static constexpr TaskId tasks = 100;

    void at(EventKind kind, Event event, std::uint32_t line) {
        event.kind = kind;
        event.line = line;
        if (line > 0) event.file = log.intern("core/programs/echo.cpp");
        event.time_ns = now_ns_ += 700;
        log.restore(event);
    }

    void wait(TaskId task, Reason reason, std::uint32_t line) {
        const int fd = 10 + static_cast<int>(task);
        at(EventKind::yielded, {.task = task, .fd = fd, .reason = reason}, line);
        at(EventKind::parked, {.task = task, .fd = fd, .reason = reason}, 23);
    }

    void turns(Reason from, EventKind kind, Reason to, std::uint32_t line) {
        at(EventKind::polling, {.text = log.intern("epoll_wait"), .asked = tasks}, 33);
        at(EventKind::polled, {.text = log.intern("epoll_wait"), .moved = tasks}, 33);
        for (TaskId task = 1; task <= tasks; ++task) {
            at(EventKind::woken, {.task = task, .fd = 10 + static_cast<int>(task), .reason = from},
               34);
        }
        for (TaskId task = 1; task <= tasks; ++task) {
            at(EventKind::resumed, {.task = task}, 21);
            Event moves{.task = task, .fd = 10 + static_cast<int>(task), .asked = 1000};
            const std::string text = fmt::format("Hello {}\n", log.size());
            moves.moved = static_cast<std::uint32_t>(text.size());
            moves.preview_size = static_cast<std::uint8_t>(text.size());
            std::copy(text.begin(), text.end(), moves.preview.begin());
            at(kind, moves, line);
            wait(task, to, 27);
        }
    }

    std::int64_t now_ns_ = 0;
};

template <typename Sink>
std::size_t write(const EventLog& log) {
    Sink sink;
    std::size_t bytes = 0;
    sink.begin({}, nullptr, log);
    for (std::uint64_t i = 0; i < log.size(); ++i) {
        sink.event(i, log[i], log);
        if (sink.text().size() < 1 << 18) continue;
        bytes += sink.text().size();
        sink.text().clear();
    }
    sink.end();
    return bytes + sink.text().size();
}

std::string recording_of(const EventLog& log) {
    RecordingWriter writer;
    writer.begin({}, nullptr, log);
    for (std::uint64_t i = 0; i < log.size(); ++i) writer.event(i, log[i], log);
    return writer.text();
}

/// All that opening does, up to the picture on the screen.
std::uint64_t open(std::string_view text, EventLog& log) {
    RecordingReader reader(text, "bench");
    Model model = reader.start(log);
    const std::uint64_t first = log.size();
    while (reader.restore(log, 1000) == RecordingReader::Restored::some) {
    }
    for (std::uint64_t i = first; i < log.size(); ++i) model.apply(log[i]);
    if (!reader.problem().empty()) fmt::print("{}\n", reader.problem());
    return model.size();
}

template <typename Line>
void for_each_line(std::string_view text, Line line) {
    while (!text.empty()) {
        const std::size_t end = text.find('\n');
        line(text.substr(0, end));
        text.remove_prefix(end + 1);
    }
}

/// Every line parsed, every field visited, nothing done with it. The text has padding behind it.
std::uint64_t walk(std::string_view text) {
    simdjson::ondemand::parser parser;
    std::uint64_t sum = 0;
    for_each_line(text, [&](std::string_view line) {
        auto document =
            parser.iterate(line.data(), line.size(), line.size() + simdjson::SIMDJSON_PADDING);
        for (auto field : document.get_object()) {
            sum += field.key().value().raw()[0] == 'n';
            auto value = field.value().value();
            switch (value.type()) {
                case simdjson::ondemand::json_type::string:
                    sum += value.get_string().value().size();
                    break;
                case simdjson::ondemand::json_type::number: sum += value.get_uint64(); break;
                default: break;
            }
        }
    });
    return sum;
}

std::uint64_t accept(std::string_view text) {
    std::uint64_t good = 0;
    for_each_line(text, [&](std::string_view line) { good += nlohmann::json::accept(line); });
    return good;
}

const EchoLog& echo_log() {
    static const EchoLog log(300'000);
    return log;
}

const std::string& echo_text() {
    static const std::string text = [] {
        std::string made = recording_of(echo_log().log);
        made.reserve(made.size() + simdjson::SIMDJSON_PADDING);
        return made;
    }();
    return text;
}

void count(benchmark::State& state) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(echo_log().log.size()));
    state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(echo_text().size()));
}

void write_recording(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(write<RecordingWriter>(echo_log().log));
    count(state);
}

void write_perfetto(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(write<PerfettoExport>(echo_log().log));
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(echo_log().log.size()));
}

void open_recording(benchmark::State& state) {
    for (auto _ : state) {
        EventLog log(std::size_t{64} << 20);
        benchmark::DoNotOptimize(open(echo_text(), log));
    }
    count(state);
}

void walk_with_simdjson(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(walk(echo_text()));
    count(state);
}

void accept_with_nlohmann(benchmark::State& state) {
    for (auto _ : state) benchmark::DoNotOptimize(accept(echo_text()));
    count(state);
}

template <typename Work>
double seconds_of(Work work) {
    const std::clock_t begin = std::clock();  // of this process alone, however busy the machine is
    work();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

/// The promise itself. The two are measured in turns, so that a busy machine is fair to both.
void once_ratio_to_a_plain_walk(benchmark::State& state) {
    for (auto _ : state) {
        const std::string& text = echo_text();
        double open_s = 0;
        double walk_s = 0;
        double accept_s = 0;
        for (int round = 0; round < 7; ++round) {
            open_s += seconds_of([&] {
                EventLog fresh(std::size_t{64} << 20);
                benchmark::DoNotOptimize(open(text, fresh));
            });
            walk_s += seconds_of([&] { benchmark::DoNotOptimize(walk(text)); });
            if (round == 0) accept_s = 7 * seconds_of([&] { accept(text); });
        }
        const double megabytes = 7 * static_cast<double>(text.size()) / 1e6;
        const double events = 7 * static_cast<double>(echo_log().log.size()) / 1e6;
        const double ratio = walk_s / open_s;
        state.counters["ratio"] = ratio;
        fmt::print(
            "opening: {:.0f} MB/s, {:.2f} million events/s; a plain walk: {:.0f} MB/s; "
            "nlohmann: {:.0f} MB/s; ratio {:.2f}: {}\n",
            megabytes / open_s, events / open_s, megabytes / walk_s, megabytes / accept_s, ratio,
            ratio >= 1.0 / 3 ? "as promised" : "too slow");
    }
}

BENCHMARK(write_recording)->Unit(benchmark::kMillisecond);
BENCHMARK(write_perfetto)->Unit(benchmark::kMillisecond);
BENCHMARK(open_recording)->Unit(benchmark::kMillisecond);
BENCHMARK(walk_with_simdjson)->Unit(benchmark::kMillisecond);
BENCHMARK(accept_with_nlohmann)->Unit(benchmark::kMillisecond);
BENCHMARK(once_ratio_to_a_plain_walk)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yieldscope

BENCHMARK_MAIN();
