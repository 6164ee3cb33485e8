#include "app/input.h"

#include "app/imgui_compat.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace yieldscope {

Input::Input(GLFWwindow* window) {
    glfwSetWindowUserPointer(window, this);
    glfwSetCharCallback(window, [](GLFWwindow* w, unsigned character) {
        of(w).add(action_of_character(character));
    });
    glfwSetCursorPosCallback(window, [](GLFWwindow* w, double x, double y) {
        of(w).mouse_ = {x, y};
    });
    glfwSetCursorEnterCallback(window, [](GLFWwindow* w, int) { of(w); });
    glfwSetMouseButtonCallback(window, [](GLFWwindow* w, int, int what, int) {
        constexpr int frames_to_focus = 2;  // one takes the click, the next knows of the focus
        Input& input = of(w);
        (what == GLFW_PRESS ? input.clicked_ : input.unclicked_) = input.mouse_;
        if (what == GLFW_PRESS) input.settling = frames_to_focus;
    });
    glfwSetScrollCallback(window, [](GLFWwindow* w, double, double) { of(w); });
    glfwSetWindowFocusCallback(window, [](GLFWwindow* w, int) { of(w); });
    glfwSetWindowIconifyCallback(window, [](GLFWwindow* w, int) { of(w); });
    glfwSetWindowRefreshCallback(window, [](GLFWwindow* w) { of(w); });
    glfwSetDropCallback(window, [](GLFWwindow* w, int count, const char** paths) {
        if (count > 0) of(w).dropped = paths[0];
    });
    glfwSetFramebufferSizeCallback(window, [](GLFWwindow* w, int, int) { of(w); });
    glfwSetWindowContentScaleCallback(window, [](GLFWwindow* w, float, float) { of(w); });
}

void Input::listen_to_keys(GLFWwindow* window) {
    glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int scancode, int what, int modifiers) {
        Input& input = of(w);
        if (what == GLFW_RELEASE) {
            if (std::erase(input.pressed_, key) > 0)
                input.let_go_.push_back({w, key, scancode, modifiers});
            else ImGui_ImplGlfw_KeyCallback(w, key, scancode, what, modifiers);
            return;
        }
        ImGui_ImplGlfw_KeyCallback(w, key, scancode, what, modifiers);
        input.pressed_.push_back(key);
        input.held_down_ = what == GLFW_REPEAT;
        const char* name = glfwGetKeyName(key, scancode);
        input.add(action_of_key(key, modifiers, name ? name : ""));
    });
}

void Input::let_go_of_keys() {
    for (const Release& key : let_go_)
        ImGui_ImplGlfw_KeyCallback(key.window, key.key, key.scancode, GLFW_RELEASE, key.modifiers);
    if (!let_go_.empty()) any = true;  // and that is another frame
    let_go_.clear();
    pressed_.clear();
}

// Both may have come since the last frame: Dear ImGui then sees the button down for one.
void Input::put_mouse_where_it_clicked() {
    std::optional<Position>& where = clicked_ ? clicked_ : unclicked_;
    if (!where) return;
    ImGui::GetIO().MousePos = {static_cast<float>(where->x), static_cast<float>(where->y)};
    where.reset();
    any = true;  // and the next frame has it where it is
}

Input& Input::of(GLFWwindow* window) {
    Input& input = *static_cast<Input*>(glfwGetWindowUserPointer(window));
    input.any = true;
    return input;
}

void Input::add(std::optional<Action> action) {
    if (!action) return;
    // Held down, a key steps on and on; what it switches on and off it switches once.
    if (!(held_down_ && switches(*action))) actions.push_back(*action);
}

}  // namespace yieldscope
