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
    theme,
    view,
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

/// Does it switch something on and off, so that a key that is held down must do it only once?
bool switches(Action action);

/// The action of a key press. `key` and `modifiers` are GLFW's (GLFW_KEY_F10, GLFW_MOD_CONTROL);
/// `name` is what the key prints on the user's layout, empty if nothing, so that Ctrl and plus
/// means plus everywhere.
std::optional<Action> action_of_key(int key, int modifiers, std::string_view name);

/// The action of a typed character; layouts differ in where `.` and `?` are.
std::optional<Action> action_of_character(char32_t character);

}  // namespace yieldscope
