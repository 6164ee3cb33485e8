// Where a thread's signal handlers run while one of these lives: a thread that has used up its own
// stack can then still say so. Lives at the beginning of the thread's first function, as its stack
// ends at the other side.
#pragma once

#include <array>
#include <csignal>
#include <cstddef>

namespace yieldscope {

class SignalStack {
public:
    SignalStack() {
        const stack_t here{.ss_sp = room_.data(), .ss_flags = 0, .ss_size = room_.size()};
        ::sigaltstack(&here, &before_);
    }
    ~SignalStack() { ::sigaltstack(&before_, nullptr); }
    SignalStack(const SignalStack&) = delete;
    SignalStack& operator=(const SignalStack&) = delete;

private:
    static constexpr std::size_t bytes = std::size_t{64} << 10;  // what a handler needs, many times

    stack_t before_{};
    alignas(std::max_align_t) std::array<std::byte, bytes> room_;  // touched by a handler only
};

}  // namespace yieldscope
