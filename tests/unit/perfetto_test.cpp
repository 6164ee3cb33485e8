// The export to Perfetto follows the rules of its format, and says how long each task was where, as
// the model does.
// Recordings of real runs, in tests/golden/recordings; YIELDSCOPE_UPDATE_GOLDEN=1 makes them anew.
#include "core/trace/perfetto.h"

#include "core/programs/program.h"
#include "core/scheduler.h"
#include "core/watch/bookmarks.h"
#include "core/watch/model_image.h"
#include "tests/unit/client.h"
#include "tests/unit/random_world.h"
#include "tests/unit/recordings.h"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <tuple>
#include <vector>

namespace yieldscope {
namespace {

using nlohmann::json;

std::int64_t ns_of(const json& event) { return std::llround(event["ts"].get<double>() * 1000); }

/// What is found in a trace while its rules are checked.
struct Trace {
    json all;
    std::map<TaskId, std::map<std::string, std::int64_t>> spent_ns;  ///< by track and slice
    std::map<std::string, std::int64_t> counters;                    ///< the last values

    explicit Trace(const std::string& text) : all(json::parse(text)) {
        for (const json& event : all["traceEvents"]) check(event);
        for (const auto& [track, slices] : open_) EXPECT_TRUE(slices.empty()) << "track " << track;
        for (const auto& [flow, ends] : flows_) EXPECT_EQ(ends, 2) << std::get<2>(flow);
        for (const TaskId track : used_) EXPECT_TRUE(names.contains(track)) << "track " << track;
    }

    std::map<TaskId, std::string> names;

private:
    void check(const json& event) {
        const std::string phase = event["ph"];
        const TaskId track = event["tid"];
        const std::int64_t now = ns_of(event);
        EXPECT_GE(now, last_ns_);
        last_ns_ = now;
        EXPECT_EQ(event["pid"], 1);
        if (phase == "M") {
            if (event["name"] == "thread_name") names[track] = event["args"]["name"];
            return;
        }
        used_.insert(track);
        auto& open = open_[track];
        if (phase == "B") {
            open.emplace_back(event, now);
        } else if (phase == "E") {
            ASSERT_FALSE(open.empty());
            const json& begin = open.back().first;
            EXPECT_EQ(event["name"], begin["name"]) << "a slice ends as it began";
            EXPECT_EQ(event.value("args", json()), begin.value("args", json()));
            spent_ns[track][begin["name"]] += now - open.back().second;
            open.pop_back();
        } else if (phase == "C") {
            counters[event["name"]] = event["args"]["tasks"];
            EXPECT_GE(counters[event["name"]], 0);
        } else if (phase == "s" || phase == "f") {
            EXPECT_FALSE(open.empty()) << "an arrow is bound to an open slice";
            int& ends = flows_[{event["cat"], event["name"], event["id"]}];
            EXPECT_EQ(ends, phase == "s" ? 0 : 1);
            ++ends;
            if (phase == "f") {
                EXPECT_EQ(event["bp"], "e");
            }
        } else {
            EXPECT_EQ(phase, "i");
            EXPECT_TRUE(event["s"] == "t" || event["s"] == "g");
        }
    }

    std::int64_t last_ns_ = 0;
    std::set<TaskId> used_;
    std::map<TaskId, std::vector<std::pair<json, std::int64_t>>> open_;
    std::map<std::tuple<std::string, std::string, std::uint64_t>, int> flows_;
};

std::string export_of(const EventLog& log, const Model* start = nullptr) {
    PerfettoExport perfetto;
    return text_of(perfetto, log, start);
}

/// How long each task was in each place, up to the last event.
void expect_same_times(const Trace& trace, const EventLog& log, const Model& start,
                       const Model& end) {
    constexpr std::pair<Place, const char*> slices[] = {{Place::ready, "ready"},
                                                        {Place::running, "running"},
                                                        {Place::recv_wait, "recv_wait"},
                                                        {Place::send_wait, "send_wait"}};
    const std::int64_t last_ns = log.size() > log.begin() ? log[log.size() - 1].time_ns : 0;
    const ModelImage image = image_of(end);
    for (const auto* tasks : {&image.tasks, &image.ended}) {
        for (const TaskState& task : *tasks) {
            const TaskState* before = start.find(task.id);
            for (const auto& [place, name] : slices) {
                const auto index = static_cast<std::size_t>(place);
                std::int64_t expected = task.spent_ns[index];
                if (before) expected -= before->spent_ns[index];
                if (task.place == place) expected += last_ns - task.since_ns;
                std::int64_t found = 0;
                if (const auto track = trace.spent_ns.find(task.id); track != trace.spent_ns.end())
                    if (const auto slice = track->second.find(name); slice != track->second.end())
                        found = slice->second;
                ASSERT_EQ(found, expected) << "task " << task.id << " " << name;
            }
        }
    }
}

// The recordings.

struct RealRun {
    EventLog log{1 << 24};
    Scheduler scheduler{make_epoll_poller(-1), log};

    void until(EventKind kind, int count) {
        for (;;) {
            int seen = 0;
            for (std::uint64_t i = 0; i < log.size(); ++i) seen += log[i].kind == kind;
            if (seen >= count || !scheduler.has_tasks()) return;
            if (scheduler.step(deadline_ms) == Step::nothing) return;
        }
    }
};

std::string countdown_run() {
    RealRun run;
    start_countdown(run.scheduler, {});
    run.scheduler.run();
    run.log.append({.kind = EventKind::ended});
    return record(run.log, nullptr,
                  RecordingHeader{.created = some_header.created,
                                  .program = "countdown",
                                  .file = "core/programs/countdown.cpp",
                                  .address = {},
                                  .poller = "epoll",
                                  .sources = {}});
}

std::string echo_run() {
    RealRun run;
    Client client(start_echo(run.scheduler, {}));
    client.say("Hello\n");
    run.until(EventKind::sent, 1);
    client.close();
    run.until(EventKind::finished, 1);
    return record(run.log);
}

Task waits_twice(int fd) { co_yield recv(fd); }

/// Three clients, one of whom never reads; a task that fails; and a teacher.
void class_run(RealRun& run) {
    const std::string address = start_echo(run.scheduler, {});
    Client chatty(address);
    Client silent(address);
    Client never_reads(address);
    run.until(EventKind::accepted, 3);
    run.until(EventKind::parked, 6);
    run.log.append(
        {.text = run.log.intern("kind:failed"), .asked = 1, .kind = EventKind::break_set});
    run.scheduler.rename(2, "Ada");
    chatty.say("Ol\xc3\xa1, \xff\n");
    run.until(EventKind::sent, 1);
    int fd = -1;
    for (std::uint64_t i = 0; i < run.log.size(); ++i)
        if (run.log[i].kind == EventKind::accepted) fd = run.log[i].fd;
    run.scheduler.spawn("greedy", waits_twice(fd));
    run.until(EventKind::failed, 1);
    run.log.append({.asked = 1, .moved = 2, .kind = EventKind::break_hit});
    obey_bookmark(
        {.kind = Command::Kind::set_bookmark, .name = "a failure", .moment = run.log.size() - 2},
        run.log);
    const int small = 1;
    ::setsockopt(never_reads.fd(), SOL_SOCKET, SO_RCVBUF, &small, sizeof small);
    never_reads.say(std::string(3000, 'x'));
    run.until(EventKind::sent, 4);
    run.scheduler.cancel(3);
    chatty.close();
    run.until(EventKind::finished, 1);
}

const std::vector<std::string> names = {"countdown", "echo_one_client", "class", "middle"};

std::string make_anew(const std::string& name) {
    if (name == "countdown") return countdown_run();
    if (name == "echo_one_client") return echo_run();
    RealRun run;
    class_run(run);
    if (name == "class") return record(run.log);
    const Model start = model_at(run.log, run.log.size() / 2);
    return record(run.log, &start);
}

std::string golden(const std::string& name) {
    const std::string path = std::string(YIELDSCOPE_GOLDEN) + "/recordings/" + name + ".jsonl";
    if (const char* update = std::getenv("YIELDSCOPE_UPDATE_GOLDEN"); update && *update == '1')
        std::ofstream(path) << make_anew(name);
    std::stringstream text;
    text << std::ifstream(path).rdbuf();
    return text.str();
}

TEST(GoldenRecordings, can_be_opened_and_say_the_same_again) {
    for (const std::string& name : names) {
        SCOPED_TRACE(name);
        const std::string text = golden(name);
        ASSERT_FALSE(text.empty());
        const OpenedRecording opened(text);
        EXPECT_EQ(opened.problem(), "");
        EXPECT_EQ(opened.again(), text);
    }
}

TEST(GoldenRecordings, from_before_refusals_were_counted_can_be_opened_too) {
    std::string text = golden("middle");
    constexpr std::string_view refusals = R"("refusals":{"count":0,"why":""},)";
    const std::size_t at = text.find(refusals);
    ASSERT_NE(at, std::string::npos);
    text.erase(at, refusals.size());
    EXPECT_EQ(OpenedRecording(text).problem(), "");
}

TEST(GoldenRecordings, of_runs_that_are_made_now_can_be_opened_too) {
    for (const std::string& name : names) {
        SCOPED_TRACE(name);
        const std::string text = make_anew(name);
        EXPECT_EQ(OpenedRecording(text).problem(), "");
    }
}

TEST(Perfetto, an_export_of_each_golden_recording_follows_the_rules_and_has_the_models_times) {
    for (const std::string& name : names) {
        SCOPED_TRACE(name);
        const std::string text = golden(name);
        const OpenedRecording opened(text);
        const Model* start = opened.start.size() > 0 ? &opened.start : nullptr;
        const Trace trace(export_of(opened.log, start));
        EXPECT_EQ(trace.counters.size(), 3U);
        expect_same_times(trace, opened.log, opened.start, opened.live);
    }
}

TEST(Perfetto, so_does_that_of_random_programs_wherever_they_begin) {
    for (unsigned seed = 0; seed < 60; ++seed) {
        SCOPED_TRACE(testing::Message() << "seed " << seed);
        World world(seed);
        for (unsigned i = 0; i < 1 + seed % 7; ++i) world.spawn();
        for (int step = 0; step < 150 && world.scheduler.has_tasks(); ++step) world.step();
        const Model all = model_at(world.log, world.log.size());
        const Model start = model_at(world.log, world.random() % (world.log.size() + 1));
        const Trace whole(export_of(world.log));
        expect_same_times(whole, world.log, {}, all);
        EXPECT_EQ(whole.counters.at("ready"), static_cast<int>(all.count(Place::ready)));
        EXPECT_EQ(whole.counters.at("recv_wait"), static_cast<int>(all.count(Place::recv_wait)));
        const Trace part(export_of(world.log, &start));
        expect_same_times(part, world.log, start, all);
    }
}

// A viewer may keep beginnings and ends apart, and pair them by time, name and arguments.
TEST(Perfetto, a_slice_ends_with_the_name_and_the_arguments_that_it_began_with) {
    const std::string text = golden("class");
    const OpenedRecording opened(text);
    const Trace trace(export_of(opened.log));
    int ends = 0;
    for (const json& event : trace.all["traceEvents"]) {
        if (event["ph"] != "E") continue;
        ++ends;
        EXPECT_TRUE(event.contains("name"));
        EXPECT_EQ(event.contains("args"), event["name"] == "epoll_wait");
    }
    EXPECT_GT(ends, 0);
}

TEST(Perfetto, says_who_is_who_and_what_they_did) {
    const std::string text = golden("class");
    const OpenedRecording opened(text);
    const Trace trace(export_of(opened.log));
    EXPECT_EQ(trace.names.at(0), "scheduler");
    EXPECT_EQ(trace.names.at(1), "tcp_server");
    EXPECT_EQ(trace.names.at(2), "Ada");
    EXPECT_EQ(trace.names.at(3), "echo#3");
    EXPECT_TRUE(trace.spent_ns.at(0).contains("epoll_wait"));
    std::map<std::string, int> instants;
    for (const json& event : trace.all["traceEvents"])
        if (event["ph"] == "i") ++instants[event["name"]];
    for (const char* kind : {"listening", "accepted", "received", "sent", "printed", "failed",
                             "cancelled", "break_hit", "bookmarked"})
        EXPECT_GT(instants[kind], 0) << kind;
    for (const json& event : trace.all["traceEvents"]) {
        if (event["ph"] != "i" || event["name"] != "received") continue;
        EXPECT_EQ(event["args"]["bytes"], 8);
        EXPECT_EQ(event["args"]["preview"], "Ol\xc3\xa1, \\xff\\n");
        break;
    }
}

TEST(Perfetto, gives_a_task_its_own_name_again_says_why_a_poll_was_refused_and_cuts_no_letter) {
    EventLog log(1 << 20);
    log.append({.task = 1, .text = log.intern("echo#1"), .kind = EventKind::spawned});
    log.append({.task = 1, .text = log.intern("Anna"), .kind = EventKind::renamed});
    log.append({.task = 1, .kind = EventKind::renamed});
    log.append({.text = log.intern("epoll_wait"), .asked = 1, .kind = EventKind::polling});
    log.append({.text = log.intern("No memory"), .asked = 12, .kind = EventKind::polled});
    Event received{.task = 1, .fd = 5, .moved = 100, .kind = EventKind::received};
    received.preview_size = limits::preview_bytes;
    std::string_view("x\u041f\u0440\u0438\u0432\u0435\u0442\u0441\u0442\u0432\u0438\u0435")
        .copy(received.preview.data(), limits::preview_bytes);
    log.append(received);
    const std::string text = export_of(log);
    EXPECT_EQ(Trace(text).names.at(1), "echo#1");
    EXPECT_NE(text.find(R"("refused":"No memory")"), std::string::npos);
    EXPECT_EQ(text.find("\\xd"), std::string::npos) << "half a letter";
}

}  // namespace
}  // namespace yieldscope
