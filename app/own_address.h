// What other machines can call this one, which may have several addresses or none. Questions to the
// system, but for address_to_call, which is pure; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace yieldscope {

/// An address of this machine on an interface that is up.
struct OwnAddress {
    std::string interface;  ///< "eth0"
    std::string host;       ///< "192.168.1.7", "2001:db8::7"

    bool is_ipv6() const { return host.find(':') != std::string::npos; }
};

/// Which of them others should call if a program listens on a wildcard (0.0.0.0 or ::): the one
/// that this machine calls others from, `source` or, with ::, `source_ipv6` (each empty if there is
/// no way out); else one on a network of its own; the bridges of containers and virtual machines
/// last. Its loopback address if there is none.
std::string address_to_call(std::string_view wildcard, std::span<const OwnAddress> all,
                            std::string_view source, std::string_view source_ipv6);

/// The host that a client has to give to reach a program that listens on `host`: itself, unless it
/// is a wildcard.
std::string host_to_call(std::string_view host);

}  // namespace yieldscope
