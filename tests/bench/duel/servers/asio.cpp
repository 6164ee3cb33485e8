// The echo server on Asio's coroutines: one thread, and the io_context is told so. Each client is a
// coroutine that reads at most 1000 bytes and answers; Asio tries both at once before it waits.
//
//     duel_asio PORT     port 0 is a free one; serves until a signal ends it
#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <asio.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string_view>
#include <utility>

using asio::ip::tcp;

constexpr std::string_view prefix = "GOT:";
constexpr std::size_t message_bytes = 1000;

asio::awaitable<void> echo(tcp::socket client) {
    std::array<char, prefix.size() + message_bytes> reply;
    std::copy(prefix.begin(), prefix.end(), reply.begin());
    const auto room = asio::buffer(reply) + prefix.size();
    asio::error_code gone;
    auto wait = asio::redirect_error(asio::use_awaitable, gone);
    for (;;) {
        const std::size_t got = co_await client.async_read_some(room, wait);
        if (gone) co_return;
        co_await asio::async_write(client, asio::buffer(reply, prefix.size() + got), wait);
        if (gone) co_return;
    }
}

asio::awaitable<void> serve(tcp::acceptor acceptor) {
    for (;;) {
        tcp::socket client = co_await acceptor.async_accept(asio::use_awaitable);
        client.set_option(tcp::no_delay(true));
        asio::co_spawn(acceptor.get_executor(), echo(std::move(client)), asio::detached);
    }
}

int main(int count, char** arguments) try {
    if (count != 2) {
        fmt::print(stderr, "usage: duel_asio PORT\n");
        return 2;
    }
    const auto port = static_cast<asio::ip::port_type>(std::atoi(arguments[1]));
    asio::io_context context(1);
    tcp::acceptor acceptor(context, {asio::ip::address_v4::loopback(), port});
    fmt::print("Listening on 127.0.0.1:{}\n", acceptor.local_endpoint().port());
    std::fflush(stdout);
    asio::co_spawn(context, serve(std::move(acceptor)), [](std::exception_ptr error) {
        if (error) std::rethrow_exception(error);  // out of run(), and so to main
    });
    context.run();
} catch (const std::exception& error) {
    fmt::print(stderr, "The Asio server cannot go on: {}\n", error.what());
    return 1;
}
