// The model: the picture that a prefix of the log adds up to. It knows nothing but events; applying
// them one by one is the only way it changes, so any moment can be rebuilt, and what the screen
// shows is what the scheduler did. A plain value that can be copied (a keyframe) and compared; what
// has not changed since, copies share. Lives on the UI thread. Applying an event costs the same
// however many tasks there are, but for the end of a connection, which leaves a list in the order
// of birth.
#pragma once

#include "core/event.h"
#include "core/watch/cow.h"
#include "core/watch/cow_vector.h"
#include "core/watch/place.h"
#include "core/watch/slot_index.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace yieldscope {

/// The first bytes of a message, as the log has them.
struct Preview {
    std::array<char, limits::preview_bytes> bytes{};
    std::uint8_t size = 0;       ///< of `bytes`
    std::uint32_t of_bytes = 0;  ///< the message's whole length

    std::string_view text() const { return {bytes.data(), size}; }
    bool operator==(const Preview&) const = default;
};

struct TaskState {
    TaskId id = 0;
    TaskId parent = 0;  ///< who spawned it; 0: it was there from the start
    Place place = Place::ready;
    bool listens = false;  ///< its socket is a listener
    Reason reason = Reason::none;
    int fd = -1;          ///< its own socket; -1: it has none
    TextId address = 0;   ///< of its client, or where it listens
    TextId error = 0;     ///< why it failed
    TextId nickname = 0;  ///< the teacher's name for it; 0: none

    /// where it is suspended, or what it did last; line 0: it has not started
    TextId file = 0;
    std::uint32_t line = 0;
    std::uint64_t turns = 0;
    std::uint64_t since = 0;  ///< the event that brought it to its place
    std::int64_t since_ns = 0;
    std::int64_t born_ns = 0;
    std::array<std::int64_t, alive_place_count> spent_ns{};  ///< in each place, up to since_ns

    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t messages_in = 0;
    std::uint64_t messages_out = 0;
    Preview last_in;
    Preview last_out;

    bool operator==(const TaskState&) const = default;
};

/// What is known of the poll.
struct PollState {
    bool blocked = false;  ///< the kernel is being asked now
    bool interrupted = false;
    TextId call = 0;            ///< "epoll_wait"
    std::uint32_t watched = 0;  ///< in the last or present poll
    std::uint32_t ready = 0;    ///< in the last answer
    std::uint32_t to_wake = 0;  ///< of those, how many are still parked
    std::int64_t asked_ns = 0;
    std::int64_t answered_ns = 0;
    std::uint64_t count = 0;

    bool operator==(const PollState&) const = default;
};

/// How many tasks are suspended at a source line, and where those tasks are.
struct SuspendedLine {
    TextId file = 0;
    std::uint32_t line = 0;
    Place place = Place::ready;
    std::uint32_t count = 0;

    bool operator==(const SuspendedLine&) const = default;
};

/// A breakpoint that is in force.
struct BreakpointState {
    std::uint32_t number = 0;  ///< counts from 1
    TextId words = 0;          ///< at what it stops: "kind:sent task:echo#3"
    std::uint64_t hits = 0;

    bool operator==(const BreakpointState&) const = default;
};

/// A moment that the teacher marked.
struct Bookmark {
    std::uint64_t moment = 0;  ///< the picture that the first so many events add up to
    TextId note = 0;

    bool operator==(const Bookmark&) const = default;
};

/// A socket that was made and that no task has as its own yet: it goes to the first task that uses
/// it, waits for it, reads or writes, and has no other.
struct UnclaimedSocket {
    int fd = -1;
    TextId address = 0;
    bool listens = false;

    bool operator==(const UnclaimedSocket&) const = default;
};

/// Who could not come in: clients, or new tasks.
struct Refusals {
    std::uint64_t count = 0;
    TextId why = 0;  ///< the last time

    bool operator==(const Refusals&) const = default;
};

/// Where the loop stands still because of a breakpoint.
struct BreakHit {
    std::uint32_t number =
        0;                    ///< of the breakpoint; 0: it stands still for another reason, or runs
    std::uint64_t event = 0;  ///< the event that it stopped at

    bool operator==(const BreakHit&) const = default;
};

/// What the loop has confirmed of itself.
enum class RunState : std::uint8_t { paused, stepping, running, ended };

struct ModelImage;

class Model {
public:
    Model() = default;
    /// The picture that was kept; model_image.h makes such an image, and says what must hold.
    explicit Model(const ModelImage& image);

    /// The next event of the log. Events must come in order, from number 0 or from this model's
    /// size().
    void apply(const Event& event);

    std::uint64_t size() const { return size_; }  ///< how many events it adds up
    /// The newest event that is not about the controls; a default one before there is any.
    const Event& last() const { return last_; }
    RunState run_state() const { return run_state_; }
    const PollState& poll() const { return poll_; }
    TaskId running() const { return running_; }  ///< 0: nobody
    std::uint64_t turns() const { return turns_; }
    std::uint64_t stops() const { return stops_; }  ///< how often the loop has come to stand still
    /// In the order in which they were set.
    const std::vector<BreakpointState>& breakpoints() const { return *breakpoints_; }
    const BreakHit& break_hit() const { return break_hit_; }
    /// In the order of their moments, one a moment.
    const std::vector<Bookmark>& bookmarks() const { return *bookmarks_; }

    /// The task of that id: alive, or among the last few that ended. Null if it is neither.
    const TaskState* find(TaskId id) const;

    std::size_t alive() const { return index_.size(); }
    std::size_t count(Place place) const { return lists_[index(place)].size; }
    /// The first in a place, for the ready queue the one that runs next; null if it is empty.
    const TaskState* first(Place place) const { return at(lists_[index(place)].head); }
    /// The next one in its place; null after the last, and after one that is gone.
    const TaskState* after(const TaskState& task) const;
    /// Did a socket listen, and is the last of them closed?
    bool nobody_listens() const { return listened_ && listeners_ == 0; }
    bool listened() const { return listened_; }  ///< one did, some time
    /// In the order of their descriptors; at most limits::unclaimed_kept.
    const std::vector<UnclaimedSocket>& unclaimed() const { return *unclaimed_; }
    /// How many of those are a client's.
    std::size_t waiting_clients() const { return unclaimed_->size() - unclaimed_listeners_; }
    /// Live tasks that have, or had, a client, in the order of their birth.
    const std::vector<TaskId>& connections() const { return *connections_; }
    /// The last few that ended, oldest first.
    const std::vector<TaskState>& ended() const { return *ended_; }
    std::uint64_t gone() const { return gone_; }  ///< how many have ended, with those forgotten
    const Refusals& refusals() const { return refusals_; }

    /// The lines where tasks are suspended, one entry a line and place, in no particular order.
    const std::vector<SuspendedLine>& suspended_lines() const { return *suspended_; }

    /// What a copy of it takes that shares nothing, and what it takes in addition to `other`, from
    /// which it has come, or which has come from it.
    std::size_t bytes() const;
    std::size_t bytes_beside(const Model& other) const;

    bool operator==(const Model&) const = default;

private:
    static constexpr std::uint32_t nobody = SlotIndex::nobody;

    struct List {
        std::uint32_t head = nobody;
        std::uint32_t tail = nobody;
        std::uint32_t size = 0;
        bool operator==(const List&) const = default;
    };
    /// A slot's neighbours in its place; of one that is free, `next` is free too. They stand apart
    /// from the tasks, as a move touches two neighbours whose other facts it leaves alone.
    struct Links {
        std::uint32_t previous = nobody;
        std::uint32_t next = nobody;
        bool operator==(const Links&) const = default;
    };

    static std::size_t index(Place place) { return static_cast<std::size_t>(place); }
    List& list_of(const TaskState& task) { return lists_[index(task.place)]; }
    const TaskState* at(std::uint32_t slot) const {
        return slot == nobody ? nullptr : &tasks_[slot];
    }
    void birth(const Event& event);
    std::size_t unclaimed_at(int fd) const;
    void keep_unclaimed(const UnclaimedSocket& socket);
    UnclaimedSocket take_unclaimed(int fd);
    void use(TaskState& task, int fd);
    void close(TaskState* task, int fd);
    void set_connected(TaskId task, bool connected);
    std::uint32_t free_slot();
    void move(std::uint32_t slot, TaskState& task, Place place);
    void leave(std::uint32_t slot, TaskState& task);
    void end(const Event& event, Place place);
    void stop();
    void hit(const Event& event);
    void mark(const Event& event);
    void count_suspended(const TaskState& task, bool arrives);
    void link(std::uint32_t slot, List& list);
    void link_first(std::uint32_t slot, List& list);
    void unlink(std::uint32_t slot, List& list);

    // By slot. Each task by itself: one that moves takes no others along into the next keyframe.
    CowVector<TaskState, 1> tasks_;
    CowVector<Links, 64> links_;
    std::uint32_t free_ = nobody;  ///< the first slot that is
    SlotIndex index_;              ///< of those alive
    std::array<List, place_count> lists_;
    Cow<std::vector<TaskId>> connections_;
    Cow<std::vector<TaskState>> ended_;
    Cow<std::vector<SuspendedLine>> suspended_;
    Cow<std::vector<BreakpointState>> breakpoints_;
    BreakHit break_hit_;
    Cow<std::vector<Bookmark>> bookmarks_;
    Cow<std::vector<UnclaimedSocket>> unclaimed_;
    std::uint32_t unclaimed_listeners_ = 0;  ///< of those, how many listen
    std::uint32_t listeners_ = 0;            ///< sockets that listen, whoever has them
    bool listened_ = false;                  ///< there has been one
    PollState poll_;
    RunState run_state_ = RunState::paused;
    TaskId running_ = 0;
    std::uint64_t turns_ = 0;
    std::uint64_t gone_ = 0;
    Refusals refusals_;
    std::uint64_t stops_ = 0;
    std::uint64_t size_ = 0;
    Event last_;
};

}  // namespace yieldscope
