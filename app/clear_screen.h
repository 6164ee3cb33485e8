// Clears what OpenGL draws to: cheaper than to draw a ground over it, by far where OpenGL draws in
// software. Called on the UI thread, by who made the context.
#pragma once

#include <glad/gl.h>
#include <imgui.h>

namespace yieldscope {

inline void clear_screen(ImU32 colour) {
    const ImVec4 parts = ImGui::ColorConvertU32ToFloat4(colour);
    glClearColor(parts.x, parts.y, parts.z, 1);
    glClear(GL_COLOR_BUFFER_BIT);
}

}  // namespace yieldscope
