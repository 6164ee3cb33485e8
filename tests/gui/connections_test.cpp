// The connections: everybody has a row, a student finds the own one by its port, and what has no
// room in a row is in its tooltip. Runs on the test's thread.
#include "app/side_column.h"
#include "tests/gui/scene.h"

#include <array>
#include <cstring>

namespace yieldscope {
namespace {

/// Puts the focus into the field and types.
void find_mine(Scene& scene, const char* port) {
    scene.click("find_mine");
    scene.type(port);
}

std::size_t rows_in_sight(const Scene& scene) {
    return static_cast<std::size_t>(std::count_if(
        scene.widgets.begin(), scene.widgets.end(),
        [](const WidgetRecord& widget) { return widget.id.starts_with("connection:"); }));
}

TEST(connections, a_typed_port_selects_its_task) {
    Scene scene;
    scene.serve_clients(3);
    find_mine(scene, "50001");
    EXPECT_EQ(scene.shell.selection().selected, 2U);
    EXPECT_FALSE(scene.find("find_note"));
}

TEST(connections, a_client_that_no_task_has_used_yet_has_a_row_that_says_so) {
    Scene scene;
    scene.serve_clients(1);
    for (const int fd : {30, 31}) {
        scene.log.append({.task = 1,
                          .text = scene.log.intern("127.0.0.1:" + std::to_string(60000 + fd)),
                          .fd = fd,
                          .kind = EventKind::accepted});
    }
    scene.frame();
    EXPECT_EQ(scene.label("accepted:30"), "127.0.0.1:60030");
    EXPECT_TRUE(scene.find("accepted:31"));
    find_mine(scene, "60031");
    EXPECT_EQ(scene.label("find_note"),
              "The client from port 60031 is accepted. No task has used it yet.");
    scene.log.append({.task = 7, .text = scene.log.intern("echo#"), .kind = EventKind::spawned});
    scene.log.append({.task = 7, .fd = 31, .kind = EventKind::received});
    scene.frame();
    EXPECT_FALSE(scene.find("accepted:31"));
    EXPECT_TRUE(scene.find("accepted:30"));
    EXPECT_TRUE(scene.find("connection:7"));
    EXPECT_EQ(scene.shell.selection().selected, 7U);
}

TEST(connections, a_typed_port_brings_its_row_into_sight) {
    Scene scene;
    scene.serve_clients(300);
    scene.frame();
    ASSERT_FALSE(scene.find("connection:251"));
    find_mine(scene, "50250");
    scene.frame();
    ASSERT_TRUE(scene.find("connection:251"));
    EXPECT_TRUE(scene.shell.selection().lit(251));
}

TEST(connections, nobody_at_a_port_is_said_in_a_sentence) {
    Scene scene;
    scene.serve_clients(3);
    find_mine(scene, "53412");
    EXPECT_EQ(scene.label("find_note"),
              "Nobody is connected from port 53412. The port is on the card after the colon.");
    EXPECT_EQ(scene.shell.selection().selected, 0U);
}

TEST(connections, who_was_refused_is_said_and_why_the_last_time) {
    Scene scene;
    scene.spawn_clients(3);
    EXPECT_FALSE(scene.find("refusals"));
    const auto refuse = [&](std::string_view why) {
        scene.log.append({.task = 1, .text = scene.log.intern(why), .kind = EventKind::refused});
        scene.frame();
    };
    refuse("no descriptors are left, so 127.0.0.1:50009 is turned away");
    EXPECT_EQ(scene.label("refusals"),
              "Refused once: no descriptors are left, so 127.0.0.1:50009 is turned away.");
    for (int i = 0; i < 1200; ++i) refuse("the limit is reached");
    EXPECT_EQ(scene.label("refusals"), "Refused 1,201 times, the last time: the limit is reached.");
}

TEST(connections, the_beginning_of_a_port_is_not_nobodys) {
    Scene scene;
    scene.serve_clients(3);
    find_mine(scene, "500");
    EXPECT_FALSE(scene.find("find_note"));
    EXPECT_EQ(scene.shell.selection().selected, 0U);
}

TEST(connections, only_digits_can_be_typed_and_a_port_has_no_more_than_five) {
    Scene scene;
    scene.serve_clients(3);
    find_mine(scene, ":5a0-0.0 29");
    EXPECT_EQ(scene.label("find_mine"), "50002");
    EXPECT_EQ(scene.shell.selection().selected, 3U);
}

TEST(connections, who_connects_after_the_port_was_typed_is_found_too) {
    Scene scene;
    scene.serve_clients(1);
    find_mine(scene, "50007");
    ASSERT_TRUE(scene.find("find_note"));
    scene.log.append(
        {.text = scene.log.intern("127.0.0.1:50007"), .fd = 30, .kind = EventKind::accepted});
    scene.log.append({.task = 99, .text = scene.log.intern("echo#"), .kind = EventKind::spawned});
    scene.log.append({.task = 99, .fd = 30, .kind = EventKind::received});
    scene.frame();
    EXPECT_EQ(scene.shell.selection().selected, 99U);
    scene.frame();
    EXPECT_FALSE(scene.find("find_note"));
}

TEST(connections, a_search_that_is_over_leaves_the_selection_to_the_user) {
    Scene scene;
    scene.serve_clients(3);
    find_mine(scene, "50001");
    scene.click("connection:3");
    EXPECT_EQ(scene.shell.selection().selected, 3U);
    scene.log.append({.task = 1, .kind = EventKind::finished});
    scene.frame();
    EXPECT_EQ(scene.shell.selection().selected, 3U) << "somebody else left";
}

TEST(connections, who_is_found_leaves_and_that_is_said) {
    Scene scene;
    scene.serve_clients(3);
    find_mine(scene, "50001");
    scene.log.append({.task = 2, .kind = EventKind::finished});
    scene.frame();
    EXPECT_TRUE(scene.find("find_note"));
}

TEST(connections, an_empty_list_says_what_will_appear_and_what_to_press) {
    Scene scene;
    scene.frame();
    const std::string sentence = scene.label("connections_empty");
    EXPECT_NE(sentence.find("A row for every client will appear"), std::string::npos);
    EXPECT_NE(sentence.find("F10"), std::string::npos);
}

TEST(connections, a_right_click_on_a_row_opens_its_tasks_menu) {
    Scene scene;
    scene.serve_clients(2);
    scene.frame();
    const WidgetRecord row = *scene.find("connection:2");
    scene.click_at({row.min.x + 20, (row.min.y + row.max.y) / 2}, ImGuiMouseButton_Right);
    EXPECT_TRUE(scene.find("menu:run_next"));
    EXPECT_EQ(scene.shell.selection().selected, 2U);
}

TEST(connections, a_rows_tooltip_says_everything_with_the_message_escaped) {
    EventLog log(0);
    History history(log);
    log.append({.text = log.intern("127.0.0.1:53412"), .fd = 6, .kind = EventKind::accepted});
    log.append({.task = 1, .text = log.intern("echo#"), .kind = EventKind::spawned});
    Event received{.task = 1, .fd = 6, .moved = 35, .kind = EventKind::received};
    constexpr std::string_view bytes = "ol\xC3\xA1\x1B[2J\xFF\n is what";
    received.preview_size = static_cast<std::uint8_t>(bytes.size());
    std::memcpy(received.preview.data(), bytes.data(), bytes.size());
    log.append(received);
    history.update();
    const Model& now = history.live();
    const std::string facts = facts_of(*now.find(1), now, history);
    EXPECT_NE(facts.find("echo#1, fd 6, client 127.0.0.1:53412\n"), std::string::npos) << facts;
    EXPECT_NE(facts.find("in ready queue, connected for "), std::string::npos) << facts;
    EXPECT_NE(facts.find("messages read 1, 35\u00A0B\nmessages sent 0, 0\u00A0B\n"),
              std::string::npos);
    EXPECT_NE(facts.find("last message \"ol\xC3\xA1\\x1b[2J\\xff\\n is what\"..., 35\u00A0B"),
              std::string::npos)
        << facts;
}

TEST(connections, an_age_ends_at_the_shown_event_and_not_now) {
    EventLog log(0);
    History history(log);
    log.append({.text = log.intern("127.0.0.1:53412"), .fd = 6, .kind = EventKind::accepted});
    log.append({.task = 1, .text = log.intern("echo#"), .kind = EventKind::spawned});
    history.update();
    const Model& now = history.live();
    EXPECT_NE(facts_of(*now.find(1), now, history).find("connected for 0.0\u00A0µs"),
              std::string::npos);
}

TEST(connections, ten_thousand_cost_only_the_rows_in_sight) {
    for (const int count : {300, 10'000}) {
        Scene scene;
        scene.serve_clients(count);
        for (int i = 0; i < 3; ++i) scene.frame();
        EXPECT_GE(rows_in_sight(scene), 2U);
        EXPECT_LT(rows_in_sight(scene), 40U);
    }
}

TEST(connections, the_right_columns_panes_share_its_height_without_a_gap_or_an_overlap) {
    for (const float height : {300.0F, 440.0F, 480.0F, 728.0F, 1500.0F}) {
        for (const float em : {15.0F, 20.0F, 43.0F}) {
            for (const std::size_t breakpoints : {0U, 1U, 5U, 64U}) {
                for (const std::size_t connections : {0U, 6U, 9900U}) {
                    const SideColumn side = side_column(
                        height, em * 20, em, 2, {true, connections, breakpoints, false, false});
                    EXPECT_FLOAT_EQ(side.connections + side.task + side.breakpoints + 4, height);
                    EXPECT_GT(side.connections, height * 0.2F);
                    EXPECT_GT(side.task, std::min(height * 0.25F, em * 16));
                    EXPECT_LE(side.breakpoints, height * 0.25F);
                    EXPECT_GT(side.breakpoints, 0);
                }
            }
        }
    }
}

TEST(connections, a_program_without_a_network_leaves_the_column_to_the_task) {
    const SideColumn side = side_column(700, 300, 16, 2, {.network = false});
    EXPECT_EQ(side.connections, 0);
    EXPECT_FLOAT_EQ(side.task + side.breakpoints + 2, 700);
}

TEST(connections, who_was_refused_takes_no_row_away) {
    for (const ImVec2 size : {ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
        Scene scene(size);
        scene.serve_clients(3);
        scene.log.append({.task = 1,
                          .text = scene.log.intern("there are 3 connections, as many as may be, "
                                                   "so 127.0.0.1:50009 is turned away"),
                          .kind = EventKind::refused});
        for (int i = 0; i < 3; ++i) scene.frame();
        ASSERT_TRUE(scene.find("refusals"));
        EXPECT_EQ(rows_in_sight(scene), 3U) << size.x;
        const WidgetRecord* last = scene.find("connection:3");
        ASSERT_TRUE(last);
        EXPECT_LE(last->max.y, scene.find("task_heading")->min.y) << size.x;
    }
}

TEST(connections, six_clients_have_six_rows) {
    for (const ImVec2 size : {ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
        Scene scene(size);
        scene.serve_clients(6);
        scene.steps(3);
        for (int i = 0; i < 3; ++i) scene.frame();
        EXPECT_EQ(rows_in_sight(scene), 6U) << size.x;
        const WidgetRecord* last = scene.find("connection:6");
        ASSERT_TRUE(last);
        EXPECT_LE(last->max.y, scene.find("task_heading")->min.y) << size.x;
    }
}

TEST(connections, nothing_in_the_right_column_leaves_it_at_any_size) {
    constexpr std::array ids{"copy_command", "find_mine",   "run_next", "break_task",
                             "follow",       "cancel_task", "rename",   "break_new"};
    for (const ImVec2 size :
         {ImVec2(1024, 768), ImVec2(1280, 720), ImVec2(1920, 1080), ImVec2(3840, 2160)}) {
        Scene scene(size);
        scene.serve_clients(300);
        scene.steps(3);
        scene.frame();
        for (const char* id : ids) {
            const WidgetRecord* widget = scene.find(id);
            ASSERT_TRUE(widget) << id << " at " << size.x;
            EXPECT_GE(widget->min.x, size.x * 0.7F) << id << " at " << size.x;
            EXPECT_LE(widget->max.x, size.x) << id << " at " << size.x;
        }
    }
}

}  // namespace
}  // namespace yieldscope
