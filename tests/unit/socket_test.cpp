// Sockets over the real loopback: what happens to a connection is a value and an event, never a
// signal and never an exception.
// Here they are used without a task; whatever takes its time is waited for.
#include "core/socket.h"

#include "core/limits.h"
#include "core/scheduler.h"
#include "tests/unit/client.h"
#include "tests/unit/recording_sink.h"

#include <gtest/gtest.h>
#include <netinet/tcp.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

struct Sockets : testing::Test {
    RecordingSink sink;
    Scheduler scheduler{make_epoll_poller(-1), sink};
    Listener listener{scheduler, {}};
    std::array<char, 100> buffer{};

    Socket accept() {
        EXPECT_TRUE(becomes_readable(listener.fd()));
        auto socket = listener.accept();
        EXPECT_TRUE(socket);
        return std::move(*socket);
    }

    std::optional<std::string_view> receive(Socket& socket) {
        EXPECT_TRUE(becomes_readable(socket.fd()));
        return socket.receive(buffer);
    }

    static bool is_on(const Socket& socket, int level, int option) {
        int value = 0;
        socklen_t size = sizeof value;
        EXPECT_EQ(::getsockopt(socket.fd(), level, option, &value, &size), 0);
        return value != 0;
    }

    /// Takes every descriptor there is.
    static std::vector<Descriptor> all_descriptors() {
        std::vector<Descriptor> all;
        do all.emplace_back(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        while (all.back() >= 0);
        return all;
    }
};

TEST_F(Sockets, a_listener_knows_and_records_its_real_address) {
    EXPECT_TRUE(listener.address().starts_with("127.0.0.1:"));
    EXPECT_FALSE(listener.address().ends_with(":0"));
    EXPECT_EQ(sink.text(sink.last(EventKind::listening)), listener.address());
    EXPECT_EQ(sink.last(EventKind::listening).fd, listener.fd());
}

TEST_F(Sockets, an_accepted_client_is_recorded_with_its_address) {
    Client client(listener.address());
    const Socket socket = accept();
    EXPECT_EQ(socket.peer(), client.address());
    EXPECT_EQ(sink.text(sink.last(EventKind::accepted)), client.address());
    EXPECT_EQ(sink.last(EventKind::accepted).fd, socket.fd());
}

TEST_F(Sockets, nobody_to_accept_is_a_value) {
    EXPECT_FALSE(listener.accept());
    EXPECT_EQ(sink.count(EventKind::accepted) + sink.count(EventKind::refused), 0U);
}

TEST_F(Sockets, what_a_client_says_is_received_and_recorded_with_its_first_bytes) {
    Client client(listener.address());
    Socket socket = accept();
    client.say("a message of more than twenty bytes");
    EXPECT_EQ(receive(socket), "a message of more than twenty bytes");
    const Event& event = sink.last(EventKind::received);
    EXPECT_EQ(event.asked, buffer.size());
    EXPECT_EQ(event.moved, 35U);
    EXPECT_EQ(event.preview_text(), "a message of more th");
    EXPECT_EQ(event.text, 0U);
}

TEST_F(Sockets, what_is_sent_reaches_the_client_and_is_recorded_with_its_first_bytes) {
    Client client(listener.address());
    Socket socket = accept();
    EXPECT_EQ(socket.send("short"), "");
    EXPECT_EQ(client.hear(5), "short");
    EXPECT_EQ(sink.last(EventKind::sent).asked, 5U);
    EXPECT_EQ(sink.last(EventKind::sent).moved, 5U);
    EXPECT_EQ(sink.last(EventKind::sent).preview_text(), "short");
}

TEST_F(Sockets, a_read_takes_no_more_than_the_buffer_and_leaves_the_rest) {
    Client client(listener.address());
    Socket socket = accept();
    client.say(std::string(150, 'x'));
    std::size_t total = 0;
    while (total < 150) {
        const auto bytes = receive(socket);
        ASSERT_TRUE(bytes && !bytes->empty() && bytes->size() <= buffer.size());
        total += bytes->size();
    }
    EXPECT_EQ(total, 150U);
}

TEST_F(Sockets, nothing_there_after_all_is_a_value) {
    Client client(listener.address());
    Socket socket = accept();
    EXPECT_EQ(socket.receive(buffer), std::nullopt);
    EXPECT_EQ(sink.text(sink.last(EventKind::received)), "not ready after all");
    EXPECT_EQ(sink.last(EventKind::received).moved, 0U);
}

TEST_F(Sockets, a_client_that_says_no_more_is_an_empty_read) {
    Client client(listener.address());
    Socket socket = accept();
    client.half_close();
    EXPECT_EQ(receive(socket), "");
    EXPECT_EQ(sink.last(EventKind::received).text, 0U) << "that is no error";
}

TEST_F(Sockets, a_client_that_broke_off_is_an_empty_read_and_the_event_says_why) {
    Client client(listener.address());
    Socket socket = accept();
    client.reset();
    EXPECT_EQ(receive(socket), "");
    EXPECT_EQ(sink.text(sink.last(EventKind::received)), "Connection reset by peer");
}

TEST_F(Sockets, writing_to_a_client_that_is_gone_is_a_value_and_no_signal) {
    Client client(listener.address());
    Socket socket = accept();
    client.reset();
    EXPECT_EQ(receive(socket), "");
    EXPECT_EQ(socket.send("hello"), "")
        << "there is nobody to wait for, so nothing is left to send";
    EXPECT_EQ(sink.text(sink.last(EventKind::sent)), "Broken pipe");
    EXPECT_EQ(sink.last(EventKind::sent).moved, 0U);
}

TEST_F(Sockets, a_write_that_does_not_fit_returns_the_rest) {
    Client client(listener.address());
    Socket socket = accept();
    const std::string bytes(64 << 20, 'x');
    const std::string_view rest = socket.send(bytes);
    const Event& event = sink.last(EventKind::sent);
    EXPECT_GT(event.moved, 0U);
    EXPECT_EQ(rest.size(), bytes.size() - event.moved);
    EXPECT_EQ(rest.data(), bytes.data() + event.moved);
}

TEST_F(Sockets, when_there_is_no_room_at_all_everything_is_the_rest) {
    Client client(listener.address());
    Socket socket = accept();
    const std::string bytes(64 << 20, 'x');
    while (sink.count(EventKind::sent) == 0 || sink.last(EventKind::sent).moved > 0) {
        std::ignore = socket.send(bytes);
    }
    EXPECT_EQ(socket.send("more"), "more");
    EXPECT_EQ(sink.text(sink.last(EventKind::sent)), "not ready after all");
}

TEST_F(Sockets, sockets_do_not_block_and_are_closed_on_exec) {
    Client client(listener.address());
    const Socket socket = accept();
    for (const int fd : {listener.fd(), socket.fd()}) {
        EXPECT_TRUE(::fcntl(fd, F_GETFL) & O_NONBLOCK);
        EXPECT_TRUE(::fcntl(fd, F_GETFD) & FD_CLOEXEC);
    }
}

TEST_F(Sockets, replies_go_at_once) {
    Client client(listener.address());
    const Socket socket = accept();
    EXPECT_TRUE(is_on(socket, IPPROTO_TCP, TCP_NODELAY)) << "small packets are not held back";
}

TEST_F(Sockets, the_system_finds_out_when_a_clients_machine_has_vanished) {
    Client client(listener.address());
    const Socket socket = accept();
    EXPECT_TRUE(is_on(socket, SOL_SOCKET, SO_KEEPALIVE));
}

/// How many bytes the kernel takes for a client that neither sends nor reads, and has little room.
std::size_t bytes_kept(Scheduler& scheduler, std::optional<int> kib) {
    Listener listener(scheduler, {.limits = {.kib = kib}});
    Client never_reads;
    const int little = 4096;
    ::setsockopt(never_reads.fd(), SOL_SOCKET, SO_RCVBUF, &little, sizeof little);
    never_reads.connect(listener.address());
    EXPECT_TRUE(becomes_readable(listener.fd()));
    auto socket = listener.accept();
    const std::string reply(1000, 'x');
    std::size_t kept = 0;
    for (std::size_t rest = 0; rest == 0; kept += reply.size() - rest)
        rest = socket->send(reply).size();
    return kept;
}

TEST_F(Sockets, the_kernel_keeps_no_more_for_a_client_than_was_allowed) {
    EXPECT_LE(bytes_kept(scheduler, 64), 64U * 1024);
    EXPECT_GT(bytes_kept(scheduler, 64), 8U * 1024) << "it still is useful";
    EXPECT_GT(bytes_kept(scheduler, std::nullopt), 64U * 1024) << "as the system has it";
}

TEST_F(Sockets, the_kernel_takes_no_more_from_a_client_than_was_allowed) {
    constexpr int kib = 64;
    const Listener few(scheduler, {.limits = {.kib = kib}});
    Client talks;
    const int little = 4096;
    ::setsockopt(talks.fd(), SOL_SOCKET, SO_SNDBUF, &little, sizeof little);
    talks.connect(few.address());
    const std::string words(1000, 'x');
    const auto say = [&] {
        return ::send(talks.fd(), words.data(), words.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    };
    std::size_t taken = 0;
    for (ssize_t moved = say(); moved > 0; moved = say()) taken += static_cast<std::size_t>(moved);
    EXPECT_GT(taken, 0U);
    EXPECT_LE(taken, std::size_t{kib} * 1024);
}

TEST_F(Sockets, a_socket_that_goes_out_of_scope_hangs_up_and_says_so) {
    Client client(listener.address());
    { const Socket socket = accept(); }
    EXPECT_TRUE(client.hears_the_end());
    EXPECT_EQ(sink.count(EventKind::closed), 1U);
}

TEST_F(Sockets, a_socket_that_was_moved_from_owns_nothing) {
    Client client(listener.address());
    Socket first = accept();
    const int fd = first.fd();
    Socket second(std::move(first));
    EXPECT_EQ(first.fd(), -1);  // NOLINT: that is the point
    first.close();
    EXPECT_EQ(second.fd(), fd);
    EXPECT_EQ(second.peer(), client.address());
    EXPECT_TRUE(is_open(fd));
    EXPECT_EQ(sink.count(EventKind::closed), 0U);
}

TEST_F(Sockets, a_socket_that_is_assigned_to_closes_what_it_had) {
    Client one(listener.address());
    Socket first = accept();
    Client two(listener.address());
    Socket second = accept();
    const int second_fd = second.fd();
    first = std::move(second);
    EXPECT_TRUE(one.hears_the_end());
    EXPECT_EQ(first.fd(), second_fd);
    EXPECT_EQ(sink.count(EventKind::closed), 1U);
}

TEST_F(Sockets, a_taken_port_is_said_in_a_sentence) {
    const auto port = static_cast<std::uint16_t>(std::stoi(listener.address().substr(10)));
    try {
        Listener second(scheduler, {.port = port});
        FAIL() << "it could start";
    } catch (const CannotStart& error) {
        EXPECT_EQ(error.what(), "Cannot listen on " + listener.address() +
                                    ": Address already in use; stop the program that uses it, or "
                                    "choose another port with --port.");
    }
}

TEST_F(Sockets, an_address_that_is_none_is_said_in_a_sentence) {
    for (const char* host : {"localhost", "", "1.2.3.4.5", "example.org"}) {
        EXPECT_FALSE(is_numeric_address(host)) << host;
        EXPECT_THROW(Listener(scheduler, {.host = host}), CannotStart) << host;
    }
    for (const char* host : {"127.0.0.1", "0.0.0.0", "::1"}) EXPECT_TRUE(is_numeric_address(host));
}

TEST_F(Sockets, an_address_of_another_machine_is_said_in_a_sentence) {
    try {
        Listener elsewhere(scheduler, {.host = "192.0.2.1"});  // kept for documentation: nobody's
        FAIL() << "it could start";
    } catch (const CannotStart& error) {
        EXPECT_EQ(error.what(),
                  std::string("Cannot listen on 192.0.2.1:0: Cannot assign requested address."));
    }
}

TEST_F(Sockets, a_listener_without_a_descriptor_says_what_is_missing) {
    const DescriptorLimit limit(64);
    auto all = all_descriptors();
    try {
        Listener second(scheduler, {});
        FAIL() << "it could start";
    } catch (const CannotStart& error) {
        all.clear();  // who watches over memory may need some to look at the error
        EXPECT_TRUE(std::string_view(error.what()).ends_with(": Too many open files."))
            << error.what();
    }
}

TEST_F(Sockets, out_of_descriptors_a_client_is_turned_away_and_told_by_a_hang_up) {
    const DescriptorLimit limit(64);
    Client one;
    Client two;
    const auto all = all_descriptors();
    for (Client* client : {&one, &two}) {
        client->connect(listener.address());
        EXPECT_TRUE(becomes_readable(listener.fd()));
        EXPECT_FALSE(listener.accept());
        EXPECT_TRUE(client->hears_the_end());
        EXPECT_EQ(sink.text(sink.last(EventKind::refused)),
                  "no descriptor is left, so " + client->address() + " is turned away");
    }
    EXPECT_EQ(sink.count(EventKind::refused), 2U);
}

TEST_F(Sockets, out_of_descriptors_the_others_are_still_served) {
    const DescriptorLimit limit(64);
    Client served(listener.address());
    Socket socket = accept();
    Client refused;
    const auto all = all_descriptors();
    refused.connect(listener.address());
    EXPECT_TRUE(becomes_readable(listener.fd()));
    EXPECT_FALSE(listener.accept());
    served.say("still here?");
    EXPECT_TRUE(becomes_readable(socket.fd()));
    EXPECT_EQ(socket.receive(buffer), "still here?");
    EXPECT_EQ(socket.send("yes"), "");
    EXPECT_EQ(served.hear(3), "yes");
}

TEST_F(Sockets, when_descriptors_are_free_again_clients_are_accepted_again) {
    const DescriptorLimit limit(64);
    Client refused;
    Client later;
    auto all = all_descriptors();
    refused.connect(listener.address());
    EXPECT_TRUE(becomes_readable(listener.fd()));
    EXPECT_FALSE(listener.accept());
    all.clear();
    later.connect(listener.address());
    EXPECT_EQ(accept().peer(), later.address());
}

TEST_F(Sockets, a_listener_that_was_moved_still_accepts) {
    Listener moved(std::move(listener));
    EXPECT_EQ(sink.count(EventKind::closed), 0U);
    Client client(moved.address());
    EXPECT_TRUE(becomes_readable(moved.fd()));
    EXPECT_TRUE(moved.accept());
}

TEST(SocketsOnIPv6, an_address_is_written_in_brackets) {
    RecordingSink sink;
    Scheduler scheduler(make_epoll_poller(-1), sink);
    try {
        const Listener listener(scheduler, {.host = "::1"});
        EXPECT_TRUE(listener.address().starts_with("[::1]:")) << listener.address();
    } catch (const CannotStart& error) {
        GTEST_SKIP() << error.what();
    }
}

}  // namespace
}  // namespace yieldscope
