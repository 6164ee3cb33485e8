#include "app/font_files.h"

#include <fontconfig/fontconfig.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>
#include <unordered_map>
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

FcConfig* config_of_this_machine() {
    static const Owned<FcConfig> config(FcInitLoadConfigAndFonts());
    return config.get();
}

FontFiles find_all() {
    FcConfig* const config = config_of_this_machine();
    if (!config) return {};
    constexpr float dejavu = 0.96F;
    return {.text = first(config, {{"Inter", FC_WEIGHT_REGULAR, 1},
                                   {"DejaVu Sans", FC_WEIGHT_REGULAR, dejavu}}),
            .bold = first(config, {{"Inter", FC_WEIGHT_DEMIBOLD, 1},
                                   {"DejaVu Sans", FC_WEIGHT_BOLD, dejavu}}),
            .code = first(config, {{"JetBrains Mono", FC_WEIGHT_REGULAR, 1.09F},
                                   {"DejaVu Sans Mono", FC_WEIGHT_REGULAR, dejavu}}),
            .symbols = first(config, {{"DejaVu Sans", FC_WEIGHT_REGULAR, dejavu}})};
}

/// Every font of this machine that letters can be drawn from, the best first; read when needed.
class OtherFonts {
public:
    OtherFonts();
    const FontFile* with(char32_t letter);

private:
    struct Candidate {
        std::string path;
        int face;
        const FcCharSet* letters;  ///< of fonts_
        int rank;                  ///< of several that have a letter, the lowest is taken
        std::unique_ptr<FontFile> file = nullptr;
    };

    Owned<FcFontSet> fonts_;
    std::vector<Candidate> candidates_;
    std::unordered_map<char32_t, const FontFile*> known_;
};

/// Plain before bold and slanted; before both what third_party/install brings, as it looks as
/// expected.
int rank_of(FcPattern* font) {
    constexpr std::array<std::string_view, 5> ours{"DejaVu Sans", "WenQuanYi Micro Hei",
                                                   "Lohit Devanagari", "Garuda", "Symbola"};
    FcChar8* family = nullptr;
    int weight = FC_WEIGHT_REGULAR;
    int slant = FC_SLANT_ROMAN;
    int width = FC_WIDTH_NORMAL;
    FcPatternGetString(font, FC_FAMILY, 0, &family);
    FcPatternGetInteger(font, FC_WEIGHT, 0, &weight);
    FcPatternGetInteger(font, FC_SLANT, 0, &slant);
    FcPatternGetInteger(font, FC_WIDTH, 0, &width);
    const auto name = family ? reinterpret_cast<const char*>(family) : "";
    const auto place = std::find(ours.begin(), ours.end(), name) - ours.begin();
    return static_cast<int>(place) + std::abs(weight - FC_WEIGHT_REGULAR) * 10 + slant * 10 +
           std::abs(width - FC_WIDTH_NORMAL) * 10;
}

OtherFonts::OtherFonts() {
    FcConfig* const config = config_of_this_machine();
    if (!config) return;
    const Owned<FcPattern> outlines(FcPatternBuild(nullptr, FC_SCALABLE, FcTypeBool, FcTrue,
                                                   FC_COLOR, FcTypeBool, FcFalse, nullptr));
    const Owned<FcObjectSet> objects(FcObjectSetBuild(FC_FILE, FC_INDEX, FC_CHARSET, FC_FAMILY,
                                                      FC_WEIGHT, FC_SLANT, FC_WIDTH, FC_FONTFORMAT,
                                                      nullptr));
    fonts_.reset(FcFontList(config, outlines.get(), objects.get()));
    for (int i = 0; fonts_ && i < fonts_->nfont; ++i) {
        FcPattern* const font = fonts_->fonts[i];
        FcChar8* file = nullptr;
        FcChar8* format = nullptr;
        FcCharSet* letters = nullptr;
        int face = 0;
        FcPatternGetString(font, FC_FILE, 0, &file);
        FcPatternGetString(font, FC_FONTFORMAT, 0, &format);
        FcPatternGetCharSet(font, FC_CHARSET, 0, &letters);
        FcPatternGetInteger(font, FC_INDEX, 0, &face);
        if (!file || !format || !letters || face > 0xFFFF) continue;
        const std::string_view kind = reinterpret_cast<const char*>(format);
        if (kind != "TrueType" && kind != "CFF") continue;  // Dear ImGui draws no others
        candidates_.push_back({reinterpret_cast<const char*>(file), face, letters, rank_of(font)});
    }
    std::sort(candidates_.begin(), candidates_.end(), [](const Candidate& a, const Candidate& b) {
        return std::tie(a.rank, a.path, a.face) < std::tie(b.rank, b.path, b.face);
    });
}

const FontFile* OtherFonts::with(char32_t letter) {
    constexpr std::size_t known_most = 1 << 16;  // texts may have any letters, on and on
    if (known_.size() >= known_most) known_.clear();
    const auto [place, is_new] = known_.try_emplace(letter, nullptr);
    if (!is_new) return place->second;
    for (Candidate& font : candidates_) {
        if (!FcCharSetHasChar(font.letters, letter)) continue;
        if (!font.file) {
            font.file = std::make_unique<FontFile>(
                FontFile{contents(font.path), static_cast<unsigned>(font.face)});
        }
        if (!font.file->found()) continue;
        return place->second = font.file.get();
    }
    return nullptr;
}

}  // namespace

const FontFile* font_with(char32_t letter) {
    static OtherFonts fonts;
    return fonts.with(letter);
}

const FontFiles& font_files() {
    static const FontFiles files = find_all();
    return files;
}

}  // namespace yieldscope
