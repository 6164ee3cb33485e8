#include "app/signals.h"

#include <pthread.h>
#include <unistd.h>

#include <atomic>

namespace yieldscope {
namespace {

std::atomic<CommandQueue*> to_quit = nullptr;
std::atomic<bool> asked = false;

// The alarm does the same again a second later: it interrupts a write that began in the very moment
// of the signal.
void ask(int) {
    asked = true;
    if (CommandQueue* commands = to_quit) commands->request_quit();
    ::alarm(1);
}

// Without SA_RESTART, so that a write to somebody who does not read is interrupted.
void handle(int number, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    sigaction(number, &action, nullptr);
}

bool is_ignored(int number) {
    struct sigaction now {};
    sigaction(number, nullptr, &now);
    return now.sa_handler == SIG_IGN;
}

}  // namespace

QuitOnSignals::QuitOnSignals() {
    handle(SIGINT, ask);
    handle(SIGTERM, ask);
    if (!is_ignored(SIGHUP)) handle(SIGHUP, ask);  // nohup is for those who log out
    handle(SIGALRM, [](int) {});
    handle(SIGXFSZ, SIG_IGN);  // a file that may not grow is an error that is said, too
}

QuitOnSignals::~QuitOnSignals() {
    for (const int number : {SIGINT, SIGTERM, SIGHUP, SIGALRM}) handle(number, SIG_IGN);
    to_quit = nullptr;
}

void QuitOnSignals::tell(CommandQueue* commands) {
    to_quit = commands;
    if (commands && asked) commands->request_quit();
}

bool is_asked_to_end() { return asked; }

}  // namespace yieldscope
