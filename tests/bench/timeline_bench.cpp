// What a frame of the timeline costs, without drawing it, over ten thousand and over ten million
// events, with ten lanes and with ten thousand; and what the index costs an event. What we promise
// is a ratio: at most 1.5, at the same zoom in pixels, while it moves in every frame, so that no
// frame is like the one before. Runs on one thread.
//
//     build/release/tests/bench/timeline_bench
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/panels/timeline.h"

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <ctime>
#include <memory>
#include <vector>

namespace yieldscope {
namespace {

const ImVec2 pane{1180, 250};  // on a screen of 1080 lines

double seconds_now() {
    return static_cast<double>(std::clock()) / CLOCKS_PER_SEC;  // of this process alone
}

/// A lawful log of that many events: tasks that are woken, read, and park again, one after the
/// other, a poll every few turns.
std::unique_ptr<EventLog> log_of(std::uint64_t events, TaskId tasks) {
    auto log = std::make_unique<EventLog>((events + (1 << 20)) * sizeof(Event));
    std::int64_t time_ns = 0;
    unsigned seed = 1;
    const auto add = [&](EventKind kind, TaskId task, Reason reason = Reason::none) {
        seed = seed * 1'664'525 + 1'013'904'223;
        time_ns += 1000 + (seed >> 20);
        log->restore({.time_ns = time_ns, .task = task, .kind = kind, .reason = reason});
    };
    for (TaskId task = 1; task <= tasks; ++task) {
        add(EventKind::spawned, task);
        add(EventKind::resumed, task);
        add(EventKind::parked, task, Reason::recv);
    }
    for (TaskId next = 0; log->size() + 64 < events;) {
        add(EventKind::polling, 0);
        add(EventKind::polled, 0);
        const TaskId woken = std::min<TaskId>(1 + seed % 4, tasks);
        for (TaskId i = 0; i < woken; ++i)
            add(EventKind::woken, 1 + (next + i) % tasks, Reason::recv);
        for (TaskId i = 0; i < woken; ++i) {
            const TaskId task = 1 + (next + i) % tasks;
            add(EventKind::resumed, task);
            add(EventKind::received, task);
            add(EventKind::yielded, task, Reason::recv);
            add(EventKind::parked, task, Reason::recv);
        }
        next += woken;
    }
    return log;
}

enum class Zoom { fit, near };

/// A log, its history, and the timeline over it.
struct Recording {
    std::unique_ptr<EventLog> log;
    History history{*log};
    CommandQueue commands;
    Settings settings;
    Player player{history, commands, settings};
    Selection selection;
    TimelinePanel panel;

    Recording(std::uint64_t events, TaskId tasks) : log(log_of(events, tasks)) { history.update(); }
};

struct Screen {
    UnseenGui gui{{1920, 1080}};
    float drawn = 0;  ///< how far the mouse has drawn the view

    void frame(Recording& recording) {
        gui.frame([&] {
            ImGui::SetNextWindowPos({0, 0});
            ImGui::SetNextWindowSize(pane);
            ImGui::Begin("timeline", nullptr, ImGuiWindowFlags_NoDecoration);
            recording.panel.draw(recording.history, recording.selection, recording.player);
            ImGui::End();
        });
    }

    /// Fits, or a thousandth of ten million events, at the newest.
    void zoom(Recording& recording, Zoom zoom) {
        recording.panel.fit();
        frame(recording);
        const double all = recording.panel.view().span_ns;
        recording.panel.zoom(zoom == Zoom::fit ? 1.1 : std::max(all / 20e6, 1.1));
        for (int i = 0; i < 3; ++i) frame(recording);
    }

    /// Takes hold of the lanes, for good.
    void hold(Recording& recording) {
        feed_mouse_position({700, 180});
        frame(recording);
        frame(recording);
        feed_mouse_button(0, true);
        frame(recording);
    }

    double seconds_of(Recording& recording, int frames) {
        const double begin = seconds_now();
        for (int i = 0; i < frames; ++i) {
            drawn += drawn > 30 ? -60.0F : 3.0F;
            feed_mouse_position({700 + drawn, 180});
            frame(recording);
        }
        return (seconds_now() - begin) / frames;
    }
};

void timeline_frame(benchmark::State& state) {
    Recording recording(static_cast<std::uint64_t>(state.range(0)),
                        static_cast<TaskId>(state.range(1)));
    Screen screen;
    screen.zoom(recording, state.range(2) ? Zoom::near : Zoom::fit);
    screen.hold(recording);
    for (auto _ : state) screen.seconds_of(recording, 1);
    state.counters["vertices"] = ImGui::GetDrawData()->TotalVtxCount;
    state.counters["parts"] = static_cast<double>(recording.panel.lanes().parts.size());
    state.counters["index_bytes_per_event"] =
        static_cast<double>(recording.history.timeline().bytes()) /
        static_cast<double>(recording.log->size());
}

/// Folding a million events, with the index and without.
void once_fold_cost(benchmark::State& state) {
    constexpr std::uint64_t events = 1'000'000;
    for (auto _ : state) {
        for (const TaskId tasks : {10U, 10'000U}) {
            const auto log = log_of(events, tasks);
            double model_s = 0;
            double both_s = 0;
            for (int turn = 0; turn < 3; ++turn) {
                Model model;
                double begin = seconds_now();
                for (std::uint64_t n = 0; n < log->size(); ++n) model.apply((*log)[n]);
                model_s += seconds_now() - begin;
                Model again;
                Timeline timeline;
                begin = seconds_now();
                for (std::uint64_t n = 0; n < log->size(); ++n) {
                    again.apply((*log)[n]);
                    timeline.apply((*log)[n]);
                }
                both_s += seconds_now() - begin;
                benchmark::DoNotOptimize(timeline.bytes());
            }
            const double per_event = 1e9 / static_cast<double>(log->size()) / 3;
            fmt::print("{} tasks: the model costs {:.0f} ns an event, with the index {:.0f} ns\n",
                       tasks, model_s * per_event, both_s * per_event);
        }
    }
}

/// The promise itself. The two are measured in turns, so that a busy machine is fair to both.
void once_ratio_to_ten_thousand_events(benchmark::State& state) {
    bool kept = true;
    for (auto _ : state) {
        for (const TaskId tasks : {10U, 10'000U}) {
            Recording many(10'000'000, tasks);
            Recording few(std::max<std::uint64_t>(10'000, tasks * 4), tasks);
            for (const Zoom zoom : {Zoom::fit, Zoom::near}) {
                // Of ten thousand tasks the few events would make no picture: a move each.
                if (zoom == Zoom::fit && tasks > 10) continue;
                Screen screen;
                screen.zoom(many, zoom);
                screen.zoom(few, zoom);
                screen.hold(few);
                double many_s = 0;
                double few_s = 0;
                for (int turn = 0; turn < 20; ++turn) {
                    many_s += screen.seconds_of(many, 50);
                    few_s += screen.seconds_of(few, 50);
                }
                feed_mouse_button(0, false);
                screen.frame(few);
                const double ratio = many_s / few_s;
                kept = kept && ratio <= 1.5;
                fmt::print(
                    "{} lanes, {}: {:.0f} µs a frame over {} events, {:.0f} µs over {}, "
                    "ratio {:.2f}\n",
                    tasks, zoom == Zoom::fit ? "all in sight" : "close", many_s / 20 * 1e6,
                    many.log->size(), few_s / 20 * 1e6, few.log->size(), ratio);
            }
        }
    }
    fmt::print("{}\n", kept ? "as promised" : "too slow");
}

BENCHMARK(timeline_frame)
    ->ArgNames({"events", "lanes", "close"})
    ->Args({10'000, 10, 0})
    ->Args({10'000'000, 10, 0})
    ->Args({10'000, 10, 1})
    ->Args({10'000'000, 10, 1})
    ->Args({100'000, 10'000, 0})
    ->Args({10'000'000, 10'000, 0})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(once_fold_cost)->Iterations(1)->Unit(benchmark::kMillisecond);
BENCHMARK(once_ratio_to_ten_thousand_events)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yieldscope

BENCHMARK_MAIN();
