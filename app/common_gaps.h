// When two recordings that are compared are both idle: what can be folded away on their one axis.
// Before its first and after its last event a recording is idle, too. Owns the gaps, which are
// found anew only when one of the two has changed. Lives on the UI thread.
#pragma once

#include "core/watch/timeline.h"

#include <array>
#include <cstdint>
#include <vector>

namespace yieldscope {

class CommonGaps {
public:
    /// Costs the gaps of both, if there is anything new.
    void update(const Timeline& a, const Timeline& b);

    /// Good until the next update.
    Gaps gaps() const { return {gaps_, folded_ns_}; }

private:
    void add(std::int64_t begin_ns, std::int64_t end_ns, bool polling);

    std::vector<Gap> gaps_;
    std::int64_t folded_ns_ = 0;
    std::array<std::int64_t, 4> seen_{-1, -1, -1, -1};  ///< where both began and ended
};

}  // namespace yieldscope
