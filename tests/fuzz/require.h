// What a fuzz target promises of every input: if it does not hold, the target says so and stops,
// which both drivers notice. Any thread.
#pragma once

#include <cstdio>
#include <cstdlib>

namespace yieldscope {

inline void require(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "This input broke a promise: %s.\n", what);
    std::abort();
}

}  // namespace yieldscope
