// A poller without a kernel: the test says what is ready. It holds the scheduler to the contract:
// nothing is watched twice, nothing forgotten that was not watched.
// Lives on the thread of the scheduler it is given to.
#pragma once

#include "core/poller.h"

#include <gtest/gtest.h>

#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {

class FakePoller final : public Poller {
public:
    std::vector<Readiness>
        ready;  ///< what the next wait answers, in this order, as far as it is watched
    std::set<std::pair<int, Reason>> watched;
    int refused_fd = -1;  ///< cannot be watched
    int refusal = 0;      ///< the errno with which the kernel would not be asked
    int waits = 0;        ///< how often the kernel would have been asked

    std::string_view call() const override { return "fake"; }

    std::optional<std::string> watch(int fd, Reason reason) override {
        if (fd == refused_fd) return "the fake cannot watch this one";
        EXPECT_TRUE(watched.insert({fd, reason}).second)
            << "descriptor " << fd << " is watched twice";
        return std::nullopt;
    }

    void forget(int fd, Reason reason) override {
        EXPECT_EQ(watched.erase({fd, reason}), 1U) << "descriptor " << fd << " was not watched";
    }

    void closing(int fd) override {
        watched.erase({fd, Reason::recv});
        watched.erase({fd, Reason::send});
    }

    WaitEnd wait(int /*timeout_ms*/, std::vector<Readiness>& answers) override {
        ++waits;
        for (Readiness& answer : ready) {
            answer.can_recv = answer.can_recv && watched.erase({answer.fd, Reason::recv}) == 1;
            answer.can_send = answer.can_send && watched.erase({answer.fd, Reason::send}) == 1;
            if (answer.can_recv || answer.can_send) answers.push_back(answer);
        }
        ready.clear();
        return {.interrupted = answers.empty(), .refusal = refusal};
    }
};

}  // namespace yieldscope
