#include "core/watch/tick_clock.h"

#include <fstream>
#include <string>

namespace yieldscope {

bool TimeStampCounter::is_trusted() {
#if defined(__x86_64__)
    static const bool trusted = [] {
        std::ifstream file("/sys/devices/system/clocksource/clocksource0/current_clocksource");
        std::string source;
        return std::getline(file, source) && source == "tsc";
    }();
    return trusted;
#else
    return false;
#endif
}

}  // namespace yieldscope
