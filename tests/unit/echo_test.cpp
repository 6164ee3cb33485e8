// The echo program with real clients. The scheduler and its clients share the test's thread: the
// server takes its steps until what a test waits for has happened, so every test has one order of
// events.
#include "core/programs/program.h"
#include "core/scheduler.h"
#include "tests/unit/client.h"
#include "tests/unit/fake_poller.h"
#include "tests/unit/recording_sink.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {
namespace {

using Strings = std::vector<std::string>;

struct Echo : testing::Test {
    explicit Echo(const char* poller = "epoll") : scheduler(make_poller(poller, -1), sink) {}

    RecordingSink sink;
    Scheduler scheduler;
    const std::string address = start_echo(scheduler, {});

    /// Steps until there have been `count` events of a kind.
    void until(EventKind kind, std::size_t count) {
        while (sink.count(kind) < count) {
            ASSERT_NE(scheduler.step(deadline_ms), Step::nothing)
                << "nothing was " << name_of(kind);
        }
    }

    /// Takes one line to the server and waits for what comes back.
    std::string ask(Client& client, std::string_view text) {
        client.say(text);
        until(EventKind::sent, sink.count(EventKind::sent) + 1);
        return client.hear(text.size() + 4);
    }
};

TEST_F(Echo, a_client_hears_got_and_what_it_said) {
    Client client(address);
    EXPECT_EQ(ask(client, "Hello\n"), "GOT:Hello\n");
    EXPECT_EQ(ask(client, "again\n"), "GOT:again\n");
}

TEST_F(Echo, prints_the_lines_of_the_tutorial) {
    Client client(address);
    ask(client, "Hello\n");
    client.close();
    until(EventKind::printed, 3);
    EXPECT_EQ(sink.texts(EventKind::printed),
              (Strings{"Connection from " + sink.text(sink.last(EventKind::accepted)),
                       "Connection closed", "Task done"}));
}

TEST_F(Echo, a_client_may_connect_before_the_first_step) {
    Client client(address);
    client.say("early");
    until(EventKind::sent, 1);
    EXPECT_EQ(client.hear(9), "GOT:early");
}

TEST_F(Echo, there_is_one_reply_a_read_not_one_a_line) {
    Client client(address);
    EXPECT_EQ(ask(client, "one\ntwo\n"), "GOT:one\ntwo\n");
}

TEST_F(Echo, bytes_that_are_no_text_come_back_as_they_were) {
    Client client(address);
    const std::string bytes("\0\xff\x1b[2J\0", 7);
    EXPECT_EQ(ask(client, bytes), "GOT:" + bytes);
}

TEST_F(Echo, a_client_that_says_no_more_still_gets_its_reply) {
    Client client(address);
    client.say("the last word");
    client.half_close();
    until(EventKind::finished, 1);
    EXPECT_EQ(client.hear(17), "GOT:the last word");
    EXPECT_TRUE(client.hears_the_end());
}

TEST_F(Echo, a_client_that_says_nothing_at_all_is_let_go) {
    Client client(address);
    client.half_close();
    until(EventKind::finished, 1);
    EXPECT_TRUE(client.hears_the_end());
    EXPECT_EQ(sink.count(EventKind::sent), 0U);
}

TEST_F(Echo, interleaved_clients_get_their_own_words_only) {
    std::vector<Client> clients;
    for (int i = 0; i < 3; ++i) clients.emplace_back(address);
    for (const char* word : {"red", "green", "blue"}) {
        for (std::size_t i = 0; i < clients.size(); ++i) clients[i].say(word + std::to_string(i));
        until(EventKind::sent, sink.count(EventKind::sent) + clients.size());
        for (std::size_t i = clients.size(); i-- > 0;) {
            const std::string expected = "GOT:" + (word + std::to_string(i));
            EXPECT_EQ(clients[i].hear(expected.size()), expected);
        }
    }
}

TEST_F(Echo, a_client_that_breaks_off_ends_its_own_task_only) {
    Client stays(address);
    Client goes(address);
    ask(stays, "one");
    ask(goes, "two");
    goes.reset();
    until(EventKind::finished, 1);
    EXPECT_EQ(sink.count(EventKind::failed), 0U);
    EXPECT_EQ(ask(stays, "three"), "GOT:three");
}

/// A kernel that cries wolf: whoever waits is said to be ready, whatever the truth.
struct EchoForNothing : testing::Test {
    RecordingSink sink;
    FakePoller* poller = new FakePoller;  // the scheduler's
    Scheduler scheduler{std::unique_ptr<Poller>(poller), sink};
    const std::string address = start_echo(scheduler, {});

    void step() {
        for (const auto& [fd, reason] : poller->watched) poller->ready.push_back({fd, true, true});
        scheduler.step();
    }
};

TEST_F(EchoForNothing, tasks_that_are_woken_for_nothing_wait_again) {
    Client client(address);
    while (sink.count(EventKind::accepted) == 0) step();
    while (sink.count(EventKind::received) < 3) step();  // and there was nothing to read
    client.say("at last");
    while (sink.count(EventKind::sent) == 0) step();
    EXPECT_EQ(client.hear(11), "GOT:at last");
    EXPECT_EQ(sink.count(EventKind::accepted), 1U);
    EXPECT_EQ(sink.count(EventKind::failed) + sink.count(EventKind::finished), 0U);
}

/// A client that says very much, and may be slow to listen.
struct Torrent {
    Client client;
    std::string said = digits(20 << 20);
    std::size_t sent = 0;
    std::string heard;
    std::vector<char> buffer = std::vector<char>(1 << 16);

    static std::string digits(std::size_t size) {
        std::string text;
        for (std::size_t i = 0; text.size() < size; ++i) text += std::to_string(i) + ' ';
        return text;
    }

    /// Says what there is room for; false if there is none.
    bool talk() {
        const ssize_t now =
            ::send(client.fd(), said.data() + sent, said.size() - sent, MSG_DONTWAIT);
        if (now > 0) sent += static_cast<std::size_t>(now);
        return now > 0;
    }

    void listen() {
        for (;;) {
            const ssize_t now = ::recv(client.fd(), buffer.data(), buffer.size(), MSG_DONTWAIT);
            if (now <= 0) return;
            heard.append(buffer.data(), static_cast<std::size_t>(now));
        }
    }
};

/// What the server has to answer, by what it says it has read.
std::string replies_to(const std::string& said, const RecordingSink& sink, TaskId handler) {
    std::string replies;
    std::size_t read = 0;
    for (const Event& event : sink.events) {
        if (event.kind != EventKind::received || event.task != handler || event.moved == 0)
            continue;
        replies.append("GOT:").append(said, read, event.moved);
        read += event.moved;
    }
    EXPECT_EQ(read, said.size());
    return replies;
}

TEST_F(EchoForNothing, what_does_not_fit_at_once_is_sent_later_and_nothing_is_lost) {
    Torrent torrent;
    torrent.client.connect(address);
    while (sink.count(EventKind::sent) == 0 || sink.last(EventKind::sent).moved > 0) {
        torrent.talk();
        step();
    }
    torrent.said.resize(torrent.sent);
    torrent.client.half_close();
    while (sink.count(EventKind::finished) == 0) {
        torrent.listen();
        step();
    }
    torrent.listen();
    EXPECT_TRUE(torrent.heard == replies_to(torrent.said, sink, 2));
}

TEST_F(Echo, twenty_megabytes_to_a_client_that_listens_late_all_arrive_in_order) {
    Torrent torrent;
    torrent.client.connect(address);
    until(EventKind::spawned, 2);
    const TaskId handler = sink.last(EventKind::spawned).task;
    // It only talks, until no byte fits anywhere: its handler waits for room to write.
    while (torrent.talk() || scheduler.step(0) != Step::nothing || scheduler.send_wait().empty()) {
        continue;
    }
    EXPECT_LT(torrent.sent, torrent.said.size());

    Client other(address);
    EXPECT_EQ(ask(other, "nobody stalls"), "GOT:nobody stalls");

    while (torrent.sent < torrent.said.size()) {
        torrent.talk();
        torrent.listen();
        scheduler.step(0);
    }
    torrent.client.half_close();
    while (sink.count(EventKind::finished) == 0) {
        torrent.listen();
        scheduler.step(0);
    }
    torrent.listen();
    const std::string expected = replies_to(torrent.said, sink, handler);
    EXPECT_EQ(torrent.heard.size(), expected.size());
    EXPECT_TRUE(torrent.heard == expected) << "every byte, in order";
}

struct EchoByEachPoller : Echo, testing::WithParamInterface<const char*> {
    EchoByEachPoller() : Echo(GetParam()) {}
};

// A read stops where urgent data was, though more has come, and no news of that will.
TEST_P(EchoByEachPoller, what_comes_after_urgent_data_is_answered_too) {
    Client client(address);
    until(EventKind::parked, 3);  // the listener, again, and the client's task
    client.say("abc");
    EXPECT_EQ(::send(client.fd(), "!", 1, MSG_OOB), 1);
    client.say("def");
    until(EventKind::sent, 2);
    EXPECT_EQ(client.hear(14), "GOT:abcGOT:def");
}

INSTANTIATE_TEST_SUITE_P(Real, EchoByEachPoller, testing::Values("epoll", "poll", "select"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
}  // namespace yieldscope
