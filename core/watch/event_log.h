// The event log: everything that happened, in order, and the texts it refers to. One writer fills
// it and others read in place; the published size is the only door between them.
//
//   writer, the loop thread: append, restore, intern, size_written, finish
//   reader, one other thread: everything under "the reader's side"
//   further readers, each on its own thread: what they hold, by operator[], text and label
//
// Bounded: past its budget the log fills its oldest chunk anew, but never one that a reader still
// holds. If a reader falls a whole budget behind, append waits for it and records that it waited.
#pragma once

#include "core/event.h"
#include "core/watch/event_room.h"
#include "core/watch/text_index.h"
#include "core/watch/tick_clock.h"

#include <array>
#include <atomic>
#include <cassert>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {

class EventLog final : public EventSink {
public:
    static constexpr std::size_t events_per_chunk = 4096;  // 256 KiB: as much is reused at once

    /// Keeps at most `budget_bytes` of events, but no fewer than four chunks; less where the system
    /// has less memory, which capacity() says. Its first event will have the number `first`: a
    /// recording may begin where an older part was forgotten. Throws bad_alloc if there is no
    /// memory for four.
    explicit EventLog(std::size_t budget_bytes, std::uint64_t first = 0);

    // The writer's side.

    Event& next() override {
        if (next_ == chunk_end_) begin_chunk();
        return *next_;
    }
    void publish() override {
        publish_at(is_same_moment(last_kind_, next_->kind) ? last_ns_ : now_ns());
    }
    /// The same for an event that was recorded once and keeps its time. From then on the clock
    /// stands still there: what is appended to a recording happens at its last moment.
    void restore(const Event& event);
    void stop_clock(std::int64_t at_ns) { restored_ns_ = at_ns; }
    /// The name of a task that was spawned before the log's first event.
    void restore_name(TaskId task, TextId name);
    TextId intern(std::string_view text) override;
    std::uint64_t size_written() const { return written_; }
    /// Wakes the reader, if it sleeps, for news that is not an event.
    void wake();
    /// Nothing will be appended any more; wakes the reader.
    void finish();

    // The reader's side. Events are numbered from 0; [begin, size) can be read.

    std::uint64_t begin() const { return reader_begin_.load(std::memory_order_relaxed); }
    std::uint64_t size() const { return size_.load(std::memory_order_acquire); }
    bool finished() const { return finished_.load(std::memory_order_acquire); }
    std::uint64_t capacity() const { return room_.size(); }

    /// A reader looked and found `news` events: may it rest for some milliseconds before it looks
    /// again, or do so many come that the log would soon be full?
    bool may_rest(std::uint64_t news) const { return news <= capacity() / 16; }

    const Event& operator[](std::uint64_t number) const { return *room_.at(number % capacity()); }

    /// A text that a published event refers to. Good as long as the log.
    std::string_view text(TextId id) const {
        return (*texts_[id / texts_per_block])[id % texts_per_block];
    }

    /// What the screen calls a task: "tcp_server", "echo#7". 0 is "the scheduler".
    std::string label(TaskId task) const;

    /// The reader promises not to look at events before `number` again; the writer may reuse their
    /// place.
    void release_before(std::uint64_t number);

    /// The reader has gone: the writer never waits again and reuses as it likes.
    void release_all() { release_before(UINT64_MAX); }

    /// What a further reader keeps from being written over: the events from a number on. It looks
    /// for news by itself, by size(). Moved with its reader to whichever thread; ends with it.
    class Hold {
    public:
        Hold(Hold&& other) noexcept : begin_(std::exchange(other.begin_, nullptr)) {}
        Hold& operator=(Hold&&) = delete;
        ~Hold() { end(); }

        /// Only before it has ended: the place is another reader's then.
        void release_before(std::uint64_t number) {
            assert(begin_ && number != nobody);
            release(number);
        }
        /// Gives it back, once: to do so again does nothing.
        void end() {
            if (begin_) release(nobody);
            begin_ = nullptr;
        }

    private:
        friend EventLog;
        explicit Hold(std::atomic<std::uint64_t>& begin) : begin_(&begin) {}
        void release(std::uint64_t number) {
            begin_->store(number, std::memory_order_release);
            begin_->notify_one();
        }

        std::atomic<std::uint64_t>* begin_;
    };

    /// Holds the events from `number` on, which the reader has not let go yet. On the reader's
    /// thread, or before the writer's starts. Nothing if there are holds_max already.
    static constexpr std::size_t holds_max = 4;  // a stream, an export, what is saved, one to spare
    [[nodiscard]] std::optional<Hold> hold(std::uint64_t number);

    /// Has the loop stood still for a while because a further reader holds the log, a file that
    /// takes no more? On any thread.
    bool held_up() const;

    /// Called on the loop thread when there is news for a reader that called `may_sleep`. Set it
    /// before the loop starts.
    void on_news(std::function<void()> wake) { wake_reader_ = std::move(wake); }

    /// Called on the loop thread before a chunk is filled, perhaps in place of an old one: the loop
    /// looks there at what a long turn has done so far. Set while that thread does not run.
    void on_new_chunk(std::function<void()> look) { before_new_chunk_ = std::move(look); }

    /// Says that the reader, who has seen `seen` events, is about to sleep; false if there is news
    /// already. It is woken when the loop stands still (in a poll, or paused); while the loop is
    /// busy it looks again by itself.
    bool may_sleep(std::uint64_t seen);

private:
    static constexpr std::size_t texts_per_block = 1024;
    static constexpr std::size_t blocks_max = 4096;  // 4 million different texts
    static constexpr TextId too_many_texts = 1;

    using TextBlock = std::array<std::string_view, texts_per_block>;
    using NameBlock = std::array<TextId, texts_per_block>;

    static constexpr std::uint64_t nobody = UINT64_MAX;

    std::chrono::nanoseconds make_room();
    void begin_chunk();
    std::string_view keep(std::string_view text);
    void publish_at(std::int64_t time_ns);
    void publish_special(const Event& event);
    std::int64_t now_ns() { return restored_ns_ ? *restored_ns_ : clock_.now_ns(); }
    static constexpr bool is_same_moment(EventKind before, EventKind kind);
    /// Who is furthest behind, and up to where that one has let go.
    struct LastReader {
        std::atomic<std::uint64_t>* at;
        std::uint64_t released;
    };
    LastReader last_reader();

    // Constant after construction: the room, and the slots. What a slot points to appears before
    // the first event that needs it is published, and stays.
    const EventRoom room_;
    std::vector<std::unique_ptr<TextBlock>> texts_;
    std::vector<std::unique_ptr<NameBlock>> names_;
    std::function<void()> wake_reader_;
    std::function<void()> before_new_chunk_;

    // The loop thread's own.
    TickClock clock_;
    std::uint64_t written_ = 0;
    std::int64_t last_ns_ = 0;  ///< the stamp of the last event
    EventKind last_kind_ = EventKind::ended;
    Event* next_ = nullptr;       ///< where the next event goes; null: into a chunk not begun yet
    Event* chunk_end_ = nullptr;  ///< behind the last one that fits there
    std::optional<std::int64_t> restored_ns_;  ///< where the clock stands still
    TextId text_count_ = 0;
    TextIndex text_index_;
    std::deque<std::unique_ptr<char[]>> text_bytes_;  ///< the texts themselves, many in a piece
    std::span<char> text_room_;                       ///< what is free of the last piece

    // Shared. On lines of their own, so that the two threads do not fight over one.
    alignas(64) std::atomic<std::uint64_t> size_{0};
    std::atomic<bool> finished_{false};
    alignas(64) std::atomic<std::uint64_t> reader_begin_{0};
    std::atomic<bool> reader_sleeps_{false};
    std::array<std::atomic<std::uint64_t>, holds_max> holds_;
    std::atomic<std::int64_t> held_since_ns_{0};  ///< 0: nobody waits for a further reader
};

/// What the scheduler does between the end of one turn and the beginning of the next takes no time
/// that anybody would look for: one stamp does for it, as the clock costs more than the event.
constexpr bool EventLog::is_same_moment(EventKind before, EventKind kind) {
    using enum EventKind;
    switch (kind) {
        case parked: return before == yielded;
        case woken: return before == polled || before == woken;
        case resumed: return before == yielded || before == parked || before == woken;
        case polling: return before == yielded || before == parked;
        default: return false;
    }
}

}  // namespace yieldscope
