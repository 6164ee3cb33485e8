// Signals are for the main thread, where they interrupt a write that blocks: while one of these
// lives, threads that are started take none but those that say that the thread itself has gone
// wrong. Those of a graphics driver, too. Used on the thread that starts them.
#pragma once

#include <pthread.h>
#include <array>
#include <csignal>

namespace yieldscope {

/// What the program does wrong comes as one of these, to the thread that does it.
constexpr std::array crash_signals{SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS};

class WithoutSignals {
public:
    WithoutSignals() {
        sigset_t all;
        sigfillset(&all);
        for (const int number : crash_signals) sigdelset(&all, number);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~WithoutSignals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    WithoutSignals(const WithoutSignals&) = delete;
    WithoutSignals& operator=(const WithoutSignals&) = delete;

private:
    sigset_t before_;
};

}  // namespace yieldscope
