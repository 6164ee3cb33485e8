#include "app/panels/board_paint.h"

#include "app/imgui_compat.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace yieldscope {
namespace {

/// Text on the line of a frame, as on a label; from `x` to the right, or ending there.
void paint_label(const Canvas& canvas, ImFont* font, float x, float y, ImU32 colour,
                 std::string_view words, bool ends_there = false) {
    const float em = canvas.em;
    const float width = canvas.width(font, words);
    const float left = ends_there ? x - width : x;
    const float half = size_of(*font) / 2;
    canvas.list.AddRectFilled(canvas.at(left - em * 0.3F, y - half),
                              canvas.at(left + width + em * 0.3F, y + half), colours().pane);
    canvas.text(font, left, y - half, colour, words);
}

std::string_view paint_label_and_count(const Canvas& canvas, const BoardLane& lane, float flash) {
    const float em = canvas.em;
    const ImU32 colour = colour_of(lane.place);
    std::string count;
    if (lane.hidden > 0)
        count = fmt::format("{} tasks, {} not drawn", grouped(lane.tasks), grouped(lane.hidden));
    else if (lane.tasks > countable_tasks) count = fmt::format("{} tasks", grouped(lane.tasks));
    ImFont* const count_font = fonts().bold;
    const float names = canvas.width(fonts().small, name_of(lane.place)) + em * 3;
    if (lane.hidden > 0 && canvas.width(count_font, count) + names > lane.box.width)
        count = fmt::format("{} tasks", grouped(lane.tasks));
    const float count_width = count.empty() ? 0 : canvas.width(count_font, count) + em * 1.2F;
    const float room = lane.box.width - em * 1.8F - count_width;
    const auto labels = labels_of(lane.place);
    const auto* fitting = std::find_if(labels.begin(), labels.end() - 1, [&](const auto& label) {
        return canvas.width(fonts().small, label) < room;
    });
    paint_label(canvas, fonts().small, lane.box.x + em * 0.9F, lane.box.y, colour, *fitting);
    if (count.empty()) return *fitting;
    paint_label(canvas, count_font, lane.box.right() - em * 0.9F, lane.box.y,
                flash > 0 ? colours().text : colour, count, true);
    return *fitting;
}

std::string_view note_of(const BoardLane& lane) {
    switch (lane.place) {
        case Place::ready: return lane.tasks ? "" : "nobody is ready";
        case Place::running: return "";
        default: return lane.tasks ? "" : "nobody waits";
    }
}

/// All of them at once, then the lines between them: what that costs follows the rows and columns,
/// not the tasks.
void paint_squares(const Canvas& canvas, const BoardLane& lane) {
    const LaneGrid& grid = lane.grid;
    if (grid.columns == 0 || lane.shown() == 0) return;
    const ImU32 colour = colour_of(lane.place);
    const ImU32 ground = colours().ground;
    const std::uint32_t full_rows = lane.shown() / grid.columns;
    const std::uint32_t rest = lane.shown() % grid.columns;
    const std::uint32_t rows = full_rows + (rest ? 1 : 0);
    const auto block = [&](std::uint32_t from_row, std::uint32_t to_row, std::uint32_t columns) {
        const float one = grid.left_of(0);
        const float other = grid.left_of(columns - 1);
        const float bottom = grid.top_of(to_row - 1) + grid.height;
        canvas.list.AddRectFilled(canvas.at(std::min(one, other), grid.top_of(from_row)),
                                  canvas.at(std::max(one, other) + grid.width, bottom), colour);
    };
    if (full_rows) block(0, full_rows, grid.columns);
    if (rest) block(full_rows, rows, rest);
    const float top = grid.top;
    const float bottom = grid.top_of(rows - 1) + grid.height;
    for (std::uint32_t column = 1; column < std::min(grid.columns, lane.shown()); ++column) {
        const float a = grid.left_of(column - 1);
        const float b = grid.left_of(column);
        const float left = std::min(a, b) + grid.width;
        if (left < std::max(a, b))
            canvas.list.AddRectFilled(canvas.at(left, top), canvas.at(std::max(a, b), bottom),
                                      ground);
    }
    for (std::uint32_t row = 1; row < rows; ++row) {
        const float above = grid.top_of(row - 1) + grid.height;
        const float below = grid.top_of(row);
        if (above < below)
            canvas.list.AddRectFilled(canvas.at(grid.space.x, above),
                                      canvas.at(grid.space.right(), below), ground);
    }
}

/// Where the running task will be, while nobody runs.
void paint_empty_slot(const Canvas& canvas, const BoardLane& lane) {
    const float em = canvas.em;
    const Point middle = lane.box.centre();
    const Box slot{middle.x - em * 3.7F, middle.y - em * 1.2F, em * 7.4F, em * 2.4F};
    const ImU32 colour = colour::faded(colour_of(lane.place), 0.35F);
    canvas.list.AddRectFilled(canvas.min(slot), canvas.max(slot), colour::faded(colour, 0.06F),
                              em * 0.4F);
    add_rect(canvas.list, canvas.min(slot), canvas.max(slot), colour, em * 0.4F, em * 0.06F);
    draw_shape(canvas.list, lane.place, canvas.at(slot.right() - em * 0.8F, middle.y), em * 0.7F,
               colour);
    canvas.text(fonts().small, slot.x + em * 0.6F, middle.y - size_of(*fonts().small) / 2,
                colours().weak, "nobody runs");
}

}  // namespace

void paint_arrow(const Canvas& canvas, const BoardArrow& arrow, const ArrowLook& look) {
    const float em = canvas.em;
    const ImU32 colour = look.closed ? colour::faded(look.colour, 0.5F) : look.colour;
    const float thickness = em * (look.lit ? 0.22F : 0.13F);
    const float head = em * (look.lit ? 0.7F : 0.55F);
    const Point tip = arrow.tip();
    const Point from = arrow.points[arrow.count - 2];
    const float dx = tip.x > from.x ? 1.0F : tip.x < from.x ? -1.0F : 0.0F;
    const float dy = tip.y > from.y ? 1.0F : tip.y < from.y ? -1.0F : 0.0F;
    Point start = arrow.points[0];
    for (std::size_t i = 1; i < arrow.count; ++i) {
        const Point corner = arrow.points[i];
        if (i + 1 == arrow.count) {
            canvas.list.AddLine(canvas.at(start),
                                canvas.at(tip.x - dx * head * 0.9F, tip.y - dy * head * 0.9F),
                                colour, thickness);
            break;
        }
        const Point next = arrow.points[i + 1];
        const float in = std::hypot(corner.x - start.x, corner.y - start.y);
        const float out = std::hypot(next.x - corner.x, next.y - corner.y);
        const bool last = i + 2 == arrow.count;  // there the head has to fit in, too
        const float radius = std::min({em * 0.9F, in, last ? std::max(out - head, 0.0F) : out / 2});
        const auto towards = [&](Point to, float length) {
            return length <= 0 ? corner
                               : Point{corner.x + (to.x - corner.x) * radius / length,
                                       corner.y + (to.y - corner.y) * radius / length};
        };
        const Point begin = towards(start, in);
        const Point end = towards(next, out);
        canvas.list.AddLine(canvas.at(start), canvas.at(begin), colour, thickness);
        canvas.list.AddBezierQuadratic(canvas.at(begin), canvas.at(corner), canvas.at(end), colour,
                                       thickness);
        start = end;
    }
    canvas.list.AddTriangleFilled(
        canvas.at(tip),
        canvas.at(tip.x - dx * head - dy * head * 0.55F, tip.y - dy * head - dx * head * 0.55F),
        canvas.at(tip.x - dx * head + dy * head * 0.55F, tip.y - dy * head + dx * head * 0.55F),
        colour);
    if (!look.closed) return;
    const float reach = em * 0.75F;
    const float back = std::min(em * 1.3F, std::hypot(tip.x - start.x, tip.y - start.y) * 0.6F);
    const Point across{tip.x - dx * back, tip.y - dy * back};
    canvas.list.AddLine(canvas.at(across.x - dy * reach, across.y - dx * reach),
                        canvas.at(across.x + dy * reach, across.y + dx * reach), colours().ready,
                        em * 0.26F);
}

std::string_view paint_lane(const Canvas& canvas, const BoardLane& lane, float flash) {
    const ImU32 colour = colour_of(lane.place);
    const float em = canvas.em;
    const ImVec2 min = canvas.min(lane.box);
    const ImVec2 max = canvas.max(lane.box);
    canvas.list.AddRectFilled(min, max, colours().ground, em * 0.5F);
    if (flash > 0)
        canvas.list.AddRectFilled(min, max, colour::faded(colour, 0.18F * flash), em * 0.5F);
    add_rect(canvas.list, min, max, colour, em * 0.5F, em * (0.09F + 0.1F * flash));
    if (lane.place == Place::running && lane.tasks == 0) paint_empty_slot(canvas, lane);
    if (lane.grid.size == CardSize::square) paint_squares(canvas, lane);
    const std::string_view label = paint_label_and_count(canvas, lane, flash);
    const std::string_view note = note_of(lane);
    const float width = canvas.width(fonts().small, note);
    if (note.empty() || width > lane.box.width - em * 1.2F) return label;
    canvas.text(fonts().small, lane.box.right() - width - em * 0.7F, lane.box.bottom() - em * 1.15F,
                colours().faint, note);
    return label;
}

void paint_next(const Canvas& canvas, const BoardLane& ready) {
    if (ready.shown() == 0) return;
    const float em = canvas.em;
    const Box head = ready.grid.cell(0);
    ImFont* const font = fonts().small;
    const ImU32 colour = colour_of(Place::ready);
    const float width = canvas.width(font, "next");
    const float middle = head.y - em * 0.52F;
    const float right = head.right();
    const float point_x = right - std::min(head.width / 2, em * 0.5F);
    const float half = em * 0.28F;
    canvas.list.AddTriangleFilled(canvas.at(point_x - half, middle - half * 0.7F),
                                  canvas.at(point_x + half, middle - half * 0.7F),
                                  canvas.at(point_x, head.y - em * 0.14F), colour);
    canvas.text(font, point_x - half - em * 0.2F - width, middle - size_of(*font) / 2, colour,
                "next");
}

std::string paint_gone(const Canvas& canvas, const Box& gone, std::uint64_t count, bool all_shown) {
    const float em = canvas.em;
    const ImU32 colour = count == 0 ? colours().arrow : colours().done;
    add_rect(canvas.list, canvas.min(gone), canvas.max(gone), colour, em * 0.5F, em * 0.07F);
    std::string label = all_shown ? "gone" : fmt::format("gone: {}", grouped(count));
    const float room = gone.width - em * 0.6F;
    if (canvas.width(fonts().small, label) > room) label = grouped(count);
    paint_label(canvas, fonts().small,
                gone.x + std::min(em * 0.6F, (gone.width - canvas.width(fonts().small, label)) / 2),
                gone.y, colours().faint, label);
    return label;
}

namespace {

/// The most important line and, where there is room, the call's name over it. Returns what that
/// took; 0: nothing of it has room.
float paint_rule(const Canvas& canvas, const Box& room, const PollWords& words, ImU32 colour,
                 std::string& said) {
    const PollWords::Line& rule = words.lines.front();
    const std::string_view brief = rule.brief.empty() ? std::string_view(rule.text) : rule.brief;
    const float em = canvas.em;
    const bool closed = words.gate == PollGate::closed;
    const bool strong = rule.tone != PollWords::Tone::plain;
    struct Try {
        ImFont* font;
        std::string_view text;
        bool call;
    };
    ImFont* const first = strong ? fonts().bold : fonts().small;
    for (const Try& way : {Try{first, rule.text, true}, Try{fonts().small, rule.text, true},
                           Try{first, rule.text, false}, Try{fonts().small, rule.text, false},
                           Try{first, brief, true}, Try{fonts().small, brief, true},
                           Try{first, brief, false}, Try{fonts().small, brief, false}}) {
        const float over = way.call ? em * 1.4F : 0;
        const float used = canvas.wrapped(way.font, room.x, room.y + over, colour, way.text,
                                          room.width, room.height - over);
        if (used == 0) continue;
        said = way.text;
        if (way.call) {
            ImFont* const font =
                canvas.fitting_font({fonts().bold, fonts().small}, words.call, room.width);
            canvas.text(font, room.x, room.y, closed ? colours().faint : colours().text,
                        canvas.fitted(font, words.call, room.width));
        }
        return over + used + em * 0.25F;
    }
    return 0;
}

}  // namespace

std::string paint_poll(const Canvas& canvas, const Box& box, const PollWords& words) {
    using Tone = PollWords::Tone;
    const float em = canvas.em;
    const bool asking = words.gate == PollGate::asking;
    const ImU32 frame = asking                             ? colours().cursor
                        : words.gate == PollGate::answered ? colours().ready
                                                           : colours().arrow;
    canvas.list.AddRectFilled(canvas.min(box), canvas.max(box),
                              words.gate == PollGate::closed ? colours().pane : colours().card,
                              em * 0.5F);
    add_rect(canvas.list, canvas.min(box), canvas.max(box), frame, em * 0.5F,
             em * (asking ? 0.16F : 0.09F));
    const bool low = box.height < em * 6.5F;
    const float left = box.x + em * (low ? 0.5F : 0.7F);
    const float width = box.width - em * (low ? 0.8F : 1.1F);
    float y = box.y + em * (low ? 0.3F : 0.7F);
    std::string said;
    for (const PollWords::Line& line : words.lines) {
        const ImU32 colour = line.tone == Tone::asking  ? colours().cursor
                             : line.tone == Tone::plain ? colours().faint
                                                        : colours().ready;
        const float room = box.bottom() - em * 0.15F - y;
        if (said.empty()) {
            const float used = paint_rule(canvas, {left, y, width, room}, words, colour, said);
            if (used == 0) break;
            y += used;
            continue;
        }
        const float used = canvas.wrapped(fonts().small, left, y, colour, line.text, width, room);
        if (used == 0) break;
        y += used + em * 0.15F;
        said += fmt::format("\n{}", line.text);
    }
    return said;
}

}  // namespace yieldscope
