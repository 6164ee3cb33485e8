#include "app/panels/timeline.h"

#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/timeline_facts.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

constexpr double margin = 0.01;  // of the view, between the newest and the right edge
constexpr double kept = 0.1;     // of the view that always shows something

}  // namespace

void TimelinePanel::draw(const History& past, Selection& selection, Player& player,
                         const OtherRecording* other) {
    bands_[0].past = &past;
    bands_[0].name = other ? "this recording" : "";
    bands_[0].differs.reset();
    band_count_ = other ? 2 : 1;
    if (other) {
        bands_[1].past = &other->past;
        bands_[1].name = other->name;
        bands_[1].differs.reset();
        if (other->first_difference) {
            bands_[0].differs = other->first_difference->first;
            bands_[1].differs = other->first_difference->second;
        }
    }
    if (other) common_gaps_.update(past.timeline(), other->past.timeline());
    draw_bar(other);
    if (past.timeline().empty() && !other) {
        constexpr std::string_view words =
            "A lane for every task will appear here. Press . for the first event, or Space to run.";
        paragraph("timeline_empty", fonts().text, colours().faint, words);
        return;
    }
    place(ImGui::GetContentRegionAvail());
    if (frame_.right - frame_.x < ImGui::GetFontSize() || frame_.bottom - frame_.lanes < frame_.row)
        return;
    follow_moment(past, player);
    if (std::exchange(revealed_, selection.selected) != selection.selected)
        reveal(selection.selected);
    lay_out(selection);
    use_mouse(selection, player);
    paint(selection, player);
}

//  names │ plot
//        │ axis
//        │ lanes
void TimelinePanel::place(ImVec2 size) {
    const float em = ImGui::GetFontSize();
    const float small = size_of(*fonts().small);
    const ImVec2 at = ImGui::GetCursorScreenPos();
    Frame& frame = frame_;
    frame.left = at.x;
    frame.x = std::round(at.x + std::min(em * 7, size.x * 0.25F));
    frame.right = std::floor(at.x + size.x - ImGui::GetStyle().ScrollbarSize);
    frame.top = at.y;
    frame.bottom = std::floor(at.y + size.y);
    const bool has_plot = size.y > small * 6;
    frame.axis = std::round(at.y + (has_plot ? small * 1.9F : 0));
    frame.lanes = std::round(frame.axis + small * 1.15F);
    frame.row = std::round(small * 1.15F);
    frame.bar = std::max(std::round(frame.row * 0.72F), 4.0F);
    const float height = (frame.bottom - frame.lanes) / static_cast<float>(band_count_);
    for (std::size_t i = 0; i < band_count_; ++i) {
        Band& band = bands_[i];
        band.top = std::round(frame.lanes + static_cast<float>(i) * height);
        band.bottom = std::round(band.top + height);
        const double most = static_cast<double>(band.lanes()) - std::floor(band.room(frame.row));
        band.scroll = std::clamp(band.scroll, 0.0, std::max(most, 0.0));
    }
}

/// Both recordings have the same axis.
double TimelinePanel::shown(std::int64_t time_ns) const {
    return shown_time(gaps(), folds_, time_ns);
}

std::pair<double, double> TimelinePanel::content() const {
    std::int64_t begin = INT64_MAX;
    std::int64_t end = INT64_MIN;
    for (std::size_t i = 0; i < band_count_; ++i) {
        const Timeline& timeline = bands_[i].past->timeline();
        if (timeline.empty()) continue;
        begin = std::min(begin, timeline.begin_ns());
        end = std::max(end, timeline.end_ns());
    }
    if (begin > end) return {0, 0};
    return {shown(begin), shown(end)};
}

void TimelinePanel::follow_moment(const History& past, Player& player) {
    const auto [begin, end] = content();
    const double moment = shown(time_of_moment(past, player.cursor()));
    const bool newest = player.cursor() == past.size();
    if (fits_) {
        const double span = std::max(end - begin, TimeView::span_least_ns);
        view_ = {begin, span * (1 + margin)};
    } else if (follows_ && moment != shown_moment_ && !moved_) {
        const double span = view_.span_ns;
        if (moment > view_.end_ns()) view_.begin_ns = moment - span * (newest ? 1 - margin : 0.8);
        else if (moment < view_.begin_ns) view_.begin_ns = moment - span * 0.2;
    }
    shown_moment_ = moment;
}

/// As far as there is something to see; from all of it on, it fits again.
void TimelinePanel::show(TimeView view) {
    const auto [begin, end] = content();
    const double all = std::max(end - begin, TimeView::span_least_ns) * (1 + margin);
    fits_ = view.span_ns >= all;
    if (fits_) return request_frame();
    view.span_ns = std::max(view.span_ns, TimeView::span_least_ns);
    view.begin_ns =
        std::clamp(view.begin_ns, begin - (1 - kept) * view.span_ns, end - kept * view.span_ns);
    view_ = view;
    const double tolerance = view_.span_ns * 1e-6;
    follows_ = follows_ && shown_moment_ >= view_.begin_ns - tolerance &&
               shown_moment_ <= view_.end_ns() + tolerance;
    request_frame();
}

void TimelinePanel::fit() {
    fits_ = true;
    follows_ = true;
    request_frame();
}

void TimelinePanel::follow() {
    follows_ = true;
    if (!fits_ && (shown_moment_ > view_.end_ns() || shown_moment_ < view_.begin_ns))
        view_.begin_ns = shown_moment_ - view_.span_ns * (1 - margin);
    request_frame();
}

void TimelinePanel::zoom(double factor) {
    const bool in_sight = shown_moment_ >= view_.begin_ns && shown_moment_ <= view_.end_ns();
    const double around = in_sight ? shown_moment_ : view_.begin_ns + view_.span_ns / 2;
    const double span = std::max(view_.span_ns / factor, TimeView::span_least_ns);
    show({around - (around - view_.begin_ns) * span / view_.span_ns, span});
}

bool TimelinePanel::close() {
    if (!measured_) return false;
    measured_.reset();
    measuring_ = false;
    request_frame();
    return true;
}

void TimelinePanel::show_life(const Band& band, TaskId task) {
    const Timeline& timeline = band.past->timeline();
    const std::size_t found = timeline.find(task);
    if (found == timeline.lanes().size()) return;
    const Lane& lane = timeline.lanes()[found];
    const double begin = shown(std::max(lane.born_ns(), timeline.begin_ns()));
    const double end = shown(lane.ended() ? lane.since_ns() : timeline.end_ns());
    const double span = std::max(end - begin, TimeView::span_least_ns);
    show({begin - span * margin, span * (1 + 2 * margin)});
}

/// Scrolls as far as it has to.
void TimelinePanel::reveal(TaskId task) {
    for (std::size_t i = 0; i < band_count_ && task != 0; ++i) {
        Band& band = bands_[i];
        const std::size_t found = band.past->timeline().find(task);
        if (found == band.lanes()) continue;
        const auto lane = static_cast<double>(found);
        const double last = std::max(std::floor(band.room(frame_.row)) - 1, 0.0);
        band.scroll = std::clamp(band.scroll, std::max(lane - last, 0.0), lane);
    }
}

/// What is in the middle stays there.
void TimelinePanel::toggle_folding() {
    const std::int64_t middle = axis_.time_at(axis_.width() / 2);
    folds_ = !folds_;
    if (!fits_) show({shown(middle) - view_.span_ns / 2, view_.span_ns});
    request_frame();
}

void TimelinePanel::lay_out(const Selection& selection) {
    axis_.set(gaps(), folds_, view_, frame_.right - frame_.x);
    for (std::size_t i = 0; i < band_count_; ++i) {
        Band& band = bands_[i];
        lay_out_lanes(band.past->timeline(), axis_,
                      {.scroll = band.scroll,
                       .row = frame_.row,
                       .height = band.bottom - band.top,
                       .selected = selection.selected},
                      band.layout);
    }
    if (frame_.axis > frame_.top) lay_out_plot(*bands_[0].past, axis_, plot_);
    const float apart = size_of(*fonts().small) * 7;
    axis_.ticks(apart, ticks_);
    axis_.folds(part_least * 4, folded_);
}

}  // namespace yieldscope
