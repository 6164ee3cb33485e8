// Dear ImGui's context with our theme in it. The window, the pictures and the tests each make one,
// with something to draw it with; there is one at a time. Lives on the UI thread.
#pragma once

#include "app/settings.h"
#include "app/theme.h"

#include <imgui.h>

namespace yieldscope {

/// How high text should be on a screen of `size` pixels: a certain part of its height, but never
/// too small to read where the desktop has `desktop_scale`, as far as all panels then still fit.
/// All of that `scale` times (--scale) and the settings' zoom times as large, and twice as large in
/// a presentation, as far as the board still fits.
TextPixels text_pixels(ImVec2 size, float desktop_scale, float scale, const Settings& settings);

class Gui {
public:
    /// With fonts and style for text of that height, and no back end yet. `shared`: an atlas that
    /// outlives it, and may have these fonts already; else it has its own.
    Gui(Theme theme, const TextPixels& pixels, ImFontAtlas* shared = nullptr);
    ~Gui();
    Gui(const Gui&) = delete;
    Gui& operator=(const Gui&) = delete;

    /// Between frames. True if the fonts were made anew: then upload_fonts() has to follow.
    bool rebuild_if_changed(Theme theme, const TextPixels& pixels);

private:
    Theme theme_;
    TextPixels pixels_;
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
    explicit UnseenGui(ImVec2 size, float scale = 1);

    /// Looks as the settings say from the next frame on, as the window does.
    void follow(const Settings& settings);

    void resize(ImVec2 size) { size_ = size; }
    ImVec2 size() const { return size_; }

    template <typename Draw>
    void frame(Draw draw) {
        begin_frame(size_, 1.0F / 60);
        draw();
        ImGui::Render();
    }

private:
    ImVec2 size_;
    float scale_;
    Gui gui_;
};

}  // namespace yieldscope
