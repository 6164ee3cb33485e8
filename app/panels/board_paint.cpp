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

void paint_label_and_count(const Canvas& canvas, const BoardLane& lane, float flash) {
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
    const std::string_view whole = meaning_of(lane.place);
    const bool fits = canvas.width(fonts().small, whole) + count_width < lane.box.width - em * 1.8F;
    paint_label(canvas, fonts().small, lane.box.x + em * 0.9F, lane.box.y, colour,
                fits ? whole : name_of(lane.place));
    if (count.empty()) return;
    paint_label(canvas, count_font, lane.box.right() - em * 0.9F, lane.box.y,
                flash > 0 ? colours().text : colour, count, true);
}

std::string_view note_of(const BoardLane& lane) {
    switch (lane.place) {
        case Place::ready: return lane.tasks ? "next to run is on the right" : "nobody is ready";
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

/// A square among thousands: a ring around it leads the eye there.
void paint_lit_square(const Canvas& canvas, const BoardCard& card, const CardLook& look) {
    const ImU32 colour = look.lit ? colours().cursor : colours().text;
    canvas.list.AddRectFilled(canvas.min(card.box), canvas.max(card.box), colour);
    const float radius = std::max(canvas.em * 0.45F, card.box.width);
    canvas.list.AddCircle(canvas.at(card.box.centre()), radius + canvas.em * 0.08F,
                          colours().ground, 0, canvas.em * 0.22F);
    canvas.list.AddCircle(canvas.at(card.box.centre()), radius, colour, 0, canvas.em * 0.1F);
}

/// The largest of the fonts in which the words fit; the last one if none.
ImFont* fitting_font(const Canvas& canvas, std::initializer_list<ImFont*> candidates,
                     std::string_view words, float room) {
    for (ImFont* font : candidates) {
        if (canvas.width(font, words) <= room) return font;
    }
    return *(candidates.end() - 1);
}

/// As many words as fit into a few lines.
void paint_block(const Canvas& canvas, ImFont* font, const Box& box, ImU32 colour,
                 std::string words) {
    bool cut = false;
    while (!words.empty() && canvas.wrapped(font, box.x, box.y, colour, cut ? words + "…" : words,
                                            box.width, box.height) == 0) {
        const auto last_word = words.rfind(' ');
        words.erase(last_word == std::string::npos ? 0 : last_word);
        cut = true;
    }
}

void paint_card_words(const Canvas& canvas, const BoardCard& card, const CardWords& words) {
    const float em = canvas.em;
    const Box& box = card.box;
    if (card.size == CardSize::number) {
        const bool shape = box.width >= em * 3.2F || is_gone(card.place);  // else the lane says it
        const float room = box.width - em * (shape ? 1.1F : 0.5F);
        std::string label = words.number;
        if (label.starts_with('#') && canvas.width(fonts().small, label) > room) label.erase(0, 1);
        ImFont* const font = fitting_font(canvas, {fonts().text, fonts().small}, label,
                                          box.height > em * 1.45F ? room : 0);
        label = canvas.fitted(font, label, room);
        const float width = canvas.width(font, label);
        canvas.text(font, box.x + (box.width - width - (shape ? em * 0.8F : 0)) / 2,
                    box.y + (box.height - size_of(*font)) / 2, colours().text, label);
        if (shape)
            draw_shape(canvas.list, card.place, canvas.at(box.right() - em * 0.6F, box.centre().y),
                       em * 0.6F, colour_of(card.place));
        return;
    }
    const bool large = card.size == CardSize::large;
    const float shape = em * (large ? 1.1F : 0.7F);
    const float left = box.x + em * (large ? 0.7F : 0.5F);
    const float room = box.right() - em * 0.4F - shape - em * 0.3F - left;
    if (card.size == CardSize::name) {
        const bool two_lines = box.height > em * 1.95F;
        const bool alone = !two_lines && canvas.width(fonts().small, words.name) > room;
        if (alone) {  // the lane has the shape too
            const float all = box.width - em * 0.6F;
            const std::string name = canvas.fitted(fonts().small, words.name, all);
            canvas.text(fonts().small, box.x + em * 0.3F,
                        box.y + (box.height - size_of(*fonts().small)) / 2, colours().text, name);
            return;
        }
        if (two_lines && canvas.width(fonts().small, words.name) > room) {
            paint_block(canvas, fonts().small,
                        {left, box.y + (box.height - em * 1.95F) / 2, room, em * 2}, colours().text,
                        words.name);
        } else {
            // One size for all in a lane: the one that suits a name of usual length.
            const bool usual = canvas.width(fonts().text, "echo#00") <= room;
            ImFont* const font = fitting_font(canvas, {fonts().text, fonts().small}, words.name,
                                              usual && box.height > em * 1.65F ? room : 0);
            canvas.text(font, left, box.y + (box.height - size_of(*font)) / 2, colours().text,
                        canvas.fitted(font, words.name, room));
        }
        draw_shape(canvas.list, card.place,
                   canvas.at(box.right() - em * 0.3F - shape / 2, box.centre().y), shape,
                   colour_of(card.place));
        return;
    }
    const float spare = std::max(0.0F, box.height - em * (large ? 4.0F : 2.6F)) / 4;
    const float top =
        box.y + em * (large ? 0.45F : 0.3F) + (card.place == Place::failed ? 0 : spare);
    draw_shape(canvas.list, card.place,
               canvas.at(box.right() - em * 0.4F - shape / 2, top + em * (large ? 0.75F : 0.55F)),
               shape, colour_of(card.place));
    ImFont* const font =
        large ? fitting_font(canvas, {fonts().large, fonts().bold, fonts().small}, words.name, room)
              : fitting_font(canvas, {fonts().bold, fonts().small}, words.name, room);
    const bool failed = card.place == Place::failed;
    const float below =
        failed ? box.y + em * 1.6F : box.bottom() - em * (large ? 1.55F : 1.15F) - spare;
    const float inner = box.width - (left - box.x) - em * 0.3F;
    if (canvas.width(font, words.name) > room && !failed) {
        // A long name of the teacher's is worth more than the descriptor.
        return paint_block(canvas, fonts().small, {left, top, room, box.bottom() - top - em * 0.2F},
                           colours().text, words.name);
    }
    canvas.text(font, left, top, colours().text, canvas.fitted(font, words.name, room));
    if (failed) {
        return paint_block(canvas, fonts().small,
                           {left, below, inner, box.bottom() - below - em * 0.1F}, colours().faint,
                           words.detail);
    }
    ImFont* const small =
        large ? fitting_font(canvas, {fonts().text, fonts().small}, words.detail, inner)
              : fonts().small;
    canvas.text(small, left, below, colours().faint, canvas.fitted(small, words.detail, inner));
}

}  // namespace

void Canvas::text(ImFont* font, float x, float y, ImU32 colour, std::string_view words) const {
    push_font(font);
    list.AddText(at(x, y), colour, words.data(), words.data() + words.size());
    pop_font();
}

float Canvas::width(ImFont* font, std::string_view words) const {
    push_font(font);
    const float width = ImGui::CalcTextSize(words.data(), words.data() + words.size()).x;
    pop_font();
    return width;
}

float Canvas::wrapped(ImFont* font, float x, float y, ImU32 colour, std::string_view words,
                      float width, float room) const {
    push_font(font);
    const char* const end = words.data() + words.size();
    const ImVec2 size = ImGui::CalcTextSize(words.data(), end, false, width);
    pop_font();
    if (size.y > room || size.x > width + 1) return 0;
    list.AddText(font, size_of(*font), at(x, y), colour, words.data(), end, width);
    return size.y;
}

std::string Canvas::fitted(ImFont* font, std::string_view words, float room) const {
    std::string cut(words);
    if (width(font, cut) <= room) return cut;
    while (!cut.empty() && width(font, cut + "…") > room) {
        while (!cut.empty() && (cut.back() & 0xC0) == 0x80) cut.pop_back();  // a whole letter
        if (!cut.empty()) cut.pop_back();
    }
    return cut + "…";
}

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

void paint_lane(const Canvas& canvas, const BoardLane& lane, float flash) {
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
    paint_label_and_count(canvas, lane, flash);
    const std::string_view note = note_of(lane);
    const float width = canvas.width(fonts().small, note);
    if (note.empty() || width > lane.box.width - em * 1.2F) return;
    canvas.text(fonts().small, lane.box.right() - width - em * 0.7F, lane.box.bottom() - em * 1.15F,
                colours().faint, note);
}

void paint_gone(const Canvas& canvas, const Box& gone, bool empty) {
    const float em = canvas.em;
    const ImU32 colour = empty ? colours().line : colour::faded(colours().done, 0.6F);
    add_rect(canvas.list, canvas.min(gone), canvas.max(gone), colour, em * 0.5F, em * 0.06F);
    paint_label(canvas, fonts().small, gone.x + em * 0.6F, gone.y, colours().faint, "gone");
}

void paint_poll(const Canvas& canvas, const Box& box, const PollWords& words) {
    const float em = canvas.em;
    const bool asking = words.gate == PollGate::asking;
    const bool closed = words.gate == PollGate::closed;
    const ImU32 frame = asking                             ? colours().cursor
                        : words.gate == PollGate::answered ? colours().ready
                                                           : colours().arrow;
    canvas.list.AddRectFilled(canvas.min(box), canvas.max(box),
                              closed ? colours().pane : colours().card, em * 0.5F);
    add_rect(canvas.list, canvas.min(box), canvas.max(box), frame, em * 0.5F,
             em * (asking ? 0.16F : 0.09F));
    const float left = box.x + em * 0.7F;
    const float width = box.width - em * 1.1F;
    float y = box.y + em * (box.height < em * 6.5F ? 0.35F : 0.7F);
    canvas.text(fitting_font(canvas, {fonts().bold, fonts().small}, words.call, width), left, y,
                closed ? colours().faint : colours().text, words.call);
    y += em * 1.4F;
    for (const PollWords::Line& line : words.lines) {
        using Tone = PollWords::Tone;
        const bool strong = line.tone != Tone::plain;
        const ImU32 colour = line.tone == Tone::asking  ? colours().cursor
                             : line.tone == Tone::plain ? colours().faint
                                                        : colours().ready;
        const float room = box.bottom() - em * 0.2F - y;
        float used = 0;
        if (strong) used = canvas.wrapped(fonts().bold, left, y, colour, line.text, width, room);
        if (used == 0)
            used = canvas.wrapped(fonts().small, left, y, colour, line.text, width, room);
        if (used == 0) return;
        y += used + em * (strong ? 0.25F : 0.15F);
    }
}

void paint_card(const Canvas& canvas, const BoardCard& card, const CardWords& words,
                const CardLook& look) {
    if (card.size == CardSize::square) return paint_lit_square(canvas, card, look);
    const ImU32 colour = colour_of(card.place);
    const float em = canvas.em;
    const ImVec2 min = canvas.min(card.box);
    const ImVec2 max = canvas.max(card.box);
    canvas.list.AddRectFilled(min, max, colours().card, em * 0.4F);
    if (look.moved) {
        const float halo = em * 0.2F;
        canvas.list.AddRectFilled(min, max, colour::faded(colour, 0.22F), em * 0.4F);
        add_rect(canvas.list, {min.x - halo / 2, min.y - halo / 2},
                 {max.x + halo / 2, max.y + halo / 2}, colour::faded(colour, 0.4F), em * 0.5F,
                 halo);
    }
    if (look.lit) {
        const float away = em * 0.18F;
        add_rect(canvas.list, {min.x - away, min.y - away}, {max.x + away, max.y + away},
                 colours().cursor, em * 0.5F, em * 0.14F);
    }
    add_rect(canvas.list, min, max, colour, em * 0.4F, em * 0.09F);
    paint_card_words(canvas, card, words);
}

}  // namespace yieldscope
