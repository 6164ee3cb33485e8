#include "core/frame_pool.h"

#include "core/limits.h"

#include <array>
#include <new>
#include <utility>

namespace yieldscope::frame_pool {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool pooled = false;  // a sanitizer sees a wrong use only of memory that was given back
#elif defined(__has_feature)
constexpr bool pooled = !__has_feature(address_sanitizer) && !__has_feature(thread_sanitizer);
#else
constexpr bool pooled = true;
#endif

constexpr std::size_t grain = 64;  // bytes, a cache line
constexpr std::align_val_t aligned{grain};

struct Free {
    Free* next;
};

struct Pool {
    std::array<Free*, limits::pooled_frame_bytes / grain> lists{};

    ~Pool() {
        for (Free* frame : lists) {
            while (frame) ::operator delete(std::exchange(frame, frame->next), aligned);
        }
    }
};

thread_local Pool pool;

bool is_pooled(std::size_t bytes) { return pooled && bytes < limits::pooled_frame_bytes; }

std::size_t list_of(std::size_t bytes) { return bytes / grain; }

}  // namespace

void* take(std::size_t bytes) noexcept {
    if (!is_pooled(bytes)) return ::operator new(bytes, aligned, std::nothrow);
    Free*& list = pool.lists[list_of(bytes)];
    if (!list) return ::operator new((list_of(bytes) + 1) * grain, aligned, std::nothrow);
    return std::exchange(list, list->next);
}

void give_back(void* frame, std::size_t bytes) noexcept {
    if (!is_pooled(bytes)) return ::operator delete(frame, aligned);
    Free*& list = pool.lists[list_of(bytes)];
    list = ::new (frame) Free{list};
}

}  // namespace yieldscope::frame_pool
