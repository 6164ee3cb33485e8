#include "core/scheduler.h"

#include "core/resting_poller.h"
#include "core/short_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <exception>
#include <new>
#include <string>

namespace yieldscope {

void Scheduler::run() {
    while (has_tasks()) step();
}

// One decision: resume the task at the head of the ready queue, or, when nobody is ready, ask the
// kernel whose socket is. A task that never waits starves the sockets, as in the tutorial.
Step Scheduler::step(int timeout_ms) {
    if (ready_.empty()) return poll(timeout_ms);
    Node& task = ready_.pop_front();
    resume(task);  // runs the task's own code, until its next co_yield
    if (task.done()) finish(task);
    else park(task);
    running_ = 0;
    return Step::turn;
}

// The kernel says whose socket is ready: those tasks go to the back of the ready queue.
Step Scheduler::poll(int timeout_ms) {
    ask_kernel(timeout_ms);  // the whole program sleeps here until a socket is ready
    for (Node* task : woken_) wake(*task);
    return woken_.empty() ? Step::nothing : Step::poll;
}

// What these record they record at the line of the loop that called them: it is the one that is lit
// while they last, and the one that a class should look at.

// Who is ready is woken in the order of parking, readers first: the order that Python's select
// gives, and the same whichever poller is asked.
void Scheduler::ask_kernel(int timeout_ms, unsigned line) {
    record({.text = call_,
            .asked = static_cast<std::uint32_t>(recv_wait_.size() + send_wait_.size()),
            .kind = EventKind::polling},
           line);
    answers_.clear();
    const WaitEnd end = poller_->wait(timeout_ms, answers_);
    woken_.clear();
    for (const Readiness& answer : answers_) {
        if (answer.can_recv) woken_.push_back(recv_wait_.find(answer.fd));
        if (answer.can_send) woken_.push_back(send_wait_.find(answer.fd));
    }
    std::sort(woken_.begin(), woken_.end(), [](const Node* a, const Node* b) {
        return std::pair(a->wait.reason, a->parked_order) <
               std::pair(b->wait.reason, b->parked_order);
    });
    record({.text = end.refusal ? intern(std::strerror(end.refusal)) : call_,
            .asked = static_cast<std::uint32_t>(end.refusal),
            .moved = static_cast<std::uint32_t>(woken_.size()),
            .kind = EventKind::polled,
            .interrupted = end.interrupted},
           line);
}

void Scheduler::wake(Node& task, unsigned line) {
    wait_set(task.wait.reason).remove(task);
    ready_.push_back(task);
    record(
        {.task = task.id, .fd = task.wait.fd, .kind = EventKind::woken, .reason = task.wait.reason},
        line);
}

void Scheduler::resume(Node& task, unsigned line) {
    running_ = task.id;
    record({.kind = EventKind::resumed}, line);
    Task::Handle::from_promise(task).resume();
}

// Where a task goes when it has yielded: to the back of the ready queue, or into a wait set.
void Scheduler::park(Node& task, unsigned line) {
    const Wait& wait = task.wait;
    record({.fd = wait.fd, .kind = EventKind::yielded, .reason = wait.reason}, wait.line,
           wait.file);
    if (wait.reason == Reason::turn) ready_.push_back(task);
    else wait_for_socket(task, line);
}

// A wait entry is one-shot.
void Scheduler::wait_for_socket(Node& task, unsigned line) {
    const Wait wait = task.wait;
    if (const auto refusal = watch(wait)) return fail(task, *refusal, line);
    task.parked_order = ++parkings_;
    wait_set(wait.reason).insert(task);
    record({.fd = wait.fd, .kind = EventKind::parked, .reason = wait.reason}, line);
}

// At most one task waits for a socket in each direction: the tutorial would silently lose the
// first, here the second one fails. Want of memory is the misfortune of the task that was about to
// wait. Only a descriptor that is higher than all before takes some.
std::optional<std::string> Scheduler::watch(const Wait& wait) try {
    if (wait.fd < 0) return fmt::format("{} of a socket that is not open", name_of(wait.reason));
    WaitSet& waiting = wait_set(wait.reason);
    if (waiting.find(wait.fd)) {
        return fmt::format("another task already waits in {}_wait for descriptor {}",
                           name_of(wait.reason), wait.fd);
    }
    waiting.make_room_for(wait.fd);
    return poller_->watch(wait.fd, wait.reason);
} catch (const std::bad_alloc&) {
    return "out of memory";
}

void Scheduler::finish(Node& task, unsigned line) {
    if (task.failure) {
        try {
            std::rethrow_exception(task.failure);
        } catch (const std::exception& error) {
            return fail(task, error.what(), line);
        } catch (...) {
            return fail(task, "it threw something that is not an exception", line);
        }
    }
    const TaskId id = task.id;
    destroy(task);
    record({.task = id, .kind = EventKind::finished}, line);
    running_ = 0;  // it is the scheduler who prints
    print("Task done", line);
}

namespace {

// Where even for that there is no memory it is short enough to need none.
std::string line_about(std::string_view error) try {
    return fmt::format("Task failed: {}", error);
} catch (const std::bad_alloc&) {
    return "Task failed";
}

}  // namespace

// An error ends the one task whose it is, and nobody else.
void Scheduler::fail(Node& task, std::string_view error, unsigned line) {
    const TaskId id = task.id;
    const TextId text = intern(error);  // now: it may live in the frame that goes
    const std::string printed = line_about(error);
    destroy(task);
    record({.task = id, .text = text, .kind = EventKind::failed}, line);
    const TaskId running = std::exchange(running_, 0);
    print(printed, line);
    running_ = running;
}

TaskId Scheduler::spawn(std::string_view name, Task task, unsigned line, const char* file) {
    if (task.is_empty() || !make_room_for_one_more()) {
        record({.text = intern("out of memory"), .kind = EventKind::refused}, line, file);
        return 0;
    }
    Node& node = std::move(task).release().promise();
    node.id = ++last_id_;
    ready_.push_back(node);
    record({.task = node.id, .other = running_, .text = intern(name), .kind = EventKind::spawned},
           line, file);
    return node.id;
}

// What a poll needs when everybody is woken at once, so that it never takes memory: want of it is
// the misfortune of the newest task, and never the loop's.
bool Scheduler::make_room_for_one_more() try {
    const std::size_t all = ready_.size() + recv_wait_.size() + send_wait_.size() + 2;
    if (woken_.capacity() < all) woken_.reserve(2 * all);
    if (answers_.capacity() < all) answers_.reserve(2 * all);
    return true;
} catch (const std::bad_alloc&) {
    return false;
}

bool Scheduler::cancel(TaskId id) {
    Node* const task = find(id);
    if (task) cancel(*task);
    return task != nullptr;
}

void Scheduler::cancel(Node& task) {
    const TaskId id = task.id;
    take_out(task);
    destroy(task);
    record({.task = id, .kind = EventKind::cancelled}, no_line);
}

bool Scheduler::run_next(TaskId id) {
    Node* const task = find(id);
    if (!task || is_parked(*task)) return false;
    ready_.remove(*task);
    ready_.push_front(*task);
    record({.task = id, .kind = EventKind::promoted}, no_line);
    return true;
}

bool Scheduler::rename(TaskId id, std::string_view name) {
    if (!find(id)) return false;
    record({.task = id, .text = intern(name), .kind = EventKind::renamed}, no_line);
    return true;
}

void Scheduler::rest(int fd) {
    if (!resting_) {
        auto resting = std::make_unique<RestingPoller>(std::move(poller_), kernel_);
        resting_ = resting.get();
        poller_ = std::move(resting);
    }
    resting_->rest(fd);
}

void Scheduler::closing(int fd) {
    poller_->closing(fd);
    for (WaitSet* waiting : {&recv_wait_, &send_wait_}) {
        if (Node* task = waiting->find(fd)) {
            waiting->remove(*task);
            fail(*task, ShortText("descriptor {} was closed while it waited for it", fd), no_line);
        }
    }
}

// Destroys the frame, and with it the task's sockets: their closing is recorded as the task's.
void Scheduler::destroy(Node& task) {
    const TaskId running = std::exchange(running_, task.id);
    Task::Handle::from_promise(task).destroy();
    running_ = running;
}

void Scheduler::take_out(Node& task) {
    if (!is_parked(task)) return ready_.remove(task);
    poller_->forget(task.wait.fd, task.wait.reason);
    wait_set(task.wait.reason).remove(task);
}

Scheduler::Node* Scheduler::find(TaskId id) const {
    for (const TaskList* place : places()) {
        for (Node* task = place->front(); task; task = task->next) {
            if (task->id == id) return task;
        }
    }
    return nullptr;
}

// A ready task still remembers what it waited for.
bool Scheduler::is_parked(const Node& task) const {
    const Wait& wait = task.wait;
    return wait.fd >= 0 && (recv_wait_.find(wait.fd) == &task || send_wait_.find(wait.fd) == &task);
}

Scheduler::Scheduler(std::unique_ptr<Poller> poller, EventSink* sink, Kernel& kernel)
    : poller_(std::move(poller)), kernel_(kernel), sink_(sink), call_(intern(poller_->call())) {
    files_.reserve(limits::source_files);
}

Scheduler::~Scheduler() {
    assert(running_ == 0);  // a task cannot destroy the scheduler that runs it
    for (const TaskList* place : places()) {
        while (Node* task = place->front()) cancel(*task);
    }
}

void Scheduler::print(std::string_view text, unsigned line, const char* file) {
    record({.text = intern(text), .kind = EventKind::printed}, line, file);
}

// It is recorded also that a socket closes for want of memory: this takes none.
TextId Scheduler::add_file(const char* file) {
    const TextId text = intern(file);
    if (files_.size() < files_.capacity()) files_.emplace_back(file, text);
    return text;
}

}  // namespace yieldscope
