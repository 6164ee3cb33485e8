// What can go wrong in the simulated world, and how often it does under a seed: a plan has about
// half of the faults, so that each is also seen without the others. Plain values; any thread.
#pragma once

#include "tests/simulation/random.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace yieldscope::simulation {

/// Everything that is counted, so that a run can say that it has met each.
enum class Fault : std::uint8_t {
    interrupted_call,   ///< EINTR of recv, send or accept
    interrupted_wait,   ///< EINTR of select, poll or epoll_wait
    no_descriptor,      ///< EMFILE of accept
    no_file,            ///< ENFILE of accept
    spare_taken,        ///< and somebody else takes the spare descriptor that was given up
    aborted,            ///< ECONNABORTED: the client has gone before it was accepted
    reset_in_recv,      ///< RST while its task is in recv_wait
    reset_in_send,      ///< … in send_wait
    reset_when_ready,   ///< … in the ready queue
    reset_in_turn,      ///< … while it runs
    broken_pipe,        ///< EPIPE of send
    timed_out,          ///< ETIMEDOUT: the peer has vanished
    half_close,         ///< the client says no more and still listens
    short_send,         ///< the kernel takes fewer bytes than it has room for
    full_buffer,        ///< the kernel has no room: its client does not read
    phantom,            ///< ready, but neither bytes nor room nor a client is there
    reused_descriptor,  ///< a number comes back in the same batch in which it was closed
    high_descriptor,    ///< select cannot watch it
    clock_jump,         ///< forwards by up to two months
    command,            ///< the wake descriptor interrupts the poll
    no_memory,          ///< a task's next allocation fails
    taken_out,          ///< the teacher takes a task out, wherever it is
    too_many,           ///< somebody may come, and as many clients are there as are allowed
    urgent,             ///< urgent data: a read stops there, whatever comes after it
    batch_full,         ///< more are ready than an epoll_wait reports that reports few
    crowd,              ///< more are ready than limits::poll_batch
    full_backlog,       ///< the listen queue holds no more: who comes has to ask again
    no_watch,           ///< ENOMEM or ENOSPC of epoll_ctl
    text_not_kept,      ///< the log has no memory for a text
    name_not_kept,      ///< … nor for the names of tasks
};
constexpr std::size_t fault_count = static_cast<std::size_t>(Fault::name_not_kept) + 1;

/// A crowd is dear: it comes by number, not by chance, and every so many seeds there is one.
constexpr std::uint64_t seeds_per_crowd = 1000;

std::string_view name_of(Fault fault);

class Tally {
public:
    void add(Fault fault) { ++counts_[static_cast<std::size_t>(fault)]; }
    void add(const Tally& other) {
        for (std::size_t i = 0; i < fault_count; ++i) counts_[i] += other.counts_[i];
    }
    std::uint64_t of(Fault fault) const { return counts_[static_cast<std::size_t>(fault)]; }

private:
    std::array<std::uint64_t, fault_count> counts_{};
};

/// How rare each is: one in so many calls or moves. 0: never.
struct Plan {
    explicit Plan(std::uint64_t seed);

    /// Some faults meet the pollers differently: then their transcripts need not be the same.
    bool depends_on_poller = false;
    bool crowd = false;  ///< more clients than limits::poll_batch, and all do the same at once
    std::uint64_t clients = 1;
    std::uint64_t allowed = 0;  ///< of them at a time; 0: all
    std::uint64_t backlog = 0;  ///< the most that the system allows (somaxconn); 0: any
    std::uint64_t interrupted_call = 0;
    std::uint64_t interrupted_wait = 0;
    std::uint64_t shortage = 0;  ///< of descriptors or files, which begins or ends
    std::uint64_t rude_client = 0;
    std::uint64_t short_send = 0;
    std::uint64_t phantom = 0;
    std::uint64_t clock_jump = 0;
    std::uint64_t command = 0;
    std::uint64_t no_memory = 0;
    std::uint64_t no_memory_in_log = 0;
    std::uint64_t taken_out = 0;
    std::uint64_t busy_world = 0;  ///< something happens while a task runs
    std::uint64_t impatient = 0;   ///< a poll has a time limit
    std::uint64_t urgent = 0;      ///< of what a client says
    int first_descriptor = 3;      ///< of clients
    bool exact_fit = false;        ///< may a send fill the buffer to the last byte?
    bool jumps_in_wait = false;
    bool no_memory_to_park = false;
    std::uint64_t batch = 0;  ///< how many an epoll_wait reports; 0: as many as are asked for
    std::uint64_t no_watch = 0;

private:
    void become_crowd(Random& random);
};

}  // namespace yieldscope::simulation
