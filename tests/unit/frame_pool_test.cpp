// Where coroutine frames come from: places that nobody else has, on a cache line's beginning, also
// when they are given back in any order and on any thread.
#include "core/frame_pool.h"

#include "core/limits.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <thread>

namespace yieldscope {
namespace {

TEST(FramePool, gives_places_that_do_not_overlap_and_begin_at_a_cache_line) {
    std::mt19937 random(1);
    std::map<char*, std::size_t> taken;
    for (int i = 0; i < 20'000; ++i) {
        if (random() % 2 == 0 && !taken.empty()) {
            auto one = std::next(
                taken.begin(),
                static_cast<std::ptrdiff_t>(random() % std::min<std::size_t>(taken.size(), 50)));
            frame_pool::give_back(one->first, one->second);
            taken.erase(one);
            continue;
        }
        const std::size_t bytes = 1 + random() % (2 * limits::pooled_frame_bytes);
        char* const frame = static_cast<char*>(frame_pool::take(bytes));
        ASSERT_EQ(reinterpret_cast<std::uintptr_t>(frame) % 64, 0U);
        std::memset(frame, 1, bytes);
        const auto [place, is_new] = taken.emplace(frame, bytes);
        ASSERT_TRUE(is_new);
        const auto behind = std::next(place);
        ASSERT_TRUE(behind == taken.end() || frame + bytes <= behind->first);
        ASSERT_TRUE(place == taken.begin() ||
                    std::prev(place)->first + std::prev(place)->second <= frame);
    }
    for (const auto& [frame, bytes] : taken) frame_pool::give_back(frame, bytes);
}

TEST(FramePool, a_frame_may_go_on_another_thread_than_it_came_on) {
    void* const frame = frame_pool::take(200);
    std::thread([&] { frame_pool::give_back(frame, 200); }).join();
    frame_pool::give_back(frame_pool::take(200), 200);
}

}  // namespace
}  // namespace yieldscope
