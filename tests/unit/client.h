// A client for tests: one real TCP connection to "ADDR:PORT", used as plainly as nc. What it waits
// for has a deadline, so that a server that never answers fails the test and does not hang it.
// Each client lives on one thread.
#pragma once

#include "tests/unit/descriptors.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace yieldscope {

class Client {
public:
    /// Has its descriptor, but is not connected yet.
    Client() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {}
    explicit Client(const std::string& address) : Client() { connect(address); }

    void connect(const std::string& address) {
        sockaddr_in to{};
        const auto colon = address.rfind(':');
        to.sin_family = AF_INET;
        to.sin_port = htons(static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1))));
        ::inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr);
        EXPECT_EQ(::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    }

    /// What the server calls it.
    std::string address() const {
        sockaddr_in own{};
        socklen_t size = sizeof own;
        ::getsockname(socket_, reinterpret_cast<sockaddr*>(&own), &size);
        return "127.0.0.1:" + std::to_string(ntohs(own.sin_port));
    }

    void say(std::string_view text) {
        EXPECT_EQ(::send(socket_, text.data(), text.size(), MSG_NOSIGNAL),
                  static_cast<ssize_t>(text.size()));
    }

    /// Waits for as many bytes. Fewer: the server has hung up, or the deadline is over.
    std::string hear(std::size_t bytes) {
        std::string heard;
        while (heard.size() < bytes && becomes_readable(socket_)) {
            std::string buffer(bytes - heard.size(), '\0');
            const ssize_t got = ::recv(socket_, buffer.data(), buffer.size(), 0);
            if (got <= 0) break;
            heard.append(buffer, 0, static_cast<std::size_t>(got));
        }
        return heard;
    }

    /// Waits until the server has hung up, and says nothing before.
    bool hears_the_end() {
        char byte = 0;
        return becomes_readable(socket_) && ::recv(socket_, &byte, 1, 0) == 0;
    }

    /// Says no more, still listens.
    void half_close() { ::shutdown(socket_, SHUT_WR); }

    /// Goes without a word of goodbye (RST).
    void reset() {
        const linger at_once{1, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
        socket_.close();
    }

    int fd() const { return socket_; }
    void close() { socket_.close(); }

private:
    Descriptor socket_;
};

}  // namespace yieldscope
