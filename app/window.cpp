#include "app/window.h"

#include "app/clear_screen.h"
#include "app/display.h"
#include "app/file_wishes.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/input.h"
#include "app/say.h"
#include "app/session_wish.h"
#include "app/shell.h"
#include "app/signals.h"
#include "app/upload_letters.h"
#include "app/widget_file.h"

#include <glad/gl.h>
#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <future>
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

/// A window, or null, and Dear ImGui for one of that size.
struct Opened {
    std::unique_ptr<Gui> gui;
    OpenWindow window;
};

/// To find the fonts and bake their letters takes about as long as to open a window, so both happen
/// at once. Should the window come out otherwise than was expected, letters are baked again.
Opened open_with_gui(Display& display, float scale, const Settings& settings) {
    const WithoutSignals quiet;
    const Rectangle place = first_place();
    float desktop_scale = 1;
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor())
        glfwGetMonitorContentScale(monitor, &desktop_scale, nullptr);
    const ImVec2 size(static_cast<float>(place.width), static_cast<float>(place.height));
    const TextPixels pixels = text_pixels(size, desktop_scale, scale, settings);
    auto gui = std::async(std::launch::async, [&] {
        auto made = std::make_unique<Gui>(settings.theme, pixels);
        bake_fonts();
        return made;
    });
    OpenWindow window = display.open(place);
    auto made = gui.get();
    if (!window && (window = display.open_in_software(place)))
        say("this display offers no OpenGL 3.3, so the processor draws, which is slower.");
    return {std::move(made), std::move(window)};
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
    Window(const Opened& opened, float scale, const Settings& settings)
        : window_(opened.window.get()),
          scale_(scale),
          input_(window_),
          gui_(*opened.gui),
          back_ends_(window_) {
        input_.listen_to_keys(window_);
        gui_.rebuild_if_changed(settings.theme, wanted_pixels(settings));
    }

    /// Until it is closed, or the loop has ended: then it returns nothing. Or until the user wants
    /// another session in place of this one, which could start.
    std::optional<SessionWish::Next> show(Shell& shell, Session& session, SettingsKeeper& keeper);

private:
    void obey_keys(Shell& shell);
    void draw(Shell& shell);
    bool set_title(std::string title);
    void toggle_full_screen();
    TextPixels wanted_pixels(const Settings& settings) const;

    GLFWwindow* window_;
    float scale_;
    Input input_;
    Gui& gui_;
    BackEnds back_ends_;
    WidgetFile widget_file_;
    std::string title_;
    double titled_s_ = -title_s;  // the first one at once
    Rectangle before_full_screen_;
};

// Looks at least four times a second, draws at most sixty times, and only what may have changed.
// While it sleeps, input wakes it, and the loop when it comes to stand still.
std::optional<SessionWish::Next> Window::show(Shell& shell, Session& session,
                                              SettingsKeeper& keeper) {
    SessionWish wish;
    int frames = frames_after_news;
    double due_s = 0;
    while (!glfwWindowShouldClose(window_) && !session.commands.quit_requested() &&
           !session.log.finished()) {
        const std::uint64_t seen = session.log.size();  // update() sees at least these
        const bool news = shell.update(glfwGetTime());
        obey_keys(shell);
        keeper.keep(shell.settings(), glfwGetTime());
        shell.say(keeper.take_notice());
        if (session.is_read()) shell.note_read();
        tell(shell, session.take_news());
        if (news || input_.any || frame_requested()) frames = frames_after_news;
        input_.any = false;
        if (!input_.dropped.empty()) shell.offer(std::exchange(input_.dropped, {}));
        if (auto next = wish.update(shell, session, glfwGetTime())) return next;

        const bool draws = frames > 0 && !glfwGetWindowAttrib(window_, GLFW_ICONIFIED);
        const bool due = glfwGetTime() >= due_s;
        std::string title = shell.title();
        if (due) {
            due_s = glfwGetTime() + frame_s;
            if (draws) draw(shell), --frames;
        }
        // Not before its picture: whoever reads a title may look at the screen.
        const bool titled = (due || !draws) && set_title(std::move(title));
        if (news || draws || !session.log.may_sleep(seen)) {
            glfwWaitEventsTimeout(std::max(due_s - glfwGetTime(), 0.0));
        } else {
            const double due_in_s = std::max(shell.player().due_s() - glfwGetTime(), 0.0);
            glfwWaitEventsTimeout(std::min(due_in_s, titled ? idle_s : title_s));
        }
    }
    return std::nullopt;
}

void Window::obey_keys(Shell& shell) {
    if (input_.settling > 0) return;  // they may be letters for a text field that was just clicked
    if (ImGui::GetIO().WantTextInput) {  // they are letters in a text field, which Tab leaves
        std::erase_if(input_.actions, [](Action action) {
            return action != Action::next_control && action != Action::previous_control;
        });
    }
    if (has_input_left()) return;  // they come after it
    for (const Action action : input_.actions) {
        if (action == Action::full_screen) toggle_full_screen();
        else shell.act(action);
    }
    input_.actions.clear();
    input_.presentation = shell.settings().presentation;
}

void Window::draw(Shell& shell) {
    const Settings& settings = shell.settings();
    if (gui_.rebuild_if_changed(settings.theme, wanted_pixels(settings))) upload_fonts();
    ImGui_ImplOpenGL3_NewFrame();
    ImGui_ImplGlfw_NewFrame();
    input_.feed_keys(window_);
    input_.put_mouse_where_it_clicked();
    ImGui::NewFrame();
    if (has_input_left()) input_.any = true;  // and that is another frame
    widget_file_.begin_frame();
    shell.draw();
    widget_file_.end_frame();
    ImGui::Render();
    input_.settling = std::max(input_.settling - 1, 0);
    int width = 0;
    int height = 0;
    glfwGetFramebufferSize(window_, &width, &height);
    glViewport(0, 0, width, height);
    upload_new_letters();
    clear_screen(Shell::ground());
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

TextPixels Window::wanted_pixels(const Settings& settings) const {
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
    const ImVec2 size(static_cast<float>(width), static_cast<float>(height));
    return text_pixels(size, desktop_scale, scale_ > 0 ? scale_ : 1, settings);
}

/// The second recording that the command line asks for.
void show_beside(const Options& options, Shell& shell) {
    if (options.compare.empty()) return;
    if (const std::string problem = shell.compare(options.compare, is_asked_to_end);
        !problem.empty())
        shell.answer(problem, true);
}

/// The session that was wished for, in place of one that has ended; that one anew if somebody has
/// taken the port meanwhile, and then `refusal` says so. Throws CannotStart if neither can start.
std::unique_ptr<Session> start_instead(SessionWish::Next next, const Options& before,
                                       std::string& refusal) {
    if (next.session) return std::move(next.session);
    try {
        return std::make_unique<Session>(next.options.without_files());
    } catch (const std::exception& error) {
        refusal = fmt::format("{} What ran before was started anew.", error.what());
        return std::make_unique<Session>(before);
    }
}

}  // namespace

std::optional<int> run_window(std::unique_ptr<Session>& session, QuitOnSignals& signals,
                              const std::function<void()>& end_at_once) {
    Display display;
    if (!display.works()) {
        write_to_stderr(fmt::format("No display: {}; continuing headless.\n", Display::problem()));
        return std::nullopt;
    }
    SettingsKeeper keeper(settings_files());
    Settings settings = keeper.loaded();
    apply(session->options(), settings);
    keeper.begin_with(settings);
    const float scale = session->options().scale;
    const Opened opened = open_with_gui(display, scale > 0 ? scale : 1, settings);
    if (!opened.window) {
        say(fmt::format(
            "this display offers no OpenGL 3.3, which the window needs, and the processor "
            "could not draw it either ({}): install Mesa (libgl1-mesa-dri), or use "
            "--headless or --screenshot FILE.png, which need no display.",
            Display::problem()));
        return 1;
    }
    display.end_with_server([&] {
        keeper.keep_at_once(settings);
        say("the display is gone: its X server has ended.");
        end_at_once();
    });
    Window screen(opened, scale, settings);
    std::string refusal;
    std::string notice;
    int exit_code = 0;
    for (;;) {
        std::optional<SessionWish::Next> wish;
        {  // in this order, so that they end in the other one: the loop wakes, the shell reads
            const EndOfLoop end{*session};
            Shell shell(session->log, session->commands, session->facts(), settings,
                        session->crowd(), session->start());
            if (!refusal.empty()) shell.refuse(refusal);
            shell.say(notice);
            shell.say(session->doubt_about_lines());
            show_beside(session->options(), shell);
            if (!session->options().open.empty()) shell.remember_recent(session->options().open);
            session->start_loop(glfwPostEmptyEvent);
            if (session->options().run && !session->is_recorded()) shell.act(Action::run_pause);
            wish = screen.show(shell, *session, keeper);
            session->commands.request_quit();
        }
        keeper.keep_at_once(settings);
        if (!wish || session->is_stuck()) return exit_code;
        notice = last_words(*session);
        if (session->recorders.failed()) exit_code = 1;
        const Options before = session->options();
        signals.tell(nullptr);
        session.reset();  // its port may be the one that is wanted
        session = start_instead(std::move(*wish), before.without_files(), refusal = {});
        signals.tell(&session->commands);
        session->announce();
    }
}

}  // namespace yieldscope
