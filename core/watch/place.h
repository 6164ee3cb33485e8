// Where a task is: the three places of the scheduler, running, and the three ways to be gone.
// Constants; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace yieldscope {

enum class Place : std::uint8_t {
    ready,
    running,
    recv_wait,
    send_wait,
    finished,
    failed,
    cancelled
};
constexpr std::size_t place_count = 7;
constexpr std::size_t alive_place_count = 4;  // the first ones

/// Has it ended, one way or another?
constexpr bool is_gone(Place place) { return place >= Place::finished; }

/// As the class knows it: "ready queue", "running", "recv_wait", "send_wait", "finished", "failed",
/// "cancelled".
constexpr std::string_view name_of(Place place) {
    switch (place) {
        case Place::ready: return "ready queue";
        case Place::running: return "running";
        case Place::recv_wait: return "recv_wait";
        case Place::send_wait: return "send_wait";
        case Place::finished: return "finished";
        case Place::failed: return "failed";
        case Place::cancelled: return "cancelled";
    }
    return "";
}

}  // namespace yieldscope
