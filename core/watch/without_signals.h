// Signals are for the main thread, where they interrupt a write that blocks: while one of these
// lives, threads that are started take none. Those of a graphics driver, too. Used on the thread
// that starts them.
#pragma once

#include <pthread.h>
#include <csignal>

namespace yieldscope {

class WithoutSignals {
public:
    WithoutSignals() {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    WithoutSignals(const WithoutSignals&) = delete;
    WithoutSignals& operator=(const WithoutSignals&) = delete;

private:
    sigset_t before_;
};

}  // namespace yieldscope
