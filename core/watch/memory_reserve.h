// Memory for a bad moment. Where the system has no more, operator new gives up a piece of what is
// kept here and goes on, on whichever thread it is; and whoever can do with less looks at
// times_used() and gives way. So nothing that is half done has to be undone, and no task fails for
// want of what the past takes. Without a reserve, or when all is given up, operator new throws
// bad_alloc as ever. It is memory that is promised and never touched: it costs nothing, and helps
// where that is what is limited (ulimit -v and -d, or a system that promises no more than it has).
// The one reserve of a process is made, filled and destroyed on one thread.
#pragma once

#include <cstddef>
#include <cstdint>

namespace yieldscope {

class MemoryReserve {
public:
    static constexpr std::size_t pieces = 4;
    /// The largest list that is made of 256 MiB of history has that, and grows by as much.
    static constexpr std::size_t piece_bytes = std::size_t{16} << 20;

    /// Keeps nothing yet: what starts needs memory, too.
    MemoryReserve();
    ~MemoryReserve();
    MemoryReserve(const MemoryReserve&) = delete;
    MemoryReserve& operator=(const MemoryReserve&) = delete;

    /// To be called now and then. Not everybody asks operator new, and a graphics driver that finds
    /// no memory ends the program: so a piece is given up before there is less than one beside the
    /// reserve, and one is taken where there are two. True if there are two, and all pieces are
    /// kept: then there is plenty.
    bool look_ahead();

    /// How often a piece was given up since the program began. Any thread.
    static std::uint64_t times_used();
};

}  // namespace yieldscope
