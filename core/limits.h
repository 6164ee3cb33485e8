// Every bound of the core, one line and one reason each.
// Constants; any thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yieldscope::limits {

constexpr std::uint16_t default_port = 25000;  // the tutorial's port
constexpr std::size_t receive_bytes = 1000;    // the tutorial reads recv(1000)
constexpr int backlog = 4096;                 // a whole school connects at once; the kernel caps it
constexpr int connections_per_address = 256;  // a class behind one router, and nobody takes all
constexpr int connection_kib_least = 16;      // below, the kernel takes more than it is told
constexpr int rest_ms = 100;                  // without a descriptor: soon enough, and no busy loop
constexpr int poll_batch = 1024;         // sockets one epoll_wait reports; the rest come next time
constexpr std::size_t breakpoints = 64;  // each step looks at them all; more nobody oversees
constexpr std::size_t bookmarks = 256;   // each keyframe has them all; more nobody finds again
constexpr std::size_t note_bytes = 200;  // of a bookmark: a sentence, not an essay
constexpr std::size_t unclaimed_kept = 4096;  // a backlog, accepted before its first task runs
constexpr std::size_t ended_kept = 16;       // long enough to be seen leaving, short enough to copy
constexpr std::size_t text_bytes = 1 << 16;  // of a name or a printed line; a line of a file has it
constexpr std::size_t name_letters = 24;     // of a task that was renamed: a card has no more room
constexpr std::size_t source_files = 32;   // of tasks, found quickly; more are found by their text
constexpr std::size_t yield_lines = 4096;  // that a recording may have: a search goes through them
constexpr std::size_t preview_bytes = 20;  // what is left of an event's cache line
constexpr std::size_t pooled_frame_bytes = 4096;  // larger ones are rare: the allocator has them
constexpr std::size_t history_mib = 256;          // some two million events to look back at
constexpr std::size_t headless_history_mib = 16;  // nobody looks back: it only has to be read
constexpr int first_timer_fd = 1 << 20;           // no real descriptor is as high (fs.nr_open)
constexpr int client_buffer_bytes = 4096;         // a client who does not read is soon noticed
constexpr int client_segment_bytes = 1460;  // as on Ethernet: the loopback's make buffers of MBs
constexpr int clients_max = 20'000;   // of our own; the loopback has some 28,000 ports for clients
constexpr int descriptors_kept = 64;  // for everything but clients: libraries, files, the display

}  // namespace yieldscope::limits
