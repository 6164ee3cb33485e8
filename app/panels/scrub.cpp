#include "app/panels/scrub.h"

#include "app/budget_text.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/keys.h"
#include "app/letters.h"
#include "app/panels/scrub_words.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace yieldscope {
namespace {

constexpr float margin = 0.8F;  // beside the strip's content, in units of the text height
constexpr float button_height = 1.25F;
constexpr float track_share = 0.33F;  // of the width, that the words leave to the track at least
constexpr float mark_reach = 0.4F;    // how near the mouse has to be
constexpr double rest_s = 0.25;       // until the event under the mouse is explained

float text_width(std::string_view text) { return measure(text).x; }

/// The buttons at the right end: from mark to mark, a new one, all of them; and files.
struct StripButton {
    Action action;  ///< close: it opens the list
    std::string_view id;
    std::string label;
    std::string_view hint = {};
    std::string_view icon = {};
};

std::array<StripButton, 5> strip_buttons(int detail, const History& past, const Player& player) {
    const std::size_t count = past.live().bookmarks().size();
    const std::string list = count ? fmt::format("List {}", count) : "List";
    return {StripButton{Action::previous_mark, "previous_mark", "", "", "<"},
            StripButton{Action::next_mark, "next_mark", "", "", ">"},
            StripButton{Action::bookmark, "bookmark", detail < 3 ? "Bookmark" : "Mark",
                        detail < 4 ? keys_of(Action::bookmark, player.presenting()) : ""},
            StripButton{Action::close, "bookmarks", list},
            StripButton{Action::recordings, "recordings", "File",
                        detail < 3 ? binding_of(Action::recordings).keys : ""}};
}

ButtonLook look_of(std::string_view hint, std::string_view icon = {}) {
    return {.icon = icon,
            .hint = hint,
            .compact = true,
            .height = ImGui::GetFontSize() * button_height};
}

float gap() { return ImGui::GetFontSize() * 0.3F; }

/// Each has a slot, the list one for as many bookmarks as anybody makes.
float width_of(const StripButton& one) {
    const bool list = one.action == Action::close;
    const std::string_view label = list ? "List 99" : std::string_view(one.label);
    return button_width(label, look_of(one.hint, one.icon));
}

float width_of_buttons(int detail, const History& past, const Player& player) {
    float sum = 0;
    for (const StripButton& one : strip_buttons(detail, past, player)) sum += width_of(one) + gap();
    return sum;
}

float width_of(const StripWords& words) {
    const float button =
        words.button.empty() ? 0 : button_width(words.button, look_of(words.hint)) + gap() * 2;
    return text_width(words.text) + button;
}

/// The same whatever is said, so that neither track nor buttons move under the mouse.
float width_of_words(int detail) {
    return std::max(width_of(usual_strip_words(Band::past, detail)),
                    width_of(usual_strip_words(Band::none, detail)));
}

/// As high as the strip is: where something of `height` is in its middle.
float centred(float height) { return (ImGui::GetWindowHeight() - height) / 2; }

ImU32 ground_of(Band band) {
    switch (band) {
        case Band::none: return colours().pane;
        case Band::past: return colours().cursor;
        case Band::recording: return colours().ready;
    }
    return colours().pane;
}

std::string_view name_of(Marked::Kind kind) {
    switch (kind) {
        case Marked::Kind::failure: return "failure";
        case Marked::Kind::stop: return "stop";
        case Marked::Kind::bookmark: return "bookmark";
    }
    return "";
}

/// A cross, a diamond, or a triangle that points at its moment.
void draw_mark(Marked mark, ImVec2 centre, float r) {
    ImDrawList& list = *ImGui::GetWindowDrawList();
    switch (mark.kind) {
        case Marked::Kind::failure:
            draw_shape(list, Place::failed, centre, r * 1.7F, colours().failed);
            break;
        case Marked::Kind::stop:
            list.AddQuadFilled({centre.x - r * 0.8F, centre.y}, {centre.x, centre.y - r},
                               {centre.x + r * 0.8F, centre.y}, {centre.x, centre.y + r},
                               colours().send_wait);
            break;
        case Marked::Kind::bookmark:
            list.AddTriangleFilled({centre.x - r, centre.y - r}, {centre.x + r, centre.y - r},
                                   {centre.x, centre.y + r}, colours().cursor);
            break;
    }
    if (!recording_widgets()) return;
    note_area(fmt::format("mark:{}:{}", name_of(mark.kind), mark.moment), "",
              {centre.x - r, centre.y - r}, {centre.x + r, centre.y + r});
}

/// Where many would be on top of each other, one stands for them: the search goes on where the next
/// can be told from it.
void draw_marks(MarkKind mark, Marked::Kind kind, const Track& track, const History& past, float y,
                float r) {
    const float step = std::max(1.0F, r * 0.7F);
    auto number = past.marks().next(mark, track.begin);
    while (number) {
        const float x = track.x_of(*number + 1);
        draw_mark({kind, *number + 1}, {x, y}, r);
        const std::uint64_t apart = track.moment_at(x + step);
        if (x + step > track.left + track.width) return;
        number = past.marks().next(mark, std::max(*number + 1, apart));
    }
}

}  // namespace

float Track::x_of(std::uint64_t moment) const {
    if (end <= begin) return left + width;
    const double share = static_cast<double>(moment - begin) / static_cast<double>(end - begin);
    return left + width * static_cast<float>(share);
}

std::uint64_t Track::moment_at(float x) const {
    const double share = std::clamp(static_cast<double>((x - left) / width), 0.0, 1.0);
    const auto offset = std::llround(share * static_cast<double>(end - begin));
    return begin + static_cast<std::uint64_t>(offset);
}

std::optional<Marked> marked_near(float x, float reach, const Track& track, const History& past) {
    std::optional<Marked> nearest;
    float distance = reach;
    const auto take = [&](Marked::Kind kind, std::uint64_t moment) {
        const float away = std::abs(track.x_of(moment) - x);
        if (away > distance) return;
        nearest = Marked{kind, moment};
        distance = away;
    };
    const std::uint64_t here = track.moment_at(x);
    for (const auto& [mark, kind] : {std::pair{MarkKind::failure, Marked::Kind::failure},
                                     std::pair{MarkKind::stop, Marked::Kind::stop}}) {
        if (const auto before = past.marks().before(mark, here)) take(kind, *before + 1);
        if (const auto next = past.marks().next(mark, here)) take(kind, *next + 1);
    }
    for (const Bookmark& bookmark : past.live().bookmarks()) {
        if (bookmark.moment >= track.begin) take(Marked::Kind::bookmark, bookmark.moment);
    }
    return nearest;
}

void ScrubPanel::draw(const ProgramFacts& facts, const History& past, Player& player,
                      BookmarksPanel& bookmarks) {
    const float em = ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetWindowPos();
    const float width = ImGui::GetWindowWidth();
    const float height = ImGui::GetWindowHeight();
    const Band band = band_of(player);
    ImGui::GetWindowDrawList()->AddRectFilled(at, {at.x + width, at.y + height}, ground_of(band));

    const float room = width - em * margin * 2;
    const auto needed = [&](int detail) {
        return width_of_words(detail) + width_of_buttons(detail, past, player) + em * 1.2F;
    };
    detail_ = 0;
    while (detail_ < strip_details - 1 && room - needed(detail_) < width * track_share) ++detail_;

    const float track_width = std::max(room - needed(detail_), em);
    draw_track(past, player, bookmarks, track_width);
    const float words_x = em * margin + track_width + em * 0.6F;
    const float words_width = width_of_words(detail_);
    draw_words(facts, past, player, words_x, words_width);

    float x = words_x + words_width + em * 0.6F;
    for (const StripButton& one : strip_buttons(detail_, past, player)) {
        ButtonLook look = look_of(one.hint, one.icon);
        const bool lists = one.action == Action::close;
        std::string help_text = "All bookmarks, to go to one or to remove it.";
        if (!lists) {
            const KeyBinding& binding = binding_of(one.action);
            const std::string_view keys = keys_of(one.action, player.presenting());
            help_text = std::string(binding.help);
            if (!keys.empty()) help_text += fmt::format("  ({})", keys);
            look.why_not = player.why_not(one.action);
        }
        look.tooltip = help_text;
        look.width = width_of(one);
        ImGui::SetCursorPos({x, centred(em * button_height)});
        if (button(one.id, one.label, look)) {
            if (lists) bookmarks.show_list();
            else if (one.action == Action::recordings) files_wanted = true;
            else if (one.action == Action::bookmark) bookmarks.edit(player.shown_number(), past);
            else player.act(one.action);
        }
        x += look.width + gap();
    }
}

// The words are all a button: whoever sees the band and clicks it comes back.
void ScrubPanel::draw_words(const ProgramFacts& facts, const History& past, Player& player, float x,
                            float width) {
    const float em = ImGui::GetFontSize();
    const Band band = band_of(player);
    StripWords words = strip_words(band, detail_, facts, past, player);
    const float room = words.button.empty()
                           ? width
                           : width - button_width(words.button, look_of(words.hint)) - gap() * 2;
    for (int less = detail_ + 1; less < strip_details && text_width(words.text) > room; ++less)
        words.text = strip_words(band, less, facts, past, player).text;
    const float text_y = centred(em);
    if (band == Band::none) {
        const float text = text_width(words.text);
        ImGui::SetCursorPos({x + width - text, text_y});
        text_in(fonts().text, colours().faint, words.text);
        note_widget("budget", words.text);
        tooltip(budget_explained(past));
        return;
    }
    ImGui::SetCursorPos({x, text_y});
    text_in(fonts().text, colours().on_state, words.text);
    note_widget("band", words.text);
    tooltip(band == Band::recording && !facts.recording.empty()
                ? fmt::format("From the file {}.", facts.recording)
                : std::string(meanwhile(facts, past, player)));
    ButtonLook look = look_of(words.hint);
    const std::string why_not(player.why_not(Action::live));
    look.why_not = band == Band::recording ? std::string_view(why_not) : "";
    look.tooltip = meanwhile(facts, past, player);
    ImGui::SetCursorPos(
        {x + width - button_width(words.button, look), centred(em * button_height)});
    if (button("back_to_live", words.button, look)) player.act(Action::live);
}

void ScrubPanel::draw_track(const History& past, Player& player, BookmarksPanel& bookmarks,
                            float width) {
    const float em = ImGui::GetFontSize();
    const float height = std::round(em * 1.1F);
    ImGui::SetCursorPos({em * margin, std::round(centred(height))});
    ImGui::InvisibleButton("scrub", {width, height});
    const ImVec2 min = ImGui::GetItemRectMin();
    const ImVec2 max = ImGui::GetItemRectMax();
    const float r = height * 0.32F;
    const Track track{past.begin(), past.size(), min.x + r, std::max(1.0F, max.x - min.x - 2 * r)};
    note_widget("scrub", fmt::format("{} of {} to {}", player.shown_number(), past.begin(),
                                     player.newest_number()));
    const bool pressed = ImGui::IsItemActivated();
    const bool dragged = ImGui::IsItemActive() && ImGui::IsMouseDragging(ImGuiMouseButton_Left, 2);
    if (pressed || dragged) go_where_the_mouse_is(track, past, player, pressed);
    if (ImGui::IsItemHovered()) {
        const float reach = em * mark_reach;
        const auto mark = marked_near(ImGui::GetIO().MousePos.x, reach, track, past);
        const bool is_bookmark = mark && mark->kind == Marked::Kind::bookmark;
        if (is_bookmark && ImGui::IsMouseClicked(ImGuiMouseButton_Right))
            bookmarks.edit(mark->moment, past);
        if (!ImGui::IsItemActive()) explain(track, past, player);
    }

    const Band band = band_of(player);
    const float y = (min.y + max.y) / 2;
    const float x = track.x_of(player.cursor());
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled(min, max, colours().ground, em * 0.2F);
    list.AddRectFilled(min, {x, max.y},
                       colour::faded(band == Band::none ? colours().arrow : ground_of(band), 0.4F),
                       em * 0.2F);
    add_rect(list, min, max, colours().line, em * 0.2F);
    if (past.begin() > 0) {  // torn off: something was there before
        for (float top = min.y; top < max.y; top += r)
            list.AddTriangleFilled({min.x, top}, {min.x + r * 0.8F, top + r / 2}, {min.x, top + r},
                                   ground_of(band));
        note_area("history_torn", beginning_text(past), min, {min.x + r, max.y});
    }
    if (player.lost_its_moment()) {
        const float from = x + em * 0.6F;
        const std::string words = lost_words(past, max.x - from - em * 0.4F);
        draw_text(list, {from, y - em / 2}, colours().text, words);
        note_area("lost_moment", words, {from, min.y}, {from + text_width(words), max.y});
    }
    draw_marks(MarkKind::failure, Marked::Kind::failure, track, past, y, r);
    draw_marks(MarkKind::stop, Marked::Kind::stop, track, past, y, r);
    for (const Bookmark& bookmark : past.live().bookmarks()) {
        if (bookmark.moment < past.begin()) continue;
        draw_mark({Marked::Kind::bookmark, bookmark.moment}, {track.x_of(bookmark.moment), y}, r);
    }

    const float half = std::max(1.0F, em * 0.13F);
    list.AddRectFilled({x - half, min.y - half}, {x + half, max.y + half}, colours().text, half);
    note_area("scrub_handle", "", {x - half, min.y}, {x + half, max.y});
    handle_ = {x, ImGui::GetWindowPos().y + ImGui::GetWindowHeight()};
}

// A press goes exactly to the mark that it is on; what is dragged goes where the mouse is, and at
// the right end it follows what happens now.
void ScrubPanel::go_where_the_mouse_is(const Track& track, const History& past, Player& player,
                                       bool pressed) {
    const float x = ImGui::GetIO().MousePos.x;
    const float reach = ImGui::GetFontSize() * mark_reach;
    const auto mark = pressed ? marked_near(x, reach, track, past) : std::nullopt;
    const std::uint64_t moment = mark ? mark->moment : track.moment_at(x);
    if (!mark && moment == track.end) player.act(Action::live);
    else if (moment != player.cursor()) player.go_to(moment);
}

// A mark says at once what it is; what happened at any other event costs a picture of that moment,
// so the mouse has to rest there first.
void ScrubPanel::explain(const Track& track, const History& past, const Player& player) {
    const float x = ImGui::GetIO().MousePos.x;
    const auto mark = marked_near(x, ImGui::GetFontSize() * mark_reach, track, past);
    const std::uint64_t moment = mark ? mark->moment : track.moment_at(x);
    if (mark != hovered_mark_ || moment != hovered_) {
        hovered_mark_ = mark;
        hovered_ = moment;
        rests_since_s_ = ImGui::GetTime();
        explained_.clear();
    }
    const std::uint64_t number = player.number_at(moment);
    const bool rests = mark || ImGui::GetTime() - rests_since_s_ >= rest_s;
    if (!rests) request_frame();
    if (rests && explained_.empty() && number > past.begin())
        explained_ = mark && mark->kind == Marked::Kind::stop ? stop_words(number - 1, past)
                                                              : event_words(number - 1, past);
    std::string words =
        fmt::format("Event {} of {}", grouped(number), grouped(player.newest_number()));
    if (number > past.begin()) {
        words += fmt::format(", {} after the start", duration_text(past.event(number - 1).time_ns));
    }
    if (!explained_.empty()) words += "\n" + explained_;
    for (const Bookmark& bookmark : past.live().bookmarks()) {
        if (mark != Marked{Marked::Kind::bookmark, bookmark.moment}) continue;
        const std::string note = name_of(bookmark, past, player);
        words = fmt::format("{}\n{}", note, words);
    }
    tooltip(words);
    note_area("scrub_hint", words, ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
}

}  // namespace yieldscope
