// How much processor time the thread that asks has used: of it alone, however busy the machine is.
// May be asked on any thread.
#pragma once

#include <ctime>

namespace yieldscope {

inline double cpu_s() {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

}  // namespace yieldscope
