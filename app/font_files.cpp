#include "app/font_files.h"

#include <fontconfig/fontconfig.h>

#include <cstddef>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <string>
#include <utility>

namespace yieldscope {
namespace {

struct Destroy {
    void operator()(FcConfig* config) const { FcConfigDestroy(config); }
    void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
    void operator()(FcObjectSet* objects) const { FcObjectSetDestroy(objects); }
    void operator()(FcFontSet* fonts) const { FcFontSetDestroy(fonts); }
};
template <typename T>
using Owned = std::unique_ptr<T, Destroy>;

struct Wish {
    const char* family;
    int weight;
    float height;
};

// All at once: they are megabytes, and somebody waits for the window.
std::vector<char> contents(const std::string& path) {
    std::ifstream file(path, std::ios::binary | std::ios::ate);
    std::vector<char> bytes(file ? static_cast<std::size_t>(file.tellg()) : 0);
    file.seekg(0).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    if (!file) bytes.clear();
    return bytes;
}

// Asks for a list, not for the best match: a match is never empty, and may be any font at all.
FontFile find(FcConfig* config, const Wish& wish) {
    const Owned<FcPattern> pattern(FcPatternBuild(
        nullptr, FC_FAMILY, FcTypeString, wish.family, FC_WEIGHT, FcTypeInteger, wish.weight,  //
        FC_WIDTH, FcTypeInteger, FC_WIDTH_NORMAL, FC_SLANT, FcTypeInteger, FC_SLANT_ROMAN,     //
        FC_SCALABLE, FcTypeBool, FcTrue, nullptr));
    const Owned<FcObjectSet> objects(FcObjectSetBuild(FC_FILE, FC_INDEX, nullptr));
    const Owned<FcFontSet> fonts(FcFontList(config, pattern.get(), objects.get()));
    std::string path;
    int face = 0;
    for (int i = 0; fonts && i < fonts->nfont; ++i) {
        FcChar8* file = nullptr;
        int index = 0;
        FcPatternGetString(fonts->fonts[i], FC_FILE, 0, &file);
        FcPatternGetInteger(fonts->fonts[i], FC_INDEX, 0, &index);
        // The upper half is an instance of a variable font: Dear ImGui would draw the regular one.
        if (!file || index > 0xFFFF) continue;
        std::string found = reinterpret_cast<const char*>(file);
        if (path.empty() || found < path) {  // the list has no order: the same one every time
            path = std::move(found);
            face = index;
        }
    }
    return {contents(path), static_cast<unsigned>(face), wish.height};
}

FontFile first(FcConfig* config, std::initializer_list<Wish> wishes) {
    for (const Wish& wish : wishes) {
        FontFile file = find(config, wish);
        if (file.found()) return file;
    }
    return {};
}

FontFiles find_all() {
    const Owned<FcConfig> config(FcInitLoadConfigAndFonts());
    if (!config) return {};
    constexpr float dejavu = 0.96F;
    return {.text = first(config.get(), {{"Inter", FC_WEIGHT_REGULAR, 1},
                                         {"DejaVu Sans", FC_WEIGHT_REGULAR, dejavu}}),
            .bold = first(config.get(), {{"Inter", FC_WEIGHT_DEMIBOLD, 1},
                                         {"DejaVu Sans", FC_WEIGHT_BOLD, dejavu}}),
            .code = first(config.get(), {{"JetBrains Mono", FC_WEIGHT_REGULAR, 1.09F},
                                         {"DejaVu Sans Mono", FC_WEIGHT_REGULAR, dejavu}}),
            .symbols = first(config.get(), {{"DejaVu Sans", FC_WEIGHT_REGULAR, dejavu}})};
}

}  // namespace

const FontFiles& font_files() {
    static const FontFiles files = find_all();
    return files;
}

}  // namespace yieldscope
