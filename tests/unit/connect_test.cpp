// The client's side of a connection, against a listener in the same process.
// Runs on the test's thread.
#include "core/connect.h"

#include "core/scheduler.h"
#include "tests/unit/descriptors.h"
#include "tests/unit/recording_sink.h"

#include <gtest/gtest.h>
#include <netinet/in.h>

#include <array>
#include <optional>
#include <string>
#include <utility>

namespace yieldscope {
namespace {

bool becomes_writable(int fd) {
    pollfd wanted{fd, POLLOUT, 0};
    return ::poll(&wanted, 1, deadline_ms) == 1;
}

struct Connects : testing::Test {
    RecordingSink sink;
    Scheduler scheduler{make_epoll_poller(-1), sink};
    std::optional<Listener> listener{std::in_place, scheduler, Address{}};
    ServerAddress server = *server_at(listener->address());
    std::array<char, 100> buffer{};

    /// A client, once it is decided whether it is connected.
    Socket connect(int lowest_fd = 0) {
        auto socket = start_connecting(scheduler, server, lowest_fd);
        EXPECT_TRUE(socket);
        EXPECT_TRUE(becomes_writable(socket->fd()));
        return std::move(*socket);
    }

    Socket accept() {
        EXPECT_TRUE(becomes_readable(listener->fd()));
        auto socket = listener->accept();
        EXPECT_TRUE(socket);
        return std::move(*socket);
    }
};

TEST_F(Connects, who_is_connected_can_talk) {
    Socket client = connect();
    EXPECT_TRUE(is_connected(client));
    Socket served = accept();
    EXPECT_EQ(client.send("Hello"), "");
    ASSERT_TRUE(becomes_readable(served.fd()));
    EXPECT_EQ(served.receive(buffer), "Hello");
}

TEST_F(Connects, nobody_listens_is_no_error_but_no_connection) {
    listener.reset();
    EXPECT_FALSE(is_connected(connect()));
}

TEST_F(Connects, its_descriptor_leaves_the_low_numbers_to_others) {
    EXPECT_EQ(connect(700).fd(), 700);
}

TEST_F(Connects, without_a_higher_descriptor_it_takes_what_there_is) {
    const Socket client = connect(1 << 30);
    EXPECT_TRUE(is_connected(client));
}

TEST_F(Connects, without_a_descriptor_there_is_no_socket) {
    const DescriptorLimit none(3);
    EXPECT_FALSE(start_connecting(scheduler, server));
}

TEST_F(Connects, a_half_closed_one_still_hears) {
    Socket client = connect();
    Socket served = accept();
    half_close(client);
    ASSERT_TRUE(becomes_readable(served.fd()));
    EXPECT_EQ(served.receive(buffer), "");
    EXPECT_EQ(served.send("last words"), "");
    ASSERT_TRUE(becomes_readable(client.fd()));
    EXPECT_EQ(client.receive(buffer), "last words");
}

TEST_F(Connects, a_reset_is_an_error_at_the_other_end) {
    Socket client = connect();
    Socket served = accept();
    reset(std::move(client));
    ASSERT_TRUE(becomes_readable(served.fd()));
    EXPECT_EQ(served.receive(buffer), "");
    EXPECT_EQ(sink.text(sink.last(EventKind::received)), "Connection reset by peer");
    EXPECT_FALSE(is_connected(served));
}

TEST_F(Connects, who_talks_to_somebody_who_went_finds_out) {
    Socket client = connect();
    reset(accept());
    EXPECT_TRUE(becomes_readable(client.fd()));
    EXPECT_FALSE(is_connected(client));
}

TEST(server_at, says_how_to_reach_who_listens) {
    EXPECT_EQ(server_at("127.0.0.2:80")->text, "127.0.0.2:80");
    EXPECT_EQ(server_at("0.0.0.0:25000")->text, "127.0.0.1:25000");
    EXPECT_EQ(server_at("[::]:25000")->text, "[::1]:25000");
    EXPECT_EQ(server_at("[::1]:7")->address.ss_family, AF_INET6);
    const auto server = server_at("10.1.2.3:25000");
    const auto& address = reinterpret_cast<const sockaddr_in&>(server->address);
    EXPECT_EQ(ntohl(address.sin_addr.s_addr), 0x0A010203U);
    EXPECT_EQ(ntohs(address.sin_port), 25000);
}

TEST(server_at, is_nothing_for_what_is_no_address) {
    for (const char* text : {"", "25000", "nowhere:25000", "127.0.0.1:http", ":"})
        EXPECT_FALSE(server_at(text)) << text;
}

}  // namespace
}  // namespace yieldscope
