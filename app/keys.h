// Every key, in one table: the transport bar, the tooltips, the help sheet, the window and the
// tests all read it. Constant; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace yieldscope {

/// What a user can do with a key.
enum class Action : std::uint8_t {
    run_pause,
    event,
    event_back,
    turn,
    round,
    home,
    live,
    next_turn,
    previous_turn,
    round_back,
    next_mark,
    previous_mark,
    bookmark,
    pace_down,
    pace_up,
    break_task,
    zoom_in,
    zoom_out,
    zoom_reset,
    presentation,
    blank,
    theme,
    view,
    next_control,
    previous_control,
    press,
    down,
    up,
    task_menu,
    find,
    recordings,
    full_screen,
    key_sheet,
    close,
};

struct KeyBinding {
    Action action;
    std::string_view id;    ///< of the action, for widgets and tests: "run_pause"
    std::string_view keys;  ///< as it is shown: "Space", "F10"
    std::string_view help;  ///< one sentence
};

/// The table; each action once, in the order of the help sheet.
std::span<const KeyBinding> key_bindings();

const KeyBinding& binding_of(Action action);

/// What to press for it, as it is shown: a presentation has another meaning for . and B.
std::string_view keys_of(Action action, bool presentation);

/// Does it switch something on and off, so that a key that is held down must do it only once?
bool switches(Action action);

/// The action of a key press. `key` and `modifiers` are GLFW's (GLFW_KEY_F10, GLFW_MOD_CONTROL);
/// `name` is what the key prints on the user's layout, empty if nothing, so that Ctrl and plus
/// means plus everywhere.
std::optional<Action> action_of_key(int key, int modifiers, std::string_view name);

/// May Dear ImGui hear of that press? Tab has another meaning here: focus.h. And of a key that
/// prints the character is enough: some versions take several frames for both.
bool is_for_dear_imgui(int key, int modifiers);

/// GLFW's number for what a key prints, and of the key's place where that is no ASCII: in Dvorak
/// the key at F prints U, in Cyrillic it prints nothing that has a number.
int letter_of(int key, std::string_view name);

/// The action of a typed character; layouts differ in where `.` and `?` are. In a script without
/// such letters it is that of the place of `key`. In a presentation what a remote sends to blank
/// the screen does that.
std::optional<Action> action_of_character(char32_t character, int key, bool presentation);

}  // namespace yieldscope
