#include "core/watch/model.h"

#include <algorithm>

namespace yieldscope {
namespace {

Place waiting_place(Reason reason) {
    return reason == Reason::recv ? Place::recv_wait : Place::send_wait;
}

/// What a task does itself it does at a line of its own file; what is done to it, at the
/// scheduler's.
bool is_own_deed(EventKind kind) {
    return kind == EventKind::yielded || kind == EventKind::received || kind == EventKind::sent ||
           kind == EventKind::accepted || kind == EventKind::printed || kind == EventKind::refused;
}

Preview preview_of(const Event& event) { return {event.preview, event.preview_size, event.moved}; }

}  // namespace

void Model::apply(const Event& event) {
    TaskState* const task = find_alive(event.task);
    if (!is_control(event.kind)) last_ = event;
    ++size_;
    if (task && is_own_deed(event.kind)) {
        task->file = event.file;
        task->line = event.line;
    }
    // What moves without running freely was asked for step by step.
    const bool moves = event.kind == EventKind::resumed || event.kind == EventKind::polling;
    if (moves && run_state_ == RunState::paused) run_state_ = RunState::stepping;
    if (moves) break_hit_ = {};
    switch (event.kind) {
        case EventKind::listening: unclaimed_ = {event.task, event.fd, event.text, true}; break;
        case EventKind::spawned: birth(event); break;
        case EventKind::resumed:
            if (!task) break;
            move(*task, Place::running);
            ++task->turns;
            ++turns_;
            running_ = task->id;
            break;
        case EventKind::accepted: unclaimed_ = {event.task, event.fd, event.text, false}; break;
        case EventKind::received:
            if (!task) break;
            task->bytes_in += event.moved;
            if (event.moved == 0) break;
            ++task->messages_in;
            task->last_in = preview_of(event);
            break;
        case EventKind::sent:
            if (!task) break;
            task->bytes_out += event.moved;
            if (event.moved == 0) break;
            ++task->messages_out;
            task->last_out = preview_of(event);
            break;
        case EventKind::yielded:
            if (!task) break;
            task->reason = event.reason;
            if (task->fd < 0) task->fd = event.fd;
            // A bare yield goes to the back of the ready queue at once; the others are parked next.
            if (event.reason == Reason::turn) {
                move(*task, Place::ready);
                running_ = 0;
            }
            break;
        case EventKind::parked:
            if (!task) break;
            move(*task, waiting_place(event.reason));
            running_ = 0;
            break;
        case EventKind::polling:
            poll_.blocked = true;
            poll_.call = event.text;
            poll_.watched = event.asked;
            poll_.asked_ns = event.time_ns;
            ++poll_.count;
            break;
        case EventKind::polled:
            poll_.blocked = false;
            poll_.interrupted = event.interrupted;
            poll_.ready = poll_.to_wake = event.moved;
            poll_.answered_ns = event.time_ns;
            break;
        case EventKind::woken:
            if (task) move(*task, Place::ready);
            if (poll_.to_wake > 0) --poll_.to_wake;
            break;
        case EventKind::closed:
            if (task && task->fd == event.fd) task->fd = -1;
            if (unclaimed_.fd == event.fd) unclaimed_ = {};
            break;
        case EventKind::finished: end(event, Place::finished); break;
        case EventKind::failed: end(event, Place::failed); break;
        case EventKind::cancelled: end(event, Place::cancelled); break;
        case EventKind::promoted:
            if (!task) break;
            unlink(slot_of(*task));
            link_first(slot_of(*task));
            break;
        case EventKind::renamed:
            if (task) task->nickname = event.text;
            break;
        case EventKind::running: run_state_ = RunState::running; break;
        case EventKind::paused:
        case EventKind::stepped: stop(); break;
        case EventKind::break_set:
            breakpoints_.push_back({.number = event.asked, .words = event.text});
            break;
        case EventKind::break_removed:
            std::erase_if(breakpoints_, [&](const auto& b) { return b.number == event.asked; });
            break;
        case EventKind::break_hit: hit(event); break;
        case EventKind::bookmarked:
        case EventKind::bookmark_removed: mark(event); break;
        case EventKind::ended:
            stop();
            run_state_ = RunState::ended;
            break;
        case EventKind::printed:
        case EventKind::refused:
        case EventKind::waited: break;
    }
}

void Model::birth(const Event& event) {
    std::uint32_t slot = 0;
    if (free_slots_.empty()) {
        slot = static_cast<std::uint32_t>(slots_.size());
        slots_.emplace_back();
    } else {
        slot = free_slots_.back();
        free_slots_.pop_back();
        slots_[slot] = {};
    }
    slots_by_id_[event.task] = slot;
    TaskState& task = slots_[slot];
    task.id = event.task;
    task.parent = event.other;
    task.file = event.file;
    task.born_ns = task.since_ns = event.time_ns;
    task.since = size_ - 1;
    if (unclaimed_.fd >= 0 && unclaimed_.maker == event.other) {
        task.fd = unclaimed_.fd;
        task.address = unclaimed_.address;
        task.listens = unclaimed_.listens;
        unclaimed_ = {};
        if (!task.listens) connections_.push_back(task.id);
        else listened_ = true, ++listeners_;
    }
    link(slot);
}

void Model::stop() {
    run_state_ = RunState::paused;
    ++stops_;
}

void Model::hit(const Event& event) {
    stop();
    break_hit_ = {.number = event.asked, .event = size_ - 1 - event.moved};
    for (BreakpointState& breakpoint : breakpoints_) {
        if (breakpoint.number == event.asked) ++breakpoint.hits;
    }
}

void Model::mark(const Event& event) {
    const std::uint64_t moment = size_ - 1 - std::min<std::uint64_t>(event.moved, size_ - 1);
    const auto at = std::lower_bound(
        bookmarks_.begin(), bookmarks_.end(), moment,
        [](const Bookmark& bookmark, std::uint64_t wanted) { return bookmark.moment < wanted; });
    const bool known = at != bookmarks_.end() && at->moment == moment;
    if (event.kind == EventKind::bookmark_removed) {
        if (known) bookmarks_.erase(at);
    } else if (known) {
        at->note = event.text;
    } else if (bookmarks_.size() < limits::bookmarks) {
        bookmarks_.insert(at, {.moment = moment, .note = event.text});
    }
}

void Model::move(TaskState& task, Place place) {
    const std::uint32_t slot = slot_of(task);
    unlink(slot);
    count_suspended(task, false);
    task.spent_ns[index(task.place)] += last_.time_ns - task.since_ns;
    task.since_ns = last_.time_ns;
    task.since = size_ - 1;
    task.place = place;
    count_suspended(task, true);
    link(slot);
}

// There are only as many entries as there are yields in the sources, so a search is short.
void Model::count_suspended(const TaskState& task, bool arrives) {
    const bool suspended = task.place == Place::ready || task.place == Place::recv_wait ||
                           task.place == Place::send_wait;
    if (!suspended || task.reason == Reason::none) return;  // running, gone, or not started yet
    const auto here =
        std::find_if(suspended_.begin(), suspended_.end(), [&](const SuspendedLine& entry) {
            return entry.line == task.line && entry.file == task.file && entry.place == task.place;
        });
    if (arrives && here == suspended_.end())
        suspended_.push_back({task.file, task.line, task.place, 1});
    else if (arrives) ++here->count;
    else if (here != suspended_.end() && --here->count == 0) suspended_.erase(here);
}

void Model::end(const Event& event, Place place) {
    TaskState* const task = find_alive(event.task);
    if (!task) return;
    move(*task, place);
    const std::uint32_t slot = slot_of(*task);
    unlink(slot);
    task->error = event.text;
    if (task->listens) --listeners_;
    if (running_ == task->id) running_ = 0;
    if (ended_.size() == limits::ended_kept) ended_.erase(ended_.begin());
    ended_.push_back(*task);
    ++gone_;
    // Births are in the order of ids, so the list is sorted.
    const auto connection = std::lower_bound(connections_.begin(), connections_.end(), task->id);
    if (connection != connections_.end() && *connection == task->id) connections_.erase(connection);
    slots_by_id_.erase(task->id);
    free_slots_.push_back(slot);
}

TaskState* Model::find_alive(TaskId id) {
    if (id == 0) return nullptr;
    const auto found = slots_by_id_.find(id);
    return found == slots_by_id_.end() ? nullptr : &slots_[found->second];
}

const TaskState* Model::find(TaskId id) const {
    if (const auto found = slots_by_id_.find(id); found != slots_by_id_.end())
        return &slots_[found->second];
    const auto gone =
        std::find_if(ended_.begin(), ended_.end(), [&](const auto& task) { return task.id == id; });
    return gone == ended_.end() ? nullptr : &*gone;
}

void Model::link(std::uint32_t slot) {
    TaskState& task = slots_[slot];
    List& list = lists_[index(task.place)];
    task.previous = list.tail;
    task.next = TaskState::nobody;
    (list.tail == TaskState::nobody ? list.head : slots_[list.tail].next) = slot;
    list.tail = slot;
    ++list.size;
}

void Model::link_first(std::uint32_t slot) {
    TaskState& task = slots_[slot];
    List& list = lists_[index(task.place)];
    task.previous = TaskState::nobody;
    task.next = list.head;
    (list.head == TaskState::nobody ? list.tail : slots_[list.head].previous) = slot;
    list.head = slot;
    ++list.size;
}

void Model::unlink(std::uint32_t slot) {
    TaskState& task = slots_[slot];
    List& list = lists_[index(task.place)];
    (task.previous == TaskState::nobody ? list.head : slots_[task.previous].next) = task.next;
    (task.next == TaskState::nobody ? list.tail : slots_[task.next].previous) = task.previous;
    task.previous = task.next = TaskState::nobody;
    --list.size;
}

std::size_t Model::bytes() const {
    constexpr std::size_t map_entry = 32;  // a node of the hash map and its bucket, about
    return sizeof(Model) + slots_.size() * sizeof(TaskState) + slots_by_id_.size() * map_entry +
           (connections_.size() + free_slots_.size()) * sizeof(TaskId) +
           ended_.size() * sizeof(TaskState) + bookmarks_.size() * sizeof(Bookmark);
}

}  // namespace yieldscope
