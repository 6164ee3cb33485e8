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

std::optional<std::string> Admission::enter(std::string_view host, bool is_this_machine) {
    if (limits_.all && all_ >= *limits_.all)
        return fmt::format("there are {} connections, as many as may be", all_);
    const auto known = of_address_.find(host);
    const int now = known == of_address_.end() ? 0 : known->second;
    const auto usual =
        is_this_machine ? std::nullopt : std::optional(limits::connections_per_address);
    const auto most = limits_.per_address ? limits_.per_address : usual;
    if (most && now >= *most)
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

}  // namespace yieldscope
