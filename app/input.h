// What comes in through the window: keys as actions, in a queue, so that none is lost in a slow
// frame. Filled by GLFW's callbacks, which run while it waits for events. Lives on the UI thread.
#pragma once

#include "app/keys.h"

#include <deque>
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

    /// Before a frame begins: hands Dear ImGui what was typed, once what was clicked has the focus.
    /// Before 1.87 a frame sees only how the keys stand at its beginning: there it gets no more
    /// than one key that edits, or Ctrl V would be lost in a slow frame. Newer ones have had it
    /// already, and wait by themselves.
    void feed_keys(GLFWwindow* window);

    /// Before a frame begins: a click is where it was made, though the mouse has moved on. Before
    /// 1.87 Dear ImGui would take it for one on whatever is under the mouse by now.
    void put_mouse_where_it_clicked();

    std::vector<Action> actions;  ///< oldest first
    std::string dropped;          ///< a file that was dropped onto the window; empty: none
    int settling = 0;           ///< frames until what was clicked has the focus: keys wait so long
    bool presentation = false;  ///< set by the window: what keys mean there
    bool any = false;           ///< a key, the mouse or the window moved

private:
    struct Position {
        double x;
        double y;
    };
    struct Typed {
        int key = 0;
        int scancode = 0;
        int what = 0;
        int modifiers = 0;
        unsigned character = 0;  ///< instead of a key
    };

    static Input& of(GLFWwindow* window);
    void take(Typed one, GLFWwindow* window);
    void add(std::optional<Action> action);

    Position mouse_{};                   ///< as of the newest event
    std::optional<Position> clicked_;    ///< since the last frame, where
    std::optional<Position> unclicked_;  ///< likewise let go; in the frame after that
    std::deque<Typed> typed_;            ///< and not yet fed
    int key_ = 0;                        ///< the newest; its character comes after it
    bool held_down_ = false;             ///< the newest key repeats
};

}  // namespace yieldscope
