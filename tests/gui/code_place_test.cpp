// Where the code panel puts things: sections begin with a line, what is left out is marked, and
// tags keep to their place, in a pane that may be narrow. Runs on the test's thread.
#include "core/programs/program.h"
#include "tests/gui/scene.h"
#include "tests/unit/client.h"

namespace yieldscope {
namespace {

const std::array sizes{ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080)};

/// Many countdowns: dozens are ready, at the lines of one program.
struct CountdownScene : Scene {
    explicit CountdownScene(ImVec2 size) : Scene(size) {
        for (int i = 0; i < 30; ++i) start_countdown(scheduler, {});
        steps(50);
        look();
    }

    void look() {
        for (int i = 0; i < 3; ++i) frame();
    }

    /// The topmost row of code in a pane.
    std::string first_row(std::string_view pane_id) const {
        const WidgetRecord* pane = find(pane_id);
        const WidgetRecord* first = nullptr;
        for (const WidgetRecord& widget : widgets) {
            const bool row = widget.id.starts_with("code:") || widget.id.starts_with("code_rest:");
            if (!pane || !row || widget.min.y < pane->min.y - 1 || widget.max.y > pane->max.y + 1)
                continue;
            if (!first || widget.min.y < first->min.y) first = &widget;
        }
        return first ? first->id : "";
    }
};

TEST(code_place, a_section_begins_with_the_beginning_of_a_line) {
    for (const ImVec2 size : sizes) {
        for (const float zoom : {0.8F, 1.0F, 1.3F, 1.5F}) {
            CountdownScene scene(size);
            scene.settings.zoom = zoom;
            for (std::uint64_t shown = scene.log.size_written() - 12;
                 shown < scene.log.size_written(); ++shown) {
                scene.player().go_to(shown);
                scene.look();
                for (const char* pane : {"scheduler_source", "task_source", "loop_twin"}) {
                    EXPECT_FALSE(scene.first_row(pane).starts_with("code_rest:"))
                        << scene.first_row(pane) << " at " << size.x << ", " << zoom;
                }
            }
        }
    }
}

TEST(code_place, where_the_loop_leaves_lines_out_there_is_a_mark) {
    CountdownScene scene({1280, 720});
    scene.scheduler.run();
    scene.log.append({.kind = EventKind::ended});
    scene.look();  // the loop's end, and what follows it in the file
    EXPECT_TRUE(
        std::any_of(scene.widgets.begin(), scene.widgets.end(), [](const WidgetRecord& widget) {
            return widget.id.starts_with("code_gap:scheduler.cpp:");
        }));
}

TEST(code_place, no_tag_is_wider_than_the_pane_however_many_are_suspended) {
    for (const ImVec2 size : sizes) {
        for (const float zoom : {1.0F, 1.5F}) {
            CountdownScene scene(size);
            scene.settings.zoom = zoom;
            scene.look();
            const WidgetRecord* pane = scene.find("task_source");
            if (!pane) continue;  // it has given way to the board
            for (const WidgetRecord& widget : scene.widgets) {
                if (!widget.id.starts_with("code_tag:countdown.cpp:")) continue;
                EXPECT_LE(widget.max.x, pane->max.x);
                EXPECT_GT(widget.min.x, pane->min.x + 20) << "the line's number stands there";
            }
        }
    }
}

}  // namespace
}  // namespace yieldscope
