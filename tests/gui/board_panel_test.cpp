// What one can do on the board and what it says: hover and click at every density, the menu, the
// poll's words and when they change by themselves. Runs on the test's thread.
#include "app/panels/board_paint.h"
#include "app/panels/board_words.h"
#include "tests/gui/scene.h"

#include <gtest/gtest.h>

#include <array>

namespace yieldscope {
namespace {

/// That many in recv_wait, at rest.
struct Waiting : Scene {
    explicit Waiting(int tasks, ImVec2 size = {1280, 720}) : Scene(size) {
        spawn_clients(tasks);
        steps(tasks);
        for (int i = 0; i < 3; ++i) frame();
    }
    /// The middle of the cell of the task that is so far from the head of its lane.
    ImVec2 cell(Place place, std::uint32_t index) {
        const WidgetRecord* lane = find("lane:recv_wait");
        const float em = ImGui::GetFontSize();
        const WidgetRecord* board = find("board");
        History history(log);
        history.update();
        const BoardLayout layout =
            board_layout(shell.player().model(), board->max.x - board->min.x - em * 0.6F,
                         board->max.y - board->min.y - em * 0.7F, em,
                         longest_name(shell.player().model(), history));
        const BoardLane& here = layout.lane(place);
        const Point middle = here.grid.cell(index).centre();
        return {lane->min.x + middle.x - here.box.x, lane->min.y + middle.y - here.box.y};
    }
};

TEST(board, a_click_on_a_card_selects_and_one_on_the_ground_lets_go) {
    Waiting scene(3);
    scene.click("task:2");
    EXPECT_EQ(scene.shell.selection().selected, 2U);
    scene.click("lane:send_wait");
    EXPECT_EQ(scene.shell.selection().selected, 0U);
}

TEST(board, hovering_lights_the_task_at_every_density) {
    for (const int tasks : {1, 6, 30, 200, 700, 10'000}) {
        Waiting scene(tasks);
        const auto last = static_cast<std::uint32_t>(tasks - 1);
        feed_mouse_position(scene.cell(Place::recv_wait, last));
        for (int i = 0; i < 3; ++i) scene.frame();
        EXPECT_EQ(scene.shell.selection().hovered, static_cast<TaskId>(tasks)) << tasks;
    }
}

TEST(board, a_click_finds_one_among_ten_thousand) {
    for (const ImVec2 size : {ImVec2(1024, 768), ImVec2(3840, 2160)}) {
        Waiting scene(10'000, size);
        scene.click_at(scene.cell(Place::recv_wait, 7'122));
        EXPECT_EQ(scene.shell.selection().selected, 7'123U) << size.x;
    }
}

/// The board alone, without a shell that takes what it asks for.
struct Alone {
    UnseenGui gui{{900, 600}};
    EventLog log{1 << 20};
    History history{log};
    CommandQueue commands;
    Settings settings;
    Player player{history, commands, settings};
    Selection selection;
    BoardPanel board;
    std::vector<WidgetRecord> widgets;

    Alone() { record_widgets(&widgets); }
    ~Alone() { record_widgets(nullptr); }

    void frame() {
        history.update();
        widgets.clear();
        gui.frame([&] {
            selection.next_frame();
            ImGui::SetNextWindowPos({0, 0});
            ImGui::SetNextWindowSize({900, 600});
            ImGui::Begin("alone", nullptr, ImGuiWindowFlags_NoDecoration);
            board.draw(player.model(), history, selection, player, settings);
            ImGui::End();
        });
    }
    ImVec2 middle(std::string_view id) {
        for (const WidgetRecord& widget : widgets) {
            if (widget.id == id)
                return {(widget.min.x + widget.max.x) / 2, (widget.min.y + widget.max.y) / 2};
        }
        ADD_FAILURE() << id << " is not on the board";
        return {};
    }
};

TEST(board, a_right_click_on_a_card_selects_its_task_and_asks_for_its_menu) {
    Alone alone;
    for (TaskId task = 1; task <= 3; ++task)
        alone.log.append({.task = task, .kind = EventKind::spawned});
    alone.frame();
    const auto right_click = [&](std::string_view id) {
        feed_mouse_position(alone.middle(id));
        alone.frame();
        alone.frame();
        feed_mouse_button(1, true);
        alone.frame();
        feed_mouse_button(1, false);
        alone.frame();
    };
    right_click("lane:send_wait");
    EXPECT_EQ(alone.selection.menu, 0U);
    right_click("task:3");
    EXPECT_EQ(alone.selection.selected, 3U);
    EXPECT_EQ(alone.selection.menu, 3U);
}

TEST(board, thousands_are_not_noted_one_by_one) {
    Waiting scene(10'000);
    EXPECT_LT(scene.widgets.size(), 300U);
}

TEST(board, says_that_the_poll_is_not_asked_while_tasks_are_ready) {
    Scene scene;
    scene.spawn_clients(2);
    scene.frame();
    EXPECT_TRUE(scene.label("poll").starts_with("not asked: tasks are ready"));
    scene.scheduler.step();
    scene.frame();
    EXPECT_TRUE(scene.label("poll").starts_with("not asked: a task is ready"));
    scene.scheduler.step();
    scene.frame();
    EXPECT_TRUE(scene.label("poll").starts_with("asked next: nobody is ready"));
}

/// Which arrows the last event lit.
std::vector<std::string> lit_ways(const Scene& scene) {
    std::vector<std::string> lit;
    for (const WidgetRecord& widget : scene.widgets) {
        if (widget.id.starts_with("way:") && widget.label == "lit") lit.push_back(widget.id);
    }
    return lit;
}

TEST(board, the_way_that_the_last_event_went_is_lit) {
    using Ways = std::vector<std::string>;
    Scene scene;
    scene.spawn_clients(2);
    const auto after = [&](Event event) {
        scene.log.append(event);
        scene.frame();
        return lit_ways(scene);
    };
    EXPECT_EQ(after({.task = 1, .kind = EventKind::resumed}), Ways{"way:ready_to_running"});
    EXPECT_EQ(after({.task = 1, .kind = EventKind::yielded, .reason = Reason::recv}), Ways());
    EXPECT_EQ(after({.task = 1, .kind = EventKind::parked, .reason = Reason::recv}),
              Ways{"way:running_to_recv_wait"});
    EXPECT_EQ(after({.task = 2, .kind = EventKind::resumed}), Ways{"way:ready_to_running"});
    EXPECT_EQ(after({.task = 2, .kind = EventKind::failed}), Ways{"way:running_to_gone"});
    EXPECT_EQ(after({.kind = EventKind::polling}), Ways{"way:recv_wait_to_poll"});
    EXPECT_EQ(after({.moved = 2, .kind = EventKind::polled}), Ways());
    const Event woken{.task = 1, .kind = EventKind::woken, .reason = Reason::recv};
    EXPECT_EQ(after(woken), (Ways{"way:recv_wait_to_poll", "way:poll_to_ready"}));
    EXPECT_EQ(after(woken), Ways{"way:poll_to_ready"}) << "the last one: the poll is closed again";
    (void)after({.task = 1, .kind = EventKind::resumed});
    EXPECT_EQ(after({.task = 1, .kind = EventKind::yielded, .reason = Reason::turn}),
              Ways{"way:running_to_ready"});
}

TEST(board, the_ways_to_the_poll_are_closed_while_somebody_is_ready_or_runs) {
    Scene scene;
    scene.spawn_clients(2);
    scene.frame();
    EXPECT_EQ(scene.label("way:recv_wait_to_poll"), "closed");
    EXPECT_EQ(scene.label("way:send_wait_to_poll"), "closed");
    EXPECT_EQ(scene.label("way:poll_to_ready"), "open");
    scene.scheduler.step();
    scene.scheduler.step();
    scene.frame();
    EXPECT_EQ(scene.label("way:recv_wait_to_poll"), "open");
}

TEST(board, says_how_many_are_watched_and_were_ready_last_time) {
    Scene scene;
    scene.spawn_clients(2);
    scene.steps(2);
    scene.poller.ready = {{10, true, false}};
    scene.steps(1);
    scene.frame();
    EXPECT_NE(scene.label("poll").find("last time 1 was ready"), std::string::npos);
    scene.log.append({.text = scene.log.intern("fake"), .asked = 2, .kind = EventKind::polling});
    scene.frame();
    EXPECT_NE(scene.label("poll").find("2 watched"), std::string::npos);
}

TEST(board, the_age_of_the_poll_grows_in_steps_and_costs_no_frame_between_them) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.log.append({.text = scene.log.intern("fake"), .asked = 1, .kind = EventKind::polling});
    scene.frame();
    EXPECT_TRUE(scene.label("poll").starts_with("asked just now"));
    const double asked_s = scene.now_s;
    int changes = 0;
    for (double age_s = 0.1; age_s < 60; age_s += 0.25)
        changes += scene.shell.update(scene.now_s = asked_s + age_s);
    EXPECT_EQ(changes, 5);  // after 1, 2, 5, 10 and 30 s
    scene.frame();
    EXPECT_TRUE(scene.label("poll").starts_with("asked more than 30 s ago")) << scene.label("poll");
}

TEST(board, in_the_past_the_age_of_the_poll_stands_still) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.steps(1);
    scene.shell.update(0);
    std::uint64_t polling = 0;
    while (scene.log[polling].kind != EventKind::polling) ++polling;
    scene.player().go_to(polling + 1);
    for (int i = 0; i < 3; ++i) scene.frame();
    EXPECT_FALSE(scene.shell.update(scene.now_s += 100));
    scene.frame();
    EXPECT_TRUE(scene.label("poll").starts_with("asked just now"));
}

TEST(board, who_ended_is_seen_leaving_and_a_failed_one_says_why) {
    Scene scene;
    scene.spawn_clients(3);
    scene.steps(3);
    scene.log.append(
        {.task = 2, .text = scene.log.intern("out of paper"), .kind = EventKind::failed});
    scene.log.append({.task = 1, .kind = EventKind::finished});
    for (int i = 0; i < 60; ++i) scene.frame();
    const WidgetRecord* gone = scene.find("gone");
    const WidgetRecord* newest = scene.find("task:1");
    const WidgetRecord* failed = scene.find("task:2");
    ASSERT_TRUE(gone && newest && failed);
    EXPECT_GE(newest->min.x, gone->min.x);
    EXPECT_LE(newest->max.x, gone->max.x);
    EXPECT_LT(newest->max.y, failed->min.y) << "the newest is nearest the arrow";
    History history(scene.log);
    history.update();
    const TaskState* task = history.live().find(2);
    ASSERT_TRUE(task);
    EXPECT_NE(task_tooltip(*task, history.live(), history).find("out of paper"), std::string::npos);
}

TEST(board, a_tooltip_has_the_whole_name_the_socket_the_state_and_since_when) {
    Scene scene;
    scene.spawn_clients(1);
    scene.steps(1);
    scene.scheduler.rename(1, "Ana Beatriz da Conceição");
    History history(scene.log);
    history.update();
    const TaskState* task = history.live().find(1);
    ASSERT_TRUE(task);
    EXPECT_EQ(task_tooltip(*task, history.live(), history),
              "Ana Beatriz da Conceição\nfd 10, client 127.0.0.1:50000\n"
              "in recv_wait since event 5");
}

/// The screens and zooms at which a class looks at the board.
const std::array screens{ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080),
                         ImVec2(3840, 2160)};

TEST(board, the_rule_of_the_poll_is_on_every_screen_at_every_zoom) {
    for (const ImVec2 size : screens) {
        for (const float zoom : {1.0F, 1.5F, 2.0F, 3.0F}) {
            for (const bool presentation : {false, true}) {
                Scene scene(size);
                scene.settings.zoom = zoom;
                scene.settings.presentation = presentation;
                scene.spawn_clients(6);
                for (int ready = 6; ready >= 0; ready -= 6) {
                    for (int i = 0; i < 3; ++i) scene.frame();
                    EXPECT_TRUE(scene.label("poll").starts_with(ready ? "not asked" : "asked next"))
                        << size.x << " at " << zoom << ": " << scene.label("poll");
                    scene.steps(ready);
                }
            }
        }
    }
}

TEST(board, the_poll_gives_up_the_calls_name_and_the_reason_before_the_rule) {
    UnseenGui gui{{400, 300}};
    gui.frame([&] {
        ImGui::Begin("poll");
        const Canvas canvas{*ImGui::GetWindowDrawList(), {0, 0}, ImGui::GetFontSize()};
        PollWords words;
        words.call = "epoll_wait()";
        words.lines = {{PollWords::Tone::rule, "not asked: tasks are ready", "not asked"}};
        for (float height = 1.6F; height < 9; height += 0.1F) {
            const Box box{0, 0, canvas.em * 7.6F, canvas.em * height};
            EXPECT_TRUE(paint_poll(canvas, box, words).starts_with("not asked")) << height;
        }
        ImGui::End();
    });
}

TEST(board, next_stands_at_the_head_of_the_queue_beside_the_arrow_at_every_density) {
    for (const int tasks : {1, 6, 30, 300, 5'000}) {
        Scene scene({1024, 768});
        scene.spawn_clients(tasks);
        for (int i = 0; i < 3; ++i) scene.frame();
        const WidgetRecord* next = scene.find("next");
        const WidgetRecord* lane = scene.find("lane:ready");
        const WidgetRecord* arrow = scene.find("way:ready_to_running");
        ASSERT_TRUE(next && lane && arrow) << tasks;
        EXPECT_EQ(next->label, "echo#1") << tasks;
        EXPECT_GT(next->min.y, lane->min.y) << tasks;
        EXPECT_GT(arrow->min.y, next->min.y) << tasks;
        EXPECT_LT(arrow->min.y, next->max.y) << tasks;
        EXPECT_GT(next->max.x, lane->max.x - ImGui::GetFontSize()) << tasks;
    }
    Scene nobody;
    nobody.frame();
    EXPECT_FALSE(nobody.find("next"));
}

TEST(board, a_wait_lane_says_for_what_on_a_small_screen_too) {
    Waiting scene(6, {1024, 768});
    EXPECT_EQ(scene.label("label:recv_wait"), "recv_wait: to read");
    EXPECT_TRUE(scene.label("label:send_wait").starts_with("send_wait: "));
}

TEST(board, says_how_many_went_when_there_is_no_room_for_all) {
    Scene scene({1024, 768});
    scene.spawn_clients(40);
    scene.frame();
    EXPECT_EQ(scene.label("gone"), "gone");
    for (TaskId task = 1; task <= 37; ++task)
        scene.log.append({.task = task, .kind = EventKind::finished});
    scene.frame();
    EXPECT_EQ(scene.label("gone"), "gone: 37");
}

TEST(board, a_long_name_that_is_cut_keeps_what_tells_it_from_others) {
    UnseenGui gui{{400, 300}};
    gui.frame([&] {
        ImGui::Begin("names");
        const Canvas canvas{*ImGui::GetWindowDrawList(), {0, 0}, ImGui::GetFontSize()};
        const auto cut = [&](std::string_view name) {
            return canvas.fitted_before(fonts().small, name, tail_of(name), canvas.em * 4);
        };
        EXPECT_TRUE(cut("countdown(5)").ends_with("…(5)")) << cut("countdown(5)");
        EXPECT_TRUE(cut("countdown(10)").ends_with("…(10)")) << cut("countdown(10)");
        EXPECT_TRUE(cut("long_handler#1015").ends_with("…#1015"));
        EXPECT_EQ(cut("echo#7"), "echo#7");
        EXPECT_TRUE(cut("Ana Beatriz da Conceição").ends_with("…"));
        ImGui::End();
    });
}

TEST(board, counts_are_grouped) {
    EXPECT_EQ(grouped(7), "7");
    EXPECT_EQ(grouped(1'234), "1,234");
    EXPECT_EQ(grouped(12'345'678), "12,345,678");
}

}  // namespace
}  // namespace yieldscope
