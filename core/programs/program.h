// The programs that a class watches. Each is a few tasks in a file of its own, and that very file
// is shown in the code panel. Adding one is a file, a line here and a line in the table. start()
// runs on the thread that builds the scheduler, before the loop thread takes it over.
#pragma once

#include "core/socket.h"

#include <span>
#include <string>
#include <string_view>

namespace yieldscope {

class Scheduler;

struct Program {
    std::string_view name;
    std::string_view help;  ///< one sentence for --help and the screen
    std::string_view file;  ///< its source, from the root of the tree

    /// Spawns the first tasks. Returns where it listens, empty if it does not. Throws CannotStart.
    std::string (*start)(Scheduler& scheduler, const Address& address);
};

std::string start_echo(Scheduler& scheduler, const Address& address);
std::string start_countdown(Scheduler& scheduler, const Address& address);
std::string start_fibonacci(Scheduler& scheduler, const Address& address);

/// All programs; the first is the default.
std::span<const Program> programs();

/// Null if there is none of that name.
const Program* find_program(std::string_view name);

}  // namespace yieldscope
