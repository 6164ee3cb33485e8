// The whole vocabulary between a task and the scheduler: what a task may yield. In the tutorial
// these are the pairs `yield 'recv', sock` and `yield 'send', sock`, and the bare `yield`. Plain
// values; any thread.
#pragma once

#include <cstdint>

namespace yieldscope {

/// Why a task gives up its turn.
enum class Reason : std::uint8_t {
    none,  ///< it has not yielded yet
    recv,  ///< until there is something to read (or a client to accept)
    send,  ///< until there is room to write
    turn,  ///< just let the others go first
};

/// One yield: the reason, the descriptor it concerns (-1 for `turn`) and where in the source it
/// stands.
struct Wait {
    Reason reason = Reason::none;
    int fd = -1;
    std::uint32_t line = 0;
    const char* file = "";  ///< lives as long as the program; compared by address first
};

// The default arguments are evaluated where the task calls them, so each yield is stamped with its
// own line without a macro.

/// Park me until `fd` has something to read.
inline Wait recv(int fd, unsigned line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    return {Reason::recv, fd, line, file};
}

/// Park me until `fd` has room to write.
inline Wait send(int fd, unsigned line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    return {Reason::send, fd, line, file};
}

/// Put me at the back of the ready queue.
inline Wait turn(unsigned line = __builtin_LINE(), const char* file = __builtin_FILE()) {
    return {Reason::turn, -1, line, file};
}

}  // namespace yieldscope
