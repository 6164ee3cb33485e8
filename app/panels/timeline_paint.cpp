// What the timeline looks like. Where there are thousands of parts each is a plain rectangle or
// two; only the wide ones are hatched, and their stripes are written into the list as they are.
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/panels/timeline.h"
#include "app/theme.h"
#include "app/timeline_facts.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace yieldscope {
namespace {

constexpr float hatched_least = 6;  // pixels; narrower parts are too narrow for a pattern
constexpr float pitch = 8;          // pixels from stripe to stripe

/// From where to where its label reaches, if the axis begins at `x`.
std::pair<float, float> label_of(const TimeAxis::Tick& tick, float x) {
    const float left = std::round(x + tick.x) + 4;
    return {left, left + measure(tick.label).x};
}

/// A convex polygon of a few corners, filled and not smoothed.
struct Polygon {
    std::array<ImVec2, 8> corners;
    std::size_t count = 0;

    void add(ImVec2 corner) { corners[count++] = corner; }

    /// The part of it where side * x >= side * edge.
    Polygon cut(float edge, float side) const {
        Polygon kept;
        for (std::size_t i = 0; i < count; ++i) {
            const ImVec2 a = corners[i];
            const ImVec2 b = corners[(i + 1) % count];
            const bool a_in = side * a.x >= side * edge;
            const bool b_in = side * b.x >= side * edge;
            if (a_in) kept.add(a);
            if (a_in != b_in) kept.add({edge, a.y + (b.y - a.y) * (edge - a.x) / (b.x - a.x)});
        }
        return kept;
    }

    void fill(ImDrawList& list, ImU32 colour) const {
        if (count < 3) return;
        const auto corners_drawn = static_cast<int>(count);
        list.PrimReserve((corners_drawn - 2) * 3, corners_drawn);
        const unsigned first = list._VtxCurrentIdx;
        for (unsigned i = 1; i + 1 < static_cast<unsigned>(count); ++i) {
            list.PrimWriteIdx(static_cast<ImDrawIdx>(first));
            list.PrimWriteIdx(static_cast<ImDrawIdx>(first + i));
            list.PrimWriteIdx(static_cast<ImDrawIdx>(first + i + 1));
        }
        const ImVec2 white = ImGui::GetFontTexUvWhitePixel();
        for (std::size_t i = 0; i < count; ++i) list.PrimWriteVtx(corners[i], white, colour);
    }
};

/// Stripes that lean to the right as they rise, or to the left.
void hatch(ImDrawList& list, ImVec2 min, ImVec2 max, bool to_the_right, float phase, ImU32 colour) {
    const float height = max.y - min.y;
    const float lean = to_the_right ? height : -height;
    const float wide = pitch * 0.4F;
    const float from = std::min(min.x, min.x + lean) - wide;
    const float first = phase + std::ceil((from - phase) / pitch) * pitch;
    for (float x = first; x < std::max(max.x, max.x + lean); x += pitch) {
        Polygon stripe;
        stripe.add({x, min.y});
        stripe.add({x + wide, min.y});
        stripe.add({x + wide - lean, max.y});
        stripe.add({x - lean, max.y});
        const bool cut_left = std::min(x, x - lean) < min.x;
        const bool cut_right = std::max(x, x - lean) + wide > max.x;
        if (cut_left) stripe = stripe.cut(min.x, 1);
        if (cut_right) stripe = stripe.cut(max.x, -1);
        stripe.fill(list, colour);
    }
}

ImU32 scheduler_colour(Place place) {
    return place == Place::recv_wait ? colours().arrow : colours().running;
}

/// The scheduler asks the kernel, or has turns to give; when it stands still there is nothing.
void paint_scheduler_part(ImDrawList& list, const LanePart& part, ImVec2 min, ImVec2 max) {
    const float middle = (min.y + max.y) / 2;
    const float asked = part.mixed ? part.shares[2] : part.place == Place::recv_wait ? 1.0F : 0.0F;
    const float gave = part.mixed ? part.shares[1] : part.place == Place::running ? 1.0F : 0.0F;
    if (gave > 0)
        list.AddRectFilled({min.x, middle - 1}, {max.x, middle + 1},
                           colour::faded(scheduler_colour(Place::running), 0.8F));
    const float half = (max.y - min.y) / 2 * std::max(asked, asked > 0 ? 0.15F : 0.0F);
    if (asked > 0)
        list.AddRectFilled({min.x, middle - half}, {max.x, middle + half},
                           scheduler_colour(Place::recv_wait));
}

/// The shares of its time, one on the other; what is there at all is at least a pixel high.
void paint_mixed_part(ImDrawList& list, const LanePart& part, ImVec2 min, ImVec2 max) {
    constexpr std::array order{Place::running, Place::ready, Place::send_wait, Place::recv_wait};
    std::array<float, living_places> heights{};
    const float height = max.y - min.y;
    float left = height;
    for (std::size_t i = 0; i + 1 < order.size(); ++i) {
        const float share = part.shares[static_cast<std::size_t>(order[i])];
        const float least = share <= 0 ? 0.0F : i < 2 ? std::min(2.0F, height / 4) : 1.0F;
        heights[i] = std::min(std::max(share * height, least), left);
        left -= heights[i];
    }
    const bool waits = part.shares[static_cast<std::size_t>(Place::recv_wait)] > 0;
    heights.back() = waits ? left : 0;
    float y = waits ? min.y : min.y + left;
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (heights[i] <= 0) continue;
        list.AddRectFilled({min.x, y}, {max.x, y + heights[i]}, colour_of(order[i]));
        y += heights[i];
    }
}

}  // namespace

// Ready is lower than running, so that the two differ without their colours.
void paint_part(ImDrawList& list, Place place, ImVec2 min, ImVec2 max, float phase) {
    const float inset = place == Place::ready ? std::round((max.y - min.y) * 0.2F) : 0;
    list.AddRectFilled({min.x, min.y + inset}, {max.x, max.y - inset}, colour_of(place));
    const bool waits = place == Place::recv_wait || place == Place::send_wait;
    if (!waits || max.x - min.x < hatched_least) return;
    hatch(list, min, max, place == Place::recv_wait, phase, colour::faded(colours().ground, 0.45F));
}

void TimelinePanel::paint(Selection& selection, Player& player) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    push_font(fonts().small);
    for (std::size_t i = 0; i < band_count_; ++i) {
        const Band& band = bands_[i];
        list.PushClipRect({frame_.left, band.top}, {frame_.right, band.bottom}, true);
        for (std::size_t row = band.layout.rows.size(); row-- > 0;)
            paint_name(list, band, band.layout.rows[row], selection);
        list.PopClipRect();
    }
    list.PushClipRect({frame_.x, frame_.top}, {frame_.right, frame_.bottom}, true);
    paint_axis(list);
    if (frame_.axis > frame_.top) paint_plot(list);
    for (std::size_t i = 0; i < band_count_; ++i) paint_band(list, bands_[i], selection, player);
    if (measured_) paint_measure(list, selection, player);
    list.PopClipRect();
    pop_font();
}

void TimelinePanel::paint_axis(ImDrawList& list) {
    for (const TimeAxis::Tick& tick : ticks_) {
        const float x = std::round(frame_.x + tick.x);
        list.AddRectFilled({x, frame_.axis}, {x + 1, frame_.bottom},
                           colour::faded(colours().line, 0.7F));
        const auto [left, right] = label_of(tick, frame_.x);
        if (right > frame_.right) continue;
        draw_text(list, {left, frame_.axis}, colours().faint, tick.label);
        note_area("timeline_tick", tick.label, {left, frame_.axis}, {right, frame_.lanes});
    }
}

void TimelinePanel::paint_plot(ImDrawList& list) const {
    const float top = frame_.top + 1;
    const float bottom = frame_.axis - 2;
    const float height = bottom - top;
    const std::uint32_t most =
        std::max({plot_.most[0], plot_.most[2], plot_.most[3], std::uint32_t{1}});
    const auto y_of = [&](double part) { return bottom - static_cast<float>(part) * height; };
    constexpr double rate_least = 32;  // events in sight; of fewer a rate would be an accident
    double events = 0;
    for (const PlotColumn& column : plot_.columns) events += column.events;
    const bool has_rate = events >= rate_least && plot_.events_per_s_most > 0;
    for (const PlotColumn& column : plot_.columns) {
        if (!has_rate || column.events_per_s <= 0) continue;
        const double part = column.events_per_s / plot_.events_per_s_most;
        list.AddRectFilled({frame_.x + column.x0, y_of(part)}, {frame_.x + column.x1, bottom},
                           colours().line);
    }
    constexpr std::array places{Place::recv_wait, Place::send_wait, Place::ready};
    for (const Place place : places) {
        const auto index = static_cast<std::size_t>(place);
        if (plot_.most[index] == 0) continue;
        // Columns of the same height are one line.
        std::size_t begin = 0;
        float before = bottom;
        for (std::size_t i = 1; i <= plot_.columns.size(); ++i) {
            const std::uint32_t count = plot_.columns[begin].most[index];
            if (i < plot_.columns.size() && plot_.columns[i].most[index] == count) continue;
            const float y = std::round(y_of(static_cast<double>(count) / most)) - 1;
            const float x0 = frame_.x + plot_.columns[begin].x0;
            list.AddRectFilled({x0, y}, {frame_.x + plot_.columns[i - 1].x1, y + 2},
                               colour_of(place));
            if (begin > 0 && std::abs(before - y) > 2)
                list.AddRectFilled({x0, std::min(before, y)}, {x0 + 1, std::max(before, y) + 1},
                                   colour_of(place));
            before = y;
            begin = i;
        }
    }
    list.PushClipRect({frame_.left, frame_.top}, {frame_.x, frame_.axis});
    const float line = ImGui::GetFontSize();
    draw_text(list, {frame_.left, frame_.top - 1}, colours().faint,
              fmt::format("up to {}", grouped(most)));
    if (has_rate) {
        const auto rate = static_cast<unsigned long long>(plot_.events_per_s_most);
        draw_text(list, {frame_.left, frame_.top + line * 0.92F}, colours().weak,
                  fmt::format("{} /s", grouped(rate)));
    }
    list.PopClipRect();
    if (recording_widgets()) {
        note_area("timeline_plot", fmt::format("{}", most), {frame_.x, top},
                  {frame_.right, bottom});
    }
}

void TimelinePanel::paint_band(ImDrawList& list, const Band& band, const Selection& selection,
                               Player& player) const {
    const float lanes = band.top + frame_.row;
    list.PushClipRect({frame_.x, lanes}, {frame_.right, band.bottom}, true);
    for (std::size_t i = 1; i < band.layout.rows.size(); ++i)
        paint_row(list, band, band.layout.rows[i], selection);
    list.PopClipRect();
    paint_row(list, band, band.layout.rows.front(), selection);

    // The folded gaps, and what is forgotten.
    for (const TimeAxis::Fold& fold : folded_) {
        const float x0 = frame_.x + fold.x0;
        const float x1 = std::max(frame_.x + fold.x1, x0 + 2);
        constexpr float band_least = 8;  // narrower ones would only make the lanes look broken
        if (x1 - x0 >= band_least)
            list.AddRectFilled({x0, frame_.lanes}, {x1, band.bottom},
                               colour::faded(colours().pane, 0.5F));
        const float x = std::round((x0 + x1) / 2);
        for (const float to_the_right : {-2.0F, 2.0F}) {
            list.AddLine({x + to_the_right + 2, band.top + 1}, {x + to_the_right - 2, lanes - 3},
                         colours().text);
        }
        if (recording_widgets()) {
            note_area("timeline_gap", duration_text(fold.gap.end_ns - fold.gap.begin_ns),
                      {x0, band.top}, {x1, band.bottom});
        }
    }
    const Timeline& timeline = band.past->timeline();
    const float begins = std::clamp(axis_.x_of(timeline.begin_ns()), 0.0F, axis_.width());
    if (band.past->begin() > 0 && begins > 1) {
        list.AddRectFilled({frame_.x, band.top}, {frame_.x + begins, band.bottom},
                           colours().ground);
        constexpr std::string_view words = "forgotten";
        if (measure(words).x < begins - 8)
            draw_text(list, {frame_.x + 4, band.top}, colours().weak, words);
        note_area("timeline_forgotten", words, {frame_.x, band.top},
                  {frame_.x + begins, band.bottom});
    }
    paint_arrows(list, band);
    paint_moment(list, band, player);
}

void TimelinePanel::paint_row(ImDrawList& list, const Band& band, const LaneRow& row,
                              const Selection& selection) const {
    const float top = band.top + row.y + std::round((frame_.row - frame_.bar) / 2);
    const float bottom = top + frame_.bar;
    const bool lit = selection.lit(row.task);
    list.AddRectFilled(
        {frame_.x, top}, {frame_.right, bottom},
        lit ? colour::faded(colours().cursor, 0.14F) : colour::faded(colours().ground, 0.6F));
    const float phase =
        frame_.x - static_cast<float>(std::fmod(view_.begin_ns / axis_.ns_per_pixel(), pitch));
    for (std::size_t i = row.begin; i < row.end; ++i) {
        const LanePart& part = band.layout.parts[i];
        const ImVec2 min(frame_.x + part.x0, top);
        const ImVec2 max(std::max(frame_.x + part.x1, min.x + 1), bottom);
        if (row.task == 0) paint_scheduler_part(list, part, min, max);
        else if (part.mixed) paint_mixed_part(list, part, min, max);
        else paint_part(list, part.place, min, max, phase);
    }
    if (row.ends && row.task != 0) {
        const float size = frame_.bar;
        draw_shape(list, row.ended, {frame_.x + row.end_x + size * 0.8F, (top + bottom) / 2}, size,
                   colour_of(row.ended));
    }
}

void TimelinePanel::paint_name(ImDrawList& list, const Band& band, const LaneRow& row,
                               const Selection& selection) const {
    const float top = band.top + row.y;
    const bool is_first = &row == &band.layout.rows.front();
    const bool lit = selection.lit(row.task);
    const ImVec2 min(frame_.left, top);
    const ImVec2 max(frame_.x, top + frame_.row);
    if (is_first) list.AddRectFilled(min, max, colours().pane);  // what scrolls goes under it
    if (lit) list.AddRectFilled(min, max, colour::faded(colours().cursor, 0.14F));
    std::string label =
        is_first && !band.name.empty() ? std::string(band.name) : band.past->name(row.task);
    const float room = max.x - min.x - ImGui::GetFontSize() * 0.4F;
    const ImU32 colour = is_first ? colours().weak : lit ? colours().text : colours().faint;
    const float y = std::round(top + (frame_.row - ImGui::GetFontSize()) / 2);
    if (y + ImGui::GetFontSize() > band.bottom) label.clear();  // half a name reads as another
    draw_text(list, {min.x, y}, colour, fitted(ImGui::GetFont(), label, room));
    if (recording_widgets()) {
        const bool first = &band == &bands_[0];
        note_area(fmt::format("timeline_{}:{}", first ? "lane" : "other_lane", row.task), label,
                  min, {frame_.right, top + frame_.row});
    }
}

void TimelinePanel::paint_arrows(ImDrawList& list, const Band& band) const {
    for (const LaneArrow& arrow : band.layout.arrows) {
        const float x = std::round(frame_.x + arrow.x);
        const bool down = arrow.to_y > arrow.from_y;
        const float bar = frame_.bar / 2;
        const float from = band.top + arrow.from_y + (down ? bar : -bar);
        const float to = band.top + arrow.to_y + (down ? -bar : bar);
        const ImU32 colour = arrow.kind == LaneArrow::Kind::wake ? colours().ready : colours().text;
        list.AddRectFilled({x - 0.5F, std::min(from, to)}, {x + 1, std::max(from, to)}, colour);
        const float head = down ? -4.0F : 4.0F;
        list.AddTriangleFilled({x - 3.5F, to + head}, {x + 3.5F, to + head}, {x, to}, colour);
        note_area(arrow.kind == LaneArrow::Kind::wake ? "timeline_wake" : "timeline_spawn", "",
                  {x - 3, std::min(from, to)}, {x + 3, std::max(from, to)});
    }
}

/// What is to come is dim; the first difference to the other recording has a flag.
void TimelinePanel::paint_moment(ImDrawList& list, const Band& band, Player& player) const {
    const float line = std::max(std::round(ImGui::GetFontSize() * 0.12F), 1.0F);
    if (band.differs) {
        const float x =
            std::round(frame_.x + axis_.x_of(time_of_moment(*band.past, *band.differs + 1)));
        const float flag = frame_.row * 0.7F;
        list.AddRectFilled({x, band.top}, {x + line, band.bottom}, colours().failed);
        list.AddTriangleFilled({x, band.top}, {x + flag, band.top + flag / 2}, {x, band.top + flag},
                               colours().failed);
        note_area("timeline_difference", band.name, {x, band.top}, {x + flag, band.bottom});
    }
    if (&band != &bands_[0]) return;
    const float x = std::round(frame_.x + axis_.x_of(time_of_moment(*band.past, player.cursor())));
    if (player.cursor() < band.past->size() && x < frame_.right) {
        list.AddRectFilled({std::max(x, frame_.x), band.top}, {frame_.right, band.bottom},
                           colour::faded(colours().pane, 0.55F));
    }
    const bool crosses_a_label = std::any_of(ticks_.begin(), ticks_.end(), [&](const auto& tick) {
        const auto [left, right] = label_of(tick, frame_.x);
        return left - line <= x && x <= right + line && right <= frame_.right;
    });
    const auto draw_line = [&](float from, float to) {
        list.AddRectFilled({x - line / 2, from}, {x + line / 2 + 0.5F, to}, colours().cursor);
    };
    draw_line(frame_.top, crosses_a_label ? frame_.axis : band.bottom);
    if (crosses_a_label) draw_line(frame_.lanes, band.bottom);
    note_area("timeline_cursor", fmt::format("{}", player.cursor()), {x, frame_.top},
              {x + line, band.bottom});
}

void TimelinePanel::paint_measure(ImDrawList& list, const Selection& selection,
                                  Player& player) const {
    const auto [from, to] = std::minmax(measured_->from_ns, measured_->to_ns);
    const History& past = *bands_[0].past;
    const RangeFacts facts = facts_of_range(past, from, to, selection.selected);
    const float x0 = frame_.x + axis_.x_of(from);
    const float x1 = std::max(frame_.x + axis_.x_of(to), x0 + 1);
    list.AddRectFilled({x0, frame_.axis}, {x1, frame_.bottom},
                       colour::faded(colours().cursor, 0.12F));
    for (const float x : {x0, x1})
        list.AddRectFilled({x - 0.5F, frame_.axis}, {x + 0.5F, frame_.bottom}, colours().cursor);
    std::string words = fmt::format("{}, events: {}, turns: {}", duration_text(facts.duration_ns),
                                    grouped(facts.events), grouped(facts.turns));
    if (const auto rate = facts.events_per_s())
        words +=
            fmt::format(", events a second: {}", grouped(static_cast<unsigned long long>(*rate)));
    if (facts.shares) {
        const auto& shares = *facts.shares;
        words +=
            fmt::format("\n{}: ready {}, running {}, recv_wait {}, send_wait {}",
                        past.label(selection.selected, player.model()), percent_text(shares[0]),
                        percent_text(shares[1]), percent_text(shares[2]), percent_text(shares[3]));
    }
    const ImVec2 size = measure(words);
    const float pad = ImGui::GetFontSize() * 0.4F;
    const float wide = size.x + 2 * pad;
    const float x =
        std::clamp((x0 + x1 - wide) / 2, frame_.x, std::max(frame_.right - wide, frame_.x));
    const ImVec2 min(std::round(x), frame_.axis);
    const ImVec2 max(min.x + wide, min.y + size.y + pad);
    list.AddRectFilled(min, max, colours().card, pad);
    add_rect(list, min, max, colours().cursor, pad);
    draw_text(list, {min.x + pad, min.y + pad / 2}, colours().text, words);
    note_area("timeline_measure", words, min, max);
}

}  // namespace yieldscope
