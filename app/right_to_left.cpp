#include "app/right_to_left.h"

#include "core/limits.h"

#include <fribidi.h>

#include <algorithm>
#include <vector>

namespace yieldscope {

bool is_right_to_left(char32_t c) {
    const auto in = [&](char32_t first, char32_t last) { return c >= first && c <= last; };
    return in(0x590, 0x8FF) || in(0xFB1D, 0xFDFF) || in(0xFE70, 0xFEFE) || in(0x10800, 0x10FFF) ||
           in(0x1E800, 0x1EFFF);
}

std::u32string in_visual_order(std::u32string_view line) {
    if (line.empty() || line.size() > limits::text_bytes) return std::u32string(line);
    std::vector<FriBidiChar> letters(line.begin(), line.end());
    const auto length = static_cast<FriBidiStrIndex>(letters.size());
    std::vector<FriBidiCharType> types(letters.size());
    std::vector<FriBidiBracketType> brackets(letters.size());
    std::vector<FriBidiLevel> levels(letters.size());
    std::vector<FriBidiArabicProp> joining(letters.size());
    fribidi_get_bidi_types(letters.data(), length, types.data());
    fribidi_get_bracket_types(letters.data(), length, types.data(), brackets.data());
    for (std::size_t i = 0; i < letters.size(); ++i) {
        if (letters[i] == '"') types[i] = FRIBIDI_TYPE_LTR;
    }
    FriBidiParType direction = FRIBIDI_PAR_LTR;
    if (fribidi_get_par_embedding_levels_ex(types.data(), brackets.data(), length, &direction,
                                            levels.data()) == 0)
        return std::u32string(line);  // for lack of memory
    constexpr FriBidiFlags flags = FRIBIDI_FLAGS_DEFAULT | FRIBIDI_FLAGS_ARABIC;
    fribidi_get_joining_types(letters.data(), length, joining.data());
    fribidi_join_arabic(types.data(), length, levels.data(), joining.data());
    fribidi_shape(flags, levels.data(), length, joining.data(), letters.data());
    if (fribidi_reorder_line(flags, types.data(), length, 0, direction, levels.data(),
                             letters.data(), nullptr) == 0)
        return std::u32string(line);
    std::erase(letters, FriBidiChar{FRIBIDI_CHAR_FILL});  // where two letters became one
    return {letters.begin(), letters.end()};
}

}  // namespace yieldscope
