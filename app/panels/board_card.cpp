// What is written on a card, in as much room as it has: who it is before all else.
// Lives on the UI thread.
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/panels/board_paint.h"

#include <algorithm>
#include <cfloat>

namespace yieldscope {
namespace {

/// A square among thousands: a ring around it leads the eye there.
void paint_lit_square(const Canvas& canvas, const BoardCard& card, const CardLook& look) {
    const ImU32 colour = look.lit ? colours().cursor : colours().text;
    canvas.list.AddRectFilled(canvas.min(card.box), canvas.max(card.box), colour);
    const float radius = std::max(canvas.em * 0.45F, card.box.width);
    canvas.list.AddCircle(canvas.at(card.box.centre()), radius + canvas.em * 0.08F,
                          colours().ground, 0, canvas.em * 0.22F);
    canvas.list.AddCircle(canvas.at(card.box.centre()), radius, colour, 0, canvas.em * 0.1F);
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

/// In one line with the shape beside it: where a card has room for no more than that.
void paint_number(const Canvas& canvas, const BoardCard& card, const CardWords& words) {
    const float em = canvas.em;
    const Box& box = card.box;
    const float shape = em * (box.width >= em * 3.2F ? 0.6F : 0.5F);
    const float room = box.width - em * 0.3F;
    const float beside = shape + em * 0.1F;
    const auto fits = [&](std::string_view label) {
        return canvas.width(fonts().small, label) <= room - beside;
    };
    // One way for all in a lane: of an "echo#7" the number, though the short ones had more room.
    std::string label = words.number.starts_with('#') ? words.number : words.name;
    if (!fits(label)) label = words.number;
    // Where the lane is full the # goes, from all numbers of that length alike.
    if (label.starts_with('#') && !fits(std::string(label.size() - 1, '0') + '#'))
        label.erase(0, 1);
    ImFont* const font = canvas.fitting_font({fonts().text, fonts().small}, label,
                                             box.height > em * 1.45F ? room - beside : 0);
    label = canvas.fitted(font, label, room - beside);
    const float width = canvas.width(font, label) + beside;
    const float left = box.x + (box.width - width) / 2;
    canvas.text(font, left, box.y + (box.height - size_of(*font)) / 2, colours().text, label);
    draw_shape(canvas.list, card.place, canvas.at(left + width - shape / 2, box.centre().y), shape,
               colour_of(card.place));
}

/// A name that is too long for a line, on two: its end is on the second. Returns what is below.
float paint_parted_name(const Canvas& canvas, const BoardCard& card, std::string_view name,
                        float left, float top, float width) {
    const float em = canvas.em;
    const float shape = em * 0.7F;
    const float line = size_of(*fonts().small) * 1.05F;
    const std::size_t tail = tail_of(name);
    const std::string_view end = name.substr(tail);
    const float end_room = width - shape - em * 0.15F;
    if (end.empty()) {
        paint_block(canvas, fonts().small, {left, top, end_room, line * 2.1F}, colours().text,
                    std::string(name));
    } else {
        canvas.text(fonts().small, left, top, colours().text,
                    canvas.fitted(fonts().small, name.substr(0, tail), width));
        canvas.text(fonts().small, left, top + line, colours().text,
                    canvas.fitted(fonts().small, end, end_room));
    }
    draw_shape(canvas.list, card.place, canvas.at(left + width - shape / 2, top + line * 1.5F),
               shape, colour_of(card.place));
    return top + line * 2.05F;
}

void paint_name(const Canvas& canvas, const BoardCard& card, const CardWords& words) {
    const float em = canvas.em;
    const Box& box = card.box;
    const float shape = em * 0.7F;
    float left = box.x + em * 0.5F;
    float room = box.right() - em * 0.6F - shape - left;
    const bool long_name = canvas.width(fonts().small, words.name) > room;
    if (long_name && box.height > em * 1.95F) {
        const float top = box.y + (box.height - size_of(*fonts().small) * 2.1F) / 2;
        paint_parted_name(canvas, card, words.name, box.x + em * 0.35F, top, box.width - em * 0.6F);
        return;
    }
    std::string_view name = words.name;
    if (long_name) {
        left = box.x + em * 0.3F;
        room = box.right() - em * 0.4F - shape - left;
        // What is whole says more than what is cut.
        if (canvas.width(fonts().small, name) > room) name = words.number;
    }
    // One size for all in a lane: the one that suits a name of usual length.
    const bool usual = canvas.width(fonts().text, "echo#00") <= room;
    ImFont* const font = canvas.fitting_font({fonts().text, fonts().small}, name,
                                             usual && box.height > em * 1.65F ? room : 0);
    canvas.text(font, left, box.y + (box.height - size_of(*font)) / 2, colours().text,
                canvas.fitted_before(font, name, tail_of(name), room));
    draw_shape(canvas.list, card.place,
               canvas.at(box.right() - em * 0.25F - shape / 2, box.centre().y), shape,
               colour_of(card.place));
}

/// One that failed says why, in as many lines as there are.
void paint_reason(const Canvas& canvas, const BoardCard& card, const CardWords& words) {
    const float em = canvas.em;
    const Box& box = card.box;
    const float shape = em * 0.7F;
    const float left = box.x + em * 0.4F;
    const float width = box.width - em * 0.6F;
    float below = box.y + em * 1.6F;
    if (ImFont* const font = canvas.fitting_font({fonts().bold, fonts().small}, words.name,
                                                 width - shape - em * 0.2F);
        canvas.width(font, words.name) <= width - shape - em * 0.2F) {
        canvas.text(font, left, box.y + em * 0.3F, colours().text, words.name);
        draw_shape(canvas.list, card.place, canvas.at(left + width - shape / 2, box.y + em * 0.85F),
                   shape, colour_of(card.place));
    } else {
        below = paint_parted_name(canvas, card, words.name, left, box.y + em * 0.25F, width);
    }
    paint_block(canvas, fonts().small, {left, below, width, box.bottom() - below - em * 0.1F},
                colours().faint, words.detail);
}

void paint_card_words(const Canvas& canvas, const BoardCard& card, const CardWords& words) {
    if (card.size == CardSize::number) return paint_number(canvas, card, words);
    if (card.size == CardSize::name) return paint_name(canvas, card, words);
    if (card.place == Place::failed) return paint_reason(canvas, card, words);
    const float em = canvas.em;
    const Box& box = card.box;
    const bool large = card.size == CardSize::large;
    const float shape = em * (large ? 1.1F : 0.7F);
    const float left = box.x + em * (large ? 0.7F : 0.5F);
    const float room = box.right() - em * 0.4F - shape - em * 0.3F - left;
    const float spare = std::max(0.0F, box.height - em * (large ? 4.0F : 2.6F)) / 4;
    const float top = box.y + em * (large ? 0.45F : 0.3F) + spare;
    draw_shape(canvas.list, card.place,
               canvas.at(box.right() - em * 0.4F - shape / 2, top + em * (large ? 0.75F : 0.55F)),
               shape, colour_of(card.place));
    ImFont* const font =
        large ? canvas.fitting_font({fonts().large, fonts().bold, fonts().small}, words.name, room)
              : canvas.fitting_font({fonts().bold, fonts().small}, words.name, room);
    const float below = box.bottom() - em * (large ? 1.55F : 1.15F) - spare;
    const float inner = box.width - (left - box.x) - em * 0.3F;
    const std::size_t tail = tail_of(words.name);
    if (canvas.width(font, words.name) > room && tail == words.name.size()) {
        // A long name of the teacher's is worth more than the descriptor.
        return paint_block(canvas, fonts().small, {left, top, room, box.bottom() - top - em * 0.2F},
                           colours().text, words.name);
    }
    canvas.text(font, left, top, colours().text,
                canvas.fitted_before(font, words.name, tail, room));
    ImFont* const small =
        large ? canvas.fitting_font({fonts().text, fonts().small}, words.detail, inner)
              : fonts().small;
    canvas.text(small, left, below, colours().faint, canvas.fitted(small, words.detail, inner));
}
}  // namespace

void Canvas::text(ImFont* font, float x, float y, ImU32 colour, std::string_view words) const {
    push_font(font);
    draw_text(list, at(x, y), colour, words);
    pop_font();
}

float Canvas::width(ImFont* font, std::string_view words) const {
    push_font(font);
    const float width = measure(words).x;
    pop_font();
    return width;
}

float Canvas::wrapped(ImFont* font, float x, float y, ImU32 colour, std::string_view words,
                      float width, float room) const {
    push_font(font);
    const AsDrawn drawn(words, width);
    const ImVec2 size = ImGui::CalcTextSize(drawn.begin(), drawn.end(), false, width);
    pop_font();
    if (size.y > room || size.x > width + 1) return 0;
    list.AddText(font, size_of(*font), at(x, y), colour, drawn.begin(), drawn.end(), width);
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

std::string Canvas::fitted_before(ImFont* font, std::string_view words, std::size_t tail,
                                  float room) const {
    const std::string_view end = words.substr(tail);
    if (end.empty() || width(font, words) <= room) return fitted(font, words, room);
    std::string cut = fitted(font, words.substr(0, tail), room - width(font, end));
    cut += end;
    return width(font, cut) <= room ? cut : fitted(font, words, room);
}

ImFont* Canvas::fitting_font(std::initializer_list<ImFont*> candidates, std::string_view words,
                             float room) const {
    for (ImFont* font : candidates) {
        if (width(font, words) <= room) return font;
    }
    return *(candidates.end() - 1);
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

float longest_name(const Model& now, const History& past) {
    constexpr std::size_t most = 64;  // with more there is no room for names anyway
    if (now.alive() > most) return 0;
    float longest = 0;
    const auto look_at = [&](const TaskState& task) {
        longest = std::max(longest, width_in(*fonts().bold, past.label(task.id, now)));
    };
    for (const Place place : {Place::ready, Place::running, Place::recv_wait, Place::send_wait}) {
        for (const TaskState* task = now.first(place); task; task = now.after(*task))
            look_at(*task);
    }
    for (const TaskState& task : now.ended()) look_at(task);
    return longest / size_of(*fonts().text);
}

}  // namespace yieldscope
