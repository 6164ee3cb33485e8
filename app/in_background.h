// Something that takes a while to make, such as what a large file holds, made on a thread of its
// own while the screen goes on. Destroyed before it is done, it asks its maker to stop, and waits
// for that. Lives on the UI thread.
#pragma once

#include "core/watch/without_signals.h"

#include <atomic>
#include <chrono>
#include <functional>
#include <future>
#include <utility>

namespace yieldscope {

template <typename Made>
class InBackground {
public:
    using Interrupted = std::function<bool()>;

    /// `make` runs on the other thread, and should look again and again whether it is interrupted.
    /// Throws system_error if there is no thread to be had.
    explicit InBackground(std::function<Made(Interrupted)> make) {
        const WithoutSignals quiet;
        made_ = std::async(std::launch::async, [this, make = std::move(make)] {
            return make([this] { return interrupted_.load(); });
        });
    }
    ~InBackground() { interrupted_ = true; }  // and the future waits
    InBackground(const InBackground&) = delete;
    InBackground& operator=(const InBackground&) = delete;

    /// Is it there, or will it be in a moment? Most files are read in less than one.
    bool done(std::chrono::milliseconds patience = {}) const {
        return made_.wait_for(patience) == std::future_status::ready;
    }
    Made take() { return made_.get(); }

private:
    std::atomic<bool> interrupted_{false};
    std::future<Made> made_;  ///< last, so that it ends first
};

}  // namespace yieldscope
