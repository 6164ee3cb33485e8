#include "app/offscreen.h"

#include "app/clear_screen.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/moment.h"
#include "app/say.h"
#include "app/shell.h"
#include "app/signals.h"
#include "app/upload_letters.h"
#include "core/trace/output_file.h"

#include <EGL/egl.h>
#include <EGL/eglext.h>
#include <fmt/format.h>
#include <glad/gl.h>
#include <stb_image_write.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace yieldscope {
namespace {

constexpr int frames = 30;  // half a second: until nothing moves any more

/// OpenGL with a picture in memory instead of a screen.
class Canvas {
public:
    Canvas(int width, int height);
    ~Canvas();
    Canvas(const Canvas&) = delete;
    Canvas& operator=(const Canvas&) = delete;

    /// Three bytes a pixel, the lowest row first.
    std::vector<unsigned char> pixels() const;

private:
    int width_;
    int height_;
    EGLDisplay display_ = EGL_NO_DISPLAY;
};

Canvas::Canvas(int width, int height) : width_(width), height_(height) {
    ::setenv("LIBGL_ALWAYS_SOFTWARE", "1", 1);  // graphics cards differ in their roundings
    display_ = eglGetPlatformDisplay(EGL_PLATFORM_SURFACELESS_MESA, EGL_DEFAULT_DISPLAY, nullptr);
    const EGLint version[] = {EGL_CONTEXT_MAJOR_VERSION, 3, EGL_CONTEXT_MINOR_VERSION, 3, EGL_NONE};
    const bool works =
        eglInitialize(display_, nullptr, nullptr) && eglBindAPI(EGL_OPENGL_API) &&
        eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE,
                       eglCreateContext(display_, EGL_NO_CONFIG_KHR, EGL_NO_CONTEXT, version)) &&
        gladLoadGL(eglGetProcAddress);
    if (!works) {
        const EGLint error = eglGetError();
        eglTerminate(display_);
        throw std::runtime_error(
            fmt::format("cannot draw without a display: Mesa's EGL failed (error {:#x}).", error));
    }
    GLuint buffer = 0;  // both go with the context
    GLuint target = 0;
    glGenRenderbuffers(1, &buffer);
    glBindRenderbuffer(GL_RENDERBUFFER, buffer);
    glRenderbufferStorage(GL_RENDERBUFFER, GL_RGBA8, width, height);
    glGenFramebuffers(1, &target);
    glBindFramebuffer(GL_FRAMEBUFFER, target);
    glFramebufferRenderbuffer(GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, buffer);
    glViewport(0, 0, width, height);
    ImGui_ImplOpenGL3_Init("#version 330 core");
}

Canvas::~Canvas() {
    ImGui_ImplOpenGL3_Shutdown();
    eglMakeCurrent(display_, EGL_NO_SURFACE, EGL_NO_SURFACE, EGL_NO_CONTEXT);
    eglTerminate(display_);
}

std::vector<unsigned char> Canvas::pixels() const {
    std::vector<unsigned char> pixels(3 * static_cast<std::size_t>(width_) *
                                      static_cast<std::size_t>(height_));
    glPixelStorei(GL_PACK_ALIGNMENT, 1);
    glReadPixels(0, 0, width_, height_, GL_RGB, GL_UNSIGNED_BYTE, pixels.data());
    return pixels;
}

/// Whole or not at all: who waits for the file never sees a half.
void write_png(const std::string& path, OutputFile::Existing existing, int width, int height,
               const std::vector<unsigned char>& pixels) {
    std::string png;
    const auto append = [](void* to, void* data, int size) {
        static_cast<std::string*>(to)->append(static_cast<const char*>(data),
                                              static_cast<std::size_t>(size));
    };
    stbi_flip_vertically_on_write(1);
    if (!stbi_write_png_to_func(append, &png, width, height, 3, pixels.data(), 3 * width))
        throw std::bad_alloc();
    std::string problem;
    OutputFile file = OutputFile::open(path, OutputFile::How::save, existing, problem);
    if (problem.empty()) problem = file.write(png, [] { return false; });
    if (problem.empty()) problem = file.keep();
    if (!problem.empty()) throw std::runtime_error(problem);
}

}  // namespace

int take_screenshot(Session& session, const Options& options) {
    const float scale = options.scale > 0 ? options.scale : 1;
    const ImVec2 size(static_cast<float>(options.width), static_cast<float>(options.height));
    Settings settings;  // the usual ones: a picture is the same on every machine
    apply(options, settings);
    Gui gui(settings.theme, text_pixels(size, 1, scale, settings));
    const Canvas canvas(options.width, options.height);

    // In this order, so that they end in the other one: the loop wakes, and the shell reads the
    // log.
    static std::counting_semaphore<> news(0);  // a turn that never ends may outlive this call
    const EndOfLoop end{session};
    Shell shell(session.log, session.commands, session.facts(), settings, session.crowd(),
                session.start());
    run_to_the_moment(session, options, shell, news);
    shell.update(0);
    if (options.at) {
        const std::uint64_t events = session.log.size();
        if (events < *options.at) {
            say(fmt::format("there are only {} events, so the picture shows these.", events));
        }
        shell.player().go_to(std::min(*options.at, events));
    } else if (session.is_recorded()) {
        shell.player().act(Action::live);
    }
    if (!options.compare.empty()) {
        if (const std::string problem = shell.compare(options.compare, is_asked_to_end);
            !problem.empty())
            throw std::runtime_error(problem);
        shell.note_read();
        while (!shell.comparison()->finished()) {
            shell.update(0);
            std::this_thread::yield();
        }
    }

    for (int frame = 0; frame < frames; ++frame) {
        ImGui_ImplOpenGL3_NewFrame();
        begin_frame(size, 1.0F / 60);
        shell.draw();
        ImGui::Render();
    }
    upload_new_letters();
    clear_screen(Shell::ground());
    ImGui_ImplOpenGL3_RenderDrawData(ImGui::GetDrawData());
    write_png(options.screenshot, existing_files(options), options.width, options.height,
              canvas.pixels());
    return 0;
}

}  // namespace yieldscope
