// The clients of a simulated server, each with a manner of its own, polite or not: who says what,
// in which pieces, and who leaves how is drawn from the seed, and so is what else happens in their
// world. They move one at a time; a crowd does the same all at once. Lives on the simulation's
// thread.
#pragma once

#include "tests/simulation/simulated_kernel.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace yieldscope::simulation {

enum class Manner : std::uint8_t {
    polite,       ///< hears every reply, then hangs up
    half_closer,  ///< says at once that it will say no more, and hears every reply
    hasty,        ///< hangs up as soon as it has said everything
    deaf,         ///< says everything and never reads
    breaker,      ///< breaks off (RST) in the middle
    vanisher,     ///< is not heard of any more: in the end the kernel gives it up
};
constexpr std::size_t manner_count = static_cast<std::size_t>(Manner::vanisher) + 1;

struct VirtualClient {
    Manner manner = Manner::polite;
    std::string words;
    std::size_t said = 0;
    std::size_t piece = 1;     ///< the most bytes it says at a time
    bool whole = false;        ///< says always as many
    std::size_t patience = 0;  ///< of the breaker and the vanisher: after so many bytes they go
    std::size_t heard = 0;
    bool connected = false;
    Connection connection;

    bool hears() const { return manner == Manner::polite || manner == Manner::half_closer; }
    bool has_left() const { return connection.broken || connection.client_closed; }
};

class VirtualClients final : public SimulatedKernel::World {
public:
    /// Where the task of a descriptor is just now, in the words of the faults that are counted.
    using PlaceOf = std::function<Fault(int fd)>;

    VirtualClients(const Plan& plan, std::uint64_t seed, SimulatedKernel& kernel, Tally& tally,
                   PlaceOf place_of);

    std::optional<Kernel::Clock::time_point> next_move() override;
    void move() override;

    /// What is wrong in the end, empty if nothing is: has everybody had his replies?
    std::string problem() const;

private:
    enum class Move : std::uint8_t { connect, say, hear, relieve, leave };

    VirtualClient make_client(int number);
    bool can(const VirtualClient& client, Move move) const;
    bool may_leave(const VirtualClient& client) const;
    bool anybody_can() const;
    std::vector<std::pair<VirtualClient*, Move>> possible_moves();
    void do_move(VirtualClient& client, Move move);
    void say(VirtualClient& client);
    void hear(VirtualClient& client);
    void leave(VirtualClient& client);
    void break_off(VirtualClient& client, int why);
    void do_something_else();
    void pretend(VirtualClient& client);

    const Plan plan_;
    Random random_;
    SimulatedKernel& kernel_;
    Tally& tally_;
    PlaceOf place_of_;
    std::deque<VirtualClient> clients_;
    Kernel::Clock::time_point next_at_{};
    bool shortage_ = false;
    bool at_the_end_ = false;  ///< whoever was to do nothing more leaves
};

}  // namespace yieldscope::simulation
