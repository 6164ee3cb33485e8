#include "tests/simulation/faults.h"

#include "core/limits.h"

namespace yieldscope::simulation {

std::string_view name_of(Fault fault) {
    switch (fault) {
        case Fault::interrupted_call: return "EINTR of a call";
        case Fault::interrupted_wait: return "EINTR of a wait";
        case Fault::no_descriptor: return "EMFILE";
        case Fault::no_file: return "ENFILE";
        case Fault::spare_taken: return "spare descriptor taken";
        case Fault::aborted: return "ECONNABORTED";
        case Fault::reset_in_recv: return "RST in recv_wait";
        case Fault::reset_in_send: return "RST in send_wait";
        case Fault::reset_when_ready: return "RST in the ready queue";
        case Fault::reset_in_turn: return "RST while running";
        case Fault::broken_pipe: return "EPIPE";
        case Fault::timed_out: return "ETIMEDOUT";
        case Fault::half_close: return "half-close";
        case Fault::short_send: return "short send";
        case Fault::full_buffer: return "no room to send";
        case Fault::phantom: return "spurious readiness";
        case Fault::reused_descriptor: return "descriptor reused in a batch";
        case Fault::high_descriptor: return "descriptor too high for select";
        case Fault::clock_jump: return "clock jump";
        case Fault::command: return "wake descriptor";
        case Fault::no_memory: return "out of memory";
        case Fault::taken_out: return "task taken out";
        case Fault::too_many: return "too many clients";
        case Fault::urgent: return "urgent data";
        case Fault::batch_full: return "more ready than a batch holds";
        case Fault::crowd: return "a crowd that is ready at once";
        case Fault::full_backlog: return "full backlog";
        case Fault::no_watch: return "ENOMEM, ENOSPC of epoll_ctl";
        case Fault::text_not_kept: return "no memory for a text";
        case Fault::name_not_kept: return "no memory for names";
    }
    return "?";
}

Plan::Plan(std::uint64_t seed) {
    Random random(seed, 1);
    if (seed % seeds_per_crowd == 0) {
        become_crowd(random);
        return;
    }
    const auto rare = [&](std::uint64_t most, std::uint64_t least) {
        return random.one_in(2) ? random.between(most, least) : 0;
    };
    depends_on_poller = random.one_in(4);
    clients = random.between(1, random.one_in(4) ? 12 : 4);
    interrupted_call = rare(2, 20);
    interrupted_wait = rare(2, 20);
    shortage = rare(4, 20);
    rude_client = rare(1, 4);
    short_send = rare(2, 10);
    phantom = rare(3, 30);
    clock_jump = rare(4, 40);
    command = rare(4, 30);
    no_memory = rare(5, 50);
    taken_out = rare(20, 100);
    busy_world = rare(1, 6);
    impatient = rare(1, 6);
    allowed = random.one_in(4) ? random.between(1, 3) : 0;
    urgent = rare(1, 10);
    no_memory_in_log = rare(1, 10);
    if (random.one_in(8)) {
        backlog = random.between(1, 4);
        clients += backlog + 1;
    }
    if (!depends_on_poller) return;
    if (random.one_in(2)) first_descriptor = static_cast<int>(random.between(1020, 1026));
    exact_fit = random.one_in(2);
    jumps_in_wait = random.one_in(2);
    no_memory_to_park = random.one_in(2);
    if (random.one_in(2)) batch = random.between(1, 4);
    no_watch = rare(2, 20);
}

// Little else happens, or it would take too long.
void Plan::become_crowd(Random& random) {
    crowd = depends_on_poller = true;
    clients = limits::poll_batch + random.between(50, 150);
    rude_client = 8;
    interrupted_call = 50;
    interrupted_wait = 10;
    command = 2;
}

}  // namespace yieldscope::simulation
