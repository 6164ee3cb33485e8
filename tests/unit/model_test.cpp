// The model: what a prefix of the log adds up to.
// That its places agree with the scheduler's is seen in random_programs_test.cpp; here is what a
// task's card and the loop's state show besides, event by event.
#include "core/watch/model.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

struct Models : testing::Test {
    Model model;

    const TaskState& task(TaskId id) { return *model.find(id); }

    void spawn(TaskId id, TaskId parent = 0) {
        model.apply({.task = id, .other = parent, .kind = EventKind::spawned});
    }

    void end(TaskId id) { model.apply({.task = id, .kind = EventKind::finished}); }

    void accept(TaskId server, int fd, TextId address) {
        model.apply({.task = server, .text = address, .fd = fd, .kind = EventKind::accepted});
    }

    void use(TaskId id, int fd, EventKind kind = EventKind::yielded) {
        model.apply({.task = id,
                     .fd = fd,
                     .kind = kind,
                     .reason = kind == EventKind::yielded ? Reason::recv : Reason::none});
    }

    /// An event of `text` that moved.
    static Event transfer(EventKind kind, std::string_view text) {
        Event event{.task = 1, .moved = static_cast<std::uint32_t>(text.size()), .kind = kind};
        event.preview_size = static_cast<std::uint8_t>(std::min(text.size(), event.preview.size()));
        text.copy(event.preview.data(), event.preview_size);
        return event;
    }
};

TEST_F(Models, a_task_is_born_at_the_back_of_the_ready_queue) {
    spawn(1);
    spawn(2, 1);
    EXPECT_EQ(model.first(Place::ready)->id, 1U);
    EXPECT_EQ(model.after(*model.first(Place::ready))->id, 2U);
    EXPECT_EQ(model.count(Place::ready), 2U);
    EXPECT_EQ(task(2).parent, 1U);
}

TEST_F(Models, a_task_owns_the_descriptor_it_first_uses) {
    spawn(1);
    for (const int fd : {8, 6, 7}) accept(1, fd, static_cast<TextId>(100 + fd));
    EXPECT_EQ(model.waiting_clients(), 3U);
    EXPECT_EQ(task(1).fd, -1) << "to accept is not to use";
    for (TaskId id = 2; id <= 4; ++id) spawn(id, 1);
    EXPECT_TRUE(model.connections().empty()) << "nobody knows yet which is whose";
    use(4, 6);
    use(2, 7, EventKind::received);
    use(3, 8, EventKind::sent);
    for (const auto& [id, fd] : {std::pair{4U, 6}, std::pair{2U, 7}, std::pair{3U, 8}}) {
        EXPECT_EQ(task(id).fd, fd);
        EXPECT_EQ(task(id).address, static_cast<TextId>(100 + fd));
        EXPECT_FALSE(task(id).listens);
    }
    EXPECT_EQ(model.connections(), (std::vector<TaskId>{2, 3, 4}));
    EXPECT_EQ(model.waiting_clients(), 0U);
}

TEST_F(Models, a_task_that_has_a_descriptor_leaves_others_to_others) {
    spawn(1);
    accept(1, 6, 44);
    accept(1, 7, 45);
    use(1, 6);
    use(1, 7, EventKind::received);
    EXPECT_EQ(task(1).address, 44U);
    EXPECT_EQ(model.waiting_clients(), 1U);
    spawn(2, 1);
    use(2, 7);
    EXPECT_EQ(task(2).address, 45U);
}

TEST_F(Models, a_task_that_closed_its_client_owns_the_next_it_uses_and_no_longer_the_first) {
    spawn(1);
    accept(1, 6, 44);
    use(1, 6);
    model.apply({.task = 1, .fd = 6, .kind = EventKind::closed});
    EXPECT_EQ(task(1).address, 44U) << "it is remembered whose it was";
    use(1, 9);
    EXPECT_EQ(task(1).fd, 9);
    EXPECT_EQ(task(1).address, 0U);
    EXPECT_TRUE(model.connections().empty());
}

TEST_F(Models, a_client_whose_socket_closed_before_a_task_used_it_belongs_to_nobody) {
    spawn(1);
    accept(1, 6, 44);
    model.apply({.task = 1, .fd = 6, .kind = EventKind::closed});
    EXPECT_EQ(model.waiting_clients(), 0U);
    spawn(2, 1);
    use(2, 6);
    EXPECT_EQ(task(2).address, 0U);
    EXPECT_TRUE(model.connections().empty());
}

TEST_F(Models, there_is_an_end_to_clients_without_a_task) {
    for (int fd = 0; fd < 10'000; ++fd) accept(1, fd, 44);
    EXPECT_EQ(model.waiting_clients(), limits::unclaimed_kept);
}

TEST_F(Models, a_listener_belongs_to_the_task_that_first_uses_it_and_is_no_connection) {
    model.apply({.text = 44, .fd = 5, .kind = EventKind::listening});
    spawn(1);
    EXPECT_EQ(model.waiting_clients(), 0U);
    use(1, 5);
    EXPECT_TRUE(task(1).listens);
    EXPECT_EQ(task(1).fd, 5);
    EXPECT_TRUE(model.connections().empty());
}

TEST_F(Models, what_a_task_reads_and_writes_adds_up) {
    spawn(1);
    model.apply(transfer(EventKind::received, "Hello"));
    model.apply(transfer(EventKind::received, ""));
    model.apply(transfer(EventKind::sent, "GOT:Hello"));
    model.apply(transfer(EventKind::sent, "GOT:a message of more than twenty bytes"));
    EXPECT_EQ(task(1).bytes_in, 5U);
    EXPECT_EQ(task(1).messages_in, 1U) << "the end is no message";
    EXPECT_EQ(task(1).last_in.text(), "Hello");
    EXPECT_EQ(task(1).bytes_out, 48U);
    EXPECT_EQ(task(1).messages_out, 2U);
    EXPECT_EQ(task(1).last_out.of_bytes, 39U);
}

TEST_F(Models, time_is_added_to_the_place_where_it_was_spent) {
    model.apply({.time_ns = 100, .task = 1, .kind = EventKind::spawned});
    model.apply({.time_ns = 130, .task = 1, .kind = EventKind::resumed});
    model.apply({.time_ns = 135, .task = 1, .kind = EventKind::parked, .reason = Reason::send});
    model.apply({.time_ns = 235, .task = 1, .kind = EventKind::woken, .reason = Reason::send});
    const auto spent = [&](Place place) {
        return task(1).spent_ns[static_cast<std::size_t>(place)];
    };
    EXPECT_EQ(spent(Place::ready), 30);
    EXPECT_EQ(spent(Place::running), 5);
    EXPECT_EQ(spent(Place::send_wait), 100);
    EXPECT_EQ(task(1).since_ns, 235);
    EXPECT_EQ(task(1).since, 3U) << "the number of the event that brought it there";
}

TEST_F(Models, who_was_refused_is_counted_with_the_last_reason) {
    EXPECT_EQ(model.refusals().count, 0U);
    model.apply({.task = 1, .text = 7, .kind = EventKind::refused});
    model.apply({.task = 1, .text = 8, .kind = EventKind::refused});
    EXPECT_EQ(model.refusals().count, 2U);
    EXPECT_EQ(model.refusals().why, 8U);
}

TEST_F(Models, a_task_that_ended_is_remembered_for_a_while) {
    for (TaskId id = 1; id <= 20; ++id) spawn(id);
    for (TaskId id = 1; id <= 20; ++id) end(id);
    EXPECT_EQ(model.alive(), 0U);
    EXPECT_EQ(model.ended().size(), 16U);
    EXPECT_EQ(model.gone(), 20U);
    EXPECT_EQ(model.find(4), nullptr);
    EXPECT_EQ(task(5).place, Place::finished);
}

TEST_F(Models, connections_are_in_the_order_of_their_birth_and_leave_with_their_task) {
    spawn(1);
    for (TaskId id = 2; id <= 4; ++id) {
        accept(1, static_cast<int>(id), 0);
        spawn(id, 1);
        use(id, static_cast<int>(id));
    }
    end(3);
    EXPECT_EQ(model.connections(), (std::vector<TaskId>{2, 4}));
}

TEST_F(Models, a_task_says_where_in_its_own_file_it_stands) {
    spawn(1);
    EXPECT_EQ(task(1).line, 0U) << "it has not started";
    model.apply(
        {.task = 1, .file = 9, .line = 21, .kind = EventKind::yielded, .reason = Reason::recv});
    model.apply(
        {.task = 1, .file = 8, .line = 75, .kind = EventKind::parked, .reason = Reason::recv});
    EXPECT_EQ(task(1).line, 21U) << "not where the scheduler parked it";
    EXPECT_EQ(task(1).file, 9U);
}

TEST_F(Models, it_shows_only_what_the_loop_has_confirmed) {
    EXPECT_EQ(model.run_state(), RunState::paused);
    model.apply({.kind = EventKind::running});
    EXPECT_EQ(model.run_state(), RunState::running);
    model.apply({.kind = EventKind::stepped});
    EXPECT_EQ(model.run_state(), RunState::paused);
    model.apply({.kind = EventKind::ended});
    EXPECT_EQ(model.run_state(), RunState::ended);
}

TEST_F(Models, it_counts_how_often_the_loop_came_to_stand_still) {
    for (const EventKind kind :
         {EventKind::running, EventKind::paused, EventKind::stepped, EventKind::ended}) {
        model.apply({.kind = kind});
    }
    EXPECT_EQ(model.stops(), 3U);
}

TEST_F(Models, it_shows_a_poll_while_it_lasts_and_what_it_came_to) {
    model.apply({.asked = 3, .kind = EventKind::polling});
    EXPECT_TRUE(model.poll().blocked);
    EXPECT_EQ(model.poll().watched, 3U);
    model.apply({.moved = 2, .kind = EventKind::polled, .interrupted = true});
    EXPECT_FALSE(model.poll().blocked);
    EXPECT_EQ(model.poll().ready, 2U);
    EXPECT_TRUE(model.poll().interrupted);
    EXPECT_EQ(model.poll().count, 1U);
}

TEST_F(Models, events_of_tasks_whose_birth_was_not_seen_do_no_harm) {
    for (std::size_t kind = 0; kind < event_kind_count; ++kind) {
        if (static_cast<EventKind>(kind) == EventKind::spawned) continue;
        model.apply(
            {.task = 7, .fd = 3, .kind = static_cast<EventKind>(kind), .reason = Reason::recv});
    }
    EXPECT_EQ(model.alive(), 0U);
    EXPECT_EQ(model.size(), event_kind_count - 1);
}

TEST_F(Models, a_copy_goes_its_own_way) {
    spawn(1);
    Model copy = model;
    EXPECT_EQ(copy, model);
    copy.apply({.task = 1, .kind = EventKind::resumed});
    EXPECT_NE(copy, model);
    EXPECT_EQ(model.running(), 0U);
    EXPECT_EQ(copy.running(), 1U);
}

TEST_F(Models, who_is_promoted_is_first_in_the_ready_queue) {
    for (const TaskId id : {1U, 2U, 3U}) spawn(id);
    model.apply({.task = 3, .kind = EventKind::promoted});
    EXPECT_EQ(model.first(Place::ready)->id, 3U);
    EXPECT_EQ(model.after(*model.first(Place::ready))->id, 1U);
    EXPECT_EQ(model.count(Place::ready), 3U);
    model.apply({.task = 1, .kind = EventKind::resumed});
    model.apply({.task = 3, .kind = EventKind::promoted});
    EXPECT_EQ(model.count(Place::ready), 2U) << "it was first already";
}

TEST_F(Models, a_nickname_belongs_to_its_task_and_its_moment) {
    spawn(1);
    const Model before = model;
    model.apply({.task = 1, .text = 9, .kind = EventKind::renamed});
    EXPECT_EQ(task(1).nickname, 9U);
    EXPECT_EQ(before.find(1)->nickname, 0U);
}

TEST_F(Models, breakpoints_are_there_from_one_event_to_another) {
    model.apply({.text = 5, .asked = 1, .kind = EventKind::break_set});
    model.apply({.text = 6, .asked = 2, .kind = EventKind::break_set});
    ASSERT_EQ(model.breakpoints().size(), 2U);
    EXPECT_EQ(model.breakpoints()[0].words, 5U);
    model.apply({.asked = 1, .kind = EventKind::break_removed});
    ASSERT_EQ(model.breakpoints().size(), 1U);
    EXPECT_EQ(model.breakpoints()[0].number, 2U);
}

TEST_F(Models, a_hit_is_counted_and_lasts_until_something_moves) {
    spawn(1);
    model.apply({.asked = 1, .kind = EventKind::break_set});
    model.apply({.kind = EventKind::running});
    model.apply({.task = 1, .kind = EventKind::resumed});
    model.apply({.task = 1, .kind = EventKind::yielded, .reason = Reason::turn});
    const std::uint64_t stops = model.stops();
    model.apply({.asked = 1, .moved = 2, .kind = EventKind::break_hit});
    EXPECT_EQ(model.run_state(), RunState::paused);
    EXPECT_EQ(model.stops(), stops + 1);
    EXPECT_EQ(model.break_hit().number, 1U);
    EXPECT_EQ(model.break_hit().event, 3U) << "the resume";
    EXPECT_EQ(model.breakpoints()[0].hits, 1U);
    model.apply({.task = 1, .kind = EventKind::resumed});
    EXPECT_EQ(model.break_hit().number, 0U);
}

TEST_F(Models, a_bookmark_marks_a_moment_until_it_is_removed) {
    for (const TaskId id : {1U, 2U, 3U}) spawn(id);
    model.apply({.text = 7, .moved = 0, .kind = EventKind::bookmarked});
    model.apply({.text = 8, .moved = 3, .kind = EventKind::bookmarked});
    EXPECT_EQ(model.bookmarks(), (std::vector<Bookmark>{{1, 8}, {3, 7}}));
    model.apply({.text = 9, .moved = 4, .kind = EventKind::bookmarked});
    EXPECT_EQ(model.bookmarks(), (std::vector<Bookmark>{{1, 9}, {3, 7}})) << "one a moment";
    model.apply({.moved = 3, .kind = EventKind::bookmark_removed});
    EXPECT_EQ(model.bookmarks(), (std::vector<Bookmark>{{1, 9}}));
    model.apply({.moved = 99, .kind = EventKind::bookmark_removed});
    EXPECT_EQ(model.bookmarks().size(), 1U) << "there is none, and no such moment";
}

TEST_F(Models, there_is_an_end_to_bookmarks) {
    for (std::uint32_t i = 0; i < 1000; ++i)
        model.apply({.text = 7, .moved = 0, .kind = EventKind::bookmarked});
    EXPECT_EQ(model.bookmarks().size(), limits::bookmarks);
}

TEST_F(Models, the_last_socket_that_listens_takes_the_listening_along) {
    EXPECT_FALSE(model.nobody_listens()) << "there was nobody yet";
    model.apply({.text = 3, .fd = 5, .kind = EventKind::listening});
    model.apply({.text = 3, .fd = 6, .kind = EventKind::listening});
    spawn(1);
    use(1, 5);
    EXPECT_FALSE(model.nobody_listens());
    model.apply({.task = 1, .fd = 5, .kind = EventKind::closed});
    model.apply({.task = 1, .kind = EventKind::cancelled});
    EXPECT_FALSE(model.nobody_listens()) << "one is still to be used";
    model.apply({.fd = 6, .kind = EventKind::closed});
    EXPECT_TRUE(model.nobody_listens());
}

TEST_F(Models, a_task_that_ends_takes_its_listener_along) {
    model.apply({.text = 3, .fd = 5, .kind = EventKind::listening});
    spawn(1);
    use(1, 5);
    model.apply({.task = 1, .kind = EventKind::cancelled});
    EXPECT_TRUE(model.nobody_listens());
}

}  // namespace
}  // namespace yieldscope
