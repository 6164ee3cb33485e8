// Clients of our own, for rooms without nc and for pictures: each is a task on a scheduler that is
// not the one watched. It connects, behaves as its kind does, and when it is hung up on, or was
// not let in, comes again a while later. It knows no chance: its rhythm and its words follow from
// its number. The tasks live on their loop's thread; a ClientTally may be read on any.
#pragma once

#include "core/connect.h"
#include "core/task.h"
#include "core/timer.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <span>
#include <string_view>

namespace yieldscope {

enum class ClientKind : std::uint8_t {
    chatty,
    silent,
    never_reads,
    byte_by_byte,
    burst,
    half_closes,
    resets,
};
constexpr std::size_t client_kind_count = static_cast<std::size_t>(ClientKind::resets) + 1;

/// How many there are of one kind.
struct ClientTally {
    std::atomic<int> wanted{0};
    std::atomic<int> connected{0};
    std::atomic<int> listening{0};  ///< of these, who has said its piece and waits for the server
};

/// What a client needs to know.
struct ClientFacts {
    const ServerAddress& server;
    TimedPoller& poller;
    ClientTally& tally;
    std::chrono::milliseconds beat{1000};  ///< it says something about once in a beat
    int lowest_fd = 0;                     ///< for its socket, as in start_connecting()
    int number = 0;                        ///< among its kind, from 0
};

class Scheduler;
class Client;

struct ClientKindFacts {
    ClientKind kind;
    std::string_view name;  ///< "never-reads"
    std::string_view help;  ///< one sentence for the screen

    /// What it does from the moment it is connected.
    Task (*visit)(Client& me, Socket server);
};

/// All kinds, in the order of the enum; the first is the default.
std::span<const ClientKindFacts> client_kinds();

/// Null if there is none of that name.
const ClientKindFacts* find_client_kind(std::string_view name);

/// A client of that kind, for ever. What `facts` refers to must outlive it.
Task client(Scheduler& scheduler, ClientKind kind, ClientFacts facts);

}  // namespace yieldscope
