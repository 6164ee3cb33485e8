#include "tests/simulation/simulation.h"

#include "core/programs/program.h"
#include "core/scheduler.h"
#include "tests/simulation/checker.h"
#include "tests/simulation/forgetful_sink.h"
#include "tests/simulation/memory.h"
#include "tests/simulation/virtual_clients.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <memory>
#include <utility>

namespace yieldscope::simulation {
namespace {

using std::chrono::milliseconds;

constexpr std::uint64_t steps_max = 200'000;
constexpr std::uint64_t first_events = 5;  // until the listener is parked for the first time
constexpr Kernel::Clock::time_point last_jump{std::chrono::years(10)};
constexpr std::uint64_t jump_max_ms = 60ULL * 24 * 3600 * 1000;  // more than an int holds

Fault reset_in(const Scheduler& scheduler, const SimulatedKernel& kernel, int fd) {
    if (scheduler.recv_wait().find(fd)) return Fault::reset_in_recv;
    if (scheduler.send_wait().find(fd)) return Fault::reset_in_send;
    return kernel.in_turn() ? Fault::reset_in_turn : Fault::reset_when_ready;
}

class Run {
public:
    Run(std::uint64_t seed, std::string_view poller, Tally& tally, bool prints)
        : plan_(seed),
          tally_(tally),
          random_(seed, 5),
          kernel_(plan_, seed, tally, poller == "select"),
          clients_(plan_, seed, kernel_, tally,
                   [this](int fd) { return reset_in(*scheduler_, kernel_, fd); }),
          sink_(log_, plan_, seed, tally),
          scheduler_(std::make_unique<Scheduler>(
              make_poller(poller, SimulatedKernel::wake_fd, kernel_), sink_, kernel_)),
          checker_(*scheduler_, log_, kernel_, !plan_.exact_fit, prints) {
        log_.stop_clock(0);
    }

    Outcome finish() {
        std::string problem = run();
        return {std::move(problem), checker_.events(), checker_.texts()};
    }

private:
    std::string run() {
        Address address{.port = SimulatedKernel::port};
        if (plan_.allowed) address.limits.all = static_cast<int>(plan_.allowed);
        start_echo(*scheduler_, address);
        for (std::uint64_t steps = 0; !kernel_.is_over(); ++steps) {
            if (steps == steps_max) return "it never ends";
            if (std::string why = step(); !why.empty()) return why;
        }
        if (std::string why = checker_.in_the_end(); !why.empty()) return why;
        if (std::string why = clients_.problem(); !why.empty()) return why;
        scheduler_.reset();
        if (!kernel_.problem().empty()) return kernel_.problem();
        return kernel_.open_descriptors() == 1 ? "" : "descriptors are left open";
    }

    std::string step() {
        if (random_.one_in(plan_.busy_world) && clients_.next_move()) clients_.move();
        if (random_.one_in(plan_.clock_jump) && kernel_.now() < last_jump) {
            tally_.add(Fault::clock_jump);
            kernel_.jump(milliseconds(random_.below(jump_max_ms)));
        }
        const std::chrono::nanoseconds now = kernel_.now().time_since_epoch();
        log_.stop_clock(stamp_ns_ = std::max<std::int64_t>(stamp_ns_, now.count()));
        int timeout_ms = Scheduler::no_limit;
        if (random_.one_in(plan_.impatient) && clients_.next_move())
            timeout_ms = static_cast<int>(random_.below(50));
        const bool serves = sink_.published() > first_events;
        kernel_.begin_step(serves);
        const unsigned failures = memory::failures();
        if (random_.one_in(plan_.taken_out)) take_somebody_out();
        if (plan_.allowed && tasks() > plan_.allowed && is_servers_turn()) {
            kernel_.allow_no_more();
            tally_.add(Fault::too_many);
        }
        if (serves && scheduler_->has_ready() && random_.one_in(plan_.no_memory))
            memory::fail_after(static_cast<unsigned>(random_.below(4)));
        Step step{};
        try {
            step = scheduler_->step(timeout_ms);
        } catch (const std::exception& error) {
            memory::calm();
            return fmt::format("a step has thrown: {}", error.what());
        }
        memory::calm();
        if (memory::failures() > failures) tally_.add(Fault::no_memory);
        if (step != Step::turn) kernel_.clear_interrupt();
        if (plan_.allowed && tasks() > plan_.allowed + 1) return "more clients than are allowed";
        if (!sink_.problem().empty()) return sink_.problem();
        return checker_.after_step(step, sink_.published(), sink_.lost());
    }

    bool is_servers_turn() const {
        return scheduler_->has_ready() && scheduler_->ready().front()->id == 1;
    }

    /// All of them, the server too.
    std::uint64_t tasks() const {
        return scheduler_->ready().size() + scheduler_->recv_wait().size() +
               scheduler_->send_wait().size();
    }

    void take_somebody_out() {
        std::vector<TaskId> all;
        for (const TaskList* place : {&scheduler_->ready(), &scheduler_->recv_wait().tasks(),
                                      &scheduler_->send_wait().tasks()}) {
            for (auto* task = place->front(); task; task = task->next) {
                if (task->id != 1) all.push_back(task->id);  // the server stays
            }
        }
        if (all.empty()) return;
        tally_.add(Fault::taken_out);
        scheduler_->cancel(all[random_.below(all.size())]);
    }

    const Plan plan_;
    Tally& tally_;
    Random random_;
    EventLog log_{0};
    SimulatedKernel kernel_;
    VirtualClients clients_;
    ForgetfulSink sink_;
    std::unique_ptr<Scheduler> scheduler_;
    Checker checker_;
    std::int64_t stamp_ns_ = 0;
};

}  // namespace

Outcome simulate(std::uint64_t seed, std::string_view poller, Tally& tally, bool prints) {
    return Run(seed, poller, tally, prints).finish();
}

std::string difference(const Outcome& one, const Outcome& other) {
    const auto [a, b] = std::mismatch(one.events.begin(), one.events.end(), other.events.begin(),
                                      other.events.end());
    if (a != one.events.end() || b != other.events.end())
        return fmt::format("event {} differs", a - one.events.begin() + 1);
    return one.texts == other.texts ? "" : "a text differs";
}

}  // namespace yieldscope::simulation
