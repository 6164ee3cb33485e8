// A kernel without a machine: descriptors, a backlog and connections in memory, a clock that goes
// on only when everybody waits, and faults as the plan has them. Behind it is a world of clients
// who move while the program waits, and sometimes while it runs. What the program does that no
// program should is its problem(). Lives on the simulation's thread.
#pragma once

#include "core/kernel.h"
#include "tests/simulation/connection.h"
#include "tests/simulation/faults.h"
#include "tests/simulation/simulated_epoll.h"

#include <cstddef>
#include <deque>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope::simulation {

/// What went wrong in a step, so that somebody may have suffered.
struct Troubles {
    unsigned no_memory = 0;      ///< allocations that failed
    unsigned no_watch = 0;       ///< epoll refused to watch a client
    unsigned too_high = 0;       ///< select cannot watch it
    unsigned no_descriptor = 0;  ///< for a client
    unsigned too_many = 0;       ///< clients: the limit is reached
    unsigned hang_ups = 0;       ///< on whom nothing was wrong with
    std::string hang_up;         ///< the last of them
};

class SimulatedKernel final : public Kernel {
public:
    /// Who is on the other side of the network.
    class World {
    public:
        virtual ~World() = default;
        /// Nothing: nobody will ever move again.
        virtual std::optional<Clock::time_point> next_move() = 0;
        virtual void move() = 0;
    };

    static constexpr int wake_fd = 3;
    static constexpr int port = 25000;

    SimulatedKernel(const Plan& plan, std::uint64_t seed, Tally& tally, bool is_select);

    // For the world.

    void enter(World& world) { world_ = &world; }
    /// False if the backlog is full: the client's kernel asks again some time.
    bool connect(Connection& client);
    /// Something has happened to it: bits of epoll.
    void news(Connection& client, std::uint32_t events);
    void phantom_client();
    void interrupt();
    void begin_shortage(bool of_files);
    void end_shortage();
    void jump(std::chrono::milliseconds by) {
        now_ += by;
        ++changes_;  // who rests may find that it is over
    }

    // For those who check.

    void begin_step(bool serves);
    /// Who comes in this step is one too many.
    void allow_no_more() { troubles_.too_many = 1; }
    bool is_over() const { return over_; }  ///< everybody waits, and nobody will ever move
    void clear_interrupt() { wake_readable_ = false; }
    /// The first thing that the program did wrong; empty: nothing.
    const std::string& problem() const { return problem_; }
    /// Counts whatever changes the world, so that a loop that does nothing is found.
    std::uint64_t changes() const { return changes_; }
    bool in_turn() const { return in_turn_; }
    bool is_ready(int fd, bool to_recv) const;
    /// Did it refuse to say once more what is ready there?
    bool was_not_asked_about(int fd) const { return not_asked_about_.contains(fd); }
    bool is_listener(int fd) const { return kind(fd) == Kind::listener; }
    /// Is it ready, and was there no room to report it?
    bool is_left_out(int fd) const { return epoll_.is_left_out(fd); }
    Troubles troubles() const;
    /// Could a client not even be turned away, a moment ago?
    bool may_rest() const;
    const std::deque<Connection*>& backlog() const { return backlog_; }
    std::size_t open_descriptors() const { return open_; }

    // The system calls.

    ssize_t recv(int fd, std::span<char> buffer) override;
    ssize_t send(int fd, std::string_view bytes) override;
    int accept(int listener, sockaddr_storage& peer, socklen_t& size) override;
    int close(int fd) override;
    bool is_open(int fd) override { return kind(fd) != Kind::none; }
    int socket(int family) override;
    int set_option(int, int, int, int) override { return 0; }
    int bind(int, const sockaddr&, socklen_t) override { return 0; }
    int listen(int fd, int backlog) override;
    int own_address(int fd, sockaddr_storage& address, socklen_t& size) override;
    int open_spare() override;
    int epoll_create() override;
    int epoll_control(int epoll_fd, int what, int fd, std::uint32_t events) override;
    int epoll_wait(int epoll_fd, std::span<epoll_event> events, int timeout_ms) override;
    int poll(std::span<pollfd> watched, int timeout_ms) override;
    int select(int end, fd_set& recv, fd_set& send, int timeout_ms) override;
    Clock::time_point now() override { return now_; }

private:
    enum class Kind : std::uint8_t { none, wake, epoll, listener, spare, connection };
    struct Descriptor {
        Kind kind = Kind::none;
        Connection* connection = nullptr;
    };

    int fail(int why);
    void blame(std::string_view what, int fd);
    Kind kind(int fd) const;
    Connection* connection(int fd, std::string_view call);
    bool is_interrupted();
    void others_move();
    int open(Kind kind, int lowest, Connection* connection = nullptr);
    int shortage() const;
    int give(Connection& client, sockaddr_storage& peer, socklen_t& size);
    void hung_up(Connection& client, int fd);
    bool may_refuse(int what) const;
    std::uint32_t readiness(int fd) const;
    std::uint32_t asked_readiness(int fd);
    template <typename Ready>
    int wait(int timeout_ms, Ready ready);

    const Plan plan_;
    Tally& tally_;
    const bool is_select_;
    Random calls_;  ///< what happens in a call; the same whichever poller asks
    Random waits_;  ///< what happens in a poller's call
    World* world_ = nullptr;
    SimulatedEpoll epoll_;
    Clock::time_point now_{};
    std::vector<Descriptor> descriptors_;
    std::set<int> closed_in_batch_;
    std::size_t open_ = 0;
    std::deque<Connection*> backlog_;
    std::size_t backlog_max_ = 0;
    unsigned knocks_ = 0;  ///< since somebody got in
    int listener_ = -1;
    bool phantom_client_ = false;
    bool wake_readable_ = false;
    std::optional<std::size_t> descriptors_max_;  ///< during a shortage
    std::optional<std::size_t> files_left_;       ///< in the whole system, during a shortage
    std::set<int> not_asked_about_;
    std::optional<Clock::time_point> helpless_at_;
    Troubles troubles_;      ///< of this step, but for those of memory
    unsigned failures_ = 0;  ///< of memory, before this step
    bool serves_ = false;    ///< the server was not refused what it needs to begin
    bool in_turn_ = true;
    bool over_ = false;
    std::uint64_t changes_ = 0;
    std::string problem_;
};

}  // namespace yieldscope::simulation
