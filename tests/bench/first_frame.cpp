// How long a program takes from exec to its first frame, seen from outside: a client of the X
// server that waits until a window's title begins with a certain text, which the program sets once
// that frame is on the screen. Ends the program and prints one line of JSON. Runs on one thread.
//
//     first_frame TITLE PROGRAM [ARGUMENTS]...
#include <X11/Xatom.h>
#include <X11/Xlib.h>
#include <fmt/core.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <string_view>

namespace {

constexpr unsigned patience_s = 60;  // then it ends by SIGALRM, and the program with it

/// A window may be gone before it is asked for its title.
int ignore(Display*, XErrorEvent*) { return 0; }

/// Waits for a window of which the title begins so.
Window wait_for(Display* display, std::string_view title) {
    for (;;) {
        XEvent event;
        XNextEvent(display, &event);
        Window window = 0;
        if (event.type == CreateNotify) {
            window = event.xcreatewindow.window;
            XSelectInput(display, window, PropertyChangeMask);
        } else if (event.type == PropertyNotify && event.xproperty.atom == XA_WM_NAME) {
            window = event.xproperty.window;
        }
        char* name = nullptr;
        if (window == 0 || !XFetchName(display, window, &name)) continue;
        const bool found = std::string_view(name).starts_with(title);
        XFree(name);
        if (found) return window;
    }
}

pid_t start(char** command) {
    const pid_t child = fork();
    if (child != 0) return child;
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    execvp(command[0], command);
    fmt::print(stderr, "{}: {}\n", command[0], std::strerror(errno));
    _exit(1);
}

}  // namespace

int main(int count, char** arguments) {
    if (count < 3) {
        fmt::print(stderr, "usage: first_frame TITLE PROGRAM [ARGUMENTS]...\n");
        return 2;
    }
    Display* display = XOpenDisplay(nullptr);
    if (!display) {
        fmt::print(stderr, "There is no X server.\n");
        return 1;
    }
    XSetErrorHandler(ignore);
    XSelectInput(display, DefaultRootWindow(display), SubstructureNotifyMask);
    XSync(display, False);
    alarm(patience_s);

    const auto begin = std::chrono::steady_clock::now();
    const pid_t child = start(arguments + 2);
    if (child < 0) return 1;
    const Window window = wait_for(display, arguments[1]);
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;

    XWindowAttributes window_is{};
    XGetWindowAttributes(display, window, &window_is);
    kill(child, SIGTERM);
    waitpid(child, nullptr, 0);
    fmt::print(R"({{"ms": {:.2f}, "width": {}, "height": {}}})"
               "\n",
               took.count(), window_is.width, window_is.height);
}
