#include "core/clients/client.h"

#include "core/scheduler.h"
#include "core/yield_from.h"

#include <algorithm>
#include <array>
#include <string>

namespace yieldscope {

/// What every kind does: speak, hear, rest.
class Client {
public:
    Client(Scheduler& scheduler, ClientFacts facts)
        : scheduler_(scheduler), facts_(facts), timer_(facts.poller) {}

    /// Starts to connect; whatever was still to be heard belongs to the visit before.
    std::optional<Socket> connect() {
        lines_to_hear_ = 0;
        return start_connecting(scheduler_, facts_.server, facts_.lowest_fd);
    }

    /// What it says next. The server will send back as many ends of lines as were said.
    std::string_view next_line();
    std::string next_lines(int count);

    bool expects_an_answer() const { return lines_to_hear_ > 0; }

    /// Reads what is there; false if the server has hung up.
    bool hear(Socket& server);

    /// Park me for so many beats.
    Wait rest(double beats, unsigned line = __builtin_LINE(), const char* file = __builtin_FILE()) {
        timer_.set(std::chrono::duration_cast<std::chrono::nanoseconds>(facts_.beat * beats));
        return recv(timer_, line, file);
    }

    /// Each has a rhythm of its own, and every third one takes its time, so that a class sees some
    /// at work while others wait.
    double rhythm() const {
        const double own = 0.3 * (facts_.number * 7 % 10) / 10;
        return facts_.number % 3 == 2 ? 2 + own : 0.6 + own;
    }

    ClientTally& tally() { return facts_.tally; }

private:
    Scheduler& scheduler_;
    ClientFacts facts_;
    Timer timer_;
    unsigned said_ = 0;
    long lines_to_hear_ = 0;
};

namespace {

// Says a line, hears the answer, rests for a while.
Task chatty(Client& me, Socket server) {
    for (;;) {
        for (std::string_view rest = me.next_line(); !rest.empty();) {
            co_yield send(server);
            rest = server.send(rest);
        }
        while (me.expects_an_answer()) {
            co_yield recv(server);
            if (!me.hear(server)) co_return;
        }
        co_yield me.rest(me.rhythm());
    }
}

Task silent(Client& me, Socket server) {
    do co_yield recv(server);
    while (me.hear(server));
}

// The server's answers pile up in front of it, until they fill every buffer in between: then the
// server's task has to wait in send_wait.
Task never_reads(Client& me, Socket server) {
    const std::string lines = me.next_lines(100);
    for (std::string_view rest; is_connected(server); rest = server.send(rest)) {
        if (rest.empty()) rest = lines;
        co_yield send(server);
    }
}

// A line is nothing to TCP: the server answers whatever has arrived.
Task byte_by_byte(Client& me, Socket server) {
    for (;;) {
        for (std::string_view rest = me.next_line(); !rest.empty();) {
            co_yield send(server);
            if (server.send(rest.substr(0, 1)).empty()) rest.remove_prefix(1);
            co_yield me.rest(0.2);
        }
        while (me.expects_an_answer()) {
            co_yield recv(server);
            if (!me.hear(server)) co_return;
        }
        co_yield me.rest(me.rhythm());
    }
}

// One answer a read, not a line: the server reads up to 1000 bytes at once.
Task burst(Client& me, Socket server) {
    for (;;) {
        const std::string lines = me.next_lines(100);
        for (std::string_view rest = lines; !rest.empty();) {
            co_yield send(server);
            rest = server.send(rest);
        }
        while (me.expects_an_answer()) {
            co_yield recv(server);
            if (!me.hear(server)) co_return;
        }
        co_yield me.rest(3 * me.rhythm());
    }
}

// Has said all it will say, and listens to the end; as `nc -N` does.
Task half_closes(Client& me, Socket server) {
    for (std::string_view rest = me.next_line(); !rest.empty();) {
        co_yield send(server);
        rest = server.send(rest);
    }
    half_close(server);
    do co_yield recv(server);
    while (me.hear(server));
}

// Goes without a goodbye: the server's next read fails.
Task resets(Client& me, Socket server) {
    for (std::string_view rest = me.next_line(); !rest.empty();) {
        co_yield send(server);
        rest = server.send(rest);
    }
    while (me.expects_an_answer()) {
        co_yield recv(server);
        if (!me.hear(server)) co_return;
    }
    co_yield me.rest(me.rhythm());
    reset(std::move(server));
}

constexpr std::array<std::string_view, 8> words{
    "Hello!\n",   "Anybody there?\n", "It is my turn.\n", "How are you?\n",
    "And you?\n", "I am waiting.\n",  "Nice weather.\n",  "See you soon.\n",
};

constexpr std::array<ClientKindFacts, client_kind_count> kinds{{
    {ClientKind::chatty, "chatty", "Says a line, hears the answer, and after a while says another.",
     chatty},
    {ClientKind::silent, "silent", "Connects and never says a word.", silent},
    {ClientKind::never_reads, "never-reads",
     "Talks on and on and never reads: the server has to wait until it can send.", never_reads},
    {ClientKind::byte_by_byte, "byte-by-byte",
     "Sends its lines a byte at a time: the server answers every piece.", byte_by_byte},
    {ClientKind::burst, "burst",
     "Sends a hundred lines at once, then rests: one read takes many of them.", burst},
    {ClientKind::half_closes, "half-closes",
     "Says a line and that it was the last, hears the answer, and comes again.", half_closes},
    {ClientKind::resets, "resets",
     "Says a line, then breaks the connection without a goodbye, and comes again.", resets},
}};

/// One that is counted while it is set.
class Mark {
public:
    explicit Mark(std::atomic<int>& count) : count_(count) {}
    ~Mark() { set(false); }
    Mark(const Mark&) = delete;
    Mark& operator=(const Mark&) = delete;

    void set(bool value) {
        if (value != std::exchange(set_, value)) count_ += value ? 1 : -1;
    }

private:
    std::atomic<int>& count_;
    bool set_ = false;
};

}  // namespace

std::string_view Client::next_line() {
    ++lines_to_hear_;
    return words[(static_cast<unsigned>(facts_.number) * 3 + said_++) % words.size()];
}

std::string Client::next_lines(int count) {
    std::string lines;
    for (int i = 0; i < count; ++i) lines += next_line();
    return lines;
}

bool Client::hear(Socket& server) {
    std::array<char, 512> buffer;
    const auto heard = server.receive(buffer);
    if (!heard) return true;  // woken for nothing
    lines_to_hear_ -= std::count(heard->begin(), heard->end(), '\n');
    return !heard->empty();
}

std::span<const ClientKindFacts> client_kinds() { return kinds; }

const ClientKindFacts* find_client_kind(std::string_view name) {
    const auto* found = std::find_if(
        kinds.begin(), kinds.end(), [&](const ClientKindFacts& kind) { return kind.name == name; });
    return found == kinds.end() ? nullptr : found;
}

Task client(Scheduler& scheduler, ClientKind kind, ClientFacts facts) {
    Client me(scheduler, facts);
    for (;;) {
        if (auto server = me.connect()) {
            co_yield send(*server);  // comes back when the server has answered, or nobody does
            if (is_connected(*server)) {
                Mark connected(me.tally().connected);
                Mark listening(me.tally().listening);
                connected.set(true);
                const int fd = server->fd();
                const auto& behaviour = kinds[static_cast<std::size_t>(kind)];
                for (YieldFrom visit(behaviour.visit(me, std::move(*server))); visit.next();) {
                    const Wait wait = visit.wait();
                    listening.set(wait.reason == Reason::recv && wait.fd == fd);
                    co_yield wait;
                }
            }
        }
        co_yield me.rest(2 * me.rhythm());
    }
}

}  // namespace yieldscope
