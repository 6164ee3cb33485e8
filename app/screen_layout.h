// Where the panes are on the screen: a pure function of its size, of the text's and of where the
// splitters stand, tested with numbers; the shell only draws what it says. Where there is not room
// for all, the board and the sentence stay and the others go: the bottom row where it is too low,
// the log, the right column and then the code where it is too narrow. Lives on the UI thread.
#pragma once

#include "app/board_layout.h"
#include "app/settings.h"

#include <imgui.h>

namespace yieldscope {

/// In units of the text height: on a screen of at least `whole` all panes have room; on one of at
/// least `presentation` the board and the sentence have, and of `board`, if need be.
namespace screen_needs {
constexpr Point whole{64, 36};
constexpr Point presentation{34, 26};
constexpr Point board{32, 24};
}  // namespace screen_needs

struct ScreenFacts {
    ImVec2 size;         ///< of the screen, in pixels
    float em = 16;       ///< height of the text
    float bar_em = 16;   ///< and of the bar's
    float sentence = 0;  ///< how high the narration has to be, to be read whole
    float notice = 0;    ///< how high the line over the panes is; 0: there is none
};

/// A pane without a width has no room.
struct ScreenLayout {
    Box controls;
    Box scrub;
    Box notice;  ///< over the upper edge of what is below, which stays where it is
    Box code;
    Box board;
    Box right;  ///< connections, and all else that is about single tasks
    Box narration;
    Box bottom;  ///< the whole row of these two
    Box timeline;
    Box log;

    // What is taken hold of to move them; over the edges of the panes.
    Box split_left;
    Box split_right;
    Box split_bottom;
    Box split_timeline;
};

/// Whatever the splitters are set to, nothing overlaps and every pane has what it needs at least.
ScreenLayout screen_layout(const ScreenFacts& facts, const Settings& settings);

/// The settings with a splitter drawn to where the mouse is: as far as the panes beside it allow.
enum class Splitter { left, right, bottom, timeline };
void move_splitter(Splitter splitter, ImVec2 mouse, const ScreenFacts& facts, Settings& settings);
void reset_splitter(Splitter splitter, Settings& settings);

}  // namespace yieldscope
