#include "app/panels/board.h"

#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

namespace yieldscope {
namespace {

/// Everything painting needs: where the board begins on the screen, and how large its text is.
struct Canvas {
    ImDrawList& list;
    ImVec2 origin;
    float em;

    ImVec2 at(float x, float y) const { return {origin.x + x, origin.y + y}; }
    ImVec2 min(const Box& box) const { return at(box.x, box.y); }
    ImVec2 max(const Box& box) const { return at(box.right(), box.bottom()); }

    void text(ImFont* font, float x, float y, ImU32 colour, std::string_view words) const {
        push_font(font);
        list.AddText(at(x, y), colour, words.data(), words.data() + words.size());
        pop_font();
    }
    float width(ImFont* font, std::string_view words) const {
        push_font(font);
        const float width = ImGui::CalcTextSize(words.data(), words.data() + words.size()).x;
        pop_font();
        return width;
    }
    /// The words, or as many of their letters as fit and three dots.
    std::string fitted(ImFont* font, std::string words, float room) const {
        if (width(font, words) <= room) return words;
        while (!words.empty() && width(font, words + "...") > room) words.pop_back();
        return words + "...";
    }
};

std::string_view meaning_of(Place place) {
    switch (place) {
        case Place::ready: return "first in, first out";
        case Place::recv_wait: return "until there is something to read";
        case Place::send_wait: return "until there is room to write";
        default: return "";
    }
}

void draw_lane(const Canvas& canvas, const BoardLane& lane) {
    const ImU32 colour = colour_of(lane.place);
    const float em = canvas.em;
    canvas.list.AddRectFilled(canvas.min(lane.box), canvas.max(lane.box), colours().ground,
                              em * 0.5F);
    add_rect(canvas.list, canvas.min(lane.box), canvas.max(lane.box), colour, em * 0.5F,
             em * 0.08F);
    // The name stands in the frame, as on a label.
    std::string label(name_of(lane.place));
    if (const auto meaning = meaning_of(lane.place); !meaning.empty()) {
        const std::string whole = fmt::format("{}: {}", label, meaning);
        if (canvas.width(fonts().small, whole) < lane.box.width - em * 2) label = whole;
    }
    const float width = canvas.width(fonts().small, label);
    canvas.list.AddRectFilled(canvas.at(lane.box.x + em * 0.6F, lane.box.y - em * 0.5F),
                              canvas.at(lane.box.x + em * 1.2F + width, lane.box.y + em * 0.5F),
                              colours().pane);
    canvas.text(fonts().small, lane.box.x + em * 0.9F, lane.box.y - em * 0.45F, colour, label);
    std::string note;
    if (lane.hidden > 0) note = fmt::format("{} tasks, {} not drawn", lane.tasks, lane.hidden);
    else if (lane.tasks > countable_tasks) note = fmt::format("{} tasks", lane.tasks);
    else if (lane.place == Place::ready)
        note = lane.tasks == 0 ? "nobody is ready" : "next to run is on the right";
    else if (lane.place == Place::running && lane.tasks == 0) note = "nobody";
    else if (lane.tasks == 0) note = "nobody waits";
    const float note_width = canvas.width(fonts().small, note);
    canvas.text(fonts().small, lane.box.right() - note_width - em * 0.7F,
                lane.box.bottom() - em * 1.25F, colours().weak, note);
}

void draw_arrow(const Canvas& canvas, const BoardArrow& arrow) {
    const ImU32 colour = colours().arrow;
    const float thickness = canvas.em * 0.11F;
    for (std::size_t i = 1; i < arrow.count; ++i) {
        canvas.list.AddLine(canvas.at(arrow.points[i - 1].x, arrow.points[i - 1].y),
                            canvas.at(arrow.points[i].x, arrow.points[i].y), colour, thickness);
    }
    const Point tip = arrow.points[arrow.count - 1];
    const Point from = arrow.points[arrow.count - 2];
    const float size = canvas.em * 0.5F;
    const float dx = tip.x > from.x ? 1.0F : tip.x < from.x ? -1.0F : 0.0F;
    const float dy = tip.y > from.y ? 1.0F : tip.y < from.y ? -1.0F : 0.0F;
    canvas.list.AddTriangleFilled(
        canvas.at(tip.x, tip.y),
        canvas.at(tip.x - dx * size - dy * size * 0.6F, tip.y - dy * size - dx * size * 0.6F),
        canvas.at(tip.x - dx * size + dy * size * 0.6F, tip.y - dy * size + dx * size * 0.6F),
        colour);
}

void draw_poll(const Canvas& canvas, const BoardLayout& layout, const Model& now,
               const History& past) {
    const PollState& poll = now.poll();
    const Box& box = layout.poll;
    const float em = canvas.em;
    const ImU32 frame = poll.blocked ? colours().cursor : colours().arrow;
    canvas.list.AddRectFilled(canvas.min(box), canvas.max(box), colours().card, em * 0.5F);
    add_rect(canvas.list, canvas.min(box), canvas.max(box), frame, em * 0.5F,
             em * (poll.blocked ? 0.14F : 0.07F));
    const std::string call = poll.count ? fmt::format("{}()", past.text(poll.call)) : "poll";
    const bool compact = box.height < em * 6.2F;
    float y = box.y + em * (compact ? 0.35F : 0.8F);
    canvas.text(fonts().bold, box.x + em * 0.8F, y, colours().text, call);
    y += em * 1.45F;
    const auto line = [&](ImU32 colour, const std::string& words) {
        if (y + em > box.bottom()) return;
        canvas.text(fonts().small, box.x + em * 0.8F, y, colour, words);
        y += em * 1.2F;
    };
    if (now.alive() == 0) return line(colours().faint, "there is no task");
    const std::size_t waiting = now.count(Place::recv_wait) + now.count(Place::send_wait);
    if (poll.blocked) {
        line(colours().cursor, "the loop sleeps here");
        line(colours().faint, fmt::format("{} watched", poll.watched));
        return;
    }
    if (poll.to_wake > 0) {
        line(colours().ready, fmt::format("answered: {} ready", poll.ready));
        return line(colours().faint, fmt::format("{} to be woken", poll.to_wake));
    }
    if (now.count(Place::ready) > 0 || now.running() != 0) {
        line(colours().faint, "not asked:");
        line(colours().ready, now.count(Place::ready) > 0 ? "tasks are ready" : "a task runs");
    } else {
        line(colours().faint, "nobody is ready:");
        line(colours().faint, "asked next");
    }
    if (!compact) line(colours().faint, fmt::format("{} would be watched", waiting));
    if (poll.count > 0) line(colours().faint, fmt::format("last time {} ready", poll.ready));
}

std::string second_line(const TaskState& task, const History& past) {
    if (task.fd < 0) return fmt::format("{} turns", task.turns);
    if (task.listens) return fmt::format("fd {} listens", task.fd);
    const std::string_view address = past.text(task.address);
    return fmt::format("fd {} {}", task.fd,
                       address.substr(std::min(address.rfind(':'), address.size())));
}

/// `lit`: somebody points at it. `moved`: it is the one that something just happened to.
void draw_card(const Canvas& canvas, const BoardCard& card, const TaskState& task, const Model& now,
               const History& past, bool lit, bool moved) {
    const ImU32 colour = colour_of(card.place);
    const float em = canvas.em;
    const ImVec2 min = canvas.min(card.box);
    const ImVec2 max = canvas.max(card.box);
    if (card.size == CardSize::square) {
        canvas.list.AddRectFilled(min, max,
                                  lit     ? colours().cursor
                                  : moved ? colours().text
                                          : colour);
        return;
    }
    canvas.list.AddRectFilled(min, max, colours().card, em * 0.4F);
    if (moved) {
        const float halo = em * 0.2F;
        canvas.list.AddRectFilled(min, max, colour::faded(colour, 0.22F), em * 0.4F);
        add_rect(canvas.list, {min.x - halo / 2, min.y - halo / 2},
                 {max.x + halo / 2, max.y + halo / 2}, colour::faded(colour, 0.4F), em * 0.5F,
                 halo);
    }
    if (lit)
        add_rect(canvas.list, {min.x - 3, min.y - 3}, {max.x + 3, max.y + 3}, colours().cursor,
                 em * 0.5F, em * 0.12F);
    add_rect(canvas.list, min, max, colour, em * 0.4F, em * 0.08F);
    const bool full = card.size == CardSize::full;
    const bool number = card.size == CardSize::number;
    const float left = card.box.x + em * (number ? 0.25F : 0.5F);
    const float room = card.box.width - em * (number ? 0.4F : 1.6F);  // beside the shape
    std::string label = past.label(task.id, now);
    if (number) {
        const auto digits = label.find('#');
        if (digits != std::string::npos) label.erase(0, digits);
        else if (task.fd >= 0) label = fmt::format("fd {}", task.fd);
    }
    ImFont* font = full && canvas.width(fonts().bold, label) <= room ? fonts().bold : fonts().small;
    const float top = full ? em * 0.4F : (card.box.height - size_of(*fonts().small)) / 2;
    canvas.text(font, left, card.box.y + top, colours().text, canvas.fitted(font, label, room));
    if (number) return;  // no room for its shape: the lane has it
    if (full) {
        canvas.text(fonts().small, left, card.box.y + em * 1.75F, colours().faint,
                    canvas.fitted(fonts().small, second_line(task, past), room + em));
    }
    draw_shape(canvas.list, card.place,
               canvas.at(card.box.right() - em * 0.7F,
                         card.box.y + (full ? em * 0.9F : card.box.height / 2)),
               em * 0.7F, colour);
}

}  // namespace

void BoardPanel::draw(const Model& now, const History& past, Selection& selection) {
    caption(title, help);
    const float em = ImGui::GetFontSize();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const ImVec2 origin = ImGui::GetCursorScreenPos();
    const Canvas canvas{
        *ImGui::GetWindowDrawList(), {origin.x + em * 0.3F, origin.y + em * 0.7F}, em};
    const BoardLayout layout = board_layout(now, room.x - em * 0.6F, room.y - em * 1.2F, em);

    for (const BoardArrow& arrow : layout.arrows) draw_arrow(canvas, arrow);
    for (const BoardLane& lane : layout.lanes) draw_lane(canvas, lane);
    draw_poll(canvas, layout, now, past);
    for (const BoardCard& card : layout.cards) {
        const TaskState* task = now.find(card.task);
        if (!task) continue;
        draw_card(canvas, card, *task, now, past, selection.lit(card.task),
                  card.task == now.last().task);
    }

    ImGui::InvisibleButton("board", {std::max(room.x, 1.0F), std::max(room.y, 1.0F)});
    note_widget("board", title);
    if (!ImGui::IsItemHovered()) return;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const Point point{mouse.x - canvas.origin.x, mouse.y - canvas.origin.y};
    const auto under =
        std::find_if(layout.cards.begin(), layout.cards.end(), [&](const BoardCard& card) {
            return card.box.contains({point.x, point.y, 0, 0});
        });
    if (under != layout.cards.end()) {
        selection.hover(under->task);
        if (const TaskState* task = now.find(under->task)) {
            ImGui::SetTooltip("%s  %s", past.label(task->id, now).c_str(),
                              second_line(*task, past).c_str());
        }
    }
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left))
        selection.selected = under != layout.cards.end() ? under->task : 0;
}

}  // namespace yieldscope
