// A task: a C++20 coroutine used as a generator. It runs when the scheduler resumes it and gives up
// its turn with `co_yield recv(socket)`, `co_yield send(socket)` or `co_yield turn()`; it cannot
// `co_await`. Owns the coroutine's frame; destroying a Task destroys the frame and with it the
// task's sockets. For want of memory there may be no frame: it is an empty Task then, and what was
// given to it has gone. Lives on the loop thread.
#pragma once

#include "core/frame_pool.h"
#include "core/wait.h"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <new>
#include <utility>

namespace yieldscope {

/// Counts up from 1 in the order of birth and is never given twice. 0 is nobody: the scheduler
/// itself.
using TaskId = std::uint32_t;

class [[nodiscard]] Task {
public:
    struct promise_type;
    using Handle = std::coroutine_handle<promise_type>;

    struct promise_type {
        // The scheduler's book-keeping. It lives inside the frame, so moving a task between the
        // queues allocates nothing; and at its beginning, so that a turn touches one cache line.
        promise_type* previous = nullptr;  ///< neighbours in the TaskList that holds it
        promise_type* next = nullptr;
        TaskId id = 0;

        Wait wait;                       ///< what the last yield asked for
        std::exception_ptr failure;      ///< set when the task's own code threw
        std::uint64_t parked_order = 0;  ///< counts parkings; who parked first is woken first

        Task get_return_object() { return Task(Handle::from_promise(*this)); }
        // Like a generator it starts on demand, and when it has ended the scheduler destroys it.
        std::suspend_always initial_suspend() noexcept { return {}; }
        std::suspend_always final_suspend() noexcept { return {}; }
        std::suspend_always yield_value(Wait asked) noexcept {
            wait = asked;
            return {};
        }
        void return_void() noexcept {}
        void unhandled_exception() noexcept { failure = std::current_exception(); }
        bool done() noexcept { return Handle::from_promise(*this).done(); }
        void await_transform(auto&&) = delete;  // a generator yields; it does not await

        static Task get_return_object_on_allocation_failure() noexcept { return Task(nullptr); }
        // g++ takes the first one, clang the second.
        static void* operator new(std::size_t bytes) noexcept { return frame_pool::take(bytes); }
        static void* operator new(std::size_t bytes, const std::nothrow_t&) noexcept {
            return frame_pool::take(bytes);
        }
        static void operator delete(void* frame, std::size_t bytes) noexcept {
            frame_pool::give_back(frame, bytes);
        }
    };

    Task(Task&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
    Task& operator=(Task&& other) noexcept {
        std::swap(handle_, other.handle_);
        return *this;
    }
    ~Task() {
        if (handle_) handle_.destroy();
    }

    /// Was there no memory for its frame?
    bool is_empty() const noexcept { return handle_ == nullptr; }

    /// Hands the frame over to the caller, who now has to destroy it. Null if it is empty.
    Handle release() && noexcept { return std::exchange(handle_, nullptr); }

private:
    explicit Task(Handle handle) : handle_(handle) {}

    Handle handle_;
};

}  // namespace yieldscope
