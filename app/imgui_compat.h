// What differs between the versions of Dear ImGui that distributions package, 1.86 to 1.92 and
// later: the one place that asks for its version. Everybody includes this instead of the back ends'
// headers and calls these instead of the functions named beside them. Lives on the UI thread, like
// all of Dear ImGui.
#pragma once

#include <imgui.h>
#include <imgui_internal.h>

#if __has_include(<backends/imgui_impl_opengl3.h>)
#include <backends/imgui_impl_glfw.h>
#include <backends/imgui_impl_opengl3.h>
#else
#include <imgui_impl_glfw.h>
#include <imgui_impl_opengl3.h>
#endif

#if __has_include(<misc/cpp/imgui_stdlib.h>)
#include <misc/cpp/imgui_stdlib.h>
#else
#include <imgui_stdlib.h>
#endif

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

namespace yieldscope {

// Fonts. From 1.92 on a font has no size of its own: ours keep the one they were loaded for.

inline float size_of(const ImFont& font) {
#if IMGUI_VERSION_NUM >= 19200
    return font.LegacySize;
#else
    return font.FontSize;
#endif
}

/// Of what is drawn before any push_font(). Older versions take the default font's.
inline void set_text_size([[maybe_unused]] ImGuiStyle& style, [[maybe_unused]] float pixels) {
#if IMGUI_VERSION_NUM >= 19200
    style.FontSizeBase = pixels;
#endif
}

/// ImGui::PushFont
inline void push_font(ImFont* font) {
#if IMGUI_VERSION_NUM >= 19200
    ImGui::PushFont(font, size_of(*font));
#else
    ImGui::PushFont(font);
#endif
}

inline void pop_font() { ImGui::PopFont(); }

/// After the atlas was filled anew, while the OpenGL 3 back end runs. From 1.92 on it does so by
/// itself.
inline void upload_fonts() {
#ifndef IMGUI_HAS_TEXTURES
    ImGui_ImplOpenGL3_DestroyFontsTexture();
    ImGui_ImplOpenGL3_CreateFontsTexture();
#endif
}

/// Builds the atlas, as the back end would, before there is one. From 1.92 on letters are baked as
/// they are seen first.
inline void bake_fonts() {
#ifndef IMGUI_HAS_TEXTURES
    unsigned char* pixels = nullptr;
    int width = 0;
    int height = 0;
    ImGui::GetIO().Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
#endif
}

/// What all contexts without a back end share, as an atlas takes longest to build; null from 1.92
/// on, where it does not.
inline ImFontAtlas* unseen_atlas() {
#ifdef IMGUI_HAS_TEXTURES
    return nullptr;
#else
    static ImFontAtlas atlas;
    return &atlas;
#endif
}

/// Builds the atlas for a back end that draws nothing.
inline void build_fonts_unseen() {
    unsigned char* pixels = nullptr;
    int width = 0;
    int height = 0;
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.GetTexDataAsAlpha8(&pixels, &width, &height);
    atlas.SetTexID((ImTextureID)(std::intptr_t)1);  // a pointer before 1.91.4, then an integer
}

// Colours. 1.90.9 renamed those of the tabs.

#if IMGUI_VERSION_NUM >= 19090
constexpr ImGuiCol col_tab_selected = ImGuiCol_TabSelected;
#else
constexpr ImGuiCol col_tab_selected = ImGuiCol_TabActive;
#endif

// Drawing. 1.92.8 swapped the flags and the thickness.

/// ImDrawList::AddRect
inline void add_rect(ImDrawList& list, ImVec2 min, ImVec2 max, ImU32 colour, float rounding = 0,
                     float thickness = 1, ImDrawFlags flags = 0) {
#if IMGUI_VERSION_NUM >= 19276
    list.AddRect(min, max, colour, rounding, thickness, flags);
#else
    list.AddRect(min, max, colour, rounding, flags, thickness);
#endif
}

// Windows. 1.90 made the border of a child window one of its flags.

enum class Border { none, line };

/// ImGui::BeginChild. ImGui::EndChild() follows in any case.
inline bool begin_child(const char* id, ImVec2 size, Border border = Border::none,
                        ImGuiWindowFlags flags = 0) {
    return ImGui::BeginChild(id, size, border == Border::line, flags);
}

// Keys. Before 1.87 the few that have a name of Dear ImGui's are numbered by the back end.

/// ImGui::IsKeyPressed
inline bool key_pressed(ImGuiKey key) {
#if IMGUI_VERSION_NUM >= 18700
    return ImGui::IsKeyPressed(key);
#else
    return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
#endif
}

/// ImGui::SetKeyboardFocusHere. From 1.87 on it finds only items of the window that has the focus.
inline void focus_next_item() {
#if IMGUI_VERSION_NUM >= 18700
    ImGui::SetWindowFocus();
#endif
    ImGui::SetKeyboardFocusHere();
}

/// The same for the field that was just drawn.
inline void focus_last_item() {
#if IMGUI_VERSION_NUM >= 18700
    ImGui::SetWindowFocus();
#endif
    ImGui::SetKeyboardFocusHere(-1);
}

/// The field that has the keyboard, if there is one, no longer has it.
inline void leave_field() { ImGui::ClearActiveID(); }

// Input from a window. From 1.87 on Dear ImGui has a queue of its own and spreads it over frames.

#if IMGUI_VERSION_NUM >= 18700
constexpr bool spreads_input = true;
/// Whether it has left some of it for the frames to come.
inline bool has_input_left() { return !ImGui::GetCurrentContext()->InputEventsQueue.empty(); }
#else
constexpr bool spreads_input = false;
inline bool has_input_left() { return false; }
#endif

// The clipboard. 1.91.1 moved it to where the back ends are described.

using ClipboardFilter = std::string (*)(std::string_view);

/// What is read from the clipboard passes the one, what is written to it the other.
inline void filter_clipboard(ClipboardFilter reads, ClipboardFilter writes) {
#if IMGUI_VERSION_NUM >= 19110
    using Handle = ImGuiContext*;
    auto& read = ImGui::GetPlatformIO().Platform_GetClipboardTextFn;
    auto& write = ImGui::GetPlatformIO().Platform_SetClipboardTextFn;
#else
    using Handle = void*;
    auto& read = ImGui::GetIO().GetClipboardTextFn;
    auto& write = ImGui::GetIO().SetClipboardTextFn;
#endif
    static ClipboardFilter reads_through;
    static ClipboardFilter writes_through;
    static const char* (*read_before)(Handle);
    static void (*write_before)(Handle, const char*);
    constexpr auto read_filtered = [](Handle handle) -> const char* {
        static std::string held;
        const char* const text = read_before(handle);
        return text ? (held = reads_through(text)).c_str() : nullptr;
    };
    if (read == +read_filtered) return;
    reads_through = reads;
    writes_through = writes;
    read_before = std::exchange(read, +read_filtered);
    write_before = std::exchange(write, [](Handle handle, const char* text) {
        write_before(handle, writes_through(text).c_str());
    });
}

// Input by hand, for those without a window. Before 1.87 it is a state, of which a frame sees only
// the last: no more than one of these calls between two frames.

inline void feed_mouse_position(ImVec2 position) {
#if IMGUI_VERSION_NUM >= 18700
    ImGui::GetIO().AddMousePosEvent(position.x, position.y);
#else
    ImGui::GetIO().MousePos = position;
#endif
}

inline void feed_mouse_button(ImGuiMouseButton button, bool down) {
#if IMGUI_VERSION_NUM >= 18700
    ImGui::GetIO().AddMouseButtonEvent(button, down);
#else
    ImGui::GetIO().MouseDown[button] = down;
#endif
}

inline void feed_mouse_wheel(float lines) {
#if IMGUI_VERSION_NUM >= 18700
    ImGui::GetIO().AddMouseWheelEvent(0, lines);
#else
    ImGui::GetIO().MouseWheel = lines;
#endif
}

/// One of the keys that all versions name: ImGuiKey_Enter, ImGuiKey_C...
inline void feed_key(ImGuiKey key, bool down) {
    ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM >= 18700
    io.AddKeyEvent(key, down);
#else
    io.KeyMap[key] = key;
    io.KeysDown[key] = down;
#endif
}

inline void feed_control_and_shift(bool control, bool shift) {
    ImGuiIO& io = ImGui::GetIO();
#if IMGUI_VERSION_NUM >= 18900
    io.AddKeyEvent(ImGuiMod_Ctrl, control);
    io.AddKeyEvent(ImGuiMod_Shift, shift);
#elif IMGUI_VERSION_NUM >= 18700
    io.AddKeyEvent(ImGuiKey_ModCtrl, control);
    io.AddKeyEvent(ImGuiKey_ModShift, shift);
#else
    io.KeyCtrl = control;
    io.KeyShift = shift;
#endif
}

}  // namespace yieldscope
