#include "app/panels/board.h"

#include "app/focus.h"
#include "app/gui.h"
#include "app/panels/board_paint.h"
#include "app/panels/board_words.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {
namespace {

/// The ways that the last event went, and in which state's colour.
struct LastWay {
    std::array<std::optional<Way>, 2> ways;
    ImU32 colour = 0;

    bool has(Way way) const { return ways[0] == way || ways[1] == way; }
};

LastWay last_way(const Model& now) {
    const Event& event = now.last();
    const bool recv = event.reason == Reason::recv;
    switch (event.kind) {
        case EventKind::resumed: return {{Way::ready_to_running}, colours().running};
        case EventKind::parked:
            return recv ? LastWay{{Way::running_to_recv_wait}, colours().recv_wait}
                        : LastWay{{Way::running_to_send_wait}, colours().send_wait};
        case EventKind::yielded:
            if (event.reason == Reason::turn) return {{Way::running_to_ready}, colours().ready};
            return {};
        case EventKind::finished: return {{Way::running_to_gone}, colours().done};
        case EventKind::failed: return {{Way::running_to_gone}, colours().failed};
        case EventKind::polling:
            return {
                {now.count(Place::recv_wait) ? std::optional(Way::recv_wait_to_poll) : std::nullopt,
                 now.count(Place::send_wait) ? std::optional(Way::send_wait_to_poll)
                                             : std::nullopt},
                colours().cursor};
        case EventKind::woken:
            // With the last one that is woken the poll closes behind it.
            if (now.poll().to_wake == 0) return {{Way::poll_to_ready}, colours().ready};
            return {{recv ? Way::recv_wait_to_poll : Way::send_wait_to_poll, Way::poll_to_ready},
                    colours().ready};
        default: return {};
    }
}

/// How every way looks now.
std::array<ArrowLook, way_count> arrow_looks(const Model& now) {
    const LastWay last = last_way(now);
    const bool closed = poll_gate(now) == PollGate::closed && now.alive() > 0;
    std::array<ArrowLook, way_count> looks{};
    for (std::size_t i = 0; i < way_count; ++i) {
        const Way way = static_cast<Way>(i);
        const bool lit = last.has(way);
        const bool to_poll = way == Way::recv_wait_to_poll || way == Way::send_wait_to_poll;
        looks[i] = {.colour = lit ? last.colour : colours().arrow,
                    .lit = lit,
                    .closed = to_poll && closed && !lit};
    }
    return looks;
}

void paint_arrows(const Canvas& canvas, const BoardLayout& layout, const Model& now) {
    const auto looks = arrow_looks(now);
    for (const bool lit : {false, true}) {  // those that are lit lie on top
        for (std::size_t i = 0; i < way_count; ++i) {
            if (looks[i].lit == lit) paint_arrow(canvas, layout.arrows[i], looks[i]);
        }
    }
}

/// What the layout places, and the square of the one that something just happened to.
std::vector<BoardCard> cards_to_follow(const BoardLayout& layout, const Model& now) {
    std::vector<BoardCard> cards = layout.cards;
    if (const auto square = square_of(layout, now, now.last().task)) cards.push_back(*square);
    return cards;
}

/// What there was room to say.
struct Painted {
    std::array<std::string_view, 4> labels;
    std::string gone;
    std::string poll;
};

void note_board(const Canvas& canvas, const BoardLayout& layout,
                const std::vector<BoardCard>& cards, const Model& now, const History& past,
                const Painted& painted) {
    if (!recording_widgets()) return;
    for (const BoardLane& lane : layout.lanes) {
        constexpr std::array ids{"lane:ready", "lane:running", "lane:recv_wait", "lane:send_wait"};
        const auto index = static_cast<std::size_t>(lane.place);
        note_area(ids[index], fmt::format("{}", lane.tasks), canvas.min(lane.box),
                  canvas.max(lane.box));
        note_area(fmt::format("label:{}", ids[index] + 5), painted.labels[index],
                  canvas.min(lane.box), canvas.max(lane.box));
    }
    constexpr std::array ways{"ready_to_running",  "running_to_recv_wait", "running_to_send_wait",
                              "running_to_ready",  "running_to_gone",      "recv_wait_to_poll",
                              "send_wait_to_poll", "poll_to_ready"};
    const auto looks = arrow_looks(now);
    for (std::size_t i = 0; i < way_count; ++i) {
        const ImVec2 tip = canvas.at(layout.arrows[i].tip());
        note_area(fmt::format("way:{}", ways[i]),
                  looks[i].lit      ? "lit"
                  : looks[i].closed ? "closed"
                                    : "open",
                  tip, tip);
    }
    if (const TaskState* next = now.first(Place::ready)) {
        const Box head = layout.lane(Place::ready).grid.cell(0);
        note_area("next", past.label(next->id, now), canvas.min(head), canvas.max(head));
    }
    note_area("poll", painted.poll, canvas.min(layout.poll), canvas.max(layout.poll));
    note_area("gone", painted.gone, canvas.min(layout.gone), canvas.max(layout.gone));
    for (const BoardCard& card : cards) {
        note_area(fmt::format("task:{}", card.task), past.label(card.task, now),
                  canvas.min(card.box), canvas.max(card.box));
    }
}

/// All that are alive, place by place.
std::vector<TaskId> tasks_in_order(const Model& now) {
    std::vector<TaskId> all;
    all.reserve(now.alive());
    for (const Place place : {Place::ready, Place::running, Place::recv_wait, Place::send_wait}) {
        for (const TaskState* task = now.first(place); task; task = now.after(*task))
            all.push_back(task->id);
    }
    return all;
}

}  // namespace

void BoardPanel::draw(const Model& now, const History& past, Selection& selection,
                      const Player& player, const Settings& settings) {
    caption(title, help);
    const float em = ImGui::GetFontSize();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const ImVec2 corner = ImGui::GetCursorScreenPos();
    // On whole pixels: there is a task on every one when there are thousands.
    const Canvas canvas{*ImGui::GetWindowDrawList(),
                        {std::round(corner.x + em * 0.3F), std::round(corner.y + em * 0.55F)},
                        em};
    const float width = room.x - em * 0.6F;
    const float height = room.y - em * 0.7F;
    const BoardLayout layout = board_layout(now, width, height, em, longest_name(now, past));
    motion_.update(layout, cards_to_follow(layout, now), now,
                   {.cursor = player.cursor(),
                    .width = width,
                    .height = height,
                    .em = em,
                    .seconds = ImGui::GetIO().DeltaTime,
                    .reduced = settings.reduced_motion});
    if (motion_.moves()) request_frame();
    const std::vector<BoardCard>& cards = motion_.cards();

    paint_arrows(canvas, layout, now);
    Painted painted;
    for (const BoardLane& lane : layout.lanes) {
        painted.labels[static_cast<std::size_t>(lane.place)] =
            paint_lane(canvas, lane, motion_.flash(lane.place));
    }
    paint_next(canvas, layout.lane(Place::ready));
    painted.gone = paint_gone(canvas, layout.gone, now.gone(), layout.gone_shown == now.gone());
    painted.poll = paint_poll(canvas, layout.poll, poll_words(now, past, age_s_));
    for (const TaskId task : {selection.selected, selection.hovered}) {
        if (const auto square = square_of(layout, now, task))
            paint_card(canvas, *square, {}, {true});
    }
    for (const BoardCard& card : cards) {
        const TaskState* task = now.find(card.task);
        if (!task) continue;
        paint_card(canvas, card, card_words(*task, now, past),
                   {.lit = selection.lit(card.task), .moved = card.task == now.last().task});
    }
    note_board(canvas, layout, cards, now, past, painted);

    ImGui::InvisibleButton("board", {std::max(room.x, 1.0F), std::max(room.y, 1.0F)});
    note_widget("board", title);
    if (const int by = focus_area()) {
        selection.walk(tasks_in_order(now), by);
    }
    if (!ImGui::IsItemHovered()) return;
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const TaskId under =
        task_at(layout, cards, now, {mouse.x - canvas.origin.x, mouse.y - canvas.origin.y});
    if (const TaskState* task = now.find(under)) {
        selection.hover(under);
        tooltip(task_tooltip(*task, now, past));
    }
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left)) selection.selected = under;
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Right) && under != 0)
        selection.selected = selection.menu = under;
}

bool BoardPanel::update(const Model& now, bool newest, double now_s) {
    const PollState& poll = now.poll();
    if (poll.count != asked_count_) asked_s_ = now_s;
    asked_count_ = poll.count;
    age_s_ = poll.blocked && newest ? now_s - asked_s_ : 0;
    std::string words = asked_words(age_s_);
    const bool says_else = words != asked_words_;
    asked_words_ = std::move(words);
    return says_else;
}

}  // namespace yieldscope
