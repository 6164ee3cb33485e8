// Which events are of a kind that somebody looks for: the next turn, the poll before, a failure. A
// bit for each event and kind, and a count for each chunk, so that a search passes over thousands
// of events that have none at a time, and all of it takes a hundredth of what the events take.
// Filled by the History beside its live model, and forgets with it. Lives on the UI thread.
#pragma once

#include "core/event.h"
#include "core/watch/event_log.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>

namespace yieldscope {

enum class MarkKind : std::uint8_t {
    event,    ///< all that is about the tasks and not about the controls
    step,     ///< a scheduler step begins: a turn or a poll
    turn,     ///< a task is resumed
    poll,     ///< the kernel is asked: a round ends here
    failure,  ///< a task failed
    stop,     ///< the loop stood still here because of a breakpoint
};
constexpr std::size_t mark_count = static_cast<std::size_t>(MarkKind::stop) + 1;

class Marks {
public:
    /// The first event noted will have the number `first`.
    explicit Marks(std::uint64_t first = 0);

    /// The next event. O(1).
    void note(const Event& event);

    /// There are none before `number` any more.
    void forget_before(std::uint64_t number);

    /// The first such event at `from` or after it, and the last one before `end`.
    std::optional<std::uint64_t> next(MarkKind mark, std::uint64_t from) const;
    std::optional<std::uint64_t> before(MarkKind mark, std::uint64_t end) const;

    /// At most.
    std::size_t bytes() const {
        return chunks_.size() * (sizeof(Chunk) + sizeof(std::array<Bits, mark_count>));
    }

private:
    static constexpr std::uint64_t chunk_events = EventLog::events_per_chunk;
    static constexpr std::uint64_t word_bits = 64;
    using Bits = std::array<std::uint64_t, chunk_events / word_bits>;

    struct Chunk {
        std::array<std::uint16_t, mark_count> counts{};  ///< how many bits are set
        std::unique_ptr<std::array<Bits, mark_count>> bits;
    };

    void set(MarkKind mark, std::uint64_t number);

    std::deque<Chunk> chunks_;
    std::uint64_t first_chunk_;  ///< which of the log's the first is
    std::uint64_t begin_;
    std::uint64_t end_;
};

}  // namespace yieldscope
