#include "app/gui.h"

#include "app/imgui_compat.h"

#include <algorithm>
#include <cfloat>
#include <cmath>
#include <utility>

namespace yieldscope {
namespace {

bool requested = false;  // by whatever is drawn in the one context there is

}  // namespace

float text_pixels(int width, int height, float desktop_scale, float scale) {
    constexpr float lines = 50;     // of text on a screen; at 1080, Inter's em is 18 pixels then
    constexpr float smallest = 15;  // legible on a desktop of scale 1
    constexpr float fewest_lines = 36;  // what the panels need, at least
    constexpr float fewest_columns = 64;
    const float normal = std::max(static_cast<float>(height) / lines, smallest * desktop_scale);
    const float largest = std::min(static_cast<float>(width) / fewest_columns,
                                   static_cast<float>(height) / fewest_lines);
    return std::max(std::round(std::min(normal * scale, largest)), 8.0F);  // whole pixels are crisp
}

Gui::Gui(Theme theme, float pixels) : theme_(theme), pixels_(pixels) {
    IMGUI_CHECKVERSION();
    ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;  // one window that fills the screen: nothing to remember
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    build_theme(theme, pixels);
}

Gui::~Gui() { ImGui::DestroyContext(); }

bool Gui::rebuild_if_changed(Theme theme, float pixels) {
    if (theme == theme_ && pixels == pixels_) return false;
    theme_ = theme;
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

UnseenGui::UnseenGui(ImVec2 size)
    : size_(size),
      gui_(Theme::dark, text_pixels(static_cast<int>(size.x), static_cast<int>(size.y), 1, 1)) {
    // Or a list with more than 65,535 vertices would end the program.
    ImGui::GetIO().BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    build_fonts_unseen();
    feed_mouse_position({-FLT_MAX, -FLT_MAX});
}

}  // namespace yieldscope
