// What the board says in words, on its cards, in the poll place and in tooltips. Whole sentences,
// from what events have confirmed. Pure functions; lives on the UI thread.
#pragma once

#include "app/board_layout.h"
#include "core/watch/history.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

/// May a waiting task pass the poll?
enum class PollGate : std::uint8_t {
    closed,    ///< not asked: somebody is ready, or runs
    next,      ///< nobody is ready: it is asked next
    asking,    ///< the kernel is asked now
    answered,  ///< and those whose socket is ready are being woken
};
PollGate poll_gate(const Model& now);

struct PollWords {
    enum class Tone : std::uint8_t { rule, plain, asking, ready };
    struct Line {
        Tone tone;
        std::string text;
        std::string_view brief{};  ///< what is left of it where there is hardly any room
    };
    PollGate gate = PollGate::closed;
    std::string call;         ///< "epoll_wait()"
    std::vector<Line> lines;  ///< the most important first
};

/// `age_s`: for how long the kernel has been asked, as far as the screen knows.
PollWords poll_words(const Model& now, const History& past, double age_s);

/// "asked just now", "asked more than 10 s ago": in steps, so that it seldom has to be drawn anew.
std::string asked_words(double age_s);

struct CardWords {
    std::string name;
    std::string number;  ///< the shortest that still tells who it is: "#7"
    std::string detail;  ///< its socket; of a failed task, why it failed
};
CardWords card_words(const TaskState& task, const Model& now, const History& past);

/// Everything: who it is, its socket, where it is and since when, and why it failed.
std::string task_tooltip(const TaskState& task, const Model& now, const History& past);

/// What its frame says, the most telling first; the last is its name alone.
std::array<std::string_view, 3> labels_of(Place place);

/// Where a name is to be parted when it is too long for a line: what tells "countdown(5)" from
/// "countdown(10)" and "echo#7" from "echo#8" is at the end.
std::size_t tail_of(std::string_view name);

}  // namespace yieldscope
