// The room of an event log: so many events in one piece, reserved when it is made, and taken from
// the system only where it is written: in pages of the usual size, as to clear one of 2 MiB holds
// the loop up for as long as a hundred turns. Owns the memory. Made and destroyed on one thread;
// who may write and read where is the log's to say.
#pragma once

#include "core/event.h"

#include <cstddef>

namespace yieldscope {

class EventRoom {
public:
    /// Throws bad_alloc if the system does not have so much, which says little: most systems give
    /// more than they have, and end a program that takes it.
    explicit EventRoom(std::size_t events);
    EventRoom(EventRoom&& other) noexcept;
    EventRoom& operator=(EventRoom&&) = delete;
    ~EventRoom();

    std::size_t size() const { return size_; }
    Event* at(std::size_t index) const { return events_ + index; }

private:
    Event* events_;
    std::size_t size_;
};

}  // namespace yieldscope
