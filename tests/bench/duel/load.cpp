// The load of the echo duel: connections that each send a message, wait for its whole answer, check
// every byte of it, and send the next, as fast as they can or at a fixed rate. At a fixed rate a
// latency counts from when the message should have been sent, so that a server that stalls is
// charged for everything that had to wait. `duel_load` alone says how it is called. One thread.
#include "tests/bench/duel/histogram.h"

#include <arpa/inet.h>
#include <fmt/core.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <ctime>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t spin_ns = 50'000;     // what waking up may take: this close, do not sleep
constexpr std::size_t message_bytes = 1000;  // what a server reads at once
constexpr std::string_view prefix = "GOT:";
constexpr std::string_view usage =
    "usage: duel_load --port N [--connections N] [--bytes 1..1000] [--seconds X | --messages N]\n"
    "                 [--rate PER_SECOND] [--patience SECONDS]\n"
    "One JSON line; busy is the load's own share of a core. Exit code 1 and a\n"
    "sentence if a reply was wrong, or none came for the patience.\n";

struct Options {
    std::uint16_t port = 0;
    std::size_t connections = 1;
    std::size_t bytes = 64;
    double seconds = 1;
    std::uint64_t messages = 0;  // 0: as many as fit into the seconds
    double rate = 0;             // messages a second in all; 0: as fast as they are answered
    double patience = 10;        // seconds without any answer
};

struct Mistake {
    std::string what;
};

std::int64_t nanoseconds(clockid_t clock) {
    timespec time{};
    clock_gettime(clock, &time);
    return time.tv_sec * second_ns + time.tv_nsec;
}

std::int64_t now_ns() { return nanoseconds(CLOCK_MONOTONIC); }

// One-to-one, so that no two stamps are alike; and every bit of it looks random.
std::uint64_t scrambled(std::uint64_t value) {
    value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
    value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
    return value ^ (value >> 31);
}

// A message is a stamp of its own and then a piece of this, from a place that the stamp chooses:
// cheap to make and to compare, and no other message is alike.
std::vector<char> random_bytes() {
    std::mt19937_64 random(25000);
    std::vector<char> bytes((1 << 16) + message_bytes);
    for (char& byte : bytes) byte = static_cast<char>(random());
    return bytes;
}

class Load {
public:
    explicit Load(const Options& options) : options_(options) {
        clients_.resize(options.connections);
        poller_ = epoll_create1(EPOLL_CLOEXEC);
        prctl(PR_SET_TIMERSLACK, 1);
    }
    ~Load() {
        for (const Client& client : clients_) close(client.fd);
        close(poller_);
    }
    Load(const Load&) = delete;
    Load& operator=(const Load&) = delete;

    // Everybody is answered once before the time is taken, so that all of them are connected.
    void run() {
        for (std::size_t i = 0; i < clients_.size(); ++i) connect_client(i);
        heard_ns_ = now_ns();
        for (Client& client : clients_) start(client, heard_ns_);
        while (in_flight_ > 0) wait_until(INT64_MAX);

        measuring_ = true;
        const std::int64_t cpu_ns = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);
        begin_ns_ = heard_ns_ = now_ns();
        end_ns_ = begin_ns_ + static_cast<std::int64_t>(options_.seconds * 1e9);
        if (options_.rate > 0) {
            keep_the_rate();
        } else {
            for (Client& client : clients_) {
                if (may_start(now_ns())) start(client, now_ns());
            }
        }
        while (in_flight_ > 0) wait_until(INT64_MAX);
        took_ns_ = now_ns() - begin_ns_;
        cpu_ns_ = nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - cpu_ns;
        part();
    }

    void print(int errors) const {
        const double seconds = static_cast<double>(took_ns_) / 1e9;
        const double share = took_ns_ > 0 ? 1.0 / static_cast<double>(took_ns_) : 0;
        fmt::print(R"({{"messages": {}, "seconds": {:.6f}, "per_second": {:.1f}, "p50_ns": {}, )"
                   R"("p90_ns": {}, "p99_ns": {}, "p999_ns": {}, "max_ns": {}, "unsent": {}, )"
                   R"("busy": {:.3f}, "errors": {}}})"
                   "\n",
                   answered_, seconds, static_cast<double>(answered_) * share * 1e9,
                   times_.percentile(0.5), times_.percentile(0.9), times_.percentile(0.99),
                   times_.percentile(0.999), times_.max(), unsent_,
                   static_cast<double>(cpu_ns_) * share, errors);
    }

private:
    struct Client {
        int fd = -1;
        bool waits = false;         // for an answer
        std::uint64_t sent = 0;     // messages, also those before the time was taken
        std::uint64_t next = 0;     // at a fixed rate: the number, among all, of its next message
        std::int64_t start_ns = 0;  // when its message was sent, or should have been
        std::size_t heard = 0;      // bytes of the answer
        char reply[prefix.size() + message_bytes];  // what the answer has to be
    };

    std::size_t number_of(const Client& client) const {
        return static_cast<std::size_t>(&client - clients_.data());
    }

    [[noreturn]] void fail(const Client& client, std::string_view what) const {
        throw Mistake{fmt::format("Connection {}, message {}: {}.", number_of(client) + 1,
                                  client.sent, what)};
    }

    void connect_client(std::size_t number) {
        Client& client = clients_[number];
        client.next = number;
        std::memcpy(client.reply, prefix.data(), prefix.size());
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(options_.port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        client.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (connect(client.fd, reinterpret_cast<sockaddr*>(&address), sizeof address) < 0) {
            fail(client, fmt::format("cannot connect: {}", std::strerror(errno)));
        }
        const int on = 1;
        setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.ptr = &client;
        epoll_ctl(poller_, EPOLL_CTL_ADD, client.fd, &event);
    }

    // Sends a message. As it is the only one under way here, the kernel has room for all of it.
    void start(Client& client, std::int64_t start_ns) {
        const std::uint64_t stamp = scrambled(number_of(client) << 40 | client.sent++);
        char* const message = client.reply + prefix.size();
        std::memcpy(message, &random_[stamp & 0xffff], options_.bytes);
        std::memcpy(message, &stamp, std::min(sizeof stamp, options_.bytes));
        client.start_ns = start_ns;
        client.heard = 0;
        client.waits = true;
        if (in_flight_++ == 0) heard_ns_ = std::max(heard_ns_, start_ns);  // patience begins anew
        const auto taken = send(client.fd, message, options_.bytes, MSG_NOSIGNAL);
        if (taken < 0) fail(client, fmt::format("cannot send: {}", std::strerror(errno)));
        if (static_cast<std::size_t>(taken) < options_.bytes) fail(client, "no room to send it");
    }

    bool may_start(std::int64_t now) const {
        if (!measuring_ || options_.rate > 0) return false;  // then others decide
        return options_.messages > 0 ? started_of_all() < options_.messages : now < end_ns_;
    }

    std::uint64_t started_of_all() const { return answered_ + in_flight_; }

    std::int64_t due_ns(std::uint64_t message) const {
        return begin_ns_ + std::llround(static_cast<double>(message) * 1e9 / options_.rate);
    }

    // Message n is due at n / rate, on connection n modulo their number. Who still waits for an
    // answer then sends it late, once the answer is there (`read`), but it was due all the same.
    void keep_the_rate() {
        const std::uint64_t size = clients_.size();
        for (std::int64_t now = now_ns(); !all_were_due(); now = now_ns()) {
            while (!all_were_due() && due_ns(due_) <= now) {
                Client& client = clients_[due_++ % size];
                if (!client.waits) start_next(client);
            }
            wait_until(all_were_due() ? now : due_ns(due_));
        }
        while (options_.messages > 0 && in_flight_ > 0) wait_until(INT64_MAX);  // all of them
        const std::int64_t end = now_ns();
        for (Client& client : clients_) {
            for (; client.next < due_; client.next += size) {  // it has waited at least until now
                times_.add(static_cast<std::uint64_t>(end - due_ns(client.next)));
                ++unsent_;
            }
        }
    }

    bool all_were_due() const {
        return options_.messages > 0 ? due_ >= options_.messages : due_ns(due_) >= end_ns_;
    }

    void start_next(Client& client) {
        start(client, due_ns(client.next));
        client.next += clients_.size();
    }

    // Reads what there is, waiting for it until then. Who sleeps wakes late: the last bit is spun.
    void wait_until(std::int64_t until_ns) {
        const std::int64_t now = now_ns();
        const auto patience_ns = static_cast<std::int64_t>(options_.patience * 1e9);
        if (in_flight_ > 0 && now - heard_ns_ >= patience_ns) {
            throw Mistake{fmt::format("No answer came for {} s, and {} are missing.",
                                      options_.patience, in_flight_)};
        }
        std::int64_t wait_ns = std::min(until_ns - now - spin_ns, patience_ns);
        if (wait_ns < 0) wait_ns = 0;
        const timespec timeout{wait_ns / second_ns, wait_ns % second_ns};
        epoll_event events[1024];
        const int ready = epoll_pwait2(poller_, events, 1024, &timeout, nullptr);
        for (int i = 0; i < ready; ++i) read(*static_cast<Client*>(events[i].data.ptr));
    }

    void read(Client& client) {
        char buffer[prefix.size() + message_bytes + 1];  // a byte too many is read too, and seen
        const auto got = recv(client.fd, buffer, sizeof buffer, MSG_DONTWAIT);
        if (got < 0 && errno == EAGAIN) return;
        if (got < 0) fail(client, fmt::format("cannot read: {}", std::strerror(errno)));
        if (got == 0) fail(client, "the server closed the connection");
        const auto bytes = static_cast<std::size_t>(got);
        const std::size_t whole = prefix.size() + options_.bytes;
        if (!client.waits || client.heard + bytes > whole) fail(client, "more came than was sent");
        if (std::memcmp(buffer, client.reply + client.heard, bytes) != 0) {
            fail(client, "the answer is not what was sent");
        }
        client.heard += bytes;
        heard_ns_ = now_ns();
        if (client.heard < whole) return;
        client.waits = false;
        --in_flight_;
        if (!measuring_) return;
        ++answered_;
        times_.add(static_cast<std::uint64_t>(heard_ns_ - client.start_ns));
        if (client.next < due_) start_next(client);
        else if (may_start(heard_ns_)) start(client, heard_ns_);
    }

    // Has nothing more to say, on each connection, and wants to hear the end, and nothing else.
    void part() {
        const timeval patience{static_cast<time_t>(std::ceil(options_.patience)), 0};
        for (Client& client : clients_) {
            char byte = 0;
            setsockopt(client.fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
            shutdown(client.fd, SHUT_WR);
            const auto got = recv(client.fd, &byte, 1, 0);
            if (got > 0) fail(client, "more came after the last answer");
            if (got < 0) fail(client, fmt::format("it did not end: {}", std::strerror(errno)));
        }
    }

    const Options options_;
    const std::vector<char> random_ = random_bytes();
    std::vector<Client> clients_;
    int poller_ = -1;
    bool measuring_ = false;
    std::uint64_t in_flight_ = 0;
    std::uint64_t answered_ = 0;
    std::uint64_t unsent_ = 0;  // at a fixed rate: were due, but their connection still waited
    std::uint64_t due_ = 0;     // at a fixed rate: so many messages were due
    std::int64_t begin_ns_ = 0;
    std::int64_t end_ns_ = 0;    // nothing starts after it
    std::int64_t heard_ns_ = 0;  // when the last byte came
    std::int64_t took_ns_ = 0;
    std::int64_t cpu_ns_ = 0;
    Histogram times_;
};

template <class Number>
bool parse(std::string_view text, Number& number) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    return error == std::errc() && end == text.data() + text.size() && number > 0;
}

bool parse(int count, char** arguments, Options& options) {
    for (int i = 1; i + 1 < count; i += 2) {
        const std::string_view name = arguments[i], value = arguments[i + 1];
        const bool good = name == "--port"          ? parse(value, options.port)
                          : name == "--connections" ? parse(value, options.connections)
                          : name == "--bytes"       ? parse(value, options.bytes)
                          : name == "--seconds"     ? parse(value, options.seconds)
                          : name == "--messages"    ? parse(value, options.messages)
                          : name == "--rate"        ? parse(value, options.rate)
                          : name == "--patience"    ? parse(value, options.patience)
                                                    : false;
        if (!good) return false;
    }
    return count % 2 == 1 && options.port > 0 && options.bytes <= message_bytes;
}

// A descriptor a connection, and a few.
void make_room_for(std::size_t connections) {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = std::min<rlim_t>(limit.rlim_max, std::max(limit.rlim_cur, connections + 16));
    setrlimit(RLIMIT_NOFILE, &limit);
}

}  // namespace

int main(int count, char** arguments) {
    Options options;
    if (!parse(count, arguments, options)) {
        fmt::print(stderr, "{}", usage);
        return 2;
    }
    make_room_for(options.connections);
    Load load(options);
    try {
        load.run();
    } catch (const Mistake& mistake) {
        fmt::print(stderr, "{}\n", mistake.what);
        load.print(1);
        return 1;
    }
    load.print(0);
}
