// One client says one line to the echo program: on each poller the transcript is the same, and it
// is tests/golden/echo_one_client.txt. Times, descriptors and ports differ from run to run and are
// evened out; so are the lines of core files, which say nothing about behaviour.
#include "core/programs/program.h"
#include "core/scheduler.h"
#include "core/watch/explain.h"
#include "tests/unit/client.h"
#include "tests/unit/golden.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>

namespace yieldscope {
namespace {

/// Steps until `count` events of a kind are in the log.
void until(Scheduler& scheduler, const EventLog& log, EventKind kind, int count) {
    for (std::uint64_t seen = 0;;) {
        for (; seen < log.size(); ++seen) count -= log[seen].kind == kind;
        if (count <= 0) return;
        ASSERT_NE(scheduler.step(deadline_ms), Step::nothing) << "nothing was " << name_of(kind);
    }
}

/// Each step waits for one thing only, so there is one order in which it can happen.
void one_client(EventLog& log, const std::string& poller) {
    Scheduler scheduler(make_poller(poller, -1), log);
    Client client(start_echo(scheduler, {}));
    until(scheduler, log, EventKind::parked, 3);  // tcp_server, and again, and the client's handler
    client.say("Hello\n");
    until(scheduler, log, EventKind::parked, 5);
    EXPECT_EQ(client.hear(10), "GOT:Hello\n");
    client.close();
    until(scheduler, log, EventKind::finished, 1);
}

std::string without_port(std::string text) {
    const std::string host = "127.0.0.1:";
    const auto at = text.find(host);
    if (at == std::string::npos) return text;
    const auto end = std::min(text.find_first_not_of("0123456789", at + host.size()), text.size());
    return text.replace(at + host.size(), end - at - host.size(), "PORT");
}

/// The transcript with everything that differs from run to run evened out. Descriptors are numbered
/// in the order in which they appear.
std::string evened_out(const EventLog& log) {
    EventLog even(0);
    std::map<std::int32_t, std::int32_t> numbers;
    std::string transcript;
    for (std::uint64_t i = 0; i < log.size(); ++i) {
        Event event = log[i];
        const bool names_the_call =
            event.kind == EventKind::polling || event.kind == EventKind::polled;
        const std::string text = without_port(std::string(log.text(event.text)));
        event.text = even.intern(names_the_call ? "CALL" : text);
        event.file = even.intern(log.text(event.file));
        const auto next = static_cast<std::int32_t>(numbers.size()) + 3;
        if (event.fd >= 0) event.fd = numbers.try_emplace(event.fd, next).first->second;
        even.append(event);  // for the names
        event.time_ns = 0;
        std::string line = transcript_line(i, event, even);
        const bool in_program = even.text(event.file).starts_with("core/programs/");
        if (!in_program && event.line) line.erase(line.rfind(':'));
        transcript += line + '\n';
    }
    return transcript;
}

class Transcript : public testing::TestWithParam<std::string> {};

TEST_P(Transcript, one_client_makes_the_same_events_on_every_poller) {
    EventLog log(0);
    one_client(log, GetParam());
    expect_golden("echo_one_client.txt", evened_out(log));
}

INSTANTIATE_TEST_SUITE_P(On, Transcript, testing::Values("epoll", "poll", "select"),
                         [](const auto& name) { return name.param; });

}  // namespace
}  // namespace yieldscope
