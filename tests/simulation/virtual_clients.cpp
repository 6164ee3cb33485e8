#include "tests/simulation/virtual_clients.h"

#include "core/limits.h"

#include <fmt/format.h>
#include <cerrno>

#include <algorithm>
#include <array>
#include <utility>

namespace yieldscope::simulation {
namespace {

constexpr std::size_t server_buffer_bytes = 3000;  // what a client can say ahead

}  // namespace

VirtualClients::VirtualClients(const Plan& plan, std::uint64_t seed, SimulatedKernel& kernel,
                               Tally& tally, PlaceOf place_of)
    : plan_(plan),
      random_(seed, 4),
      kernel_(kernel),
      tally_(tally),
      place_of_(std::move(place_of)) {
    for (std::uint64_t i = 0; i < plan.clients; ++i)
        clients_.push_back(make_client(static_cast<int>(i)));
    kernel.enter(*this);
}

// Short words go through narrow buffers, so that they are sent in pieces of every length; long ones
// are more than a read takes, and more than a buffer holds.
VirtualClient VirtualClients::make_client(int number) {
    VirtualClient client;
    if (random_.one_in(plan_.rude_client))
        client.manner = static_cast<Manner>(random_.below(manner_count));
    else if (random_.one_in(4)) client.manner = Manner::half_closer;
    const bool brief = plan_.crowd || random_.one_in(2);
    client.words.resize(brief ? random_.below(30) : random_.between(100, 4000));
    for (char& letter : client.words) letter = static_cast<char>(random_.next());
    client.piece = brief ? random_.between(1, 5) : random_.between(100, 2500);
    client.whole = !brief && random_.one_in(3);
    if (client.whole) client.piece = limits::receive_bytes;  // a read leaves no room, nor anything
    if (plan_.crowd) client.words.resize(random_.between(1, client.piece = 10));
    client.patience = random_.below(client.words.size() + 1);
    client.connection.port = 40000 + number;
    client.connection.room_for_client = brief ? random_.between(1, 40) : random_.between(200, 3000);
    if (plan_.crowd) client.connection.room_for_client = 100;  // a reply in one piece: it is dear
    return client;
}

std::optional<Kernel::Clock::time_point> VirtualClients::next_move() {
    if (!anybody_can() && at_the_end_) return std::nullopt;
    return next_at_;
}

void VirtualClients::move() {
    next_at_ = kernel_.now() + std::chrono::milliseconds(random_.below(20));
    if (!anybody_can()) {
        at_the_end_ = true;
        kernel_.end_shortage();
        return;
    }
    do_something_else();
    const auto possible = possible_moves();
    const auto [client, move] = possible[random_.below(possible.size())];
    if (!plan_.crowd) return do_move(*client, move);
    for (const auto& [each, its_move] : possible) {
        if (its_move == move) do_move(*each, move);
    }
}

std::vector<std::pair<VirtualClient*, VirtualClients::Move>> VirtualClients::possible_moves() {
    std::vector<std::pair<VirtualClient*, Move>> possible;
    for (VirtualClient& client : clients_) {
        for (const Move move : {Move::connect, Move::say, Move::hear, Move::relieve, Move::leave}) {
            if (can(client, move)) possible.emplace_back(&client, move);
        }
    }
    return possible;
}

bool VirtualClients::anybody_can() const {
    return std::any_of(clients_.begin(), clients_.end(), [&](const VirtualClient& client) {
        return can(client, Move::connect) || can(client, Move::say) || can(client, Move::hear) ||
               can(client, Move::relieve) || can(client, Move::leave);
    });
}

bool VirtualClients::can(const VirtualClient& client, Move move) const {
    const Connection& connection = client.connection;
    if (!client.connected) return move == Move::connect;
    if (client.has_left()) return move == Move::relieve && connection.pressed && connection.fd >= 0;
    const bool is_gone = client.manner == Manner::vanisher && client.said >= client.patience;
    switch (move) {
        case Move::connect: return false;
        case Move::say:
            return !is_gone && !connection.client_ended && !connection.server_closed &&
                   client.said < client.words.size() &&
                   connection.to_server.size() < server_buffer_bytes;
        case Move::hear: return client.hears() && !connection.to_client.empty();
        case Move::relieve: return connection.pressed;
        case Move::leave: return may_leave(client);
    }
    return false;
}

bool VirtualClients::may_leave(const VirtualClient& client) const {
    const Connection& connection = client.connection;
    const bool has_said_all = client.said == client.words.size();
    const bool was_hung_up = connection.server_closed && connection.to_client.empty();
    switch (client.manner) {
        case Manner::polite:
            return was_hung_up || (has_said_all && connection.read == client.words.size() &&
                                   client.heard == connection.promised);
        case Manner::half_closer:
            return connection.client_ended ? was_hung_up : has_said_all || was_hung_up;
        case Manner::hasty: return at_the_end_ || has_said_all || connection.server_closed;
        case Manner::deaf: return at_the_end_ || connection.server_closed;
        case Manner::breaker: return at_the_end_ || client.said >= client.patience;
        case Manner::vanisher: return at_the_end_;
    }
    return false;
}

void VirtualClients::do_move(VirtualClient& client, Move move) {
    switch (move) {
        case Move::connect: client.connected = kernel_.connect(client.connection); return;
        case Move::say: return say(client);
        case Move::hear: return hear(client);
        case Move::relieve:
            client.connection.pressed = false;
            return kernel_.news(client.connection, EPOLLOUT);
        case Move::leave: return leave(client);
    }
}

void VirtualClients::say(VirtualClient& client) {
    const std::string piece = client.words.substr(
        client.said, client.whole ? client.piece : random_.between(1, client.piece));
    client.said += piece.size();
    client.connection.to_server += piece;
    kernel_.news(client.connection, EPOLLIN);
    if (!random_.one_in(plan_.urgent)) return;
    tally_.add(Fault::urgent);
    client.connection.urgent_at = client.connection.to_server.size();  // there is only the last
    kernel_.news(client.connection, EPOLLPRI);
}

void VirtualClients::hear(VirtualClient& client) {
    std::string& there = client.connection.to_client;
    const std::size_t bytes = random_.between(1, there.size());
    client.heard += bytes;
    there.erase(0, bytes);
    kernel_.news(client.connection, EPOLLOUT);
}

// Who goes without having heard what is there, or to whom something is said after that, answers
// by a reset.
void VirtualClients::leave(VirtualClient& client) {
    Connection& connection = client.connection;
    if (client.manner == Manner::vanisher) return break_off(client, ETIMEDOUT);
    if (client.manner == Manner::breaker) return break_off(client, ECONNRESET);
    if (client.manner == Manner::half_closer && !connection.client_ended) {
        tally_.add(Fault::half_close);
    } else {
        connection.client_closed = true;
        if (!connection.to_client.empty() || client.manner == Manner::deaf)
            return break_off(client, ECONNRESET);
    }
    connection.client_ended = true;
    kernel_.news(connection, EPOLLIN | EPOLLRDHUP);
}

void VirtualClients::break_off(VirtualClient& client, int why) {
    Connection& connection = client.connection;
    if (why == ETIMEDOUT) tally_.add(Fault::timed_out);
    else if (connection.fd >= 0) tally_.add(place_of_(connection.fd));
    connection.break_off(why);
    kernel_.news(connection, ~std::uint32_t{0});
}

void VirtualClients::do_something_else() {
    if (!at_the_end_ && random_.one_in(plan_.shortage)) {
        shortage_ = !shortage_;
        if (shortage_) kernel_.begin_shortage(random_.one_in(2));
        else kernel_.end_shortage();
    }
    if (random_.one_in(plan_.command)) {
        tally_.add(Fault::command);
        kernel_.interrupt();
    }
    if (!random_.one_in(plan_.phantom)) return;
    if (random_.one_in(3)) kernel_.phantom_client();
    else pretend(clients_[random_.below(clients_.size())]);
}

/// Says that bytes or room are there where they are not.
void VirtualClients::pretend(VirtualClient& client) {
    Connection& connection = client.connection;
    if (connection.fd < 0 || connection.broken) return;
    if (!connection.readable()) {
        tally_.add(Fault::phantom);
        connection.phantom_bytes = true;
        kernel_.news(connection, EPOLLIN);
    } else if (!connection.writable() && connection.wants_room) {
        tally_.add(Fault::phantom);
        connection.phantom_room = true;
        kernel_.news(connection, EPOLLOUT);
    }
}

std::string VirtualClients::problem() const {
    for (const VirtualClient& client : clients_) {
        const Connection& connection = client.connection;
        if (!connection.server_closed)
            return fmt::format("client {} was never let go", connection.port);
        if (!client.hears() || connection.cut_off || connection.broken) continue;
        if (connection.read != client.words.size() || client.heard != connection.promised) {
            return fmt::format("client {} said {} bytes, of which {} were read, and heard {} of {}",
                               connection.port, client.words.size(), connection.read, client.heard,
                               connection.promised);
        }
    }
    return {};
}

}  // namespace yieldscope::simulation
