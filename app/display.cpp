#include "app/display.h"

#include <dlfcn.h>
#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <cstdlib>
#include <string_view>
#include <utility>

extern "C" {
struct _XDisplay;  // Xlib's
}

namespace yieldscope {
namespace {

std::string last_error;
std::function<void()> end_now;  // Xlib's handler is one for the process

/// Without the first two there is no Wayland to be found, and libwayland would say so on stderr.
#ifdef GLFW_PLATFORM
bool has_wayland() {
    const auto variable = [](const char* name) {
        const char* const value = std::getenv(name);
        return std::string_view(value ? value : "");
    };
    if (!variable("WAYLAND_SOCKET").empty()) return true;
    const std::string_view name = variable("WAYLAND_DISPLAY");
    return name.starts_with('/') || (!name.empty() && !variable("XDG_RUNTIME_DIR").empty());
}
#endif

}  // namespace

void Close::operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }

Display::Display() { begin(); }

Display::~Display() {
    glfwTerminate();
    end_now = nullptr;
}

void Display::begin() {
    glfwSetErrorCallback([](int, const char* what) { last_error = what; });
#ifdef GLFW_PLATFORM
    if (!has_wayland() && glfwPlatformSupported(GLFW_PLATFORM_X11))
        glfwInitHint(GLFW_PLATFORM, GLFW_PLATFORM_X11);
#endif
    works_ = glfwInit() == GLFW_TRUE;
}

OpenWindow Display::open(const Rectangle& place) {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "yieldscope");
    glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "yieldscope");
#ifdef GLFW_WAYLAND_APP_ID
    glfwWindowHintString(GLFW_WAYLAND_APP_ID, "yieldscope");
#endif
    OpenWindow window(glfwCreateWindow(place.width, place.height, "yieldscope", nullptr, nullptr));
    if (!window) return nullptr;
    glfwSetWindowSizeLimits(window.get(), 640, 400, GLFW_DONT_CARE, GLFW_DONT_CARE);
    glfwMakeContextCurrent(window.get());
    if (!gladLoadGL(glfwGetProcAddress)) {
        last_error = "OpenGL 3.3 is missing";
        return nullptr;
    }
    bool wait_for_screen = true;  // or frames are torn
#ifdef GLFW_PLATFORM_WAYLAND
    // There they never are, but a window that others cover would wait for ever.
    wait_for_screen = glfwGetPlatform() != GLFW_PLATFORM_WAYLAND;
#endif
    glfwSwapInterval(wait_for_screen ? 1 : 0);
    return window;
}

// Mesa looks at its variable when a display is opened. EGL needs nothing of the X server that every
// one does not have.
OpenWindow Display::open_in_software(const Rectangle& place) {
    glfwTerminate();
    ::setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);
    begin();
    if (!works_) return nullptr;
    glfwWindowHint(GLFW_CONTEXT_CREATION_API, GLFW_EGL_CONTEXT_API);
    return open(place);
}

const std::string& Display::problem() { return last_error; }

// GLFW loads Xlib, where it needs it, and keeps it to itself.
void Display::end_with_server(std::function<void()> end) {
    using Handler = int (*)(_XDisplay*);
    end_now = std::move(end);
    void* const xlib = ::dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD);
    if (!xlib) return;
    if (void* const set = ::dlsym(xlib, "XSetIOErrorHandler")) {
        reinterpret_cast<Handler (*)(Handler)>(set)([](_XDisplay*) {
            if (end_now) end_now();
            return 0;
        });
    }
    ::dlclose(xlib);  // GLFW's keeps it
}

}  // namespace yieldscope
