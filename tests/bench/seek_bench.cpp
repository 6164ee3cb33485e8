// What the time machine costs: to fold an event, to follow the log with keyframes, to go to any of
// ten million events, and to step back. What we promise: going anywhere takes at most 2 ms, and on
// average at most a thousandth of a fold from zero, with up to 1,000 tasks. CPU time of one thread.
//
//     build/release/tests/bench/seek_bench
#include "core/watch/history.h"
#include "tests/bench/cpu_clock.h"
#include "tests/bench/echo_traffic.h"

#include <benchmark/benchmark.h>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <random>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::uint64_t events_wanted = 10'000'000;
constexpr std::size_t log_bytes = std::size_t{2} << 30;  // what is not written takes no memory

struct Costs {
    double fold_s = 0;    ///< of all events, from zero
    double follow_s = 0;  ///< the same, with keyframes
    double mean_s = 0;    ///< of going anywhere
    double worst_s = 0;
    double back_s = 0;  ///< of stepping back by one event
    std::uint64_t held = 0;
    std::size_t keyframe_bytes = 0;

    bool as_promised() const {
        return held >= events_wanted && worst_s <= 2e-3 && mean_s <= fold_s / 1000;
    }
};

Costs costs_of(std::uint32_t tasks, std::uint64_t events) {
    Costs costs;
    EventLog log(log_bytes);
    EchoTraffic echo(log, tasks);
    while (log.size() < events) echo.round();
    {
        Model model;
        const double begin_s = cpu_s();
        while (model.size() < log.size()) model.apply(log[model.size()]);
        costs.fold_s = cpu_s() - begin_s;
    }
    History history(log);
    {
        const double begin_s = cpu_s();
        history.update();
        costs.follow_s = cpu_s() - begin_s;
    }
    costs.held = history.size() - history.begin();
    costs.keyframe_bytes = history.keyframe_bytes();
    // The same way is gone three times and each seek counts at its cheapest: what else the machine
    // did meanwhile is not what a seek costs.
    std::vector<double> took_s(2000, 1.0);
    for (int way = 0; way < 3; ++way) {
        std::mt19937_64 random(2);
        for (double& cheapest_s : took_s) {
            const std::uint64_t target = history.begin() + random() % (costs.held + 1);
            const double begin_s = cpu_s();
            benchmark::DoNotOptimize(history.at(target));
            cheapest_s = std::min(cheapest_s, cpu_s() - begin_s);
        }
    }
    costs.mean_s =
        std::accumulate(took_s.begin(), took_s.end(), 0.0) / static_cast<double>(took_s.size());
    costs.worst_s = *std::max_element(took_s.begin(), took_s.end());
    constexpr std::uint64_t steps = 20'000;
    const std::uint64_t from = history.begin() + costs.held / 2;
    const double begin_s = cpu_s();
    for (std::uint64_t i = 0; i < steps; ++i) benchmark::DoNotOptimize(history.at(from - i));
    costs.back_s = (cpu_s() - begin_s) / steps;
    return costs;
}

void once_to_any_of_ten_million_events(benchmark::State& state) {
    for (auto _ : state) {
        bool as_promised = true;
        for (const std::uint32_t tasks : {10U, 300U, 1000U, 10'000U}) {
            const Costs costs = costs_of(tasks, events_wanted);
            // Ten thousand are to be seen, but what copying them costs is the memory's mood.
            if (tasks <= 1000) as_promised = as_promised && costs.as_promised();
            const auto events = static_cast<double>(costs.held);
            fmt::print(
                "{:>6} tasks: fold {:5.1f} ns an event, follow {:5.1f}; go anywhere {:6.1f} us, at "
                "worst {:6.1f}, of a fold 1/{:.0f}, at worst 1/{:.0f}; a step back {:5.1f} us; "
                "keyframes {:.0f} MB, {:.1f} bytes an event; {} held\n",
                tasks, costs.fold_s / events * 1e9, costs.follow_s / events * 1e9,
                costs.mean_s * 1e6, costs.worst_s * 1e6, costs.fold_s / costs.mean_s,
                costs.fold_s / costs.worst_s, costs.back_s * 1e6,
                static_cast<double>(costs.keyframe_bytes) / 1e6,
                static_cast<double>(costs.keyframe_bytes) / events, costs.held);
        }
        fmt::print(
            "To any of ten million events, all of them held, each seek the quickest of three, up "
            "to "
            "1,000 tasks: {}\n",
            as_promised ? "as promised" : "too slow");
    }
}

/// The same with fewer events, without a promise.
void to_any_event(benchmark::State& state) {
    for (auto _ : state) {
        const auto events = static_cast<std::uint64_t>(state.range(0));
        const Costs costs = costs_of(static_cast<std::uint32_t>(state.range(1)), events);
        if (costs.held < events) state.SkipWithError("history does not hold all");
        state.counters["anywhere_us"] = costs.mean_s * 1e6;
        state.counters["back_us"] = costs.back_s * 1e6;
    }
}

BENCHMARK(to_any_event)
    ->ArgNames({"events", "tasks"})
    ->Args({100'000, 10})
    ->Args({1'000'000, 1000})
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(once_to_any_of_ten_million_events)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yieldscope

BENCHMARK_MAIN();
