#include "app/keys.h"

#define GLFW_INCLUDE_NONE
#include <GLFW/glfw3.h>

#include <algorithm>
#include <array>
#include <cassert>

namespace yieldscope {
namespace {

constexpr std::array bindings{
    KeyBinding{Action::run_pause, "run_pause", "Space",
               "Run freely, or pause before the next step."},
    KeyBinding{Action::event, "event", ".",
               "Show the next event; at the end, take a scheduler step; running, pause. Also right "
               "arrow."},
    KeyBinding{Action::event_back, "event_back", ",",
               "The event before; sockets stay as they are. Also Left."},
    KeyBinding{Action::turn, "turn", "F10",
               "One turn: a task runs from its resume to its next yield."},
    KeyBinding{Action::round, "round", "F11",
               "One round: everything until the kernel would be asked again."},
    KeyBinding{Action::home, "home", "Home", "Go to the first event that is remembered."},
    KeyBinding{Action::live, "live", "End", "Back to live: follow what happens now."},
    KeyBinding{Action::next_turn, "next_turn", "PageDown",
               "The next turn; presenter remotes send this key."},
    KeyBinding{Action::previous_turn, "previous_turn", "PageUp",
               "The turn before. Also Shift F10."},
    KeyBinding{Action::round_back, "round_back", "Shift F11",
               "Back to where the kernel was asked before."},
    KeyBinding{Action::next_mark, "next_mark", "Ctrl Right",
               "The next bookmark, failure or breakpoint hit."},
    KeyBinding{Action::previous_mark, "previous_mark", "Ctrl Left", "The one before."},
    KeyBinding{Action::bookmark, "bookmark", "B", "Bookmark this moment, with a note."},
    KeyBinding{Action::pace_down, "pace_down", "[", "Play slower: fewer events a second."},
    KeyBinding{Action::pace_up, "pace_up", "]", "Play faster, up to full speed."},
    KeyBinding{Action::break_task, "break_task", "F9",
               "Stop whenever the selected task runs; once more: no longer."},
    KeyBinding{Action::zoom_in, "zoom_in", "Ctrl +", "Larger text, and everything with it."},
    KeyBinding{Action::zoom_out, "zoom_out", "Ctrl -", "Smaller text, and everything with it."},
    KeyBinding{Action::zoom_reset, "zoom_reset", "Ctrl 0", "Text as large as at the start."},
    KeyBinding{Action::presentation, "presentation", "F5",
               "Presentation: the board and the sentence alone, twice as large. Esc leaves it."},
    KeyBinding{Action::blank, "blank", ". or B",
               "In a presentation: a black screen until the next key."},
    KeyBinding{Action::theme, "theme", "T", "The next theme: dark, light, high contrast."},
    KeyBinding{Action::view, "view", "V", "Choose theme, text size and motion."},
    KeyBinding{Action::next_control, "next_control", "Tab",
               "The next control, with a ring around it."},
    KeyBinding{Action::previous_control, "previous_control", "Shift Tab", "The control before."},
    KeyBinding{Action::press, "press", "Enter", "Press the control with the ring."},
    KeyBinding{Action::down, "down", "Down", "The next task or, with the ring in a list, line."},
    KeyBinding{Action::up, "up", "Up", "The one before."},
    KeyBinding{Action::task_menu, "task_menu", "Menu", "What can be done with the selected task."},
    KeyBinding{Action::find, "find", "Ctrl F", "Search the log."},
    KeyBinding{Action::recordings, "recordings", "Ctrl S",
               "Save, open, compare or export a recording. Also Ctrl O."},
    KeyBinding{Action::full_screen, "full_screen", "Alt Enter",
               "Fill the whole screen, or go back to a window."},
    KeyBinding{Action::key_sheet, "key_sheet", "?", "Show these keys. Also F1."},
    KeyBinding{Action::close, "close", "Esc", "Close what is open or leave a presentation."},
};

struct KeyAction {
    int key;
    Action action;
    int modifiers = 0;  ///< exactly these
};

constexpr std::array keys{
    KeyAction{GLFW_KEY_SPACE, Action::run_pause},
    KeyAction{GLFW_KEY_RIGHT, Action::event},
    KeyAction{GLFW_KEY_LEFT, Action::event_back},
    KeyAction{GLFW_KEY_F10, Action::turn},
    KeyAction{GLFW_KEY_F11, Action::round},
    KeyAction{GLFW_KEY_HOME, Action::home},
    KeyAction{GLFW_KEY_END, Action::live},
    KeyAction{GLFW_KEY_PAGE_DOWN, Action::next_turn},
    KeyAction{GLFW_KEY_PAGE_UP, Action::previous_turn},
    KeyAction{GLFW_KEY_TAB, Action::next_control},
    KeyAction{GLFW_KEY_TAB, Action::previous_control, GLFW_MOD_SHIFT},
    KeyAction{GLFW_KEY_ENTER, Action::press},
    KeyAction{GLFW_KEY_KP_ENTER, Action::press},
    KeyAction{GLFW_KEY_DOWN, Action::down},
    KeyAction{GLFW_KEY_UP, Action::up},
    KeyAction{GLFW_KEY_MENU, Action::task_menu},
    KeyAction{GLFW_KEY_F5, Action::presentation},
    KeyAction{GLFW_KEY_F9, Action::break_task},
    KeyAction{GLFW_KEY_F1, Action::key_sheet},
    KeyAction{GLFW_KEY_ESCAPE, Action::close},
    KeyAction{GLFW_KEY_F10, Action::previous_turn, GLFW_MOD_SHIFT},
    KeyAction{GLFW_KEY_F11, Action::round_back, GLFW_MOD_SHIFT},
    KeyAction{GLFW_KEY_RIGHT, Action::next_mark, GLFW_MOD_CONTROL},
    KeyAction{GLFW_KEY_LEFT, Action::previous_mark, GLFW_MOD_CONTROL},
    KeyAction{GLFW_KEY_ENTER, Action::full_screen, GLFW_MOD_ALT},
    KeyAction{GLFW_KEY_KP_ENTER, Action::full_screen, GLFW_MOD_ALT},
};

// Caps and Num Lock change nothing.
constexpr int modifiers_that_count =
    GLFW_MOD_SHIFT | GLFW_MOD_CONTROL | GLFW_MOD_ALT | GLFW_MOD_SUPER;

/// A letter where Latin ones are typed otherwise: Greek, Cyrillic, Hebrew, Arabic, Thai... Layouts
/// of Latin letters have signs above these, quotation marks and the euro.
bool is_of_another_script(char32_t character) {
    constexpr char32_t greek = 0x370;
    const bool latin = character < greek || (character >= 0x1E00 && character < 0x1F00);
    const bool sign = character >= 0x2000 && character < 0x2C00;
    return !latin && !sign;
}

}  // namespace

std::span<const KeyBinding> key_bindings() { return bindings; }

bool switches(Action action) {
    return action == Action::run_pause || action == Action::break_task ||
           action == Action::presentation || action == Action::blank || action == Action::theme ||
           action == Action::view || action == Action::recordings ||
           action == Action::full_screen || action == Action::key_sheet ||
           action == Action::bookmark;
}

std::string_view keys_of(Action action, bool presentation) {
    if (presentation && action == Action::event) return "Right";
    if (presentation && action == Action::bookmark) return "";
    return binding_of(action).keys;
}

const KeyBinding& binding_of(Action action) {
    const auto found =
        std::find_if(bindings.begin(), bindings.end(),
                     [&](const KeyBinding& binding) { return binding.action == action; });
    assert(found != bindings.end());  // every action is in the table
    return *found;
}

std::optional<Action> action_of_key(int key, int modifiers, std::string_view name) {
    if (modifiers & GLFW_MOD_CONTROL) {  // Shift may be part of the plus
        switch (letter_of(key, name)) {
            case '+':
            case GLFW_KEY_EQUAL:
            case GLFW_KEY_KP_ADD: return Action::zoom_in;
            case GLFW_KEY_MINUS:
            case GLFW_KEY_KP_SUBTRACT: return Action::zoom_out;
            case GLFW_KEY_F: return Action::find;
            case GLFW_KEY_S:
            case GLFW_KEY_O: return Action::recordings;
            case GLFW_KEY_0:
            case GLFW_KEY_KP_0: return Action::zoom_reset;
            default: break;
        }
    }
    const auto found = std::find_if(keys.begin(), keys.end(), [&](const KeyAction& one) {
        return one.key == key && one.modifiers == (modifiers & modifiers_that_count);
    });
    return found == keys.end() ? std::nullopt : std::optional(found->action);
}

bool is_for_dear_imgui(int key, int modifiers) {
    const bool prints = key > GLFW_KEY_SPACE && key < GLFW_KEY_ESCAPE;
    return key != GLFW_KEY_TAB && (modifiers & GLFW_MOD_CONTROL || !prints);
}

// GLFW numbers those that print ASCII by their capitals.
int letter_of(int key, std::string_view name) {
    const char first = name.size() == 1 ? name.front() : '\0';
    if (first >= 'a' && first <= 'z') return first - 'a' + 'A';
    return first > ' ' && first <= '~' ? first : key;
}

std::optional<Action> action_of_character(char32_t character, int key, bool presentation) {
    if (is_of_another_script(character))
        character = key == GLFW_KEY_SLASH ? U'?' : static_cast<char32_t>(key);
    const bool blanks = character == U'.' || character == U'b' || character == U'B';
    if (presentation && blanks) return Action::blank;
    switch (character) {
        case U'.': return Action::event;
        case U',': return Action::event_back;
        case U'[': return Action::pace_down;
        case U']': return Action::pace_up;
        case U't':
        case U'T': return Action::theme;
        case U'v':
        case U'V': return Action::view;
        case U'b':
        case U'B': return Action::bookmark;
        case U'?': return Action::key_sheet;
        default: return std::nullopt;
    }
}

}  // namespace yieldscope
