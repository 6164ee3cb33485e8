#include "app/gui.h"

#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/screen_layout.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <cstddef>
#include <new>
#include <utility>

namespace yieldscope {
namespace {

bool requested = false;  // by whatever is drawn in the one context there is

/// As everything else, so that it draws on the reserve where memory runs out, and never gets null.
void allocate_as_everything_else() {
    ImGui::SetAllocatorFunctions([](std::size_t bytes, void*) { return ::operator new(bytes); },
                                 [](void* memory, void*) { ::operator delete(memory); });
}

}  // namespace

TextPixels text_pixels(ImVec2 size, float desktop_scale, float scale, const Settings& settings) {
    constexpr float lines = 50;     // of text on a screen; at 1080, Inter's em is 18 pixels then
    constexpr float smallest = 15;  // legible on a desktop of scale 1
    constexpr float legible = 8;    // at all
    const auto limit = [&](Point needs) {
        return std::max(std::floor(std::min(size.x / needs.x, size.y / needs.y)), legible);
    };
    const float whole = limit(screen_needs::whole);
    const float board = limit(screen_needs::board);
    const float usual = std::min(std::max(size.y / lines, smallest * desktop_scale), whole) * scale;
    const float twice = std::max(std::min(usual * 2, limit(screen_needs::presentation)), usual);
    const float unzoomed = settings.presentation ? twice : usual;
    const auto pixels = [&](float wanted, float most) {
        return std::max(std::round(std::min(wanted, most)), legible);  // whole pixels are crisp
    };
    return {.text = pixels(unzoomed * settings.zoom, board),
            .bar = pixels(usual * settings.zoom, whole),
            .zoom_most = board / unzoomed};
}

Gui::Gui(Theme theme, const TextPixels& pixels, ImFontAtlas* shared)
    : theme_(theme), pixels_(pixels) {
    IMGUI_CHECKVERSION();
    allocate_as_everything_else();
    ImGui::CreateContext(shared);
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;  // one window that fills the screen: nothing to remember
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    build_theme(theme, pixels);
}

Gui::~Gui() { ImGui::DestroyContext(); }

bool Gui::rebuild_if_changed(Theme theme, const TextPixels& pixels) {
    if (theme != theme_) choose_colours(theme);
    theme_ = theme;
    if (pixels == pixels_) return false;
    pixels_ = pixels;
    build_theme(theme, pixels);
    return true;
}

void request_frame() { requested = true; }

bool frame_requested() { return std::exchange(requested, false); }

void begin_frame(ImVec2 size, float seconds) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = size;
    io.DeltaTime = seconds;
    ImGui::NewFrame();
}

UnseenGui::UnseenGui(ImVec2 size, float scale)
    : size_(size),
      scale_(scale),
      gui_(Theme::dark, text_pixels(size, 1, scale, {}), unseen_atlas()) {
    // Or a list with more than 65,535 vertices would end the program.
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    build_fonts_unseen();
    translate_clipboard();
    feed_mouse_position({-FLT_MAX, -FLT_MAX});
}

void UnseenGui::follow(const Settings& settings) {
    const TextPixels pixels = text_pixels(size_, 1, scale_, settings);
    if (gui_.rebuild_if_changed(settings.theme, pixels)) build_fonts_unseen();
}

}  // namespace yieldscope
