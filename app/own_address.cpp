#include "app/own_address.h"

#include <ifaddrs.h>
#include <net/if.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <memory>
#include <vector>

namespace yieldscope {
namespace {

socklen_t size_of(int family) {
    return family == AF_INET ? sizeof(sockaddr_in) : sizeof(sockaddr_in6);
}

/// "192.168.1.7"; empty if it is none that others can call. One that is only good together with the
/// name of an interface (fe80::) is none.
std::string host_text(const sockaddr& address) {
    char host[NI_MAXHOST];
    if (::getnameinfo(&address, size_of(address.sa_family), host, sizeof host, nullptr, 0,
                      NI_NUMERICHOST) != 0)
        return {};
    return std::string_view(host).starts_with("fe80") ? "" : host;
}

std::vector<OwnAddress> own_addresses() {
    std::vector<OwnAddress> found;
    ifaddrs* all = nullptr;
    if (::getifaddrs(&all) != 0) return found;
    const std::unique_ptr<ifaddrs, decltype(&::freeifaddrs)> owner(all, ::freeifaddrs);
    for (const ifaddrs* one = all; one; one = one->ifa_next) {
        if (!one->ifa_addr) continue;
        const int family = one->ifa_addr->sa_family;
        if (family != AF_INET && family != AF_INET6) continue;
        if (!(one->ifa_flags & IFF_UP) || (one->ifa_flags & IFF_LOOPBACK)) continue;
        if (std::string host = host_text(*one->ifa_addr); !host.empty())
            found.push_back({one->ifa_name, std::move(host)});
    }
    return found;
}

/// From which address this machine would call others: the one on the interface that has the default
/// route. The kernel says so when a UDP socket is connected, which sends nothing. The other end is
/// an address that documents use (RFC 5737, RFC 3849), and nobody has. Empty if there is no way
/// out.
std::string source_of_calls(int family, const char* to) {
    addrinfo hints{};
    hints.ai_family = family;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(to, "9", &hints, &found) != 0) return {};
    const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> owner(found, ::freeaddrinfo);
    const int fd = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (fd < 0) return {};
    sockaddr_storage own{};
    socklen_t size = sizeof own;
    const bool known = ::connect(fd, found->ai_addr, found->ai_addrlen) == 0 &&
                       ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) == 0;
    ::close(fd);
    return known ? host_text(reinterpret_cast<const sockaddr&>(own)) : "";
}

/// A bridge of containers or virtual machines on this one: nobody else is on it.
bool is_inside(std::string_view interface) {
    constexpr std::array<std::string_view, 9> prefixes{"docker", "br-", "veth", "virbr", "vnet",
                                                       "lxc",    "lxd", "cni",  "podman"};
    return std::any_of(prefixes.begin(), prefixes.end(),
                       [&](std::string_view prefix) { return interface.starts_with(prefix); });
}

}  // namespace

std::string address_to_call(std::string_view wildcard, std::span<const OwnAddress> all,
                            std::string_view source, std::string_view source_ipv6) {
    const bool both = wildcard == "::";
    const auto is_known = [&](std::string_view host) {
        return std::any_of(all.begin(), all.end(),
                           [&](const OwnAddress& own) { return own.host == host; });
    };
    if (both && is_known(source_ipv6)) return std::string(source_ipv6);
    if (is_known(source)) return std::string(source);
    for (const bool inside : {false, true}) {
        for (const bool ipv6 : {true, false}) {
            if (ipv6 && !both) continue;
            for (const OwnAddress& own : all) {
                if (own.is_ipv6() == ipv6 && is_inside(own.interface) == inside) return own.host;
            }
        }
    }
    return both ? "::1" : "127.0.0.1";
}

std::string host_to_call(std::string_view host) {
    if (host != "0.0.0.0" && host != "::") return std::string(host);
    return address_to_call(host, own_addresses(), source_of_calls(AF_INET, "192.0.2.1"),
                           source_of_calls(AF_INET6, "2001:db8::1"));
}

}  // namespace yieldscope
