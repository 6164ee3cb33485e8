// Where coroutine frames come from: a free list a size, so that a task that begins takes the place
// of one that has ended, without asking the allocator. What was given back is kept until the thread
// ends: as much as the most tasks that there were at a time. One pool a thread; a frame may be
// given back on another one than it was taken on.
#pragma once

#include <cstddef>

namespace yieldscope::frame_pool {

/// Null if there is no memory.
void* take(std::size_t bytes) noexcept;

/// With the size that it was taken with.
void give_back(void* frame, std::size_t bytes) noexcept;

}  // namespace yieldscope::frame_pool
