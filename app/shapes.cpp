// The half of theme.h that tells a place by its colour and its shape. The shapes are drawn, not
// written, so that no font has to have them.
// Lives on the UI thread.
#include "app/imgui_compat.h"
#include "app/theme.h"

namespace yieldscope {

ImU32 colour_of(Place place) {
    switch (place) {
        case Place::ready: return colours().ready;
        case Place::running: return colours().running;
        case Place::recv_wait: return colours().recv_wait;
        case Place::send_wait: return colours().send_wait;
        case Place::failed: return colours().failed;
        case Place::finished:
        case Place::cancelled: return colours().done;
    }
    return colours().faint;
}

void draw_shape(ImDrawList& list, Place place, ImVec2 centre, float size, ImU32 colour) {
    const float r = size / 2;
    const float thickness = size > 14 ? size / 8 : size / 7;
    const auto at = [&](float x, float y) { return ImVec2(centre.x + x * r, centre.y + y * r); };
    const auto stroke = [&](std::initializer_list<ImVec2> points) {
        const ImVec2* previous = nullptr;
        for (const ImVec2& point : points) {
            if (previous) list.AddLine(*previous, point, colour, thickness);
            previous = &point;
        }
    };
    switch (place) {
        case Place::ready:
            list.AddTriangleFilled(at(-0.55F, -0.8F), at(0.75F, 0), at(-0.55F, 0.8F), colour);
            break;
        case Place::running: list.AddCircleFilled(centre, r * 0.75F, colour); break;
        case Place::recv_wait:
            stroke({at(0, -0.9F), at(0, 0.8F)});
            stroke({at(-0.6F, 0.2F), at(0, 0.85F), at(0.6F, 0.2F)});
            break;
        case Place::send_wait:
            stroke({at(0, 0.9F), at(0, -0.8F)});
            stroke({at(-0.6F, -0.2F), at(0, -0.85F), at(0.6F, -0.2F)});
            break;
        case Place::failed:
        case Place::cancelled:
            stroke({at(-0.65F, -0.65F), at(0.65F, 0.65F)});
            stroke({at(0.65F, -0.65F), at(-0.65F, 0.65F)});
            break;
        case Place::finished:
            stroke({at(-0.7F, 0.05F), at(-0.15F, 0.65F), at(0.75F, -0.6F)});
            break;
    }
}

}  // namespace yieldscope
