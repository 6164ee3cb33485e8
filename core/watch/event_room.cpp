#include "core/watch/event_room.h"

#include <sys/mman.h>

#include <new>
#include <utility>

namespace yieldscope {

EventRoom::EventRoom(std::size_t events) : size_(events) {
    constexpr int anonymous = -1;
    void* const memory = ::mmap(nullptr, events * sizeof(Event), PROT_READ | PROT_WRITE,
                                MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, anonymous, 0);
    if (memory == MAP_FAILED) throw std::bad_alloc();
    events_ = static_cast<Event*>(memory);
}

EventRoom::EventRoom(EventRoom&& other) noexcept
    : events_(std::exchange(other.events_, nullptr)), size_(std::exchange(other.size_, 0)) {}

EventRoom::~EventRoom() {
    if (events_) ::munmap(events_, size_ * sizeof(Event));
}

}  // namespace yieldscope
