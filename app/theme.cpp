#include "app/theme.h"

#include "app/font_files.h"
#include "app/glyph_sheet.h"
#include "app/imgui_compat.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace yieldscope {
namespace {

// Of the one context there is.
Fonts text_fonts;
Fonts bar_fonts;
const Fonts* current_fonts = &text_fonts;
ImGuiStyle bar_style;
TextPixels built_pixels;
const ImFontAtlas* built_atlas = nullptr;
const Palette* palette = &palette_of(Theme::dark);

// What our own sentences have, in the languages of Europe, and the shapes in them. Every other
// letter is baked when a text needs it (app/glyph_sheet.h), from 1.92 on these as well.
constexpr ImWchar letters[] = {0x0020, 0x007E, 0x00A0, 0x017F,                  // Latin
                               0x0218, 0x021B, 0x1E9E, 0x1E9E,                  // Ș ț ẞ
                               0x2010, 0x2015, 0x2018, 0x201E, 0x2020, 0x2026,  // – — “quotes” • …
                               0x2030, 0x2033, 0x2039, 0x203A, 0x20AC, 0x20AC,  // ‰ ′ ″ ‹ › €
                               0x2190, 0x2199, 0x21B3, 0x21B5, 0x21BA, 0x21BB,  // arrows, ↵ ↺ ↻
                               0x2212, 0x2212, 0x221E, 0x221E, 0x2248, 0x2248,  // − ∞ ≈
                               0x2260, 0x2265, 0x2500, 0x259F,  // ≠ ≤ ≥ ─ │ └ █
                               0x25A0, 0x25CF, 0x25E6, 0x25E6,  // ■ ▲ ▸ ▾ ◆ ○ ●
                               0x2713, 0x2718, 0x2758, 0x275A,  // ✓ ✕ ❚
                               0};

/// Where letters may stand: code in columns of whole pixels, text where the font wants them.
enum class Spacing { exact, whole_pixels };

ImFont* add(const FontFile& file, float pixels, Spacing spacing, bool merge) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    ImFontConfig config;
    // Between pixels it takes two, until the letters are so large that nobody sees it.
    config.OversampleH = spacing == Spacing::exact && pixels < 32 ? 2 : 1;
    config.OversampleV = 1;
    config.PixelSnapH = spacing == Spacing::whole_pixels;
    config.MergeMode = merge;
    config.SizePixels = std::round(pixels * file.height);
    if (!file.found()) return merge ? nullptr : atlas.AddFontDefault(&config);
    config.FontDataOwnedByAtlas = false;
    config.FontNo = static_cast<decltype(config.FontNo)>(file.face);  // int, since 1.92 unsigned
    void* bytes = const_cast<char*>(file.bytes.data());               // which are only read
    return atlas.AddFontFromMemoryTTF(bytes, static_cast<int>(file.bytes.size()), config.SizePixels,
                                      &config, letters);
}

/// A font, with the shapes that it lacks from another.
ImFont* add_with_symbols(const FontFile& file, float pixels, Spacing spacing) {
    ImFont* font = add(file, pixels, file.found() ? spacing : Spacing::whole_pixels, false);
    add(font_files().symbols, pixels, Spacing::whole_pixels, true);
#ifdef IMGUI_HAS_TEXTURES
    // Letters of Hebrew and Arabic, Devanagari, Thai, Chinese, Korean, and a symbol.
    std::set<const FontFile*> merged;
    for (const char32_t letter :
         {U'\u05D0', U'\u0627', U'\u0915', U'\u0E01', U'\u4E2D', U'\uAC00', U'\u2603'}) {
        const FontFile* other = font_with(letter);
        if (other && merged.insert(other).second) add(*other, pixels, Spacing::whole_pixels, true);
    }
#endif
    font->FallbackChar = 0x25A1;  // □, until a letter is there
    add_to_glyph_sheet(*font, file, pixels);
    return font;
}

Fonts fonts_of(float pixels) {
    const FontFiles& files = font_files();
    return {.text = add_with_symbols(files.text, pixels, Spacing::exact),
            .bold = add_with_symbols(files.bold, pixels, Spacing::exact),
            .code = add_with_symbols(files.code, pixels * 0.9F, Spacing::whole_pixels),
            .small = add_with_symbols(files.text, pixels * 0.8F, Spacing::exact),
            .large = add_with_symbols(files.text, pixels * 1.45F, Spacing::exact)};
}

void build_fonts(const TextPixels& pixels) {
    ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
    atlas.Clear();
    atlas.Flags |= ImFontAtlasFlags_NoMouseCursors;
    begin_glyph_sheet(std::max(pixels.text, pixels.bar));
    text_fonts = fonts_of(pixels.text);
    bar_fonts = pixels.bar == pixels.text ? text_fonts : fonts_of(pixels.bar);
    current_fonts = &text_fonts;
}

void colour_style(ImGuiStyle& style) {
    const auto set = [&](ImGuiCol what, ImU32 colour) {
        style.Colors[what] = ImGui::ColorConvertU32ToFloat4(colour);
    };
    using colour::faded;
    const Palette& c = *palette;
    set(ImGuiCol_Text, c.text);
    set(ImGuiCol_TextDisabled, c.faint);
    set(ImGuiCol_TextSelectedBg, faded(c.ready, 0.35F));
    set(ImGuiCol_WindowBg, c.ground);
    set(ImGuiCol_ChildBg, c.pane);
    set(ImGuiCol_PopupBg, c.card);
    set(ImGuiCol_Border, c.arrow);
    set(ImGuiCol_BorderShadow, 0);
    set(ImGuiCol_FrameBg, c.ground);
    set(ImGuiCol_FrameBgHovered, c.card);
    set(ImGuiCol_FrameBgActive, c.card);
    set(ImGuiCol_TitleBg, c.pane);
    set(ImGuiCol_TitleBgActive, c.pane);
    set(ImGuiCol_MenuBarBg, c.pane);
    set(ImGuiCol_ScrollbarBg, faded(c.ground, 0));
    set(ImGuiCol_ScrollbarGrab, c.arrow);
    set(ImGuiCol_ScrollbarGrabHovered, c.weak);
    set(ImGuiCol_ScrollbarGrabActive, c.faint);
    set(ImGuiCol_CheckMark, c.ready);
    set(ImGuiCol_SliderGrab, faded(c.ready, 0.8F));
    set(ImGuiCol_SliderGrabActive, c.ready);
    set(ImGuiCol_Button, c.card);
    set(ImGuiCol_ButtonHovered, c.line);
    set(ImGuiCol_ButtonActive, faded(c.ready, 0.35F));
    set(ImGuiCol_Header, faded(c.ready, 0.18F));
    set(ImGuiCol_HeaderHovered, faded(c.ready, 0.26F));
    set(ImGuiCol_HeaderActive, faded(c.ready, 0.35F));
    set(ImGuiCol_Separator, c.line);
    set(ImGuiCol_SeparatorHovered, c.ready);
    set(ImGuiCol_SeparatorActive, c.ready);
    set(ImGuiCol_ResizeGrip, faded(c.line, 0));
    set(ImGuiCol_Tab, c.pane);
    set(ImGuiCol_TabHovered, c.line);
    set(col_tab_selected, c.card);
    set(ImGuiCol_TableHeaderBg, c.pane);
    set(ImGuiCol_TableBorderStrong, c.line);
    set(ImGuiCol_TableBorderLight, c.line);
    set(ImGuiCol_TableRowBg, 0);
    set(ImGuiCol_TableRowBgAlt, faded(c.card, 0.35F));
    set(ImGuiCol_PlotLines, c.faint);
    set(ImGuiCol_PlotHistogram, c.ready);
    set(ImGuiCol_ModalWindowDimBg, faded(c.ground, 0.7F));
}

/// Of hairlines: a whole number of pixels, more where a pixel is small.
float line_width(float pixels) { return std::max(1.0F, std::round(pixels * 0.05F)); }

void size_style(ImGuiStyle& style, float pixels) {
    const auto part = [&](float of_text) { return std::round(pixels * of_text); };
    const auto pair = [&](float x, float y) { return ImVec2(part(x), part(y)); };
    style.WindowPadding = pair(0.75F, 0.65F);
    style.FramePadding = pair(0.5F, 0.3F);
    style.CellPadding = pair(0.35F, 0.2F);
    style.ItemSpacing = pair(0.5F, 0.35F);
    style.ItemInnerSpacing = pair(0.35F, 0.25F);
    style.IndentSpacing = part(1.2F);
    style.ScrollbarSize = part(0.6F);
    style.GrabMinSize = part(0.7F);
    style.WindowRounding = 0;
    style.ChildRounding = 0;
    style.FrameRounding = part(0.3F);
    style.PopupRounding = part(0.35F);
    style.ScrollbarRounding = part(0.3F);
    style.GrabRounding = part(0.3F);
    style.WindowBorderSize = line_width(pixels);
    style.ChildBorderSize = line_width(pixels);
    style.PopupBorderSize = line_width(pixels);
    style.FrameBorderSize = line_width(pixels);  // a light frame on a light pane needs its outline
    style.DisabledAlpha = 0.5F;
    style.DisplaySafeAreaPadding = ImVec2(0, 0);
    style.WindowMinSize = pair(1, 1);
    style.CircleTessellationMaxError = 0.2F;
    set_text_size(style, pixels);
}

}  // namespace

const Fonts& fonts() { return *current_fonts; }

const Palette& colours() { return *palette; }

const TextPixels& text_size() { return built_pixels; }

void choose_colours(Theme theme) {
    palette = &palette_of(theme);
    for (ImGuiStyle* style : {&ImGui::GetStyle(), &bar_style}) {
        theme == Theme::light ? ImGui::StyleColorsLight(style) : ImGui::StyleColorsDark(style);
        colour_style(*style);
    }
}

void build_theme(Theme theme, const TextPixels& pixels) {
    // An atlas that is shared may have them from the context before.
    const ImFontAtlas* atlas = ImGui::GetIO().Fonts;
    if (atlas->Fonts.empty() || atlas != built_atlas || pixels != built_pixels) build_fonts(pixels);
    built_atlas = atlas;
    built_pixels = pixels;
    ImGui::GetIO().FontDefault = text_fonts.text;
    // Fresh ones: sizes that are already scaled must not be scaled again.
    ImGui::GetStyle() = bar_style = ImGuiStyle();
    size_style(ImGui::GetStyle(), pixels.text);
    size_style(bar_style, pixels.bar);
    choose_colours(theme);
}

BarText::BarText() : style_before_(ImGui::GetStyle()) {
    current_fonts = &bar_fonts;
    ImGui::GetStyle() = bar_style;
    push_font(bar_fonts.text);
}

BarText::~BarText() {
    pop_font();
    ImGui::GetStyle() = style_before_;
    current_fonts = &text_fonts;
}

}  // namespace yieldscope
