#include "app/glyph_sheet.h"

#include "app/font_files.h"
#include "app/gui.h"
#include "app/imgui_compat.h"

#include <stb_truetype.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <unordered_map>
#include <utility>
#include <vector>

namespace yieldscope {

#ifdef IMGUI_HAS_TEXTURES

void begin_glyph_sheet(float) {}
void add_to_glyph_sheet(ImFont&, const FontFile&, float) {}
bool bring_letter(ImFont& font, char32_t letter) {
    return font.IsGlyphInFont(static_cast<ImWchar>(letter));
}
AtlasPart take_new_letters() { return {}; }

#else

namespace {

constexpr int atlas_width = 2048;   // known before it is built: the sheet is nearly as wide
constexpr int baked_a_frame = 200;  // some five milliseconds; more have to wait for the next

/// What a font of the screen was made of.
struct Source {
    const FontFile* file;
    float pixels;
    int glyphs = 0;                                   ///< that Dear ImGui baked
    std::unordered_map<char32_t, std::size_t> index;  ///< of further ones in the sheet
};

/// A letter in the sheet.
struct Glyph {
    ImFont* font;
    char32_t letter;
    AtlasPart box;  ///< in the atlas
    float left;     ///< of its box from where it is written
    float top;
    float advance;
    int used;  ///< in which frame last
};

class GlyphSheet {
public:
    void begin(float pixels) {
        *this = {};
        ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
        atlas.TexDesiredWidth = atlas_width;
        const int height = static_cast<int>(pixels * 20);  // about 1,600 letters
        rectangle_ = atlas.AddCustomRectRegular(atlas_width - 8, height);
    }

    void add(ImFont& font, const FontFile& file, float pixels) {
        sources_[&font] = {.file = &file, .pixels = pixels, .index = {}};
    }

    bool bring(ImFont& font, char32_t letter);

    AtlasPart take_dirty() { return std::exchange(dirty_, {}); }

private:
    /// Where a letter can be drawn from.
    struct Drawing {
        const stbtt_fontinfo* face = nullptr;
        int glyph = 0;
        float scale = 0;
    };

    bool ready();
    void note_frame();
    const stbtt_fontinfo* face_of(const FontFile& file);
    Drawing find(const Source& source, char32_t letter);
    bool place(AtlasPart& box);
    void bake(ImFont& font, Source& source, char32_t letter, const Drawing& drawing);
    void add_to_font(Glyph& glyph);
    void sweep();
    void mark(const AtlasPart& part);

    int rectangle_ = -1;
    AtlasPart room_;  ///< the sheet; empty until the atlas is built
    int x_ = 0;       ///< where the next one goes, in the row that begins at y_
    int y_ = 0;
    int row_ = 0;  ///< its height
    std::unordered_map<ImFont*, Source> sources_;
    std::unordered_map<const FontFile*, stbtt_fontinfo> faces_;
    std::vector<Glyph> glyphs_;
    AtlasPart dirty_;
    int frame_ = -1;      ///< Dear ImGui's number of this one
    int frames_ = 0;      ///< ours, which never begins again
    int baked_ = 0;       ///< in this frame
    bool full_ = false;   ///< since this frame
    int next_sweep_ = 0;  ///< not before this frame
};

bool GlyphSheet::ready() {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    if (room_.width > 0) return true;
    if (rectangle_ < 0 || !atlas.TexPixelsAlpha8) return false;
    const ImFontAtlasCustomRect& place = *atlas.GetCustomRectByIndex(rectangle_);
    if (!place.IsPacked()) return false;
    room_ = {place.X, place.Y, place.Width, place.Height};
    for (auto& [font, source] : sources_) source.glyphs = font->Glyphs.Size;
    return true;
}

void GlyphSheet::note_frame() {
    if (frame_ == ImGui::GetFrameCount()) return;
    frame_ = ImGui::GetFrameCount();
    ++frames_;
    baked_ = 0;
    if (std::exchange(full_, false) && frames_ >= next_sweep_) sweep();
}

const stbtt_fontinfo* GlyphSheet::face_of(const FontFile& file) {
    const auto [place, is_new] = faces_.try_emplace(&file);
    if (is_new && file.found()) {
        const auto* bytes = reinterpret_cast<const unsigned char*>(file.bytes.data());
        const int offset = stbtt_GetFontOffsetForIndex(bytes, static_cast<int>(file.face));
        if (offset < 0 || !stbtt_InitFont(&place->second, bytes, offset)) place->second = {};
    }
    return place->second.data ? &place->second : nullptr;
}

GlyphSheet::Drawing GlyphSheet::find(const Source& source, char32_t letter) {
    constexpr float em = 0.83F;  // of the height that a text font is set in
    const auto code_point = static_cast<int>(letter);
    if (const auto* own = face_of(*source.file)) {
        const float height = std::round(source.pixels * source.file->height);
        if (const int glyph = stbtt_FindGlyphIndex(own, code_point))
            return {own, glyph, stbtt_ScaleForPixelHeight(own, height)};
    }
    if (const FontFile* other = font_with(letter)) {
        const auto* face = face_of(*other);
        if (const int glyph = face ? stbtt_FindGlyphIndex(face, code_point) : 0)
            return {face, glyph, stbtt_ScaleForMappingEmToPixels(face, source.pixels * em)};
    }
    return {};
}

/// Finds room for a box of that size. False if there is none.
bool GlyphSheet::place(AtlasPart& box) {
    constexpr int gap = 1;  // or a neighbour shows at its edge
    if (box.width > room_.width || box.height > room_.height) return false;
    if (x_ + box.width > room_.width) {
        x_ = 0;
        y_ += std::exchange(row_, 0);
    }
    if (y_ + box.height > room_.height) return false;
    box.x = room_.x + x_;
    box.y = room_.y + y_;
    x_ += box.width + gap;
    row_ = std::max(row_, box.height + gap);
    return true;
}

void GlyphSheet::mark(const AtlasPart& part) {
    if (dirty_.width == 0) {
        dirty_ = part;
        return;
    }
    const int right = std::max(dirty_.x + dirty_.width, part.x + part.width);
    const int bottom = std::max(dirty_.y + dirty_.height, part.y + part.height);
    dirty_.x = std::min(dirty_.x, part.x);
    dirty_.y = std::min(dirty_.y, part.y);
    dirty_.width = right - dirty_.x;
    dirty_.height = bottom - dirty_.y;
}

void write_row(const unsigned char* alpha, int count, int x, int y) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    const auto at = static_cast<std::size_t>(y * atlas.TexWidth + x);
    std::copy_n(alpha, count, atlas.TexPixelsAlpha8 + at);
    if (!atlas.TexPixelsRGBA32) return;
    std::transform(alpha, alpha + count, atlas.TexPixelsRGBA32 + at,
                   [](unsigned char a) { return IM_COL32(255, 255, 255, a); });
}

void GlyphSheet::add_to_font(Glyph& glyph) {
    const ImVec2 unit = ImGui::GetIO().Fonts->TexUvScale;
    const auto& [x, y, width, height] = glyph.box;
    const auto number = [](int pixels) { return static_cast<float>(pixels); };
    glyph.font->AddGlyph(nullptr, static_cast<ImWchar>(glyph.letter), glyph.left, glyph.top,
                         glyph.left + number(width), glyph.top + number(height), number(x) * unit.x,
                         number(y) * unit.y, number(x + width) * unit.x,
                         number(y + height) * unit.y, glyph.advance);
}

void GlyphSheet::bake(ImFont& font, Source& source, char32_t letter, const Drawing& drawing) {
    const auto& [face, number, scale] = drawing;
    int left = 0;
    int top = 0;
    int right = 0;
    int bottom = 0;
    int advance = 0;
    int bearing = 0;
    stbtt_GetGlyphBitmapBox(face, number, scale, scale, &left, &top, &right, &bottom);
    stbtt_GetGlyphHMetrics(face, number, &advance, &bearing);
    Glyph glyph{.font = &font,
                .letter = letter,
                .box = {.width = right - left, .height = bottom - top},
                .left = static_cast<float>(left),
                .top = static_cast<float>(top) + std::round(font.Ascent),
                .advance = std::round(static_cast<float>(advance) * scale),
                .used = frames_};
    if (!place(glyph.box)) {
        full_ = true;
        if (frames_ + 1 >= next_sweep_) request_frame();
        return;
    }
    const AtlasPart& box = glyph.box;
    if (box.width > 0 && box.height > 0) {
        const auto width = static_cast<std::size_t>(box.width);
        std::vector<unsigned char> alpha(width * static_cast<std::size_t>(box.height));
        stbtt_MakeGlyphBitmap(face, alpha.data(), box.width, box.height, box.width, scale, scale,
                              number);
        for (int row = 0; row < box.height; ++row)
            write_row(&alpha[static_cast<std::size_t>(row) * width], box.width, box.x, box.y + row);
        mark(box);
    }
    add_to_font(glyph);
    font.BuildLookupTable();
    source.index[letter] = glyphs_.size();
    glyphs_.push_back(glyph);
    ++baked_;
}

bool GlyphSheet::bring(ImFont& font, char32_t letter) {
    if (!ready()) return true;
    note_frame();
    const bool has = font.FindGlyphNoFallback(static_cast<ImWchar>(letter)) != nullptr;
    const auto place = sources_.find(&font);
    if (place == sources_.end()) return has;
    Source& source = place->second;
    if (has) {
        if (const auto at = source.index.find(letter); at != source.index.end())
            glyphs_[at->second].used = frames_;
        return true;
    }
    const Drawing drawing = find(source, letter);
    if (!drawing.face) return false;
    if (baked_ < baked_a_frame) bake(font, source, letter, drawing);
    else request_frame();
    return true;
}

// Those of the last frame move together, with the pictures they have.
void GlyphSheet::sweep() {
    const ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    const auto stride = static_cast<std::size_t>(atlas.TexWidth);
    const auto first = static_cast<std::size_t>(room_.y) * stride;
    const std::vector<unsigned char> before(
        atlas.TexPixelsAlpha8 + first,
        atlas.TexPixelsAlpha8 + first + static_cast<std::size_t>(room_.height) * stride);
    const std::size_t were = glyphs_.size();
    std::erase_if(glyphs_, [&](const Glyph& glyph) { return glyph.used < frames_ - 1; });
    constexpr int frames_to_rest = 60;  // where one screen needs more than there is room for
    next_sweep_ = frames_ + (glyphs_.size() > were * 3 / 4 ? frames_to_rest : 1);
    for (auto& [font, source] : sources_) {
        font->Glyphs.resize(source.glyphs);
        source.index.clear();
    }
    x_ = y_ = row_ = 0;
    const std::vector<unsigned char> blank(static_cast<std::size_t>(room_.width));
    for (int y = 0; y < room_.height; ++y)
        write_row(blank.data(), room_.width, room_.x, room_.y + y);
    for (Glyph& glyph : glyphs_) {
        const AtlasPart from = glyph.box;
        place(glyph.box);  // fewer than before
        for (int y = 0; y < from.height; ++y) {
            const auto at = static_cast<std::size_t>(from.y - room_.y + y) * stride;
            write_row(&before[at + static_cast<std::size_t>(from.x)], from.width, glyph.box.x,
                      glyph.box.y + y);
        }
        sources_.at(glyph.font).index[glyph.letter] =
            static_cast<std::size_t>(&glyph - glyphs_.data());
        add_to_font(glyph);
    }
    for (auto& [font, source] : sources_) font->BuildLookupTable();
    mark(room_);
}

GlyphSheet sheet;

}  // namespace

void begin_glyph_sheet(float pixels) { sheet.begin(pixels); }

void add_to_glyph_sheet(ImFont& font, const FontFile& file, float pixels) {
    sheet.add(font, file, pixels);
}

bool bring_letter(ImFont& font, char32_t letter) { return sheet.bring(font, letter); }

AtlasPart take_new_letters() { return sheet.take_dirty(); }

#endif

}  // namespace yieldscope
