// Who may come in: counts the connections there are, in all and of each address, so that one
// machine cannot take the place of all others. Owned by a listener together with the sockets that
// it let in. Lives on the loop thread.
// Invariant: the sum of what is counted for each address is what is counted in all.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace yieldscope {

/// How many connections there may be at a time, and how much the kernel may keep for each.
struct ConnectionLimits {
    std::optional<int> all = {};  ///< nothing: as many as there are descriptors
    /// Nothing: limits::connections_per_address of each other machine, and of this one any number.
    std::optional<int> per_address = {};
    /// Of what has not been read and not been sent yet, together; nothing: as the system has it.
    std::optional<int> kib = {};
};

/// "127.0.0.1" of "127.0.0.1:25000", "[::1]" of "[::1]:25000".
constexpr std::string_view host_of(std::string_view address) {
    return address.substr(0, address.rfind(':'));
}

/// Can nobody but this machine have this address, or reach who listens there? As the kernel writes
/// it, in numbers, with or without the brackets of IPv6.
bool is_loopback(std::string_view host);

class Admission {
public:
    explicit Admission(ConnectionLimits limits) : limits_(limits) {}

    /// One more from this host, which may be this machine: it is in, until leave(). Or why it may
    /// not come in, for people. Throws bad_alloc, and then it is not in.
    std::optional<std::string> enter(std::string_view host, bool is_this_machine);
    void leave(std::string_view host);

    int connections() const { return all_; }

private:
    const ConnectionLimits limits_;
    int all_ = 0;
    std::map<std::string, int, std::less<>> of_address_;  ///< those that have some
};

}  // namespace yieldscope
