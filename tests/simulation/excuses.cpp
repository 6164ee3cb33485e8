#include "tests/simulation/excuses.h"

#include "tests/simulation/forgetful_sink.h"

#include <utility>

namespace yieldscope::simulation {

std::string Excuses::take(const Event& event, std::string_view text) {
    if (event.kind == EventKind::resumed) turn_ = event.task;
    if (event.kind == EventKind::cancelled) ++cancelled_;
    if (event.kind != EventKind::failed && event.kind != EventKind::refused) return {};
    if (event.task != turn_) return "it was not that task's turn";
    unsigned* const named = reason(text);
    if (!named) return "that is no reason to fail or to refuse";
    ++*named;
    ++sufferers_;
    return {};
}

unsigned* Excuses::reason(std::string_view text) {
    if (text == "out of memory" || text == "std::bad_alloc") return &reasons_.no_memory;
    if (text.starts_with("epoll cannot watch descriptor ")) return &reasons_.no_watch;
    if (text.starts_with("select cannot watch descriptor ")) return &reasons_.too_high;
    if (text.starts_with("no descriptor is left")) return &reasons_.no_descriptor;
    if (text.starts_with("there are ")) return &reasons_.too_many;
    return text == ForgetfulSink::not_kept ? &reasons_.not_kept : nullptr;
}

std::string Excuses::end_step(const Troubles& troubles, std::uint64_t not_kept) {
    const Reasons named = std::exchange(reasons_, {});
    const unsigned sufferers = std::exchange(sufferers_, 0);
    const unsigned cancelled = std::exchange(cancelled_, 0);
    turn_ = 0;
    if (named.no_memory > troubles.no_memory)
        return "more are said to be out of memory than allocations have failed";
    if (named.no_watch > troubles.no_watch) return "epoll was said to refuse, and has not";
    if (named.too_high > troubles.too_high) return "select could have watched that descriptor";
    if (named.no_descriptor > troubles.no_descriptor) return "there was a descriptor left";
    if (named.too_many > troubles.too_many) return "there was room for one more client";
    if (named.not_kept > not_kept) return "the text was kept, and is said to be lost";
    if (sufferers > troubles.no_memory + troubles.no_watch + troubles.too_high +
                        troubles.no_descriptor + troubles.too_many)
        return "more have suffered than there were troubles";
    return troubles.hang_ups > sufferers + cancelled ? troubles.hang_up : "";
}

}  // namespace yieldscope::simulation
