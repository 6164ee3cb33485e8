#include "core/programs/program.h"

#include <array>

namespace yieldscope {

std::span<const Program> programs() {
    static constexpr std::array table{
        Program{"echo", "a TCP server that answers GOT: and what it read", "core/programs/echo.cpp",
                start_echo},
        Program{"countdown", "three counters that take turns, no network",
                "core/programs/countdown.cpp", start_countdown},
        Program{"fibonacci", "a TCP server that computes, and lets everybody wait meanwhile",
                "core/programs/fibonacci.cpp", start_fibonacci},
    };
    return table;
}

const Program* find_program(std::string_view name) {
    for (const Program& program : programs()) {
        if (program.name == name) return &program;
    }
    return nullptr;
}

}  // namespace yieldscope
