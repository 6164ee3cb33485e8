#include "app/panels/controls.h"

#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

namespace yieldscope {
namespace {

/// How much the bar says, from everything to the least; each leaves out one thing more.
enum class Detail {
    everything,
    fewer_hints,
    short_back,
    no_unit,
    no_address,
    no_hints,
    no_title,
    least
};

struct StateLook {
    std::string text;
    std::string shorter;
    ImU32 colour;
    std::string_view explained = {};
};

StateLook look_of(const Player& player, const History& history) {
    const Model& live = history.live();
    if (history.log().held_up()) {
        return {"Waits for a file", "Waits", colours().failed,
                "What happens is recorded to a file or pipe that takes no more, and history is "
                "full: the program goes on when somebody reads from it, or it is gone."};
    }
    if (player.in_a_long_turn()) {
        return {"A task does not yield", "No yield", colours().failed,
                "The task that runs goes on and on. Nobody can interrupt it: it is its co_yield "
                "that lets the others run."};
    }
    switch (player.state()) {
        case PlayState::running:
            if (!player.at_full_speed()) return {"Playing", "Playing", colours().running};
            return {live.poll().blocked ? "Running, asleep in poll" : "Running", "Running",
                    colours().running};
        case PlayState::pausing: return {"Pausing...", "Pausing", colours().cursor};
        case PlayState::stepping:
            return {live.poll().blocked ? "Step waits for the kernel" : "Stepping...", "Stepping",
                    colours().running};
        case PlayState::paused:
            if (live.break_hit().number && player.shown_event() == live.break_hit().event)
                return {"Paused at breakpoint", "Break", colours().failed};
            if (player.shown_number() < player.newest_number())
                return {"Paused in a step", "Paused", colours().cursor};
            return {"Paused", "Paused", colours().cursor};
        case PlayState::past:
            if (player.moving() && live.run_state() != RunState::running)
                return {"Playing the past", "Past", colours().cursor};
            return {"The past", "Past", colours().cursor};
        case PlayState::ended: return {"Over", "Over", colours().done};
        case PlayState::recording: return {"Recording", "Recording", colours().ready};
        case PlayState::playing: return {"Playing", "Playing", colours().running};
    }
    return {"", "", colours().faint};
}

struct Transport {
    Action action;
    std::string_view icon;
    std::string_view short_icon;  ///< that says it alone where there is no room for a label; empty:
    std::string_view label;       ///< it keeps its label
    bool essential = false;       ///< its key is shown as long as there is any room
};

/// Everything on the bar. Its slots follow from the bar's width and the text's size alone: whatever
/// runs, and whatever it does, every button stays where it is, and the mouse can click on.
class Bar {
public:
    Bar(const ProgramFacts& facts, const Player& player, const Model& now, const History& history,
        const Crowd* crowd)
        : facts_(facts), player_(player), look_(look_of(player, history)) {
        const int count = crowd ? crowd->count().wanted : 0;
        clients_ = count ? fmt::format("Clients {}", count) : "Clients";
        const bool moving = player.moving();
        const std::string_view run = moving ? "Pause" : player.recorded() ? "Play" : "Run";
        transport_ = {{{Action::home, "|<", "|<", ""},
                       {Action::round_back, "<", "<<<", "Round"},
                       {Action::previous_turn, "<", "<<", "Turn"},
                       {Action::event_back, "<", "<", "Event"},
                       {Action::run_pause, moving ? "||" : ">", "", run, true},
                       {Action::event, "", "", "Event", true},
                       {Action::turn, "", "", "Turn", true},
                       {Action::round, "", "", "Round", true},
                       {Action::live, "", "", player.recorded() ? "End" : "Live"}}};
        while (detail_ != Detail::least && left() + middle() + right() + em() * 2 > width())
            detail_ = static_cast<Detail>(static_cast<int>(detail_) + 1);
        const float longest = state_width("Step waits for the kernel");
        const float spare = width() - left() - middle() - right() - em() * 2;
        state_room_ = std::min(longest, state_room_ + std::max(spare, 0.0F));
        position_ = position_that_fits(now, history);
    }

    bool says(Detail until) const { return detail_ < until; }

    /// As much of it as its slot has room for.
    std::string program() const {
        const float room = program_width() - button_width("");
        const std::string whole =
            fmt::format("{}  {}  {}", facts_.program, facts_.address, facts_.poller);
        const std::string words =
            facts_.address.empty() ? fmt::format("{}  {}", facts_.program, facts_.poller) : whole;
        for (const std::string& one :
             {words, fmt::format("{}  {}", facts_.program, facts_.address)}) {
            if (text_width(fonts().text, one) <= room) return one;
        }
        return fitted(fonts().text, facts_.program, room);
    }
    const std::string& clients() const { return clients_; }
    std::string_view label(const Transport& transport) const {
        return is_short(transport) ? "" : transport.label;
    }
    ButtonLook look(const Transport& transport) const {
        const bool hint = says(transport.essential ? Detail::no_hints : Detail::fewer_hints);
        return {.icon = is_short(transport) ? transport.short_icon : transport.icon,
                .hint = hint ? keys_of(transport.action, player_.presenting()) : "",
                .primary = transport.action == Action::run_pause,
                .width = width_of(transport)};
    }
    const std::string& state() const {
        return state_width(look_.text) <= state_room_ ? look_.text : look_.shorter;
    }
    ImU32 state_colour() const { return look_.colour; }
    std::string_view state_explained() const { return look_.explained; }
    const std::string& position() const { return position_; }
    std::string_view pace() const { return player_.pace().name; }
    const std::array<Transport, 9>& transport() const { return transport_; }

    static float em() { return ImGui::GetFontSize(); }
    static float gap() { return em() * 0.35F; }
    static float width() { return ImGui::GetWindowWidth(); }
    static float text_width(ImFont* font, std::string_view text) {
        push_font(font);
        const float width = measure(text).x;
        pop_font();
        return width;
    }
    /// Wide enough for every pace.
    static float pace_width() {
        float widest = 0;
        for (const Pace& pace : paces())
            widest = std::max(widest, text_width(fonts().text, pace.name));
        return widest + em() * 0.8F;
    }
    float program_width() const {
        return button_width(says(Detail::no_address) ? "echo  127.0.0.1:00000  epoll"
                                                     : "countdown");
    }
    static float clients_width() { return button_width("Clients 999"); }
    /// What one button says in turns, has the room of the widest.
    float width_of(const Transport& one) const {
        ButtonLook look{.icon = is_short(one) ? one.short_icon : one.icon};
        if (says(one.essential ? Detail::no_hints : Detail::fewer_hints))
            look.hint = keys_of(one.action, player_.presenting());
        switch (one.action) {
            case Action::run_pause: look.icon = "||"; return button_width("Pause", look);
            case Action::live:
                return std::max(button_width("Live", look), button_width("End", look));
            default: return button_width(label(one), look);
        }
    }
    float transport_x() const {
        const float room = width() - left() - middle() - right();
        return left() + std::max(room / 2, em() * 0.5F);
    }
    float view_x() const { return width() - right(); }
    float state_x() const { return view_x() + button_width("View") + gap(); }
    float position_x() const { return state_x() + state_room_ + em() * 0.6F; }
    static float state_width(std::string_view state) {
        return text_width(fonts().text, state) + em() * 1.2F;
    }

private:
    bool is_short(const Transport& transport) const {
        return !says(Detail::short_back) && !transport.short_icon.empty();
    }
    float left() const {
        const float title =
            says(Detail::no_title) ? text_width(fonts().bold, "yieldscope") + em() * 0.8F : 0;
        return em() * 0.8F + title + program_width() + gap() + clients_width();
    }
    float middle() const {
        float sum = button_width("-") + pace_width() + button_width("+") + 4 * gap();
        for (const Transport& one : transport_) sum += width_of(one) + gap();
        return sum;
    }
    float position_room() const {
        if (!says(Detail::least)) return 0;
        return text_width(fonts().code,
                          says(Detail::no_unit) ? "event 99,999 of 99,999" : "99,999 of 99,999");
    }
    float right() const {
        const float position = says(Detail::least) ? position_room() + em() : 0;
        return button_width("View") + gap() + state_room_ + position + em() * 0.8F;
    }
    std::string position_that_fits(const Model& now, const History& history) const {
        // The strip below says which event it is where that is not the newest.
        const bool elsewhere = player_.recorded() || player_.state() == PlayState::past;
        const std::string at = grouped(elsewhere ? now.turns() : player_.shown_number());
        const std::string end =
            grouped(elsewhere ? history.live().turns() : player_.newest_number());
        const std::string_view unit = elsewhere ? "turn" : "event";
        for (const std::string& words :
             {fmt::format("{} {} of {}", unit, at, end), fmt::format("{} of {}", at, end), at}) {
            // Turns look like events without their unit.
            const bool clear = !elsewhere || words.starts_with(unit);
            if (clear && text_width(fonts().code, words) <= position_room()) return words;
        }
        return "";
    }

    const ProgramFacts& facts_;
    const Player& player_;
    StateLook look_;
    std::array<Transport, 9> transport_;
    std::string clients_;
    std::string position_;
    float state_room_ = state_width("Recording");  ///< the widest of the short ones
    Detail detail_ = Detail::everything;
};

void at(float x) { ImGui::SetCursorPos({x, ImGui::GetFontSize() * 0.45F}); }

void action_button(Player& player, Action action, std::string_view label, ButtonLook look = {}) {
    const KeyBinding& binding = binding_of(action);
    const std::string tooltip =
        fmt::format("{}  ({})", binding.help, keys_of(action, player.presenting()));
    look.tooltip = tooltip;
    look.why_not = player.why_not(action);
    if (button(binding.id, label, look)) player.act(action);
}

void draw_pace(Player& player, const Bar& bar, float x) {
    const float em = Bar::em();
    at(x);
    action_button(player, Action::pace_down, "-");
    x += button_width("-");
    const float width = Bar::pace_width();
    ImGui::SetCursorPos({x, em * 0.45F});
    ImGui::Dummy({width, em * 1.9F});
    note_widget("pace", bar.pace());
    tooltip("How many events a second are shown while it runs. [ is slower, ] is faster.");
    ImGui::SetCursorPos({x + (width - Bar::text_width(fonts().text, bar.pace())) / 2, em * 0.9F});
    text_in(fonts().text, colours().text, bar.pace());
    at(x + width);
    action_button(player, Action::pace_up, "+");
}

void draw_state(const Bar& bar) {
    const float em = Bar::em();
    at(bar.state_x());
    const float width = Bar::state_width(bar.state());
    ImGui::Dummy({width, em * 1.9F});
    note_widget("state", bar.state());
    if (!bar.state_explained().empty()) tooltip(bar.state_explained());
    const ImVec2 min = ImGui::GetItemRectMin();
    const ImVec2 max = ImGui::GetItemRectMax();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    add_rect(list, min, max, bar.state_colour(), em * 0.35F, em * 0.08F);
    draw_text(list, {min.x + em * 0.6F, min.y + em * 0.45F}, bar.state_colour(), bar.state());
    if (bar.position().empty()) return;
    ImGui::SetCursorPos({bar.position_x(), em * 0.95F});
    text_in(fonts().code, colours().faint, bar.position());
    note_widget("position", bar.position());
    tooltip("How far the moment on the screen is, of all that has happened.");
}

}  // namespace

void ControlsPanel::draw(const ProgramFacts& facts, Player& player, const History& history,
                         const Crowd* crowd) {
    const Bar bar(facts, player, player.model(), history, crowd);
    float x = Bar::em() * 0.8F;
    if (bar.says(Detail::no_title)) {
        ImGui::SetCursorPos({x, Bar::em() * 0.85F});
        text_in(fonts().bold, colours().text, "yieldscope");
        tooltip(help);
        x += Bar::text_width(fonts().bold, "yieldscope") + Bar::em() * 0.8F;
    }
    at(x);
    const std::string what = fmt::format(
        "{}{}{}, asking the kernel with {}. Click to start it anew or to choose another.",
        facts.program, facts.address.empty() ? "" : " on ", facts.address, facts.poller);
    if (button("program", bar.program(), {.tooltip = what, .width = bar.program_width()}))
        program_wanted = true;
    at(x + bar.program_width() + Bar::gap());
    if (button("clients_open", bar.clients(),
               {.tooltip = "Clients of our own come and go, for a room without nc.",
                .why_not = facts.recorded ? player.why_no_orders()
                           : !crowd       ? "This program does not listen: nobody can connect."
                           : history.live().nobody_listens()
                               ? "Nobody listens any more: start the program anew."
                               : "",
                .width = Bar::clients_width()})) {
        clients_wanted = true;
    }

    x = bar.transport_x();
    for (const Transport& one : bar.transport()) {
        at(x);
        action_button(player, one.action, bar.label(one), bar.look(one));
        x += bar.width_of(one) + Bar::gap();
    }
    draw_pace(player, bar, x + Bar::gap());

    at(bar.view_x());
    if (button("view", "View", {.tooltip = "Themes, text size, motion, presentation, keys."}))
        view_wanted = true;
    draw_state(bar);
}

}  // namespace yieldscope
