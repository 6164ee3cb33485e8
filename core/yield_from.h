// Python's `yield from`: a task hands on whatever another generator yields, until that one ends.
//
//     for (YieldFrom visit(chatty(me, server)); visit.next();) co_yield visit.wait();
//
// Owns the other generator; an exception in it comes out of next(). Lives on the loop thread.
#pragma once

#include "core/task.h"

#include <exception>
#include <new>
#include <utility>

namespace yieldscope {

class YieldFrom {
public:
    /// Throws std::bad_alloc if there was no memory for the other generator.
    explicit YieldFrom(Task task) : handle_(std::move(task).release()) {
        if (!handle_) throw std::bad_alloc();
    }
    ~YieldFrom() { handle_.destroy(); }
    YieldFrom(const YieldFrom&) = delete;
    YieldFrom& operator=(const YieldFrom&) = delete;

    /// Lets it run to its next yield; false if it came to its end instead.
    bool next() {
        handle_.resume();
        if (handle_.promise().failure) std::rethrow_exception(handle_.promise().failure);
        return !handle_.done();
    }

    /// What it yielded.
    const Wait& wait() const { return handle_.promise().wait; }

private:
    Task::Handle handle_;
};

}  // namespace yieldscope
