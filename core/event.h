// Everything that can happen, in one list, in the order a learner meets it. An Event is one
// recorded fact; its place in the log is its sequence number. Plain values, trivially copyable; any
// thread.
#pragma once

#include "core/limits.h"
#include "core/task.h"
#include "core/wait.h"

#include <array>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace yieldscope {

/// A text that did not fit into an event, kept once by the EventSink. 0 is the empty text.
using TextId = std::uint32_t;

enum class EventKind : std::uint8_t {
    // Beside each: the fields that say more.
    // clang-format off
    listening,  ///< a socket accepts clients from now on          fd, text: its address
    spawned,    ///< a task joined the back of the ready queue     task, text: name, other: by whom
    resumed,    ///< the task at the head of the ready queue runs  task
    printed,    ///< the program printed a line                    task, text: the line
    accepted,   ///< a client's connection became a socket         task, fd, text: its address
    received,   ///< the task read from its socket                 task, fd, asked, moved, text: why
    sent,       ///< the task wrote to its socket                  task, fd, asked, moved, text: why
    refused,    ///< a client, or a new task, was turned away      task, text: why
    yielded,    ///< it gave up its turn; a bare one queues again  task, reason, fd
    parked,     ///< it waits in recv_wait or send_wait            task, reason, fd
    polling,    ///< nobody is ready: the kernel is asked          text: the call, asked: watched
    polled,     ///< the kernel answered, was interrupted, or would not be asked
                ///<                                               text: the call, moved: ready;
                ///<                                               or text: why not, asked: errno
    woken,      ///< its socket is ready: back to the ready queue  task, reason, fd
    closed,     ///< a socket was closed                           task, fd
    finished,   ///< the task ran to its end                       task
    failed,     ///< the task ended with an error, it alone        task, text: the error
    cancelled,  ///< the task was taken out from outside           task
    promoted,   ///< the teacher lets it run next                  task
    renamed,    ///< the teacher gave it another name              task, text: the name
    ended,      ///< no task is left, or all were cancelled: the program is over
    running,    ///< control: the loop runs freely from here
    paused,     ///< control: it stands still before its next step  asked: steps, moved: turns
    stepped,    ///< control: the steps asked for are done          asked: steps, moved: turns
    break_set,  ///< control: a breakpoint is in force from here    asked: its number, text: where
    break_removed,  ///< control: and from here it is not          asked: its number
    break_hit,      ///< control: it stands still there            asked: its number, moved: since
    bookmarked,  ///< control: the teacher marked a moment         moved: since, text: note
    bookmark_removed,  ///< control: and no longer does            moved: since
    waited,     ///< control: the log was full, it waited for room  asked: milliseconds
    // clang-format on
};
constexpr std::size_t event_kind_count = static_cast<std::size_t>(EventKind::waited) + 1;

struct Event {
    std::int64_t time_ns = 0;  ///< since the log began; annotates only, its place in the log orders
    TaskId task = 0;           ///< whom it is about; 0 for the scheduler itself
    TaskId other = 0;          ///< a second task, where there is one
    TextId text = 0;
    TextId file = 0;  ///< the source file and line that did it; 0 and line 0: no particular line
    std::uint32_t line = 0;
    std::int32_t fd = -1;
    std::uint32_t asked = 0;  ///< how much was wanted: bytes, or sockets watched
    std::uint32_t moved = 0;  ///< how much it came to: bytes, or sockets ready
    EventKind kind = EventKind::listening;
    Reason reason = Reason::none;
    bool interrupted = false;
    std::uint8_t preview_size = 0;
    std::array<char, limits::preview_bytes> preview{};  ///< the first bytes that moved

    std::string_view preview_text() const { return {preview.data(), preview_size}; }
    bool operator==(const Event&) const = default;
};
static_assert(sizeof(Event) == 64, "one event is one cache line");
static_assert(std::is_trivially_copyable_v<Event>);

/// Writes all but the time. Field by field, so that an event is put together in its place: to copy
/// one right after its pieces were written would stall the processor, which cannot forward several
/// narrow stores to a wide load, for longer than everything else takes.
inline void write_to(Event& place, const Event& event) {
    place.task = event.task;
    place.other = event.other;
    place.text = event.text;
    place.file = event.file;
    place.line = event.line;
    place.fd = event.fd;
    place.asked = event.asked;
    place.moved = event.moved;
    place.kind = event.kind;
    place.reason = event.reason;
    place.interrupted = event.interrupted;
    place.preview_size = event.preview_size;
    if (event.preview_size > 0) place.preview = event.preview;
    else place.preview = {};
}

/// Is this about the teacher's controls rather than about the tasks?
constexpr bool is_control(EventKind kind) {
    return kind == EventKind::running || kind == EventKind::paused || kind == EventKind::stepped ||
           kind == EventKind::break_set || kind == EventKind::break_removed ||
           kind == EventKind::break_hit || kind == EventKind::bookmarked ||
           kind == EventKind::bookmark_removed || kind == EventKind::waited;
}

/// The kind's name as it stands in the list above: "spawned", "resumed", …
std::string_view name_of(EventKind kind);

/// "recv", "send", "turn" or "none".
std::string_view name_of(Reason reason);

/// Where events go: the only thing core knows of those who watch. Called on the loop thread only.
class EventSink {
public:
    virtual ~EventSink() = default;

    // In two halves, so that an event is written where it stays. Neither may throw or, in the
    // steady state, allocate.

    /// The place of the next event, which is not there before it is published.
    virtual Event& next() = 0;
    /// Stamps what was written there: it has happened.
    virtual void publish() = 0;

    void append(const Event& event) {
        write_to(next(), event);
        publish();
    }

    /// Keeps a text and gives its id; the same text gives the same id.
    virtual TextId intern(std::string_view text) = 0;
};

}  // namespace yieldscope
