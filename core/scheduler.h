// The scheduler: decides which task runs next. Owns every task and the three places one can be
// (ready, recv_wait, send_wait). Lives on the loop thread; nothing here is locked.
// Invariant: between steps every task is in exactly one of the three places.
#pragma once

#include "core/event.h"
#include "core/poller.h"
#include "core/task.h"
#include "core/task_list.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {

class RestingPoller;

/// What one step came to.
enum class Step {
    turn,     ///< a task ran, from its resume to its yield or its end
    poll,     ///< the kernel was asked and somebody is ready again
    nothing,  ///< the kernel was asked, and a command or the time limit came first
};

class Scheduler {
public:
    static constexpr int no_limit = -1;  ///< for timeout_ms: wait as long as it takes

    /// The sink and the kernel must outlive the scheduler: who is left in the end is cancelled, so
    /// that nobody seems to wait for ever, and sockets close. Without a sink nobody watches, and
    /// nothing is recorded.
    Scheduler(std::unique_ptr<Poller> poller, EventSink* sink, Kernel& kernel = real_kernel());
    Scheduler(std::unique_ptr<Poller> poller, EventSink& sink, Kernel& kernel = real_kernel())
        : Scheduler(std::move(poller), &sink, kernel) {}
    ~Scheduler();
    Scheduler(const Scheduler&) = delete;
    Scheduler& operator=(const Scheduler&) = delete;

    // For whoever drives the loop.

    /// Runs until no task is left: the tutorial's whole program.
    void run();

    /// Takes one decision. There must be a task.
    Step step(int timeout_ms = no_limit);

    bool has_tasks() const { return !ready_.empty() || !recv_wait_.empty() || !send_wait_.empty(); }
    bool has_ready() const { return !ready_.empty(); }

    // For a teacher who plays scheduler, between two steps. They cost a search through the tasks,
    // and return false if there is none of that id (or, to be run next, if it is not ready).

    /// Takes a task out, wherever it waits; its sockets close.
    bool cancel(TaskId id);

    /// Puts a ready task at the head of the ready queue.
    bool run_next(TaskId id);

    /// From now on the screen calls it `name`.
    bool rename(TaskId id, std::string_view name);

    // For programs and tasks. `line` and `file` fill themselves in.

    /// Adds a task at the back of the ready queue. A name that ends in '#' is completed by the id:
    /// "echo#" is seen as "echo#7". 0 if there was no memory for it: it is refused, and gone.
    TaskId spawn(std::string_view name, Task task, unsigned line = __builtin_LINE(),
                 const char* file = __builtin_FILE());

    /// Prints a line, as the tutorial's print(): it goes into the log, and from there to the
    /// screen.
    void print(std::string_view text, unsigned line = __builtin_LINE(),
               const char* file = __builtin_FILE());

    // For sockets.

    /// Records an event of the running task. Inlined, or each would be put together on the stack,
    /// whether anybody watches or not, and a bare yield take half as long again.
    [[gnu::always_inline]] void record(const Event& event, unsigned line = __builtin_LINE(),
                                       const char* file = __builtin_FILE()) {
        if (!sink_) return;
        const TextId where = line == no_line ? TextId{} : text_of(file);
        Event& place = sink_->next();
        write_to(place, event);
        place.task = event.task ? event.task : running_;
        place.line = line;
        place.file = where;
        sink_->publish();
    }
    Kernel& kernel() const { return kernel_; }
    TextId intern(std::string_view text) { return sink_ ? sink_->intern(text) : TextId{}; }

    /// What a task's own read or write has shown: `fd` is still ready for `reason`, or no longer.
    void found(int fd, Reason reason, bool still_ready) { poller_->found(fd, reason, still_ready); }

    /// Nothing can be done about `fd`, though it is ready: whoever waits to read from it is woken
    /// when limits::rest_ms are over, and not before.
    void rest(int fd);

    /// `fd` is about to be closed. A task that still waits for it would wait for ever, so it fails.
    void closing(int fd);

    // For those who check: the places themselves.

    const TaskList& ready() const { return ready_; }
    const WaitSet& recv_wait() const { return recv_wait_; }
    const WaitSet& send_wait() const { return send_wait_; }

private:
    using Node = TaskList::Node;

    static constexpr unsigned no_line = 0;  ///< of what comes from outside of the loop

    Step poll(int timeout_ms);
    inline void resume(Node& task, unsigned line = __builtin_LINE());  // inline: a part of step
    inline void park(Node& task, unsigned line = __builtin_LINE());
    void wait_for_socket(Node& task, unsigned line);
    std::optional<std::string> watch(const Wait& wait);
    bool make_room_for_one_more();
    void ask_kernel(int timeout_ms, unsigned line = __builtin_LINE());
    void wake(Node& task, unsigned line = __builtin_LINE());
    void finish(Node& task, unsigned line = __builtin_LINE());
    void fail(Node& task, std::string_view error, unsigned line);
    void cancel(Node& task);
    void destroy(Node& task);
    void take_out(Node& task);
    Node* find(TaskId id) const;
    bool is_parked(const Node& task) const;
    WaitSet& wait_set(Reason reason) { return reason == Reason::recv ? recv_wait_ : send_wait_; }
    std::array<const TaskList*, 3> places() const {
        return {&ready_, &recv_wait_.tasks(), &send_wait_.tasks()};
    }
    TextId text_of(const char* file) {
        for (const auto& [known, text] : files_) {
            if (known == file) return text;
        }
        return add_file(file);
    }
    TextId add_file(const char* file);

    // The three places.
    TaskList ready_;
    WaitSet recv_wait_;
    WaitSet send_wait_;

    std::unique_ptr<Poller> poller_;
    RestingPoller* resting_ = nullptr;  ///< the same, once it was needed
    Kernel& kernel_;
    EventSink* sink_;     ///< null: nobody watches
    TextId call_;         ///< the poller's system call, for the log
    TaskId running_ = 0;  ///< who runs now; 0 between turns
    TaskId last_id_ = 0;
    std::uint64_t parkings_ = 0;

    // Scratch, kept so that a poll allocates nothing.
    std::vector<Readiness> answers_;
    std::vector<Node*> woken_;
    std::vector<std::pair<const char*, TextId>> files_;  ///< the few source files that tasks run in
};

}  // namespace yieldscope
