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

/// Can nobody but this machine reach a program that listens there? `host` is a numeric address.
inline bool is_loopback(const std::string& host) {
    return host.starts_with("127.") || host == "::1";
}

}  // namespace yieldscope
