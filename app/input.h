// What comes in through the window: keys as actions, in a queue, so that none is lost in a slow
// frame. Filled by GLFW's callbacks, which run while it waits for events. Lives on the UI thread.
#pragma once

#include "app/keys.h"

#include <optional>
#include <string>
#include <vector>

struct GLFWwindow;  // GLFW's

namespace yieldscope {

class Input {
public:
    /// Before Dear ImGui installs its own callbacks, which call these; and its own key callback is
    /// then called by this one.
    explicit Input(GLFWwindow* window);
    void listen_to_keys(GLFWwindow* window);

    /// Between two frames: who was pressed and let go since the last one is let go only now. Before
    /// 1.87 Dear ImGui would know nothing of such a key, and Enter would be lost in a slow frame.
    void let_go_of_keys();

    /// Before a frame begins: a click is where it was made, though the mouse has moved on. Before
    /// 1.87 Dear ImGui would take it for one on whatever is under the mouse by now.
    void put_mouse_where_it_clicked();

    std::vector<Action> actions;  ///< oldest first
    std::string dropped;          ///< a file that was dropped onto the window; empty: none
    int settling = 0;  ///< frames until what was clicked has the focus: keys wait so long
    bool any = false;  ///< a key, the mouse or the window moved

private:
    static Input& of(GLFWwindow* window);
    void add(std::optional<Action> action);

    struct Position {
        double x;
        double y;
    };
    struct Release {
        GLFWwindow* window;
        int key;
        int scancode;
        int modifiers;
    };
    Position mouse_{};                   ///< as of the newest event
    std::optional<Position> clicked_;    ///< since the last frame, where
    std::optional<Position> unclicked_;  ///< likewise let go; in the frame after that
    std::vector<int> pressed_;           ///< since the last frame
    std::vector<Release> let_go_;        ///< of those
    bool held_down_ = false;             ///< the newest key repeats; its character comes after it
};

}  // namespace yieldscope
