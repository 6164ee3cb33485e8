// What a user chooses to watch: a program, where it listens, how the kernel is asked; or a
// recording. Lives on the UI thread.
#pragma once

#include "core/socket.h"

#include <string>

namespace yieldscope {

struct Choice {
    std::string program;  ///< "echo"
    Address address;
    std::string poller;     ///< "epoll"
    std::string open = {};  ///< a recording to show instead; empty: none
};

}  // namespace yieldscope
