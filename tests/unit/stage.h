// A stage for the scheduler: tasks with one letter for a name act a script of yields, and write
// their letter whenever they have the turn. "abab" is then the order in which two of them ran.
// Lives on the test's thread.
#pragma once

#include "core/scheduler.h"
#include "tests/unit/fake_poller.h"
#include "tests/unit/recording_sink.h"

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {

class Stage {
public:
    Stage() : Stage(std::make_unique<FakePoller>()) {}

    RecordingSink sink;
    FakePoller& poller;
    std::string turns;  ///< the letters of those who ran
    Scheduler scheduler;

    /// A task that yields each of `script` and ends.
    TaskId spawn(char name, std::vector<Wait> script = {}) {
        return scheduler.spawn(std::string_view(&name, 1), act(turns, name, std::move(script)));
    }

    void steps(int count) {
        for (int i = 0; i < count; ++i) scheduler.step();
    }

    /// Runs whoever is ready, and stops before the kernel would be asked.
    void run_ready() {
        while (scheduler.has_ready()) scheduler.step();
    }

    /// One poll that answers this.
    Step poll(std::vector<Readiness> ready) {
        poller.ready = std::move(ready);
        return scheduler.step();
    }

private:
    explicit Stage(std::unique_ptr<FakePoller> fake)
        : poller(*fake), scheduler(std::move(fake), sink) {}

    static Task act(std::string& turns, char name, std::vector<Wait> script) {
        for (const Wait& wait : script) {
            turns += name;
            co_yield wait;
        }
        turns += name;
    }
};

}  // namespace yieldscope
