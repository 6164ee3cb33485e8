// The half of theme.h that says what colour everything has. Okabe and Ito's hues: as they are on
// the dark grounds of a projected screen, darker on the light grounds of a bright room, where their
// orange, sky blue and yellow would vanish, and lighter on black for high contrast.
// Constant; any thread.
#include "app/theme.h"

namespace yieldscope {
namespace {

constexpr Palette dark{
    .ready = colour::rgb(0x56B4E9),
    .running = colour::rgb(0x2FBF92),
    .recv_wait = colour::rgb(0xE69F00),
    .send_wait = colour::rgb(0xCC79A7),
    .failed = colour::rgb(0xE8703A),
    .done = colour::rgb(0x98A1B0),
    .cursor = colour::rgb(0xF0E442),
    .ground = colour::rgb(0x14161B),
    .pane = colour::rgb(0x1B1E25),
    .card = colour::rgb(0x262B35),
    .line = colour::rgb(0x2D323D),
    .arrow = colour::rgb(0x6B7484),
    .text = colour::rgb(0xE6E9EF),
    .faint = colour::rgb(0x98A1B0),
    .weak = colour::rgb(0x8A93A2),
    .on_state = colour::rgb(0x14161B),
    .keyword = colour::rgb(0xC9A0F0),
    .string = colour::rgb(0x7FC98F),
};

constexpr Palette light{
    .ready = colour::rgb(0x0A6BA6),
    .running = colour::rgb(0x00755A),
    .recv_wait = colour::rgb(0x9A5800),
    .send_wait = colour::rgb(0xA33E7A),
    .failed = colour::rgb(0xBC350B),
    .done = colour::rgb(0x56606F),
    .cursor = colour::rgb(0x736300),
    .ground = colour::rgb(0xEDF0F4),
    .pane = colour::rgb(0xFAFBFC),
    .card = colour::rgb(0xFFFFFF),
    .line = colour::rgb(0xC9D0DA),
    .arrow = colour::rgb(0x7A8494),
    .text = colour::rgb(0x14181F),
    .faint = colour::rgb(0x4A5361),
    .weak = colour::rgb(0x5F6877),
    .on_state = colour::rgb(0xFFFFFF),
    .keyword = colour::rgb(0x6A32B5),
    .string = colour::rgb(0x1A6A36),
};

constexpr Palette contrast{
    .ready = colour::rgb(0x6CC4F5),
    .running = colour::rgb(0x3FD9A8),
    .recv_wait = colour::rgb(0xF5AE14),
    .send_wait = colour::rgb(0xE79AC6),
    .failed = colour::rgb(0xFF9061),
    .done = colour::rgb(0xC9D0DB),
    .cursor = colour::rgb(0xFFF04D),
    .ground = colour::rgb(0x000000),
    .pane = colour::rgb(0x08090B),
    .card = colour::rgb(0x14161A),
    .line = colour::rgb(0x8A919D),
    .arrow = colour::rgb(0xA8B0BC),
    .text = colour::rgb(0xFFFFFF),
    .faint = colour::rgb(0xD5DAE2),
    .weak = colour::rgb(0xBBC2CD),
    .on_state = colour::rgb(0x000000),
    .keyword = colour::rgb(0xDDBDFF),
    .string = colour::rgb(0x9BE3AB),
};

}  // namespace

const Palette& palette_of(Theme theme) {
    switch (theme) {
        case Theme::dark: return dark;
        case Theme::light: return light;
        case Theme::contrast: return contrast;
    }
    return dark;
}

}  // namespace yieldscope
