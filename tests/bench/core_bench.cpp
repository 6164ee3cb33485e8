// What the core costs: a yield through the ready queue, bare and recorded, beside a bare coroutine
// resume through a deque; an event with its stamp; the fold that follows the log; and how that
// grows with the number of tasks. Each on one thread, in CPU time.
#include "core/scheduler.h"
#include "core/watch/event_log.h"
#include "core/watch/history.h"

#include <benchmark/benchmark.h>

#include <coroutine>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

/// The yardstick: a coroutine that can be resumed, and nothing else.
struct BareTask {
    struct promise_type {
        BareTask get_return_object() {
            return {std::coroutine_handle<promise_type>::from_promise(*this)};
        }
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { std::terminate(); }
    };
    std::coroutine_handle<promise_type> handle;
};

BareTask bare_yields() {
    for (;;) co_await std::suspend_always();
}

void bare_resume_through_a_deque(benchmark::State& state) {
    std::deque<std::coroutine_handle<>> ready;
    for (std::int64_t i = 0; i < state.range(0); ++i) ready.push_back(bare_yields().handle);
    for (auto _ : state) {
        const std::coroutine_handle<> task = ready.front();
        ready.pop_front();
        task.resume();
        ready.push_back(task);
    }
    for (const std::coroutine_handle<> task : ready) task.destroy();
}
BENCHMARK(bare_resume_through_a_deque)->RangeMultiplier(10)->Range(10, 1'000'000);

Task yields() {
    for (;;) co_yield turn();
}

void yield_through_the_scheduler(benchmark::State& state, EventSink* sink) {
    Scheduler scheduler(make_epoll_poller(-1), sink);
    for (std::int64_t i = 0; i < state.range(0); ++i) scheduler.spawn("yields#", yields());
    for (auto _ : state) benchmark::DoNotOptimize(scheduler.step());
}

void yield_bare(benchmark::State& state) { yield_through_the_scheduler(state, nullptr); }
BENCHMARK(yield_bare)->RangeMultiplier(10)->Range(10, 1'000'000);

/// A log that has been full once, as it is most of the time.
std::unique_ptr<EventLog> full_log() {
    auto log = std::make_unique<EventLog>(std::size_t{16} << 20);
    log->release_all();
    while (log->size_written() < log->capacity()) log->append({.kind = EventKind::printed});
    return log;
}

void yield_recorded(benchmark::State& state) {
    const auto log = full_log();
    yield_through_the_scheduler(state, log.get());
}
BENCHMARK(yield_recorded)->RangeMultiplier(10)->Range(10, 1'000'000);

void append(benchmark::State& state) {
    const auto log = full_log();
    EventSink& sink = *log;
    for (auto _ : state) sink.append({.task = 7, .kind = EventKind::resumed});
}
BENCHMARK(append);

void append_while_the_log_grows(benchmark::State& state) {
    constexpr std::uint64_t events = 1 << 20;
    for (auto _ : state) {
        state.PauseTiming();
        auto log = std::make_unique<EventLog>(events * sizeof(Event));
        EventSink& sink = *log;
        state.ResumeTiming();
        for (std::uint64_t i = 0; i < events; ++i)
            sink.append({.task = 7, .kind = EventKind::resumed});
        state.PauseTiming();
        log.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(events));
}
BENCHMARK(append_while_the_log_grows)->Unit(benchmark::kMillisecond);

void stamp(benchmark::State& state) {
    TickClock clock;
    for (auto _ : state) benchmark::DoNotOptimize(clock.now_ns());
}
BENCHMARK(stamp);

/// The live model behind a log that grows, with everything that is made of it.
void follow(benchmark::State& state) {
    constexpr std::uint64_t events = 1 << 20;
    std::uint64_t folded = 0;
    for (auto _ : state) {
        state.PauseTiming();
        auto log = std::make_unique<EventLog>(events * 2 * sizeof(Event));
        auto history = std::make_unique<History>(*log);
        {
            Scheduler scheduler(make_epoll_poller(-1), *log);
            for (std::int64_t i = 0; i < state.range(0); ++i) scheduler.spawn("yields#", yields());
            history->update();
            while (log->size_written() < events) scheduler.step();
            const std::uint64_t before = history->size();
            state.ResumeTiming();
            history->update();
            state.PauseTiming();
            folded += history->size() - before;
        }
        history.reset();
        log.reset();
        state.ResumeTiming();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(folded));
}
BENCHMARK(follow)->RangeMultiplier(10)->Range(10, 10'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yieldscope

BENCHMARK_MAIN();
