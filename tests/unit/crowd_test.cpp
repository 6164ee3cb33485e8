// Clients of our own, of every kind, against the real echo program. Both run on threads of their
// own; what a test waits for is an event in the server's log, or a count, with a deadline.
#include "core/clients/crowd.h"

#include "core/programs/program.h"
#include "core/scheduler.h"
#include "tests/unit/descriptors.h"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace yieldscope {
namespace {

using std::chrono::milliseconds;

/// The echo program on its loop, read along by the test.
class Server {
public:
    explicit Server(const Address& address = {}) : address_(start_echo(*scheduler_, address)) {}

    const std::string& address() const { return address_; }

    void start() {
        log_.on_news([this] { ::eventfd_write(news_, 1); });
        commands_.post({.kind = Command::Kind::run});
        loop_.emplace(std::move(scheduler_), log_, commands_);
    }

    void order(const Command& command) { commands_.post(command); }

    /// The next event that is as wanted, once there is one.
    Event await(const std::function<bool(const Event&)>& wanted) {
        for (;;) {
            while (next_ < log_.size()) {
                log_.release_before(next_);
                const Event event = log_[next_++];
                if (wanted(event)) return event;
            }
            if (log_.may_sleep(next_) && !becomes_readable(news_))
                throw std::runtime_error("the wanted event did not come");
            eventfd_t ignored = 0;
            ::eventfd_read(news_, &ignored);
        }
    }

    /// The next one of that kind, of any task or of one.
    Event await(EventKind kind, TaskId task = 0) {
        return await([&](const Event& event) {
            return event.kind == kind && (task == 0 || event.task == task);
        });
    }

    std::string text(const Event& event) const { return std::string(log_.text(event.text)); }

private:
    Descriptor news_{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    EventLog log_{0};
    CommandQueue commands_;
    std::unique_ptr<Scheduler> scheduler_ =
        std::make_unique<Scheduler>(make_epoll_poller(commands_.wake_fd()), log_);
    std::string address_;
    std::uint64_t next_ = 0;
    std::optional<Loop> loop_;
};

struct Crowds : testing::Test {
    Server server;
    Crowd crowd{server.address(), milliseconds(20)};

    static bool becomes(const std::function<bool()>& wanted) {
        const auto end = std::chrono::steady_clock::now() + milliseconds(deadline_ms);
        while (!wanted()) {
            if (std::chrono::steady_clock::now() > end) return false;
            std::this_thread::yield();
        }
        return true;
    }

    /// One client of that kind; the task that serves it.
    TaskId serve_one(ClientKind kind) {
        server.start();
        EXPECT_EQ(crowd.add(kind, 1), 1);
        return server
            .await([](const Event& event) {
                return event.kind == EventKind::spawned && event.other != 0;
            })
            .task;
    }

    std::string heard_by(TaskId task) {
        return std::string(server.await(EventKind::received, task).preview_text());
    }
};

TEST_F(Crowds, a_chatty_one_says_one_line_after_the_other) {
    const TaskId task = serve_one(ClientKind::chatty);
    EXPECT_EQ(heard_by(task), "Hello!\n");
    EXPECT_EQ(server.await(EventKind::sent, task).preview_text(), "GOT:Hello!\n");
    EXPECT_EQ(heard_by(task), "Anybody there?\n");
    EXPECT_EQ(heard_by(task), "It is my turn.\n");
}

TEST_F(Crowds, they_say_the_same_each_time) {
    crowd.add(ClientKind::chatty, 3);
    EXPECT_TRUE(becomes([&] { return crowd.count().listening == 3; }));
    server.start();
    std::vector<std::string> lines;
    for (int i = 0; i < 3; ++i) lines.push_back(heard_by(0));
    EXPECT_EQ(lines, (std::vector<std::string>{"Hello!\n", "How are you?\n", "Nice weather.\n"}));
}

TEST_F(Crowds, a_chatty_one_waits_for_its_answer_however_long_the_server_stands_still) {
    crowd.add(ClientKind::chatty, 1);
    ASSERT_TRUE(becomes([&] { return crowd.count().listening == 1; }));
    server.start();
    EXPECT_EQ(heard_by(0), "Hello!\n") << "and not the next line with it";
}

TEST_F(Crowds, a_silent_one_is_there_and_says_nothing) {
    const TaskId silent = serve_one(ClientKind::silent);
    crowd.add(ClientKind::chatty, 1);
    for (int rounds = 0; rounds < 5;) {
        const Event event = server.await(EventKind::received);
        EXPECT_NE(event.task, silent);
        rounds += event.task != silent;
    }
    EXPECT_EQ(crowd.count(ClientKind::silent), (Crowd::Count{1, 1, 1}));
}

TEST_F(Crowds, the_server_ends_up_in_send_wait_for_one_who_never_reads) {
    const TaskId deaf = serve_one(ClientKind::never_reads);
    const TaskId chatty = deaf + 1;
    crowd.add(ClientKind::chatty, 1);
    Reason waits = Reason::none;
    for (int quiet_rounds = 0; quiet_rounds < 5;) {
        const Event event = server.await([](const Event& any) {
            return any.kind == EventKind::parked || any.kind == EventKind::received;
        });
        if (event.task == deaf) quiet_rounds = 0;
        if (event.task == deaf && event.kind == EventKind::parked) waits = event.reason;
        if (event.task == chatty && event.kind == EventKind::received) ++quiet_rounds;
    }
    EXPECT_EQ(waits, Reason::send);
}

TEST(CrowdsOfOne, byte_by_byte_every_piece_is_answered) {
    Server server;
    server.start();
    Crowd crowd(server.address(), milliseconds(1000));  // 200 between two bytes
    crowd.add(ClientKind::byte_by_byte, 1);
    const Event first = server.await(EventKind::received);
    EXPECT_EQ(first.preview_text(), "H");
    EXPECT_EQ(server.await(EventKind::sent).preview_text(), "GOT:H");
    EXPECT_EQ(server.await(EventKind::received).preview_text(), "e");
}

TEST_F(Crowds, byte_by_byte_it_says_the_next_line_after_the_answer) {
    const TaskId task = serve_one(ClientKind::byte_by_byte);
    std::string heard;
    while (heard.find("there?\n") == std::string::npos) heard += heard_by(task);
    EXPECT_EQ(heard, "Hello!\nAnybody there?\n");
}

TEST_F(Crowds, many_lines_of_a_burst_are_one_read) {
    const TaskId task = serve_one(ClientKind::burst);
    const Event most = server.await([&](const Event& event) {
        return event.kind == EventKind::received && event.moved == limits::receive_bytes;
    });
    EXPECT_EQ(most.task, task);
    std::size_t bytes = most.moved;
    while (bytes < 3000) bytes += server.await(EventKind::received, task).moved;  // and again
}

TEST_F(Crowds, a_half_closing_one_says_its_last_word_and_comes_again) {
    const TaskId task = serve_one(ClientKind::half_closes);
    EXPECT_EQ(heard_by(task), "Hello!\n");
    EXPECT_EQ(server.await(EventKind::sent, task).preview_text(), "GOT:Hello!\n");
    EXPECT_EQ(server.await(EventKind::received, task).moved, 0U);
    server.await(EventKind::finished, task);
    server.await(EventKind::accepted);
    EXPECT_EQ(heard_by(0), "Anybody there?\n");
}

TEST_F(Crowds, a_resetting_one_breaks_the_connection_and_comes_again) {
    const TaskId task = serve_one(ClientKind::resets);
    EXPECT_EQ(heard_by(task), "Hello!\n");
    EXPECT_EQ(server.text(server.await(EventKind::received, task)), "Connection reset by peer");
    server.await(EventKind::finished, task);
    server.await(EventKind::accepted);
}

TEST_F(Crowds, who_is_hung_up_on_comes_again) {
    for (const ClientKindFacts& kind : client_kinds()) crowd.add(kind.kind, 1);
    server.start();
    std::set<TaskId> cancelled;
    for (const ClientKindFacts& kind : client_kinds()) {
        (void)kind;
        const Event spawned = server.await([](const Event& event) {
            return event.kind == EventKind::spawned && event.other != 0;
        });
        cancelled.insert(spawned.task);
        server.order({.kind = Command::Kind::cancel, .task = spawned.task});
    }
    for (std::size_t again = 0; again < client_kind_count; ++again)
        server.await(EventKind::accepted);
    EXPECT_TRUE(becomes([&] { return crowd.count(ClientKind::never_reads).connected == 1; }));
}

TEST_F(Crowds, they_come_and_go_as_they_are_asked_to) {
    server.start();
    EXPECT_EQ(crowd.add(ClientKind::chatty, 5), 5);
    EXPECT_TRUE(becomes([&] { return crowd.count(ClientKind::chatty).connected == 5; }));
    EXPECT_EQ(crowd.remove(ClientKind::chatty, 2), 2);
    for (int i = 0; i < 2; ++i) server.await(EventKind::finished);
    EXPECT_TRUE(becomes([&] { return crowd.count().connected == 3; }));
    EXPECT_EQ(crowd.count().wanted, 3);
    EXPECT_EQ(crowd.remove(ClientKind::chatty, 10), 3) << "what there is";
    EXPECT_EQ(crowd.remove(ClientKind::chatty, 1), 0);
    EXPECT_EQ(crowd.remove(ClientKind::silent, 1), 0);
    EXPECT_EQ(crowd.add(ClientKind::silent, -3), 0);
    EXPECT_TRUE(becomes([&] { return crowd.count() == Crowd::Count{}; }));
}

TEST_F(Crowds, the_newest_goes_first) {
    server.start();
    crowd.add(ClientKind::silent, 2);
    server.await(EventKind::accepted);
    const Event newest = server.await(EventKind::accepted);
    crowd.remove(ClientKind::silent, 1);
    EXPECT_EQ(server.await(EventKind::closed).fd, newest.fd);
}

TEST_F(Crowds, they_connect_though_the_server_has_not_taken_a_step) {
    for (const ClientKindFacts& kind : client_kinds()) crowd.add(kind.kind, 20);
    EXPECT_TRUE(becomes([&] { return crowd.count().connected == 140; }));
    crowd.remove(ClientKind::chatty, 20);
    EXPECT_TRUE(becomes([&] { return crowd.count().connected == 120; }));
}

TEST_F(Crowds, there_are_never_more_than_there_is_room_for) {
    const int room = crowd.room();
    EXPECT_GT(room, 0);
    crowd.add(ClientKind::silent, 3);
    EXPECT_EQ(crowd.room(), room - 3);
    EXPECT_EQ(crowd.add(ClientKind::silent, room), room - 3);
    EXPECT_EQ(crowd.room(), 0);
    EXPECT_EQ(crowd.add(ClientKind::chatty, 1), 0);
}

TEST(CrowdsOfOne, who_is_refused_tries_until_somebody_listens) {
    Address address;
    std::string where;
    {
        Server gone;
        where = gone.address();
        address.port = static_cast<std::uint16_t>(std::stoi(where.substr(where.rfind(':') + 1)));
    }
    Crowd crowd(where, milliseconds(5));
    crowd.add(ClientKind::chatty, 3);
    EXPECT_EQ(crowd.count(ClientKind::chatty), (Crowd::Count{3, 0, 0}));
    Server server(address);
    server.start();
    for (int i = 0; i < 3; ++i) server.await(EventKind::accepted);
}

TEST(CrowdsOfOne, a_server_on_every_interface_and_one_of_ip_version_6_can_be_reached) {
    for (const char* host : {"0.0.0.0", "::1", "::"}) {
        Server server(Address{host, 0});
        server.start();
        Crowd crowd(server.address(), milliseconds(20));
        crowd.add(ClientKind::chatty, 1);
        server.await(EventKind::received);
    }
}

// Whatever they are doing: it ends, and does not hang.
TEST(CrowdsOfOne, it_ends_at_any_moment) {
    for (const bool running : {false, true}) {
        for (const ClientKindFacts& kind : client_kinds()) {
            Server server;
            if (running) server.start();
            Crowd crowd(server.address(), milliseconds(1));
            crowd.add(kind.kind, 3);
            if (running) server.await(EventKind::accepted);
        }
    }
    Server server;
    const Crowd nobody(server.address());
    Crowd many(server.address());
    many.add(ClientKind::chatty, 1000);
    Crowd refused("127.0.0.1:1", milliseconds(1));
    refused.add(ClientKind::chatty, 10);
}

TEST(ClientKinds, are_listed_in_order_and_found_by_name) {
    for (std::size_t i = 0; i < client_kind_count; ++i) {
        const ClientKindFacts& kind = client_kinds()[i];
        EXPECT_EQ(static_cast<std::size_t>(kind.kind), i);
        EXPECT_EQ(find_client_kind(kind.name), &kind);
        EXPECT_TRUE(kind.help.ends_with('.'));
    }
    EXPECT_EQ(find_client_kind("rude"), nullptr);
}

/// No descriptor is left while it lives: the limit is below those that are open.
struct NoDescriptors {
    rlimit before{};
    NoDescriptors() {
        ::getrlimit(RLIMIT_NOFILE, &before);
        const rlimit none{.rlim_cur = 1, .rlim_max = before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &none);
    }
    ~NoDescriptors() { ::setrlimit(RLIMIT_NOFILE, &before); }
};

TEST_F(Crowds, out_of_descriptors_nobody_comes_and_it_is_said) {
    {
        const NoDescriptors none;
        EXPECT_EQ(crowd.add(ClientKind::silent, 3), 0);
        EXPECT_EQ(crowd.count().wanted, 0);
        EXPECT_EQ(crowd.problem(), "No client can come: epoll_create1: Too many open files.");
    }
    server.start();
    EXPECT_EQ(crowd.add(ClientKind::silent, 1), 1);
    EXPECT_EQ(crowd.problem(), "");
    server.await(EventKind::accepted);
}

}  // namespace
}  // namespace yieldscope
