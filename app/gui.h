// Dear ImGui's context with our theme in it. The window, the pictures and the tests each make one,
// with something to draw it with; there is one at a time. Lives on the UI thread.
#pragma once

#include "app/theme.h"

#include <imgui.h>

namespace yieldscope {

/// How high text should be, in pixels, on a screen of `width` x `height`: a certain part of its
/// height, but never too small to read where the desktop has `desktop_scale`, and all of that
/// `scale` times as large (--scale and Ctrl +), as far as the panels then still fit.
float text_pixels(int width, int height, float desktop_scale, float scale);

class Gui {
public:
    /// With fonts and style for text of that height, and no back end yet.
    Gui(Theme theme, float pixels);
    ~Gui();
    Gui(const Gui&) = delete;
    Gui& operator=(const Gui&) = delete;

    /// Between frames. True if the fonts were made anew: then upload_fonts() has to follow.
    bool rebuild_if_changed(Theme theme, float pixels);

private:
    Theme theme_;
    float pixels_;
};

/// Says, while a frame is drawn, that the next will look different by itself: something moves. It
/// then follows at once, though nothing comes in.
void request_frame();

/// Has anybody said so since the last call?
bool frame_requested();

/// Begins a frame where there is no window to say how large it is and how much time has passed.
void begin_frame(ImVec2 size, float seconds);

/// A screen that nobody sees, for tests: every frame is a sixtieth of a second after the one
/// before. The mouse is nowhere until feed_mouse_position() puts it somewhere.
class UnseenGui {
public:
    explicit UnseenGui(ImVec2 size);

    template <typename Draw>
    void frame(Draw draw) {
        begin_frame(size_, 1.0F / 60);
        draw();
        ImGui::Render();
    }

private:
    ImVec2 size_;
    Gui gui_;
};

}  // namespace yieldscope
