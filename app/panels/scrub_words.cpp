#include "app/panels/scrub_words.h"

#include "app/budget_text.h"
#include "app/keys.h"
#include "app/letters.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

namespace yieldscope {
namespace {

bool goes_on(const History& past) {
    return past.live().run_state() == RunState::running ||
           past.live().run_state() == RunState::stepping;
}

std::string past_text(int detail, bool on, bool is_server, const std::string& shown,
                      const std::string& newest) {
    switch (detail) {
        case 0:
            if (is_server) {
                return on ? fmt::format("The past: event {} of {}. The server goes on.", shown,
                                        newest)
                          : fmt::format("The past: event {} of {}. The server stays paused.", shown,
                                        newest);
            }
            return on ? fmt::format("The past: event {} of {}. The program goes on.", shown, newest)
                      : fmt::format("The past: event {} of {}. The program stays paused.", shown,
                                    newest);
        case 1: return fmt::format("The past: event {} of {}", shown, newest);
        case 2: return fmt::format("The past: {} of {}", shown, newest);
        default: return "The past";
    }
}

std::string recording_text(int detail, const ProgramFacts& facts, const std::string& shown,
                           const std::string& newest) {
    switch (detail) {
        case 0:
            return fmt::format("A recording of {}, {}: event {} of {}", facts.program,
                               facts.created, shown, newest);
        case 1:
            return fmt::format("A recording of {}: event {} of {}", facts.program, shown, newest);
        case 2: return fmt::format("A recording: {} of {}", shown, newest);
        default: return "A recording";
    }
}

std::string live_text(int detail, const History& past) {
    const std::string began = beginning_text(past);
    if (detail == 0 && !began.empty()) return fmt::format("{}. {}", began, budget_text(past));
    return detail <= 1 ? fmt::format("History: {}", budget_text(past)) : budget_text(past);
}

std::string_view button_of(Band band, int detail) {
    if (band == Band::recording) return detail < 2 ? "To its end" : "End";
    return detail < 2 ? "Back to live" : "Live";
}

std::string_view hint_of(int detail) { return detail < 4 ? binding_of(Action::live).keys : ""; }

StripWords words(Band band, int detail, const ProgramFacts& facts, const History& past,
                 const std::string& shown, const std::string& newest, bool on) {
    switch (band) {
        case Band::none: return {live_text(detail, past)};
        case Band::past:
            return {past_text(detail, on, !facts.address.empty(), shown, newest),
                    button_of(band, detail), hint_of(detail)};
        case Band::recording:
            return {recording_text(detail, facts, shown, newest), button_of(band, detail),
                    hint_of(detail)};
    }
    return {};
}

}  // namespace

Band band_of(const Player& player) {
    if (player.recorded()) return Band::recording;
    return player.state() == PlayState::past || player.lost_its_moment() ? Band::past : Band::none;
}

StripWords strip_words(Band band, int detail, const ProgramFacts& facts, const History& past,
                       const Player& player) {
    return words(band, detail, facts, past, grouped(player.shown_number()),
                 grouped(player.newest_number()), goes_on(past));
}

StripWords usual_strip_words(Band band, int detail) {
    constexpr std::array live{"History begins at event 9,999. 256 of 256\u00A0MiB",
                              "History: less than 0.1 of 256\u00A0MiB",
                              "less than 0.1 of 256\u00A0MiB"};
    const auto shorter = std::min<std::size_t>(static_cast<std::size_t>(detail), live.size() - 1);
    if (band == Band::none) return {live[shorter]};
    return {past_text(detail, false, true, "9,999", "9,999"), button_of(band, detail),
            hint_of(detail)};
}

std::string_view meanwhile(const ProgramFacts& facts, const History& past, const Player& player) {
    const bool is_server = !facts.address.empty();
    if (player.recorded()) return "Nothing runs any more: all of it can be looked at.";
    if (past.live().run_state() == RunState::ended)
        return "The program is over. A click goes back to its last event.";
    if (goes_on(past)) {
        return is_server ? "The server goes on meanwhile. A click goes back to live."
                         : "The program goes on meanwhile. A click goes back to live.";
    }
    return is_server ? "The server stays paused meanwhile. A click goes back to live."
                     : "The program stays paused meanwhile. A click goes back to live.";
}

std::string lost_words(const History& past, float room) {
    const std::string number = grouped(past.begin() + 1);
    const std::array<std::string, 3> words{
        fmt::format("The moment you looked at is forgotten: history now begins at event {}.",
                    number),
        fmt::format("That moment is forgotten: history begins at event {}.", number),
        "That moment is forgotten."};
    for (const std::string& one : words) {
        if (measure(one).x <= room) return one;
    }
    return "";
}

std::string event_words(std::uint64_t number, const History& past) {
    return sentence(past.event(number), past.copy_at(number + 1), past.log());
}

// The breakpoint was in force at that moment, so the model of then knows it; which one it was says
// the event that follows the step.
std::string stop_words(std::uint64_t number, const History& past) {
    constexpr std::uint64_t step_events_most = 4096;
    const std::uint64_t end = std::min(past.size(), number + step_events_most);
    for (std::uint64_t hit = number + 1; hit < end; ++hit) {
        const Event& event = past.event(hit);
        if (event.kind != EventKind::break_hit || hit - number != event.moved) continue;
        const Model then = past.copy_at(hit);
        for (const BreakpointState& breakpoint : then.breakpoints()) {
            if (breakpoint.number != event.asked) continue;
            return fmt::format("Breakpoint {} stopped it here: {}.", event.asked,
                               past.breakpoint_words(breakpoint.words));
        }
        return fmt::format("Breakpoint {} stopped it here.", event.asked);
    }
    return "A breakpoint stopped it here.";
}

}  // namespace yieldscope
