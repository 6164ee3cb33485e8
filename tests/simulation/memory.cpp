#include "tests/simulation/memory.h"

#include <malloc.h>

#include <atomic>
#include <cstddef>
#include <cstdlib>
#include <new>
#include <utility>

namespace yieldscope::simulation::memory {
namespace {

unsigned left = 0;  // allocations, with the one that fails; 0: none will
unsigned failed = 0;

bool runs_out() {
    if (left == 0 || --left > 0) return false;
    ++failed;
    return true;
}

std::atomic<std::size_t> now_bytes = 0;
std::atomic<std::size_t> most_bytes = 0;

void* counted(void* memory) {
    const std::size_t now = now_bytes += ::malloc_usable_size(memory);
    if (now > most_bytes) most_bytes = now;
    return memory;
}

void give_back(void* memory) {
    now_bytes -= ::malloc_usable_size(memory);
    std::free(memory);
}

void* get(std::size_t bytes) noexcept { return runs_out() ? nullptr : counted(std::malloc(bytes)); }

void* get(std::size_t bytes, std::align_val_t alignment) noexcept {
    const auto grain = static_cast<std::size_t>(alignment);
    return runs_out() ? nullptr
                      : counted(std::aligned_alloc(grain, (bytes + grain - 1) / grain * grain));
}

/// As operator new does it: who can find some is asked to, and then it is tried again.
template <typename Get>
void* get_or_throw(Get get_some) {
    for (;;) {
        if (void* const memory = get_some()) return memory;
        const std::new_handler find_some = std::get_new_handler();
        if (!find_some) throw std::bad_alloc();
        find_some();
    }
}

}  // namespace

void fail_after(unsigned spared) { left = spared + 1; }
void calm() { left = 0; }
unsigned failures() { return failed; }

std::size_t bytes() { return now_bytes; }
std::size_t peak_bytes() { return most_bytes; }
void forget_peak() { most_bytes = now_bytes.load(); }

Truce::Truce() : left_(std::exchange(left, 0)), failed_(failed) {}

Truce::~Truce() {
    left = left_;
    failed = failed_;
}

}  // namespace yieldscope::simulation::memory

using namespace yieldscope::simulation::memory;

void* operator new(std::size_t bytes) {
    return get_or_throw([&] { return get(bytes); });
}
void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept { return get(bytes); }
void* operator new(std::size_t bytes, std::align_val_t grain) {
    return get_or_throw([&] { return get(bytes, grain); });
}
void* operator new(std::size_t bytes, std::align_val_t grain, const std::nothrow_t&) noexcept {
    return get(bytes, grain);
}
void operator delete(void* memory) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { give_back(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { give_back(memory); }
