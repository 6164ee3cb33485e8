// The room of an event log: so many events in one piece, reserved when it is made, and taken from
// the system only where it is written. In huge pages where there are any: with small ones the
// system would be asked for memory every 64 events, which costs more than the events do. Owns the
// memory. Made and destroyed on one thread; who may write and read where is the log's to say.
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
