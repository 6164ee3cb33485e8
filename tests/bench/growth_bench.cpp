// What an event costs when ever more of them come, from ten thousand to a hundred million, appended
// and followed in steps on one thread, with the budget that the program has by default; and what
// is in memory at the end. What we promise: never more than the budget, and a little beside it.
// CPU time.
//
//     build/release/tests/bench/growth_bench
#include "core/watch/history.h"
#include "tests/bench/cpu_clock.h"
#include "tests/bench/echo_traffic.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <fstream>

namespace yieldscope {
namespace {

constexpr std::size_t mib = std::size_t{1} << 20;
constexpr std::size_t budget = 256 * mib;      // of --history
constexpr std::size_t beside = 16 * mib;       // this program, and memory between two blocks
constexpr std::uint64_t step = 1 << 14;        // events between two looks: more than come in 1 ms
constexpr std::uint64_t at_least = 1'000'000;  // fewer say nothing: then again, with a new log
constexpr std::uint64_t many = 100'000'000;
constexpr std::uint32_t clients = 1000;

std::size_t resident_bytes() {
    std::ifstream file("/proc/self/statm");
    std::size_t whole = 0;
    std::size_t resident = 0;
    file >> whole >> resident;
    return resident * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
}

struct Growth {
    std::uint64_t events = 0;
    double append_s = 0;  ///< also of making them up
    double follow_s = 0;
    std::size_t history_bytes = 0;   ///< the most, as history counts
    std::size_t resident_bytes = 0;  ///< the most, of the whole program, as the system counts

    double append_ns() const { return append_s / static_cast<double>(events) * 1e9; }
    double follow_ns() const { return follow_s / static_cast<double>(events) * 1e9; }
    bool fits() const { return history_bytes <= budget && resident_bytes <= budget + beside; }
};

void grow(std::uint64_t events, Growth& growth) {
    EventLog log(History::log_bytes(budget));
    History history(log);
    EchoTraffic echo(log, clients, Times::real);
    history.update();
    const std::uint64_t first = history.size();  // after everybody has come
    while (history.size() < first + events) {
        const double begin_s = cpu_s();
        const std::uint64_t next = std::min(log.size() + step, first + events);
        while (log.size() < next) echo.round();
        const double appended_s = cpu_s();
        history.update();
        growth.append_s += appended_s - begin_s;
        growth.follow_s += cpu_s() - appended_s;
        growth.history_bytes = std::max(growth.history_bytes, history.bytes());
    }
    growth.events += history.size() - first;
    growth.resident_bytes = std::max(growth.resident_bytes, resident_bytes());
}

/// Of that many events in a row, more often if they are few.
Growth growth_of(std::uint64_t events) {
    Growth growth;
    do grow(events, growth);
    while (growth.events < at_least);
    return growth;
}

void events_appended_and_followed(benchmark::State& state) {
    for (auto _ : state) {
        const Growth growth = growth_of(static_cast<std::uint64_t>(state.range(0)));
        if (!growth.fits()) state.SkipWithError("more memory than the budget");
        state.counters["append_ns"] = growth.append_ns();
        state.counters["follow_ns"] = growth.follow_ns();
        state.counters["resident_MiB"] = static_cast<double>(growth.resident_bytes / mib);
    }
}

/// The promise itself. Before ten million the log is not full yet.
void once_up_to_a_hundred_million_events(benchmark::State& state) {
    for (auto _ : state) {
        bool fits = true;
        double first_ns = 0;
        for (std::uint64_t events = 10'000; events <= many; events *= 10) {
            const Growth growth = growth_of(events);
            const double both_ns = growth.append_ns() + growth.follow_ns();
            if (first_ns == 0) first_ns = both_ns;
            fits = fits && growth.fits();
            fmt::print(
                "{:>9} events: to make one up and append it {:4.1f} ns, to follow {:5.1f}, "
                "together {:4.2f} times the first line's; at most {} MiB of history, {} MiB "
                "resident\n",
                events, growth.append_ns(), growth.follow_ns(), both_ns / first_ns,
                growth.history_bytes / mib, growth.resident_bytes / mib);
        }
        fmt::print("At most {} MiB, and {} beside them: {}\n", budget / mib, beside / mib,
                   fits ? "as promised" : "too much");
    }
}

BENCHMARK(events_appended_and_followed)
    ->RangeMultiplier(10)
    ->Range(10'000, many)
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK(once_up_to_a_hundred_million_events)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yieldscope

BENCHMARK_MAIN();
