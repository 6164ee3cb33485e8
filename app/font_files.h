// The font files of this machine that the screen uses. Found with fontconfig and read once, when
// they are needed first; kept until the program ends. Lives on the UI thread.
#pragma once

#include <vector>

namespace yieldscope {

struct FontFile {
    std::vector<char> bytes;  ///< of the file; empty if none of the families is installed
    unsigned face = 0;        ///< which font of those in the file

    /// Fonts fill a different part of the height they are set in: that height for letters of equal
    /// size, in parts of the text font's.
    float height = 1;

    bool found() const { return !bytes.empty(); }
};

struct FontFiles {
    FontFile text;     ///< Inter, else DejaVu Sans
    FontFile bold;     ///< the same, bolder
    FontFile code;     ///< JetBrains Mono, else DejaVu Sans Mono
    FontFile symbols;  ///< DejaVu Sans: arrows and shapes that the others lack
};

const FontFiles& font_files();

/// The font of this machine that draws that letter, whatever its family; null if none has it. Read
/// when a letter of it is asked for first.
const FontFile* font_with(char32_t letter);

}  // namespace yieldscope
