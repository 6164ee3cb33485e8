// The crowd: the clients of our own, on a second scheduler with a thread of its own, so that they
// go on while the one that is watched stands still. It is the same Loop, and the tasks are ordinary
// ones; they reach the server through the kernel only, as any nc does. Owns that loop, its log
// (which nobody reads, so it forgets) and the clients. add(), remove() and the questions: any
// thread; made and destroyed on the main thread.
#pragma once

#include "core/clients/client.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"
#include "core/watch/loop.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace yieldscope {

/// How many descriptors the process may have; first as many as the system allows it.
int raise_descriptor_limit();

class Crowd {
public:
    /// How many of a kind there are.
    struct Count {
        int wanted = 0;
        int connected = 0;
        int listening = 0;  ///< has said something and waits for the server

        bool operator==(const Count&) const = default;
    };

    /// For a server that listens on "ADDR:PORT". Nobody comes before add(). `beat`: about how long
    /// a client rests between two lines.
    explicit Crowd(const std::string& listening_on,
                   std::chrono::milliseconds beat = std::chrono::milliseconds(1000));

    /// They all go, whatever they are waiting for.
    ~Crowd();
    Crowd(const Crowd&) = delete;
    Crowd& operator=(const Crowd&) = delete;

    /// As many as there is room for. Returns how many: none if the system does not give what the
    /// first one needs, and then problem() says what that is.
    int add(ClientKind kind, int count);

    /// The newest of that kind go; fewer, if there are fewer. Returns how many.
    int remove(ClientKind kind, int count);

    /// Why the last that were to come could not, as a sentence; empty: they could.
    std::string problem() const;

    Count count(ClientKind kind) const;

    /// Of all kinds.
    Count count() const;

    /// How many more there could be: each takes two descriptors of this process, its own and the
    /// server's.
    int room() const;

private:
    struct Order {
        ClientKind kind = ClientKind::chatty;
        int change = 0;  ///< more than 0: come, less: go
    };

    void start();
    bool can_start();
    bool post(Order order);
    Task doorkeeper(Scheduler& scheduler, TimedPoller& poller);
    void obey(const Order& order, Scheduler& scheduler, TimedPoller& poller);

    static std::size_t index(ClientKind kind) { return static_cast<std::size_t>(kind); }

    // Constant after construction.
    ServerAddress server_;
    std::chrono::milliseconds beat_;
    int descriptors_;  ///< that the process may have
    int order_fd_;     ///< readable while orders wait

    // Shared: atomic, or under the mutex.
    std::array<ClientTally, client_kind_count> tallies_;
    mutable std::mutex mutex_;
    std::vector<Order> orders_;
    std::string problem_;

    /// The crowd's own thread: the tasks of each kind, the oldest first.
    std::array<std::vector<TaskId>, client_kind_count> tasks_;

    EventLog log_{0};
    CommandQueue commands_;
    std::optional<Loop> loop_;  ///< from the first order on; last, so that it ends first
};

}  // namespace yieldscope
