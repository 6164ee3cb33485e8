#include "app/own_address.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <memory>

namespace yieldscope {
namespace {

/// The first address of that family on an interface that is up and leads out; empty if there is
/// none. Not one that is only good with the name of an interface (fe80::).
std::string first_address(int family) {
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return {};
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(all, ::freeifaddrs);
    for (const ifaddrs* one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr || one->ifa_addr->sa_family != family) continue;
        if (!(one->ifa_flags & IFF_UP) || (one->ifa_flags & IFF_LOOPBACK)) continue;
        const socklen_t size = family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
        char host[NI_MAXHOST];
        if (::getnameinfo(one->ifa_addr, size, host, sizeof host, nullptr, 0, NI_NUMERICHOST) != 0)
            continue;
        if (!std::string_view(host).starts_with("fe80")) return host;
    }
    return {};
}

}  // namespace

std::string host_to_call(std::string_view host) {
    const bool everywhere = host == "0.0.0.0" || host == "::";
    if (!everywhere) return std::string(host);
    std::string found = host == "::" ? first_address(AF_INET6) : std::string();
    if (found.empty()) found = first_address(AF_INET);
    if (!found.empty()) return found;
    return host == "::" ? "::1" : "127.0.0.1";
}

}  // namespace yieldscope
