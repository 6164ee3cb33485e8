// What other machines can call this one, which may have several addresses or none. Questions to the
// system; any thread.
#pragma once

#include <string>
#include <string_view>

namespace yieldscope {

/// The host that a client has to give to reach a program that listens on `host`: itself, unless it
/// is a wildcard (0.0.0.0 or ::). Then this machine's first address on a network, of that kind if
/// there is one; its loopback address if it is on none.
std::string host_to_call(std::string_view host);

}  // namespace yieldscope
