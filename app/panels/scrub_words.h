// What the scrub strip says beside its track, in as many words as there is room for, and what it
// says of a mark. No sentence is put together from parts. Pure functions; they live on the UI
// thread.
#pragma once

#include "app/player.h"
#include "app/selection.h"
#include "core/watch/history.h"
#include "core/watch/marks.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace yieldscope {

/// What the strip is besides a track.
enum class Band : std::uint8_t {
    none,       ///< the present: it is discreet
    past,       ///< it says so, and how one comes back
    recording,  ///< it says what is looked at
};
Band band_of(const Player& player);

constexpr int strip_details = 5;  ///< from 0, every word, to 4, only what has to be said

/// The words and, if there is one, the button that goes to the end.
struct StripWords {
    std::string text;
    std::string_view button = {};
    std::string_view hint = {};
};
StripWords strip_words(Band band, int detail, const ProgramFacts& facts, const History& past,
                       const Player& player);

/// Those that the strip keeps room for, whatever it says: longer ones are said with less detail.
StripWords usual_strip_words(Band band, int detail);

/// What the program does while the past is looked at, as a sentence.
std::string_view meanwhile(const ProgramFacts& facts, const History& past, const Player& player);

/// The moment that was looked at is gone: as a sentence that fits `room` pixels.
std::string lost_words(const History& past, float room);

/// What happened at event `number`, as a sentence, and which breakpoint stopped there.
std::string event_words(std::uint64_t number, const History& past);
std::string stop_words(std::uint64_t number, const History& past);

}  // namespace yieldscope
