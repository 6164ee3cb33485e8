#include "core/admission.h"

#include "core/limits.h"

#include <fmt/format.h>

namespace yieldscope {

bool is_loopback(std::string_view host) {
    if (host.starts_with('[')) host = host.substr(1, host.size() - 2);
    constexpr std::string_view mapped = "::ffff:";
    if (host.starts_with(mapped)) host.remove_prefix(mapped.size());
    return host.starts_with("127.") || host == "::1";
}

std::optional<std::string> Admission::enter(std::string_view host) {
    if (limits_.all && all_ >= *limits_.all)
        return fmt::format("there are {} connections, as many as may be", all_);
    const auto known = of_address_.find(host);
    const int now = known == of_address_.end() ? 0 : known->second;
    if (const auto most = most_of(host); most && now >= *most)
        return fmt::format("{} has {} connections, as many as one address may have", host, now);
    if (known == of_address_.end()) of_address_.emplace(host, 1);
    else ++known->second;
    ++all_;
    return std::nullopt;
}

void Admission::leave(std::string_view host) {
    const auto known = of_address_.find(host);
    if (known == of_address_.end()) return;
    --all_;
    if (--known->second == 0) of_address_.erase(known);
}

std::optional<int> Admission::most_of(std::string_view host) const {
    if (limits_.per_address || is_loopback(host)) return limits_.per_address;
    return limits::connections_per_address;
}

}  // namespace yieldscope
