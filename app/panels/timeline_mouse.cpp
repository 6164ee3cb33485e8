// What the mouse does on the timeline: zoom, move, measure, go to a moment, and ask what is there.
// Lives on the UI thread.
#include "app/gui.h"
#include "app/panels/timeline.h"
#include "app/theme.h"
#include "app/timeline_facts.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

constexpr double wheel_zoom = 1.25;  // a notch
constexpr double wheel_lanes = 3;

}  // namespace

TimelinePanel::Band* TimelinePanel::band_at(float y) {
    for (std::size_t i = 0; i < band_count_; ++i) {
        if (y >= bands_[i].top && y < bands_[i].bottom) return &bands_[i];
    }
    return nullptr;
}

const LaneRow* TimelinePanel::row_at(const Band& band, float y) const {
    const auto found =
        std::find_if(band.layout.rows.begin(), band.layout.rows.end(), [&](const LaneRow& row) {
            return y >= band.top + row.y && y < band.top + row.y + frame_.row;
        });  // the scheduler's is the first, and on top
    return found == band.layout.rows.end() ? nullptr : &*found;
}

void TimelinePanel::use_mouse(Selection& selection, Player& player) {
    ImGui::SetCursorScreenPos({frame_.left, frame_.lanes});
    ImGui::InvisibleButton("timeline_names",
                           {frame_.x - frame_.left, frame_.bottom - frame_.lanes});
    note_widget("timeline_names", "");
    use_names(selection);
    ImGui::SetCursorScreenPos({frame_.x, frame_.top});
    ImGui::InvisibleButton("timeline_bars", {frame_.right - frame_.x, frame_.bottom - frame_.top});
    if (recording_widgets()) {
        note_widget("timeline_bars", fmt::format("{} {}", axis_.begin_ns(), axis_.end_ns()));
    }
    use_bars(selection, player);
    for (std::size_t i = 0; i < band_count_; ++i) draw_scrollbar(bands_[i]);
}

void TimelinePanel::turn_wheel(bool over_bars, Band* band) {
    const ImGuiIO& io = ImGui::GetIO();
    if (io.MouseWheel == 0) return;
    if (!over_bars && !io.KeyCtrl) {
        if (band) band->scroll -= static_cast<double>(io.MouseWheel) * wheel_lanes;
        return request_frame();
    }
    // What is under the pointer stays there.
    const double x = std::clamp(io.MousePos.x - frame_.x, 0.0F, axis_.width());
    const double around = view_.begin_ns + x * axis_.ns_per_pixel();
    const double span =
        std::max(view_.span_ns * std::pow(wheel_zoom, -io.MouseWheel), TimeView::span_least_ns);
    show({around - (around - view_.begin_ns) * span / view_.span_ns, span});
}

void TimelinePanel::use_names(Selection& selection) {
    if (!ImGui::IsItemHovered()) return;
    const float y = ImGui::GetIO().MousePos.y;
    Band* band = band_at(y);
    turn_wheel(false, band);
    const LaneRow* row = band ? row_at(*band, y) : nullptr;
    if (!row || row->task == 0) return;
    selection.hover(row->task);
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) selection.selected = revealed_ = row->task;
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Right))
        selection.selected = selection.menu = revealed_ = row->task;
    if (ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left)) show_life(*band, row->task);
}

void TimelinePanel::use_bars(Selection& selection, Player& player) {
    const ImGuiIO& io = ImGui::GetIO();
    const float x = std::clamp(io.MousePos.x - frame_.x, 0.0F, axis_.width());
    Band* const band = band_at(io.MousePos.y);
    const LaneRow* const row = band ? row_at(*band, io.MousePos.y) : nullptr;
    const bool ours = !band || band == &bands_[0];  // the moment is the first recording's
    if (ImGui::IsItemHovered()) {
        turn_wheel(true, band);
        if (!ImGui::IsItemActive()) explain(band, io.MousePos, selection, player);
        if (row && row->task != 0 && ImGui::IsMouseClicked(ImGuiMouseButton_Right))
            selection.selected = selection.menu = revealed_ = row->task;
    }
    if (ImGui::IsItemActivated()) {
        moved_ = false;
        measuring_ = io.KeyShift;
        if (measuring_) measured_ = Range{axis_.time_at(x), axis_.time_at(x)};
    }
    if (ImGui::IsItemActive() && measuring_ && measured_) {
        measured_->to_ns = axis_.time_at(x);
    } else if (ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left)) {
        moved_ = true;
        if (io.MouseDelta.x != 0) {
            TimeView view = view_;
            view.begin_ns -= static_cast<double>(io.MouseDelta.x) * axis_.ns_per_pixel();
            if (!fits_) show(view);
        }
        if (band) band->scroll -= static_cast<double>(io.MouseDelta.y / frame_.row);
        ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    }
    if (!ImGui::IsItemDeactivated()) return;
    const bool clicked = !moved_ && !measuring_ && ImGui::IsItemHovered();
    const bool nothing = measured_ && measured_->from_ns == measured_->to_ns;
    if (clicked || nothing) measured_.reset();
    measuring_ = moved_ = false;
    if (!clicked) return;
    if (ours) player.go_to(count_at(*bands_[0].past, axis_.time_at(x)));
    if (row && row->task != 0) selection.selected = revealed_ = row->task;
}

// Our own: ImGui's scrolls in pixels of single precision.
void TimelinePanel::draw_scrollbar(Band& band) {
    const double room = std::floor(band.room(frame_.row));
    const auto lanes = static_cast<double>(band.lanes());
    if (lanes <= room) return;
    const float width = ImGui::GetStyle().ScrollbarSize;
    const float height = band.bottom - band.top;
    const float grip = std::max(static_cast<float>(room / lanes) * height, width * 2);
    const std::string id = &band == &bands_[0] ? "timeline_scroll" : "timeline_scroll_other";
    ImGui::SetCursorScreenPos({frame_.right, band.top});
    ImGui::InvisibleButton(id.c_str(), {width, height});
    note_widget(id, "");
    if (ImGui::IsItemActive()) {
        const double to = (ImGui::GetIO().MousePos.y - band.top - grip / 2) / (height - grip);
        band.scroll = std::clamp(to, 0.0, 1.0) * (lanes - room);
        request_frame();
    }
    const bool hot = ImGui::IsItemHovered() || ImGui::IsItemActive();
    const float y = band.top + static_cast<float>(band.scroll / (lanes - room)) * (height - grip);
    ImGui::GetWindowDrawList()->AddRectFilled(
        {frame_.right + width * 0.2F, y}, {frame_.right + width, y + grip},
        ImGui::GetColorU32(hot ? ImGuiCol_ScrollbarGrabHovered : ImGuiCol_ScrollbarGrab),
        width * 0.4F);
}

void TimelinePanel::explain(const Band* band, ImVec2 mouse, Selection& selection,
                            Player& player) const {
    const float x = mouse.x - frame_.x;
    const std::int64_t time = axis_.time_at(x);
    const auto fold = std::find_if(folded_.begin(), folded_.end(), [&](const auto& each) {
        return x >= each.x0 - 1 && x <= each.x1 + 1;
    });
    std::string words;
    if (const LaneRow* row = band ? row_at(*band, mouse.y) : nullptr) {
        if (row->task != 0) selection.hover(row->task);
        words = words_of(*band, *row, x, player);
    } else if (mouse.y < frame_.axis) {
        const auto column = std::find_if(plot_.columns.begin(), plot_.columns.end(),
                                         [&](const PlotColumn& each) { return x < each.x1; });
        if (column != plot_.columns.end() && x >= column->x0) {
            words = fmt::format("At most {} ready, {} in recv_wait, {} in send_wait.",
                                column->most[0], column->most[2], column->most[3]);
            if (column->events_per_s > 0)
                words +=
                    fmt::format("\n{} events a second.",
                                grouped(static_cast<unsigned long long>(column->events_per_s)));
        }
    }
    if (fold != folded_.end()) {
        if (!words.empty()) words += "\n";
        const std::string duration = duration_text(fold->gap.end_ns - fold->gap.begin_ns);
        words +=
            fold->gap.polling
                ? fmt::format("Folded: for {} the kernel was asked and nobody was ready.", duration)
                : fmt::format("Folded: for {} nobody ran.", duration);
    }
    if (time < bands_[0].past->timeline().begin_ns() && bands_[0].past->begin() > 0)
        words = "What was before is forgotten.";
    if (words.empty()) return;
    ImGui::BeginTooltip();
    paragraph("timeline_explained", fonts().text, colours().text, words, ImGui::GetFontSize() * 24);
    ImGui::EndTooltip();
}

std::string TimelinePanel::words_of(const Band& band, const LaneRow& row, float x,
                                    Player& player) const {
    const auto first = band.layout.parts.begin();
    const auto part = std::find_if(first + static_cast<std::ptrdiff_t>(row.begin),
                                   first + static_cast<std::ptrdiff_t>(row.end),
                                   [&](const LanePart& each) { return x < each.x1; });
    if (part == first + static_cast<std::ptrdiff_t>(row.end) || x < part->x0) return "";
    const Timeline& timeline = band.past->timeline();
    const Lane& lane = row.task == 0 ? timeline.scheduler() : timeline.lanes()[row.lane];
    const std::string name = band.past->name(row.task);
    if (part->mixed && row.task == 0) {
        return fmt::format("{}: asked the kernel for {} of this time, in pieces too short to show.",
                           name, percent_text(part->shares[2]));
    }
    if (part->mixed) {
        return fmt::format(
            "{}: moves too short to show; ready {}, running {}, recv_wait {}, "
            "send_wait {} of the time. Zoom in to see them.",
            name, percent_text(part->shares[0]), percent_text(part->shares[1]),
            percent_text(part->shares[2]), percent_text(part->shares[3]));
    }
    const std::int64_t from = lane.time_ns(part->move);
    const bool over = part->move + 1 < lane.end();
    const bool ours = &band == &bands_[0];
    const std::int64_t now_ns =
        ours ? std::max(timeline.end_ns(), player.shown_ns()) : timeline.end_ns();
    const std::int64_t to = over ? lane.time_ns(part->move + 1) : now_ns;
    const std::string since = moment_text(from, 1'000, timeline.end_ns());
    const std::string duration = duration_text(to - from);
    if (row.task == 0) {
        switch (part->place) {
            case Place::recv_wait:
                return fmt::format("{}: asked the kernel at {}, for {}.", name, since, duration);
            case Place::running:
                return fmt::format("{}: gave turns from {} on, for {}.", name, since, duration);
            default:
                return fmt::format("{}: stood still from {} on, for {}.", name, since, duration);
        }
    }
    const std::string_view where = name_of(part->place);
    return over ? fmt::format("{}: {} from {} on, for {}.", name, where, since, duration)
                : fmt::format("{}: {} since {}, for {} so far.", name, where, since, duration);
}

}  // namespace yieldscope
