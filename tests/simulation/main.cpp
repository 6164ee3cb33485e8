// The program `simulation`: runs seeds over the pollers, checks that a seed's transcript is the
// same whichever poller is asked, and says what was met. A seed that fails prints one command that
// replays it; with --transcript that prints every event. One thread.
#include "tests/simulation/simulation.h"

#include <fmt/format.h>
#include <unistd.h>

#include <charconv>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

extern "C" void __sanitizer_set_death_callback(void (*)()) __attribute__((weak));

namespace yieldscope::simulation {
namespace {

constexpr std::uint64_t seeds_that_meet_everything = 1000;

struct Options {
    std::string program;
    std::uint64_t seed = 1;
    std::uint64_t seeds = 1;
    std::vector<std::string_view> pollers{"epoll", "poll", "select"};
    bool transcript = false;
};

constexpr unsigned seed_s = 120;  // generous: a seed takes milliseconds

char replay[200];  // of the seed that runs, whatever ends the program

void say_how_to_replay() { (void)!::write(STDERR_FILENO, replay, std::strlen(replay)); }

void say_how_to_replay(int number) {
    say_how_to_replay();
    std::signal(number, SIG_DFL);
    std::raise(number);
}

std::optional<std::uint64_t> number(std::string_view text) {
    std::uint64_t value = 0;
    const auto [end, error] = std::from_chars(text.begin(), text.end(), value);
    return error == std::errc() && end == text.end() ? std::optional(value) : std::nullopt;
}

std::optional<Options> read(int count, char** arguments) {
    Options options{.program = arguments[0]};
    for (int i = 1; i < count; ++i) {
        const std::string_view name = arguments[i];
        if (name == "--transcript") {
            options.transcript = true;
            continue;
        }
        if (++i == count) return std::nullopt;
        const auto value = number(arguments[i]);
        if (name == "--poller") options.pollers = {arguments[i]};
        else if (name == "--seed" && value) options.seed = *value;
        else if (name == "--seeds" && value) options.seeds = *value;
        else return std::nullopt;
    }
    return options;
}

bool run_seed(const Options& options, std::uint64_t seed, Tally& tally) {
    std::optional<Outcome> first;
    for (const std::string_view poller : options.pollers) {
        const std::string command =
            fmt::format("{} --seed {} --poller {} --transcript", options.program, seed, poller);
        *fmt::format_to_n(replay, sizeof replay - 1, "Replay it: {}\n", command).out = '\0';
        ::alarm(seed_s);
        Outcome outcome = simulate(seed, poller, tally, options.transcript);
        if (!outcome.problem.empty()) {
            fmt::print("Seed {} with {}: {}.\n{}", seed, poller, outcome.problem, replay);
            return false;
        }
        if (first && !Plan(seed).depends_on_poller) {
            if (const std::string what = difference(*first, outcome); !what.empty()) {
                fmt::print("Seed {} with {}, but not with {}: {}.\nReplay it: {} --seed {}\n", seed,
                           poller, options.pollers.front(), what, options.program, seed);
                return false;
            }
        }
        if (!first) first = std::move(outcome);
    }
    return true;
}

/// Does a run of many seeds meet everything that it is there for?
bool report(const Options& options, const Tally& tally) {
    bool has_met_all = true;
    for (std::size_t i = 0; i < fault_count; ++i) {
        const auto fault = static_cast<Fault>(i);
        fmt::print("{:>12}  {}\n", tally.of(fault), name_of(fault));
        has_met_all = has_met_all && tally.of(fault) > 0;
    }
    // some meet one of the pollers only
    const bool is_enough =
        options.pollers.size() > 1 && options.seeds >= seeds_that_meet_everything;
    if (has_met_all || !is_enough) return true;
    fmt::print("A fault was never met.\n");
    return false;
}

int run(const Options& options) {
    Tally tally;
    std::uint64_t failed = 0;
    for (std::uint64_t i = 0; i < options.seeds && failed < 10; ++i) {
        if (!run_seed(options, options.seed + i, tally)) ++failed;
    }
    if (failed > 0) return 1;
    if (!report(options, tally)) return 1;
    fmt::print("{} seeds from {} on: all is well.\n", options.seeds, options.seed);
    return 0;
}

}  // namespace
}  // namespace yieldscope::simulation

int main(int count, char** arguments) {
    using namespace yieldscope::simulation;
    for (const int number : {SIGABRT, SIGALRM}) std::signal(number, say_how_to_replay);
    if (__sanitizer_set_death_callback) {  // which reports a crash itself, and then calls back
        __sanitizer_set_death_callback(say_how_to_replay);
    } else {
        for (const int number : {SIGSEGV, SIGBUS, SIGFPE, SIGILL})
            std::signal(number, say_how_to_replay);
    }
    if (const auto options = read(count, arguments)) return run(*options);
    std::fputs(
        "usage: simulation [--seed N] [--seeds N] [--poller epoll|poll|select] "
        "[--transcript]\n",
        stderr);
    return 2;
}
