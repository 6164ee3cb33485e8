#include "core/watch/memory_reserve.h"

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <new>
#include <utility>

namespace yieldscope {
namespace {

std::array<std::atomic<void*>, MemoryReserve::pieces> kept;  // null: given up
std::atomic<std::uint64_t> used = 0;

/// Null if there is none.
void* take_piece() {
    constexpr int anonymous = -1;
    void* const memory = ::mmap(nullptr, MemoryReserve::piece_bytes, PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, anonymous, 0);
    return memory == MAP_FAILED ? nullptr : memory;
}

void give_back(void* memory) {
    if (memory) ::munmap(memory, MemoryReserve::piece_bytes);
}

bool give_up_piece() {
    for (auto& piece : kept) {
        void* const memory = piece.exchange(nullptr);
        if (!memory) continue;
        give_back(memory);
        return true;
    }
    return false;
}

/// What operator new calls when there is no memory, before it tries again.
void find_memory() {
    if (!give_up_piece()) throw std::bad_alloc();
    ++used;
}

}  // namespace

MemoryReserve::MemoryReserve() { std::set_new_handler(find_memory); }

MemoryReserve::~MemoryReserve() {
    while (give_up_piece()) {
    }
}

bool MemoryReserve::look_ahead() {
    void* first = take_piece();
    void* const second = take_piece();
    if (!first && give_up_piece()) ++used;
    const auto given_up = std::find(kept.begin(), kept.end(), nullptr);
    const bool has_all = given_up == kept.end();
    if (second && !has_all) given_up->store(std::exchange(first, nullptr));
    give_back(first);
    give_back(second);
    return second && has_all;
}

std::uint64_t MemoryReserve::times_used() { return used; }

}  // namespace yieldscope
