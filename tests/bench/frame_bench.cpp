// What a frame costs, without drawing it: the whole screen and the board alone, with up to ten
// thousand tasks and a million events, beside Dear ImGui's own demo window with all its sections
// open. What we promise is the ratio: at most twice the demo, in the same run. Runs on one thread.
//
//     build/release/tests/bench/frame_bench
#include "tests/gui/scene.h"

#include <benchmark/benchmark.h>
#include <imgui_internal.h>

#include <fmt/format.h>

#include <cfloat>
#include <ctime>
#include <set>
#include <utility>

namespace yieldscope {
namespace {

/// A scene with so many tasks in recv_wait, except for `ready` of them, and at least so many
/// events.
struct Load : Scene {
    Load(int tasks, int ready, int events, ImVec2 size = {1920, 1080}) : Scene(size, 256 << 20) {
        record_widgets(nullptr);  // nobody asks where things are
        spawn_clients(tasks);
        steps(tasks);
        shell.update(0);
        while (static_cast<int>(log.size()) < events) round(std::max(tasks / 4, 1));
        if (ready > 0) {
            answer(ready);
            scheduler.step();
        }
        shell.update(0);
        for (int i = 0; i < 3; ++i) unseen_frame();
    }

    void answer(int count) {
        for (int i = 0; i < count; ++i) poller.ready.push_back({10 + i, true, false});
    }
    /// A poll that wakes so many, and their turns.
    void round(int count) {
        answer(count);
        steps(1 + count);
        shell.update(0);
    }
    /// As the window makes one.
    void unseen_frame() {
        shell.update(now_s += 1.0 / 60);
        gui.frame([&] { shell.draw(); });
    }
};

/// The demo window, every section of it open. From outside one cannot tell it to be, and its state
/// has no entry for what was never opened: so the mouse is led down along a very high window once,
/// and what it finds under itself is opened, which makes room below for what is inside.
struct Demo {
    UnseenGui gui;

    explicit Demo(ImVec2 size = {1920, 1080}) : gui(size) {
        frame(size);
        if (sections().empty()) find_sections();
        for (const auto& [window, id] : sections()) {
            if (ImGuiWindow* found = ImGui::FindWindowByID(window))
                found->StateStorage.SetInt(id, 1);
        }
        for (int i = 0; i < 3; ++i) frame(size);
    }

    void frame(ImVec2 size = {1920, 1080}) {
        gui.frame([&] { show(size); });
    }

private:
    /// In which window, and which id there.
    using Sections = std::set<std::pair<ImGuiID, ImGuiID>>;
    static Sections& sections() {
        static Sections found;
        return found;
    }

    static constexpr const char* name = "Dear ImGui Demo";

    static void show(ImVec2 size) {
        ImGui::SetWindowPos(name, {0, 0});
        ImGui::SetWindowSize(name, size);
        ImGui::ShowDemoWindow();
    }

    void find_sections() {
        constexpr float high = 60'000;
        const ImVec2 screen = ImGui::GetIO().DisplaySize;
        // begin_frame() sets the size of the screen: a window may be larger than it, the mouse may
        // not be outside.
        const auto look = [&](ImVec2 at) {
            feed_mouse_position(at);
            begin_frame({screen.x, high}, 1.0F / 60);
            show({screen.x, high});
            ImGui::Render();
        };
        const float line = ImGui::GetFontSize();
        const ImGuiContext& context = *ImGui::GetCurrentContext();
        float bottom = high;
        for (float y = line; y < bottom; y += line * 1.2F) {
            for (int depth = 0; depth < 4; ++depth) {
                look({line * (1.5F + 1.2F * static_cast<float>(depth)), y});
                ImGuiWindow* const window = context.HoveredWindow;
                const ImGuiID id = context.HoveredId;
                if (!window || id == 0 || !sections().insert({window->ID, id}).second) continue;
                window->StateStorage.SetInt(id, 1);
            }
            if (ImGuiWindow* window = ImGui::FindWindowByName(name))
                bottom = window->DC.CursorMaxPos.y;
        }
        feed_mouse_position({-FLT_MAX, -FLT_MAX});
    }
};

template <typename Frame>
double seconds_of(int frames, Frame frame) {
    const std::clock_t begin = std::clock();  // of this process alone, however busy the machine is
    for (int i = 0; i < frames; ++i) frame();
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC / frames;
}

void demo_window(benchmark::State& state) {
    Demo demo;
    for (auto _ : state) demo.frame();
    state.counters["vertices"] = ImGui::GetDrawData()->TotalVtxCount;
    state.counters["high"] = ImGui::FindWindowByName("Dear ImGui Demo")->ContentSize.y;
}

void screen(benchmark::State& state) {
    Load load(static_cast<int>(state.range(0)), static_cast<int>(state.range(1)),
              static_cast<int>(state.range(2)));
    for (auto _ : state) load.unseen_frame();
    state.counters["vertices"] = ImGui::GetDrawData()->TotalVtxCount;
}

/// Every frame shows another event, as when it plays, with cards in flight.
void screen_that_plays(benchmark::State& state) {
    Load load(static_cast<int>(state.range(0)), static_cast<int>(state.range(0)) / 2, 10'000);
    std::uint64_t cursor = load.player().cursor() - 1000;
    for (auto _ : state) {
        load.player().go_to(cursor);
        load.unseen_frame();
        if (++cursor >= load.log.size()) cursor -= 1000;
    }
}

/// The echo under load: between two frames a quarter of all tasks have a turn.
void screen_under_load(benchmark::State& state) {
    const int tasks = static_cast<int>(state.range(0));
    Load load(tasks, 0, 10'000);
    for (auto _ : state) {
        state.PauseTiming();
        load.answer(tasks / 4);
        load.scheduler.step();
        for (int i = 0; i < tasks / 8; ++i) load.scheduler.step();
        load.shell.update(load.now_s);  // folding events is not drawing them
        state.ResumeTiming();
        load.unseen_frame();
        state.PauseTiming();
        while (load.scheduler.has_ready()) load.scheduler.step();
        load.shell.update(load.now_s);
        state.ResumeTiming();
    }
}

void layout_alone(benchmark::State& state) {
    Load load(static_cast<int>(state.range(0)), 0, 0);
    const Model& model = load.player().model();
    for (auto _ : state) benchmark::DoNotOptimize(board_layout(model, 900, 680, 22));
}

/// The promise itself. The two are measured in turns, so that a busy machine is fair to both.
void once_ratio_to_the_demo(benchmark::State& state) {
    for (auto _ : state) {
        double demo_s = 0;
        double screen_s = 0;
        for (int turn = 0; turn < 3; ++turn) {
            {
                Demo demo;
                demo_s += seconds_of(100, [&] { demo.frame(); });
            }
            Load load(10'000, 2'500, 100'000);
            screen_s += seconds_of(100, [&] { load.unseen_frame(); });
        }
        state.counters["ratio"] = screen_s / demo_s;
        fmt::print("10,000 tasks: {:.2f} ms a frame, the demo window {:.2f} ms, ratio {:.2f}: {}\n",
                   screen_s / 3 * 1e3, demo_s / 3 * 1e3, screen_s / demo_s,
                   screen_s <= 2 * demo_s ? "as promised" : "too slow");
    }
}

BENCHMARK(demo_window)->Unit(benchmark::kMicrosecond);
BENCHMARK(screen)
    ->ArgNames({"tasks", "ready", "events"})
    ->Args({0, 0, 0})
    ->Args({6, 2, 10'000})
    ->Args({300, 75, 10'000})
    ->Args({10'000, 2'500, 10'000})
    ->Args({10'000, 2'500, 1'000'000})
    ->Unit(benchmark::kMicrosecond);
BENCHMARK(screen_that_plays)->Arg(6)->Arg(300)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(screen_under_load)->Arg(300)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(layout_alone)->Arg(6)->Arg(300)->Arg(10'000)->Unit(benchmark::kMicrosecond);
BENCHMARK(once_ratio_to_the_demo)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace yieldscope

BENCHMARK_MAIN();
