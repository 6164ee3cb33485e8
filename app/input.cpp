#include "app/input.h"

#include "app/imgui_compat.h"
#include "app/letters.h"
#include "core/watch/utf8.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

namespace yieldscope {
namespace {

void type(unsigned character, GLFWwindow* window) {
    if (character <= IM_UNICODE_CODEPOINT_MAX) {
        ImGui_ImplGlfw_CharCallback(window, character);
        return;
    }
    std::string letter;  // which a field can only hold in words
    append_utf8(letter, character);
    ImGui::GetIO().AddInputCharactersUTF8(for_field(letter).c_str());
}

}  // namespace

Input::Input(GLFWwindow* window) {
    glfwSetWindowUserPointer(window, this);
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
    translate_clipboard();
    glfwSetCharCallback(window, [](GLFWwindow* w, unsigned character) {
        Input& input = of(w);
        input.take({.character = character}, w);
        input.add(action_of_character(character, input.key_, input.presentation));
    });
    glfwSetKeyCallback(window, [](GLFWwindow* w, int key, int scancode, int what, int modifiers) {
        Input& input = of(w);
        const char* const printed = glfwGetKeyName(key, scancode);
        const std::string_view name = printed ? printed : "";
        // Newer ones ask for the layout themselves.
        const int letter = spreads_input ? key : letter_of(key, name);
        if (what == GLFW_RELEASE || is_for_dear_imgui(key, modifiers))
            input.take({letter, scancode, what, modifiers, 0}, w);
        if (what == GLFW_RELEASE) return;
        input.key_ = key;
        input.held_down_ = what == GLFW_REPEAT;
        input.add(action_of_key(key, modifiers, name));
    });
}

// From 1.87 on the back end asks GLFW how Ctrl and Shift stand, which by the next frame is another
// matter.
void Input::take(Typed one, GLFWwindow* window) {
    typed_.push_back(one);
    if (spreads_input) feed_keys(window);
}

void Input::feed_keys(GLFWwindow* window) {
    if (settling > 0 && !spreads_input) return;
    bool edits = false;
    for (; !typed_.empty() && !edits; typed_.pop_front()) {
        const Typed& one = typed_.front();
        if (one.character != 0) {
            type(one.character, window);
            continue;
        }
        ImGui_ImplGlfw_KeyCallback(window, one.key, one.scancode, one.what, one.modifiers);
        const bool modifier = one.key >= GLFW_KEY_LEFT_SHIFT && one.key <= GLFW_KEY_RIGHT_SUPER;
        edits = !spreads_input && one.what == GLFW_PRESS && !modifier;
    }
    if (!typed_.empty()) any = true;  // and that is another frame
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
