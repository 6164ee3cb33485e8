// The countdown program prints exactly what its Python original prints.
// The expected lines come from a deque of three counters, as in the tutorial, written down here
// once more and independently.
#include "core/programs/program.h"
#include "core/scheduler.h"
#include "tests/unit/stage.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

namespace yieldscope {
namespace {

struct Counter {
    bool down = false;
    int now = 0;
    int end = 0;

    bool has_more() const { return down ? now > 0 : now < end; }
    std::string line() const { return fmt::format("{} {}", down ? "T-minus" : "Up we go", now); }
};

std::vector<std::string> what_python_prints() {
    std::vector<std::string> lines;
    std::deque<Counter> tasks = {{true, 10, 0}, {true, 5, 0}, {false, 0, 20}};
    while (!tasks.empty()) {
        Counter task = tasks.front();
        tasks.pop_front();
        lines.push_back(task.has_more() ? task.line() : "Task done");
        if (!task.has_more()) continue;
        task.now += task.down ? -1 : 1;
        tasks.push_back(task);
    }
    return lines;
}

TEST(Countdown, prints_what_three_generators_in_a_deque_print) {
    Stage stage;
    EXPECT_EQ(start_countdown(stage.scheduler, {}), "") << "it listens nowhere";
    stage.scheduler.run();
    EXPECT_EQ(stage.sink.texts(EventKind::printed), what_python_prints());
}

TEST(Countdown, never_asks_the_kernel) {
    Stage stage;
    start_countdown(stage.scheduler, {});
    stage.scheduler.run();
    EXPECT_EQ(stage.poller.waits, 0);
}

TEST(Programs, are_found_by_their_names) {
    EXPECT_EQ(programs().front().name, "echo") << "the default";
    for (const Program& program : programs()) EXPECT_EQ(find_program(program.name), &program);
    EXPECT_EQ(find_program("quicksort"), nullptr);
}

}  // namespace
}  // namespace yieldscope
