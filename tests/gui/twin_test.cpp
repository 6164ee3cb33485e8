// The Python twins: every marker finds its C++ line, and every line that can be lit has a twin, so
// that a change of either file that loses one goes red. The lines that can be lit are those at
// which events are recorded: collected here by running the programs. Runs on the test's thread.
#include "app/twin.h"
#include "core/programs/program.h"
#include "core/scheduler.h"
#include "tests/unit/client.h"
#include "tests/unit/recording_sink.h"
#include "tests/unit/stage.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>
#include <utility>

namespace yieldscope {
namespace {

constexpr std::string_view scheduler_cpp = "core/scheduler.cpp";
constexpr std::string_view echo_cpp = "core/programs/echo.cpp";
constexpr std::string_view countdown_cpp = "core/programs/countdown.cpp";
constexpr std::string_view fibonacci_cpp = "core/programs/fibonacci.cpp";

using Places = std::set<std::pair<std::string_view, std::uint32_t>>;

/// The lines of the sources with twins at which those events were recorded.
void collect(const RecordingSink& sink, Places& places) {
    for (const Event& event : sink.events) {
        for (const std::string_view file :
             {scheduler_cpp, echo_cpp, countdown_cpp, fibonacci_cpp}) {
            if (event.line && sink.file(event).ends_with(file)) places.insert({file, event.line});
        }
    }
}

Task throws_at_once() {
    throw std::runtime_error("broken");
    co_yield turn();
}

/// A life of a server, with a client that says something and goes.
void run_server(std::string (*start)(Scheduler&, const Address&), Places& places) {
    RecordingSink sink;
    Scheduler scheduler(make_epoll_poller(-1), sink);
    Client client(start(scheduler, {}));
    client.say("20\n");
    const auto until = [&](EventKind kind) {
        while (sink.count(kind) == 0) ASSERT_NE(scheduler.step(deadline_ms), Step::nothing);
    };
    until(EventKind::sent);
    client.close();
    until(EventKind::finished);
    collect(sink, places);
}

void run_countdown(Places& places) {
    Stage stage;
    start_countdown(stage.scheduler, {});
    stage.scheduler.run();
    collect(stage.sink, places);
}

/// Tasks that fail in all ways, and a teacher who interferes.
void run_failures(Places& places) {
    Stage stage;
    stage.scheduler.spawn("throws", throws_at_once());
    stage.spawn('a', {recv(5)});
    stage.spawn('b', {recv(5)});
    stage.spawn('c', {recv(-1)});
    const TaskId victim = stage.spawn('d', {send(6)});
    const TaskId eager = stage.spawn('e');
    stage.scheduler.run_next(eager);
    stage.scheduler.rename(victim, "Rosa");
    stage.run_ready();
    stage.scheduler.cancel(victim);
    stage.scheduler.closing(5);
    EXPECT_EQ(stage.sink.count(EventKind::failed), 4U);
    collect(stage.sink, places);
}

Places lit_lines() {
    Places places;
    run_server(start_echo, places);
    run_server(start_fibonacci, places);
    run_countdown(places);
    run_failures(places);
    return places;
}

std::uint32_t line_of(std::string_view file, std::string_view text) {
    const auto lines = lines_of(embedded_text(file));
    for (std::size_t i = 0; i < lines.size(); ++i) {
        if (lines[i].find(text) != std::string_view::npos) return static_cast<std::uint32_t>(i + 1);
    }
    return 0;
}

/// The Python lines that are lit with that C++ line, without their indentation.
std::string lit(std::string_view file, std::string_view text, std::vector<std::string_view> words) {
    const Twin* twin = twin_of(file);
    std::string all;
    for (const std::uint32_t line : twin->lines_for(line_of(file, text), std::move(words))) {
        const std::string_view code = twin->lines()[line - 1];
        all += code.substr(code.find_first_not_of(' '));
        all += '\n';
    }
    return all;
}

TEST(twin, every_marker_matches_one_line_of_the_source_or_function_it_speaks_of) {
    for (const std::string_view file : {scheduler_cpp, echo_cpp, countdown_cpp, fibonacci_cpp}) {
        const Twin* twin = twin_of(file);
        ASSERT_TRUE(twin) << file;
        EXPECT_FALSE(twin->links().empty());
        for (const Twin::Link& link : twin->links())
            EXPECT_EQ(link.matches, 1)
                << twin->file() << ":" << link.python << " " << link.fragment;
    }
}

TEST(twin, every_line_that_can_be_lit_has_one) {
    const Places places = lit_lines();
    EXPECT_GE(places.size(), 20U);
    for (const auto& [file, line] : places) {
        const auto lines = lines_of(embedded_text(file));
        EXPECT_FALSE(twin_of(file)->lines_for(line).empty())
            << file << ":" << line << " " << lines[line - 1];
    }
}

TEST(twin, the_beginning_of_every_task_has_one) {
    for (const std::string_view file : {echo_cpp, countdown_cpp, fibonacci_cpp}) {
        const auto lines = lines_of(embedded_text(file));
        for (std::size_t i = 0; i < lines.size(); ++i) {
            if (!lines[i].starts_with("Task ")) continue;
            const auto twins = twin_of(file)->lines_for(static_cast<std::uint32_t>(i + 1));
            ASSERT_EQ(twins.size(), 1U) << lines[i];
            EXPECT_TRUE(twin_of(file)->lines()[twins[0] - 1].starts_with("def ")) << lines[i];
        }
    }
}

TEST(twin, what_the_loop_does_is_recorded_at_the_lines_that_a_class_looks_at) {
    const auto lines = lines_of(embedded_text(scheduler_cpp));
    const LineRange step = function_around(lines, line_of(scheduler_cpp, "Step Scheduler::step("));
    const LineRange poll = function_around(lines, line_of(scheduler_cpp, "Step Scheduler::poll("));
    for (const auto& [file, line] : lit_lines()) {
        if (file != scheduler_cpp) continue;
        EXPECT_TRUE(step.contains(line) || poll.contains(line)) << line << ": " << lines[line - 1];
    }
}

TEST(twin, the_event_says_which_of_the_twins_is_meant) {
    EXPECT_EQ(lit(scheduler_cpp, "else park(task);", {"parked", "recv"}),
              "recv_wait[sock] = task\n");
    EXPECT_EQ(lit(scheduler_cpp, "else park(task);", {"parked", "send"}),
              "send_wait[sock] = task\n");
    EXPECT_EQ(lit(scheduler_cpp, "else park(task);", {"turn"}), "tasks.append(task)\n");
    EXPECT_EQ(lit(scheduler_cpp, "else park(task);", {"failed", "none"}), "") << "none of them ran";
    EXPECT_EQ(lit(scheduler_cpp, "wake(*task);", {"woken", "send"}),
              "tasks.append(send_wait.pop(sock))\n");
    EXPECT_EQ(lit(scheduler_cpp, "finish(task);", {"finished", "none"}), "except StopIteration:\n");
    EXPECT_EQ(lit(scheduler_cpp, "finish(task);", {"afterfinished"}), "print('Task done')\n");
    EXPECT_EQ(lit(scheduler_cpp, "finish(task);", {"failed", "none"}),
              "except Exception as error:\n");
    EXPECT_EQ(lit(scheduler_cpp, "finish(task);", {"afterfailed"}),
              "print('Task failed:', error)\n");
}

TEST(twin, a_yield_has_the_yield_of_its_own_task) {
    const Twin* twin = twin_of(countdown_cpp);
    const std::uint32_t countup = line_of(countdown_cpp, "Task countup(");
    const auto lines = twin->lines_for(line_of(countdown_cpp, "x += 1;") - 1);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_EQ(twin->lines()[lines[0] - 1], "        yield");
    EXPECT_GT(lines[0], twin->lines_for(countup).at(0));
}

TEST(twin, the_markers_are_not_shown) {
    for (const std::string_view file : {scheduler_cpp, echo_cpp, countdown_cpp, fibonacci_cpp}) {
        for (const std::string_view line : twin_of(file)->lines()) {
            if (line.starts_with('#')) continue;
            EXPECT_EQ(line.find("#="), std::string_view::npos) << line;
            EXPECT_FALSE(line.ends_with(' ')) << line;
        }
    }
}

TEST(twin, a_line_that_has_changed_has_lost_its_twin) {
    const Twin twin(
        "a.py", "def f():  #= Task f(\n    yield  #= co_yield turn();\n",
        "Task f() {\n    co_yield pause();\n}\n\nTask g() {\n    co_yield turn();\n}\n");
    ASSERT_EQ(twin.links().size(), 2U);
    EXPECT_EQ(twin.links()[0].cpp, 1U);
    EXPECT_EQ(twin.links()[1].matches, 0) << "g is not f";
    EXPECT_TRUE(twin.lines_for(6).empty());
}

TEST(twin, one_line_may_be_the_twin_of_several) {
    const Twin twin("a.py", "x()  #= one; #= two;\n", "one;\ntwo;\n");
    EXPECT_EQ(twin.lines()[0], "x()");
    EXPECT_EQ(twin.lines_for(1), std::vector<std::uint32_t>{1});
    EXPECT_EQ(twin.lines_for(2), std::vector<std::uint32_t>{1});
    EXPECT_TRUE(twin.lines_for(0).empty());
}

TEST(twin, a_function_is_found_in_both_languages) {
    EXPECT_EQ(
        function_around(lines_of("// why\nint f() {\n    g();\n\n    h();\n}\n\nint i;\n"), 3),
        (LineRange{2, 6}));
    EXPECT_EQ(function_around(lines_of("x = 1\n\ndef f():\n    g()\n\n\ny = 2\n"), 4),
              (LineRange{3, 4}));
    EXPECT_EQ(function_around(lines_of("x = 1\ny = 2\n"), 1), LineRange{});
}

}  // namespace
}  // namespace yieldscope
