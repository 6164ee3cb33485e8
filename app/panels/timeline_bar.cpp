// The row above the timeline: what the patterns mean, what is folded away, and the buttons.
// Lives on the UI thread.
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/panels/timeline.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <array>

namespace yieldscope {
namespace {

struct BarButton {
    std::string_view id;
    std::string_view label;
    std::string_view tooltip;
    std::string_view why_not = {};
    bool on = false;
};

bool bar_button(const BarButton& which) {
    return button(
        which.id, which.label,
        {.tooltip = which.tooltip, .why_not = which.why_not, .primary = which.on, .compact = true});
}

/// What is folded away in all, as words.
std::string folded_words(const Gaps& gaps) {
    std::int64_t folded = gaps.folded_ns;
    if (!gaps.all.empty()) folded -= gaps.all.front().folded_before_ns;
    return folded > 0 ? fmt::format("{} in which nobody ran folded", duration_text(folded)) : "";
}

/// What came of the comparison, as words.
std::string compared_words(const OtherRecording& other) {
    if (other.first_difference) {
        return fmt::format("first difference: event {} here, {} there",
                           grouped(other.first_difference->first + 1),
                           grouped(other.first_difference->second + 1));
    }
    return other.compared ? "no difference" : "comparing...";
}

}  // namespace

//  TIMELINE (?)  ▬ running ▬ ready ▬ recv ▬ send · 2.1 s folded      Fit Follow Fold idle − +
void TimelinePanel::draw_bar(const OtherRecording* other) {
    const float em = ImGui::GetFontSize();
    const float gap = em * 0.3F;
    const ImVec2 at = ImGui::GetCursorPos();
    const float right = at.x + ImGui::GetContentRegionAvail().x;
    const bool closest = !fits_ && view_.span_ns <= TimeView::span_least_ns;
    const std::array buttons{
        BarButton{"timeline_fit", "Fit", "Shows all that is remembered, and goes on doing so.", "",
                  fits_},
        BarButton{"timeline_follow", "Follow",
                  "Keeps the moment that is shown in sight: the newest, or the one you step to.",
                  "", follows_},
        BarButton{"timeline_fold", "Fold idle",
                  "Shows long stretches in which nobody runs short, with a break mark.", "",
                  folds_},
        BarButton{"timeline_out", "−", "Shows more time.",
                  fits_ ? "All that is remembered is in sight." : ""},
        BarButton{"timeline_in", "+", "Shows less time, closer.",
                  closest ? "This is as close as it goes." : ""}};
    float width = -gap;
    for (const BarButton& each : buttons)
        width += button_width(each.label, {.compact = true}) + gap;

    ImGui::SetCursorPos({at.x, at.y + (em * 1.45F - size_of(*fonts().small)) / 2});
    ImGui::BeginGroup();
    caption(title, help);
    ImGui::EndGroup();
    ImGui::SameLine(0, gap * 3);
    const auto room = [&] { return right - width - gap * 2 - ImGui::GetCursorPosX(); };
    if (other) {  // that is what one wants to know
        const std::string words = compared_words(*other);
        text_in(fonts().small, other->first_difference ? colours().failed : colours().text,
                fitted(fonts().small, words, room()));
        note_widget("timeline_compared", words);
        ImGui::SameLine(0, gap * 3);
    }
    draw_legend(room());
    if (folds_) {
        const std::string words = folded_words(gaps());
        push_font(fonts().small);
        const bool fits = measure(words).x <= room();
        pop_font();
        if (!words.empty() && fits) text_in(fonts().small, colours().faint, words);
    }

    constexpr double zoom_step = 2;
    float x = right - width;
    ImGui::SetCursorPos({x, at.y});
    const float top = ImGui::GetCursorScreenPos().y;
    const ButtonRow row(top, top + em * 1.45F);
    for (std::size_t i = 0; i < buttons.size(); ++i) {
        ImGui::SetCursorPos({x, at.y});
        x += button_width(buttons[i].label, {.compact = true}) + gap;
        if (!bar_button(buttons[i])) continue;
        switch (i) {
            case 0: fit(); break;
            case 1:
                if (follows_) follows_ = false;
                else follow();
                break;
            case 2: toggle_folding(); break;
            case 3: zoom(1 / zoom_step); break;
            default: zoom(zoom_step); break;
        }
    }
    ImGui::SetCursorPos({at.x, at.y + em * 1.45F + gap});
}

/// As many of the places as have room; the cursor stays in the row.
void TimelinePanel::draw_legend(float room) {
    const float em = ImGui::GetFontSize();
    const float small = size_of(*fonts().small);
    constexpr std::array places{
        std::pair{Place::running, "running"}, std::pair{Place::ready, "ready"},
        std::pair{Place::recv_wait, "recv_wait"}, std::pair{Place::send_wait, "send_wait"}};
    for (const auto& [place, word] : places) {
        push_font(fonts().small);
        const float width = em * 1.9F + measure(word).x + em * 0.6F;
        pop_font();
        if (width > room) return;
        room -= width;
        const ImVec2 at = ImGui::GetCursorScreenPos();
        const float high = std::round(small * 0.75F);
        const float y = std::round(at.y + (small - high) / 2);
        paint_part(*ImGui::GetWindowDrawList(), place, {at.x, y}, {at.x + em * 1.5F, y + high}, 0);
        ImGui::SetCursorScreenPos({at.x + em * 1.8F, at.y});
        text_in(fonts().small, colours().faint, word);
        ImGui::SameLine(0, em * 0.6F);
    }
}

}  // namespace yieldscope
