#include "app/panels/narration.h"

#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {
namespace {

constexpr std::string_view first_hint =
    "Paused before the first step.  F10: one turn.   . : one event.   Space: run.   ? : all keys.";

constexpr std::string_view punctuation = ".,:;";

/// Does the text begin with that name, which may have spaces in it, as a whole?
bool begins_with_name(std::string_view text, std::string_view name) {
    if (name.empty() || !text.starts_with(name)) return false;
    text.remove_prefix(name.size());
    return text.empty() || text.front() == ' ' || punctuation.find(text.front()) != text.npos;
}

/// The colour of a word that names a place.
ImU32 colour_of_word(std::string_view word) {
    while (!word.empty() && punctuation.find(word.back()) != std::string_view::npos)
        word.remove_suffix(1);
    if (word == "recv_wait" || word.starts_with("recv(")) return colours().recv_wait;
    if (word == "send_wait" || word.starts_with("send(")) return colours().send_wait;
    return colours().text;
}

struct Word {
    std::string_view text;
    ImU32 colour;
};

/// Words of one text, with a space between them. What stands between two that are read from right
/// to left is turned around with them.
void draw_line(ImVec2 at, std::span<const Word> words) {
    const float space = measure(" ").x;
    const auto is_turned = [](const Word& word) { return turns_around(word.text); };
    const auto last = std::find_if(words.rbegin(), words.rend(), is_turned).base();
    for (auto word = words.begin(); word != words.end(); ++word) {
        const char* const begin = word->text.data();
        const ImU32 colour = word->colour;
        if (word < last && is_turned(*word)) word = last - 1;
        const std::string_view text(begin, word->text.data() + word->text.size());
        draw_text(*ImGui::GetWindowDrawList(), at, colour, text);
        at.x += measure(text).x + space;
    }
}

/// A sentence, wrapped between words, each in its own colour.
void draw_sentence(ImFont* font, std::string_view text, std::string_view label,
                   ImU32 label_colour) {
    push_font(font);
    const float right = ImGui::GetCursorScreenPos().x + ImGui::GetContentRegionAvail().x;
    const float space = measure(" ").x;
    float x = ImGui::GetCursorScreenPos().x;
    const float left = x;
    float y = ImGui::GetCursorScreenPos().y;
    std::vector<Word> line;
    ImU32 inside = 0;         // a word that goes on over its space, as "recv(fd 12)" does
    std::size_t of_name = 0;  // bytes of the task's name that are still to come
    while (!text.empty()) {
        if (begins_with_name(text, label)) of_name = label.size();
        const auto end = std::min(text.find(' '), text.size());
        const std::string_view word = text.substr(0, end);
        const ImVec2 size = measure(word);
        if (x + size.x > right && x > left) {
            draw_line({left, y}, line);
            line.clear();
            x = left;
            y += ImGui::GetTextLineHeight() * 1.15F;
        }
        const ImU32 colour = inside ? inside : of_name > 0 ? label_colour : colour_of_word(word);
        line.push_back({word, colour});
        const bool opens = of_name == 0 && word.find('(') != std::string_view::npos &&
                           word.find(')') == std::string_view::npos;
        if (opens) inside = colour;
        else if (word.find(')') != std::string_view::npos) inside = 0;
        if (of_name > 0) note_area("sentence_name", word, {x, y}, {x + size.x, y + size.y});
        x += size.x + space;
        of_name -= std::min(of_name, end + 1);
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    draw_line({left, y}, line);
    ImGui::Dummy({right - left, y + ImGui::GetTextLineHeight() - ImGui::GetCursorScreenPos().y});
    pop_font();
}

/// Why the loop stands still here, if a breakpoint made it; empty if none did.
std::string why_here(const History& past, std::optional<std::uint64_t> shown) {
    const BreakHit& hit = past.live().break_hit();
    if (hit.number == 0 || shown != hit.event) return "";
    for (const BreakpointState& breakpoint : past.live().breakpoints()) {
        if (breakpoint.number != hit.number) continue;
        return fmt::format("Breakpoint {} stopped it here: {}.  Space: go on.", hit.number,
                           past.breakpoint_words(breakpoint.words));
    }
    return fmt::format("Breakpoint {} stopped it here.  Space: go on.", hit.number);
}

/// Before the sentence: a shape and a colour for every kind of event, the same as on the board.
struct Mark {
    enum class Shape { place, poll, loop } shape = Shape::loop;
    ImU32 colour = 0;
    Place place = Place::ready;
    std::string_view name = {};  ///< for the widget
};

Mark mark_of_place(Place place) {
    return {Mark::Shape::place, colour_of(place), place, name_of(place)};
}

/// `task` is the event's own, if it has one that is known.
Mark mark_of(const Event& event, const TaskState* task, bool has_error) {
    constexpr auto loop = Mark::Shape::loop;
    switch (event.kind) {
        case EventKind::failed:
        case EventKind::refused: return mark_of_place(Place::failed);
        case EventKind::finished: return mark_of_place(Place::finished);
        case EventKind::cancelled: return mark_of_place(Place::cancelled);
        case EventKind::received:
        case EventKind::sent:
            if (has_error) return mark_of_place(Place::failed);
            break;
        case EventKind::polling:
            return {Mark::Shape::poll, colours().cursor, Place::ready, "asking"};
        case EventKind::polled:
            return {Mark::Shape::poll, colours().ready, Place::ready, "answered"};
        default: break;
    }
    if (task) return mark_of_place(task->place);
    return {loop, event.kind == EventKind::printed ? colours().text : colours().faint, Place::ready,
            "loop"};
}

/// The poll is a gate, as on the board; the loop itself a ring.
void draw_mark(const Mark& mark, ImVec2 centre, float em) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float r = em * 0.5F;
    switch (mark.shape) {
        case Mark::Shape::place:
            draw_shape(list, mark.place, centre, em * 1.1F, mark.colour);
            break;
        case Mark::Shape::poll:
            add_rect(list, {centre.x - r, centre.y - r}, {centre.x + r, centre.y + r}, mark.colour,
                     em * 0.2F, em * 0.14F);
            break;
        case Mark::Shape::loop: list.AddCircle(centre, r * 0.8F, mark.colour, 0, em * 0.14F); break;
    }
    note_area("sentence_mark", mark.name, {centre.x - r, centre.y - r},
              {centre.x + r, centre.y + r});
}

/// What to say where there is no event to speak of.
std::string beginning(const History& past) {
    if (past.begin() == 0) return "Nothing has happened yet.";
    if (past.begin() == 1) return "History begins here: one event before is forgotten.";
    return fmt::format("History begins here: the {} events before are forgotten.",
                       grouped(past.begin()));
}

}  // namespace

void NarrationPanel::draw(const Model& now, const History& past, const Player& player) {
    const float em = ImGui::GetFontSize();
    const auto number = player.shown_event();
    const Event* event = number ? &past.event(*number) : nullptr;
    const TaskState* task = event ? now.find(event->task) : nullptr;
    const Mark mark = event ? mark_of(*event, task, !past.text(event->text).empty()) : Mark{};
    const bool hint = now.turns() == 0 && player.state() == PlayState::paused;

    const ImVec2 origin = ImGui::GetCursorScreenPos();
    if (event) draw_mark(mark, {origin.x + em * 0.8F, origin.y + em * 0.85F}, em);
    ImGui::SetCursorScreenPos({origin.x + em * 2, origin.y});
    ImGui::BeginGroup();
    const std::string label = task ? past.label(task->id, now) : std::string();
    const std::string said = event ? sentence(*event, now, past.log()) : beginning(past);
    draw_sentence(fonts().large, said, label, mark.colour);
    note_widget("sentence", said);
    tooltip(help);
    const std::string hit = why_here(past, number);
    if (!hit.empty()) {
        paragraph("break_hit", fonts().text, colours().failed, hit);
    } else if (const std::string age = age_text(player.turn_s()); !age.empty() && player.live()) {
        paragraph("long_turn", fonts().text, colours().failed,
                  fmt::format("{} has been running for {} and has not yielded: until it does, "
                              "nobody else runs.",
                              past.label(now.running(), now), age));
    } else if (hint) {
        paragraph("", fonts().text, colours().cursor, first_hint);
    } else {
        const TaskState* next = now.running() ? now.find(now.running()) : now.first(Place::ready);
        const bool ends = player.recorded() && player.cursor() == past.size();
        draw_sentence(fonts().text, ends ? "Here the recording ends." : what_next(now, past.log()),
                      next ? past.label(next->id, now) : std::string(),
                      next ? colour_of(next->place) : colours().text);
    }
    ImGui::EndGroup();
}

}  // namespace yieldscope
