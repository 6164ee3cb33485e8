// Brings the letters that a frame needed first onto the graphics card: only they, not the whole
// atlas. Called on the UI thread after ImGui::Render(), by who made the OpenGL context.
#pragma once

#include "app/glyph_sheet.h"

#include <glad/gl.h>
#include <imgui.h>

#include <cstddef>
#include <cstdint>

namespace yieldscope {

inline void upload_new_letters() {
    const AtlasPart part = take_new_letters();
    if (part.width <= 0 || part.height <= 0) return;
#ifndef IMGUI_HAS_TEXTURES
    const ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    if (!atlas.TexPixelsRGBA32) return;  // nothing is drawn
    const auto first = static_cast<std::size_t>(part.y * atlas.TexWidth + part.x);
    glBindTexture(GL_TEXTURE_2D, static_cast<GLuint>((std::intptr_t)atlas.TexID));
    glPixelStorei(GL_UNPACK_ROW_LENGTH, atlas.TexWidth);
    glTexSubImage2D(GL_TEXTURE_2D, 0, part.x, part.y, part.width, part.height, GL_RGBA,
                    GL_UNSIGNED_BYTE, atlas.TexPixelsRGBA32 + first);
    glPixelStorei(GL_UNPACK_ROW_LENGTH, 0);
#endif
}

}  // namespace yieldscope
