#include "app/window.h"

#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/shell.h"

#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

constexpr double frame_s = 1.0 / 60;  // between two frames, at least
constexpr double idle_s = 0.25;       // between two looks while nothing happens, at most
constexpr double title_s = 0.1;       // between two titles, at least: window managers are slow
constexpr int frames_after_news = 3;  // until hovering and layout have settled

/// What GLFW complained about last. Only kept: a driver may complain in every frame.
std::string last_error;

struct Glfw {
    Glfw() {
        glfwSetErrorCallback([](int, const char* what) { last_error = what; });
        works = glfwInit() == GLFW_TRUE;
    }
    ~Glfw() { glfwTerminate(); }
    Glfw(const Glfw&) = delete;
    Glfw& operator=(const Glfw&) = delete;

    bool works;
};

struct Rectangle {
    int x = 0;
    int y = 0;
    int width = 1280;
    int height = 800;
};

/// Four fifths of the screen; more where that would be too little for the panels.
Rectangle first_place() {
    Rectangle area;
    GLFWmonitor* monitor = glfwGetPrimaryMonitor();
    if (!monitor) return area;
    glfwGetMonitorWorkarea(monitor, &area.x, &area.y, &area.width, &area.height);
    area.width = std::max(area.width * 4 / 5, std::min(area.width, 1280));
    area.height = std::max(area.height * 4 / 5, std::min(area.height, 800));
    return area;
}

struct Close {
    void operator()(GLFWwindow* window) const { glfwDestroyWindow(window); }
};
using OpenWindow = std::unique_ptr<GLFWwindow, Close>;

/// Null, and last_error says why, if it cannot be.
OpenWindow open_window() {
    glfwWindowHint(GLFW_CONTEXT_VERSION_MAJOR, 3);
    glfwWindowHint(GLFW_CONTEXT_VERSION_MINOR, 3);
    glfwWindowHint(GLFW_OPENGL_PROFILE, GLFW_OPENGL_CORE_PROFILE);
    glfwWindowHint(GLFW_OPENGL_FORWARD_COMPAT, GLFW_TRUE);
    glfwWindowHintString(GLFW_X11_CLASS_NAME, "yieldscope");
    glfwWindowHintString(GLFW_X11_INSTANCE_NAME, "yieldscope");
    const Rectangle place = first_place();
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

/// What came in, filled by GLFW's callbacks. Actions are in a queue: asked once a frame, Dear ImGui
/// would not know of a key that was pressed and released meanwhile.
class Input {
public:
    /// Before Dear ImGui installs its own callbacks, which call these.
    explicit Input(GLFWwindow* window);

    std::vector<Action> actions;  ///< oldest first
    bool any = false;             ///< a key, the mouse or the window moved

private:
    static Input& of(GLFWwindow* window);
    void add(std::optional<Action> action);

    bool held_down_ = false;  ///< the newest key repeats; its character comes after it
};

Input::Input(GLFWwindow* window) {
    glfwSetWindowUserPointer(window, this);
    glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int scancode, int what, int modifiers) {
        Input& input = of(w);
        if (what == GLFW_RELEASE) return;
        input.held_down_ = what == GLFW_REPEAT;
        const char* name = glfwGetKeyName(key, scancode);
        input.add(action_of_key(key, modifiers, name ? name : ""));
    });
    glfwSetCharCallback(window, [](GLFWwindow* w, unsigned character) {
        of(w).add(action_of_character(character));
    });
    glfwSetCursorPosCallback(window, [](GLFWwindow* w, double, double) { of(w); });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { of(w); });
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int, int) { of(w); });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { of(w); });
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { of(w); });
    glfwSetWindowIconifyCallback(window, [](GLFWwindow* w, int) { of(w); });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { of(w); });
    glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { of(w); });
    glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float, float) { of(w); });
}

Input& Input::of(GLFWwindow* window) {
    Input& input = *static_cast<Input*>(glfwGetWindowUserPointer(window));
    input.any = true;
    return input;
}

void Input::add(std::optional<Action> action) {
    if (!action) return;
    // Held down, a key steps on and on; what it switches on and off it switches once.
    const bool switches = *action == Action::run_pause || *action == Action::full_screen ||
                          *action == Action::key_sheet;
    if (!(held_down_ && switches)) actions.push_back(*action);
}

/// Dear ImGui's back ends.
struct BackEnds {
    explicit BackEnds(GLFWwindow* window) {
        ImGui_ImplGlfw_InitForOpenGL(window, true);
        ImGui_ImplOpenGL3_Init("#version 330 core");
    }
    ~BackEnds() {
        ImGui_ImplOpenGL3_Shutdown();
        ImGui_ImplGlfw_Shutdown();
    }
    BackEnds(const BackEnds&) = delete;
    BackEnds& operator=(const BackEnds&) = delete;
};

class Window {
public:
    Window(GLFWwindow* window, float scale)
        : window_(window),
          scale_(scale),
          input_(window),
          gui_(Theme::dark, wanted_pixels(1)),
          back_ends_(window) {}

    /// Until it is closed, or the loop has ended.
    void show(Shell& shell, Session& session);

private:
    void obey_keys(Shell& shell);
    void draw(Shell& shell);
    bool set_title(std::string title);
    void toggle_full_screen();
    float wanted_pixels(float zoom) const;

    GLFWwindow* window_;
    float scale_;
    Input input_;
    Gui gui_;
    BackEnds back_ends_;
    std::string title_;
    double titled_s_ = 0;
    Rectangle before_full_screen_;
};

// Looks at least four times a second, draws at most sixty times, and only what may have changed.
// While it sleeps, input wakes it, and the loop when it comes to stand still.
void Window::show(Shell& shell, Session& session) {
    int frames = frames_after_news;
    double due_s = 0;
    while (!glfwWindowShouldClose(window_) && !session.commands.quit_requested() &&
           !session.log.finished()) {
        const std::uint64_t seen = session.log.size();  // update() sees at least these
        const bool news = shell.update(glfwGetTime());
        obey_keys(shell);
        if (news || input_.any || frame_requested()) frames = frames_after_news;
        input_.any = false;
        const bool titled = set_title(shell.title());

        const bool draws = frames > 0 && !glfwGetWindowAttrib(window_, GLFW_ICONIFIED);
        if (glfwGetTime() >= due_s) {
            due_s = glfwGetTime() + frame_s;
            if (draws) draw(shell), --frames;
        }
        if (news || draws || !session.log.may_sleep(seen)) {
            glfwWaitEventsTimeout(std::max(due_s - glfwGetTime(), 0.0));
        } else {
            const double due_in_s = std::max(shell.player().due_s() - glfwGetTime(), 0.0);
            glfwWaitEventsTimeout(std::min(due_in_s, titled ? idle_s : title_s));
        }
    }
}

void Window::obey_keys(Shell& shell) {
    if (ImGui::GetIO().WantTextInput) input_.actions.clear();  // they are letters in a text field
    for (const Action action : input_.actions) {
        if (action == Action::full_screen) toggle_full_screen();
        else shell.act(action);
    }
    input_.actions.clear();
}

void Window::draw(Shell& shell) {
    if (gui_.rebuild_if_changed(shell.settings().theme, wanted_pixels(shell.settings().zoom)))
        upload_fonts();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    ImGui::NewFrame();
    shell.draw();
    ImGui::Render();
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    glClear(GL_COLOR_BUFFER_BIT);
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    glfwSwapBuffers(window_);
}

/// False if it is too early for another one.
bool Window::set_title(std::string title) {
    if (title == title_) return true;
    if (glfwGetTime() < titled_s_ + title_s) return false;
    titled_s_ = glfwGetTime();
    title_ = std::move(title);
    glfwSetWindowTitle(window_, title_.c_str());
    return true;
}

void Window::toggle_full_screen() {
    Rectangle& place = before_full_screen_;
    if (glfwGetWindowMonitor(window_)) {
        glfwSetWindowMonitor(window_, nullptr, place.x, place.y, place.width, place.height, 0);
        return;
    }
    glfwGetWindowPos(window_, &place.x, &place.y);
    glfwGetWindowSize(window_, &place.width, &place.height);
    int count = 0;
    GLFWmonitor** monitors = glfwGetMonitors(&count);
    for (int i = 0; i < count; ++i) {  // the one that the window's centre is on
        int x = 0;
        int y = 0;
        glfwGetMonitorPos(monitors[i], &x, &y);
        const GLFWvidmode& mode = *glfwGetVideoMode(monitors[i]);
        const int right = place.x + place.width / 2 - x;
        const int down = place.y + place.height / 2 - y;
        const bool here = right >= 0 && down >= 0 && right < mode.width && down < mode.height;
        if (!here && i + 1 < count) continue;
        glfwSetWindowMonitor(window_, monitors[i], 0, 0, mode.width, mode.height, mode.refreshRate);
        return;
    }
}

float Window::wanted_pixels(float zoom) const {
    int width = 0;
    int height = 0;
    glfwGetWindowSize(window_, &width, &height);
    float desktop_scale = 1;
    glfwGetWindowContentScale(window_, &desktop_scale, nullptr);
    // Where a window is not measured in pixels, the framebuffer is as much larger already.
    int pixels = 0;
    glfwGetFramebufferSize(window_, &pixels, nullptr);
    if (width > 0 && pixels > 0)
        desktop_scale *= static_cast<float>(width) / static_cast<float>(pixels);
    return text_pixels(width, height, desktop_scale, (scale_ > 0 ? scale_ : 1) * zoom);
}

}  // namespace

std::optional<int> run_window(Session& session, const Options& options, const ProgramFacts& facts) {
    const Glfw glfw;
    const OpenWindow window = glfw.works ? open_window() : nullptr;
    if (!window) {
        fmt::print(stderr, "No display: {}; continuing headless.\n", last_error);
        return std::nullopt;
    }
    // In this order, so that they end in the other one: the loop wakes GLFW, and the shell reads
    // the log.
    Settings settings;
    Window screen(window.get(), options.scale);
    const EndOfLoop end{session};
    Shell shell(session.log, session.commands, facts, settings, session.crowd());
    session.start_loop(glfwPostEmptyEvent);
    screen.show(shell, session);
    return 0;
}

}  // namespace yieldscope
