// One generator inside another, as Python's `yield from`. The test resumes the outer one by hand.
// Runs on the test's thread.
#include "core/yield_from.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <utility>

namespace yieldscope {
namespace {

/// Says in `story` that it has ended, in whatever way.
struct Ends {
    std::string& story;
    ~Ends() { story += "end "; }
};

Task inner(std::string& story) {
    const Ends ends{story};
    story += "one ";
    co_yield recv(1);
    story += "two ";
    co_yield send(2);
    story += "three ";
}

Task throws() {
    co_yield recv(1);
    throw std::runtime_error("broken");
}

Task outer(std::string& story) {
    for (YieldFrom from(inner(story)); from.next();) co_yield from.wait();
    story += "outer ";
}

Task outer_of_throwing(std::string& story) {
    try {
        for (YieldFrom from(throws()); from.next();) co_yield from.wait();
    } catch (const std::exception& error) {
        story += error.what();
    }
}

/// Resumes a task to its end; what it yielded, in order.
std::string run(Task task) {
    std::string yields;
    for (YieldFrom all(std::move(task)); all.next();) {
        yields += all.wait().reason == Reason::recv ? "recv" : "send";
        yields += std::to_string(all.wait().fd) + " ";
    }
    return yields;
}

TEST(yield_from, hands_on_every_yield_and_then_goes_on) {
    std::string story;
    EXPECT_EQ(run(outer(story)), "recv1 send2 ");
    EXPECT_EQ(story, "one two three end outer ");
}

TEST(yield_from, an_exception_comes_out_of_it) {
    std::string story;
    EXPECT_EQ(run(outer_of_throwing(story)), "recv1 ");
    EXPECT_EQ(story, "broken");
}

TEST(yield_from, the_inner_one_ends_with_the_outer_one) {
    std::string story;
    {
        YieldFrom all(outer(story));
        EXPECT_TRUE(all.next());
    }
    EXPECT_EQ(story, "one end ");
}

}  // namespace
}  // namespace yieldscope
