#include "app/crash.h"

#include "app/say.h"
#include "core/watch/without_signals.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <exception>

namespace yieldscope {
namespace {

std::array<struct sigaction, crash_signals.size()> before{};
std::atomic<bool> crashed = false;

void wait_ms(long ms) {
    timespec left{.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1'000'000};
    while (::nanosleep(&left, &left) != 0) {
    }
}

/// Of the process, which is near.
void wait_for_the_end() { wait_ms(3'600'000); }

/// Whatever goes wrong from here on, a lock that is never given back or a terminal that takes
/// nothing: the system ends it.
void end_within_s(unsigned seconds) {
    ::signal(SIGALRM, SIG_DFL);
    sigset_t alarm;
    sigemptyset(&alarm);
    sigaddset(&alarm, SIGALRM);
    ::pthread_sigmask(SIG_UNBLOCK, &alarm, nullptr);
    ::alarm(seconds);
}

/// The file that the code is in; null if it is the program's own or libc's, which others call.
const char* library_of(void* code) {
    Dl_info there{};
    Dl_info here{};
    Dl_info libc{};
    if (!::dladdr(code, &there) || !::dladdr(reinterpret_cast<void*>(report_crashes), &here) ||
        !::dladdr(reinterpret_cast<void*>(::raise), &libc)) {
        return nullptr;
    }
    const bool is_ours = there.dli_fbase == here.dli_fbase || there.dli_fbase == libc.dli_fbase;
    return is_ours ? nullptr : there.dli_fname;
}

// The recorders come first, which write what they have every 50 ms. A second thread that crashes
// meanwhile waits for the end that the first one brings.
void report(int number, siginfo_t* facts, void*) {
    constexpr long recorders_have_written_ms = 1000;  // however busy the machine is
    // Sent by somebody: it may have come to a recorder, which has other things to do.
    if (facts->si_code == SI_USER && ::gettid() != ::getpid()) {
        ::tgkill(::getpid(), ::getpid(), number);
        return;
    }
    if (crashed.exchange(true)) wait_for_the_end();
    for (const int wish : {SIGINT, SIGTERM, SIGHUP}) ::signal(wish, SIG_IGN);  // it is about to
    end_within_s(3);
    wait_ms(recorders_have_written_ms);
    write_to_stderr("\nyieldscope has crashed (");
    const char* const name = ::sigabbrev_np(number);
    write_to_stderr(name ? name : "?");
    std::array<void*, 64> frames;
    const int count = ::backtrace(frames.data(), static_cast<int>(frames.size()));
    const char* const library = count > 2 ? library_of(frames[2]) : nullptr;  // 0, 1: this handler
    write_to_stderr(library ? ") in a library, " : "), which is its own fault");
    if (library) write_to_stderr(library);
    write_to_stderr(". It was here; c++filt makes the names readable:\n");
    ::backtrace_symbols_fd(frames.data(), count, STDERR_FILENO);
    for (std::size_t i = 0; i < crash_signals.size(); ++i) {
        if (crash_signals[i] == number) ::sigaction(number, &before[i], nullptr);
    }
    ::raise(number);  // comes when this returns
}

/// The library's own prints to a stderr that may take nothing, for as long as that lasts.
[[noreturn]] void abort_with_what_nobody_caught() {
    try {
        if (const std::exception_ptr error = std::current_exception())
            std::rethrow_exception(error);
    } catch (const std::exception& error) {
        say(error.what());
    } catch (...) {
        say("an error that nobody caught.");
    }
    std::abort();
}

}  // namespace

void report_crashes() {
    std::set_terminate(abort_with_what_nobody_caught);
    std::array<void*, 1> frame;
    ::backtrace(frame.data(), 1);  // loads what it needs, which a handler may not
    for (std::size_t i = 0; i < crash_signals.size(); ++i) {
        struct sigaction action {};
        action.sa_sigaction = report;
        action.sa_flags = SA_SIGINFO | SA_ONSTACK;
        sigfillset(&action.sa_mask);  // one that comes here meanwhile ends it
        ::sigaction(crash_signals[i], &action, &before[i]);
        if (before[i].sa_handler == SIG_IGN) before[i].sa_handler = SIG_DFL;
    }
}

void wait_if_crashed() {
    if (crashed) wait_for_the_end();
}

}  // namespace yieldscope
