#include "app/common_gaps.h"

#include <algorithm>
#include <limits>

namespace yieldscope {
namespace {

/// When one is idle, from long before its beginning until long after its end.
std::vector<Gap> idle_times(const Timeline& timeline) {
    constexpr std::int64_t ever = std::numeric_limits<std::int64_t>::max();
    const std::span<const Gap> gaps = timeline.gaps().all;
    std::vector<Gap> idle{{-ever, timeline.begin_ns(), 0, false}};
    idle.insert(idle.end(), gaps.begin(), gaps.end());
    idle.push_back({timeline.end_ns(), ever, 0, false});
    return idle;
}

}  // namespace

void CommonGaps::update(const Timeline& a, const Timeline& b) {
    const std::array now{a.begin_ns(), a.end_ns(), b.begin_ns(), b.end_ns()};
    if (now == seen_) return;
    seen_ = now;
    gaps_.clear();
    folded_ns_ = 0;
    const std::vector<Gap> of_a = idle_times(a);
    const std::vector<Gap> of_b = idle_times(b);
    for (auto x = of_a.begin(), y = of_b.begin(); x != of_a.end() && y != of_b.end();) {
        add(std::max(x->begin_ns, y->begin_ns), std::min(x->end_ns, y->end_ns),
            x->polling && y->polling);
        if (x->end_ns < y->end_ns) ++x;
        else ++y;
    }
}

/// Only what lies between events, and is long enough to be worth a break mark.
void CommonGaps::add(std::int64_t begin_ns, std::int64_t end_ns, bool polling) {
    const bool outside =
        begin_ns < std::min(seen_[0], seen_[2]) || end_ns > std::max(seen_[1], seen_[3]);
    if (outside || end_ns - begin_ns < gap_least_ns) return;
    gaps_.push_back({begin_ns, end_ns, folded_ns_, polling});
    folded_ns_ += end_ns - begin_ns - gap_shown_ns;
}

}  // namespace yieldscope
