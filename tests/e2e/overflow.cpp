// A recv without end, to be put before the system's by LD_PRELOAD: what happens when a task uses up
// its stack, on the loop thread.

#include <sys/types.h>

#include <cstddef>

namespace {

volatile int bottom = -1;  // never reached, but the compiler cannot know

int descend(int depth) {
    volatile char room[4096] = {};
    if (depth == bottom) return 0;
    return descend(depth + 1) + room[0];
}

}  // namespace

// Not declared by the system here, as its checked form would be in the way.
extern "C" ssize_t recv(int, void*, std::size_t, int) { return descend(0); }
