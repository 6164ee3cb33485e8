// The display: GLFW, begun on the one there is, a window on it with OpenGL 3.3, and what happens
// when it goes. Owned by who shows the window. Lives on the main thread.
#pragma once

#include <functional>
#include <memory>
#include <string>

struct GLFWwindow;  // GLFW's

namespace yieldscope {

struct Rectangle {
    int x = 0;
    int y = 0;
    int width = 1280;
    int height = 800;
};

struct Close {
    void operator()(GLFWwindow* window) const;
};
using OpenWindow = std::unique_ptr<GLFWwindow, Close>;

class Display {
public:
    Display();
    ~Display();
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;

    /// Is there one?
    bool works() const { return works_; }

    /// Null if it offers no OpenGL 3.3.
    OpenWindow open(const Rectangle& place);

    /// The same after open() could not, drawn by the processor: slower, but old graphics cards and
    /// those of other machines offer no more. Changes the environment: no other thread may use it.
    OpenWindow open_in_software(const Rectangle& place);

    /// What GLFW complained about last. Only kept: a driver may complain in every frame.
    static const std::string& problem();

    /// Xlib ends a program whose X server has gone, within any call to it. `end` does that instead,
    /// and must not return.
    void end_with_server(std::function<void()> end);

private:
    void begin();

    bool works_ = false;
};

}  // namespace yieldscope
