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

/// What is shared or not, as a whole.
template <typename T>
std::size_t bytes_of(const Cow<std::vector<T>>& list) {
    return Cow<std::vector<T>>::bytes() + list->capacity() * sizeof(T);
}

Preview preview_of(const Event& event) { return {event.preview, event.preview_size, event.moved}; }

}  // namespace

void Model::apply(const Event& event) {
    const std::uint32_t slot = index_.find(event.task);
    TaskState* const task = slot == nobody ? nullptr : &tasks_.write(slot);
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
        case EventKind::listening: keep_unclaimed({event.fd, event.text, true}); break;
        case EventKind::spawned: birth(event); break;
        case EventKind::resumed:
            if (!task) break;
            move(slot, *task, Place::running);
            ++task->turns;
            ++turns_;
            running_ = task->id;
            break;
        case EventKind::accepted: keep_unclaimed({event.fd, event.text, false}); break;
        case EventKind::received:
            if (!task) break;
            use(*task, event.fd);
            task->bytes_in += event.moved;
            if (event.moved == 0) break;
            ++task->messages_in;
            task->last_in = preview_of(event);
            break;
        case EventKind::sent:
            if (!task) break;
            use(*task, event.fd);
            task->bytes_out += event.moved;
            if (event.moved == 0) break;
            ++task->messages_out;
            task->last_out = preview_of(event);
            break;
        case EventKind::yielded:
            if (!task) break;
            task->reason = event.reason;
            use(*task, event.fd);
            // A bare yield goes to the back of the ready queue at once; the others are parked next.
            if (event.reason == Reason::turn) {
                move(slot, *task, Place::ready);
                running_ = 0;
            }
            break;
        case EventKind::parked:
            if (!task) break;
            move(slot, *task, waiting_place(event.reason));
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
            if (task) move(slot, *task, Place::ready);
            if (poll_.to_wake > 0) --poll_.to_wake;
            break;
        case EventKind::closed: close(task, event.fd); break;
        case EventKind::finished: end(event, Place::finished); break;
        case EventKind::failed: end(event, Place::failed); break;
        case EventKind::cancelled: end(event, Place::cancelled); break;
        case EventKind::promoted:
            if (!task) break;
            unlink(slot, list_of(*task));
            link_first(slot, list_of(*task));
            break;
        case EventKind::renamed:
            if (task) task->nickname = event.text;
            break;
        case EventKind::running: run_state_ = RunState::running; break;
        case EventKind::paused:
        case EventKind::stepped: stop(); break;
        case EventKind::break_set:
            breakpoints_.write().push_back({.number = event.asked, .words = event.text});
            break;
        case EventKind::break_removed:
            std::erase_if(breakpoints_.write(),
                          [&](const auto& b) { return b.number == event.asked; });
            break;
        case EventKind::break_hit: hit(event); break;
        case EventKind::bookmarked:
        case EventKind::bookmark_removed: mark(event); break;
        case EventKind::ended:
            stop();
            run_state_ = RunState::ended;
            break;
        case EventKind::refused:
            ++refusals_.count;
            refusals_.why = event.text;
            break;
        case EventKind::printed:
        case EventKind::waited: break;
    }
}

void Model::birth(const Event& event) {
    if (event.task <= index_.newest()) return;  // ids only go up: no task is born twice
    const std::uint32_t slot = free_slot();
    index_.add(event.task, slot);
    TaskState& task = tasks_.write(slot);
    task = {};
    task.id = event.task;
    task.parent = event.other;
    task.file = event.file;
    task.born_ns = task.since_ns = event.time_ns;
    task.since = size_ - 1;
    link(slot, list_of(task));
}

/// Where the unclaimed socket of that descriptor is, or would be.
std::size_t Model::unclaimed_at(int fd) const {
    const auto at = std::lower_bound(
        unclaimed_->begin(), unclaimed_->end(), fd,
        [](const UnclaimedSocket& socket, int wanted) { return socket.fd < wanted; });
    return static_cast<std::size_t>(at - unclaimed_->begin());
}

// Descriptors are given anew, so one that is still there was closed without our knowledge.
void Model::keep_unclaimed(const UnclaimedSocket& socket) {
    if (take_unclaimed(socket.fd).listens) --listeners_;
    if (socket.fd < 0 || unclaimed_->size() >= limits::unclaimed_kept) return;
    if (socket.listens) listened_ = true, ++listeners_, ++unclaimed_listeners_;
    auto& unclaimed = unclaimed_.write();
    unclaimed.insert(unclaimed.begin() + static_cast<std::ptrdiff_t>(unclaimed_at(socket.fd)),
                     socket);
}

/// One without a descriptor if there is none.
UnclaimedSocket Model::take_unclaimed(int fd) {
    const std::size_t at = unclaimed_at(fd);
    if (at == unclaimed_->size() || (*unclaimed_)[at].fd != fd) return {};
    auto& unclaimed = unclaimed_.write();
    const UnclaimedSocket socket = unclaimed[at];
    unclaimed.erase(unclaimed.begin() + static_cast<std::ptrdiff_t>(at));
    if (socket.listens) --unclaimed_listeners_;
    return socket;
}

// A task's own descriptor is the first that it uses, or the first after that was closed.
void Model::use(TaskState& task, int fd) {
    if (task.fd >= 0 || fd < 0) return;
    const UnclaimedSocket socket = take_unclaimed(fd);
    task.fd = fd;
    task.address = socket.address;
    task.listens = socket.listens;
    set_connected(task.id, socket.fd >= 0 && !socket.listens);
}

void Model::close(TaskState* task, int fd) {
    bool listened = take_unclaimed(fd).listens;
    if (task && fd >= 0 && task->fd == fd) {
        task->fd = -1;
        listened = listened || task->listens;
    }
    if (listened) --listeners_;
}

// Ids only go up, so the list is in order, and a task that comes mostly the last.
void Model::set_connected(TaskId task, bool connected) {
    const auto at = std::lower_bound(connections_->begin(), connections_->end(), task);
    const bool known = at != connections_->end() && *at == task;
    if (known == connected) return;
    const auto row = at - connections_->begin();
    std::vector<TaskId>& all = connections_.write();
    if (connected) all.insert(all.begin() + row, task);
    else all.erase(all.begin() + row);
}

std::uint32_t Model::free_slot() {
    const std::uint32_t slot = free_;
    if (slot != nobody) {
        free_ = links_[slot].next;
        return slot;
    }
    tasks_.push_back({});
    links_.push_back({});
    return static_cast<std::uint32_t>(tasks_.size() - 1);
}

void Model::stop() {
    run_state_ = RunState::paused;
    ++stops_;
}

void Model::hit(const Event& event) {
    stop();
    break_hit_ = {.number = event.asked, .event = size_ - 1 - event.moved};
    for (BreakpointState& breakpoint : breakpoints_.write()) {
        if (breakpoint.number == event.asked) ++breakpoint.hits;
    }
}

void Model::mark(const Event& event) {
    const std::uint64_t moment = size_ - 1 - std::min<std::uint64_t>(event.moved, size_ - 1);
    std::vector<Bookmark>& marks = bookmarks_.write();
    const auto at = std::lower_bound(
        marks.begin(), marks.end(), moment,
        [](const Bookmark& bookmark, std::uint64_t wanted) { return bookmark.moment < wanted; });
    const bool known = at != marks.end() && at->moment == moment;
    if (event.kind == EventKind::bookmark_removed) {
        if (known) marks.erase(at);
    } else if (known) {
        at->note = event.text;
    } else if (marks.size() < limits::bookmarks) {
        marks.insert(at, {.moment = moment, .note = event.text});
    }
}

void Model::move(std::uint32_t slot, TaskState& task, Place place) {
    leave(slot, task);
    task.place = place;
    count_suspended(task, true);
    link(slot, list_of(task));
}

void Model::leave(std::uint32_t slot, TaskState& task) {
    unlink(slot, list_of(task));
    count_suspended(task, false);
    task.spent_ns[index(task.place)] += last_.time_ns - task.since_ns;
    task.since_ns = last_.time_ns;
    task.since = size_ - 1;
}

// There are only as many entries as there are yields in the sources, so a search is short.
void Model::count_suspended(const TaskState& task, bool arrives) {
    const bool suspended = task.place == Place::ready || task.place == Place::recv_wait ||
                           task.place == Place::send_wait;
    if (!suspended || task.reason == Reason::none) return;  // running, gone, or not started yet
    std::vector<SuspendedLine>& lines = suspended_.write();
    const auto here = std::find_if(lines.begin(), lines.end(), [&](const SuspendedLine& entry) {
        return entry.line == task.line && entry.file == task.file && entry.place == task.place;
    });
    if (arrives && here == lines.end()) lines.push_back({task.file, task.line, task.place, 1});
    else if (arrives) ++here->count;
    else if (here != lines.end() && --here->count == 0) lines.erase(here);
}

void Model::end(const Event& event, Place place) {
    const std::uint32_t slot = index_.find(event.task);
    if (slot == nobody) return;
    TaskState& task = tasks_.write(slot);
    leave(slot, task);
    task.place = place;
    task.error = event.text;
    if (task.listens && task.fd >= 0) --listeners_;  // it was not said that it closed
    if (running_ == task.id) running_ = 0;
    std::vector<TaskState>& ended = ended_.write();
    if (ended.size() == limits::ended_kept) ended.erase(ended.begin());
    ended.push_back(task);
    ++gone_;
    set_connected(task.id, false);
    index_.remove(task.id);
    links_.write(slot).next = free_;
    free_ = slot;
}

const TaskState* Model::find(TaskId id) const {
    if (const std::uint32_t slot = index_.find(id); slot != nobody) return &tasks_[slot];
    const auto gone = std::find_if(ended_->begin(), ended_->end(),
                                   [&](const auto& task) { return task.id == id; });
    return gone == ended_->end() ? nullptr : &*gone;
}

const TaskState* Model::after(const TaskState& task) const {
    const std::uint32_t slot = index_.find(task.id);
    return slot == nobody ? nullptr : at(links_[slot].next);
}

void Model::link(std::uint32_t slot, List& list) {
    links_.write(slot) = {.previous = list.tail, .next = nobody};
    (list.tail == nobody ? list.head : links_.write(list.tail).next) = slot;
    list.tail = slot;
    ++list.size;
}

void Model::link_first(std::uint32_t slot, List& list) {
    links_.write(slot) = {.previous = nobody, .next = list.head};
    (list.head == nobody ? list.tail : links_.write(list.head).previous) = slot;
    list.head = slot;
    ++list.size;
}

void Model::unlink(std::uint32_t slot, List& list) {
    const auto [previous, next] = links_[slot];
    (previous == nobody ? list.head : links_.write(previous).next) = next;
    (next == nobody ? list.tail : links_.write(next).previous) = previous;
    --list.size;
}

std::size_t Model::bytes() const {
    return sizeof(Model) + tasks_.bytes() + links_.bytes() + index_.bytes() +
           bytes_of(connections_) + bytes_of(ended_) + bytes_of(suspended_) +
           bytes_of(breakpoints_) + bytes_of(bookmarks_) + bytes_of(unclaimed_);
}

std::size_t Model::bytes_beside(const Model& other) const {
    const auto own = [](const auto& list, const auto& others) {
        return list.shares_with(others) ? 0 : bytes_of(list);
    };
    return sizeof(Model) + tasks_.bytes_beside(other.tasks_) + links_.bytes_beside(other.links_) +
           index_.bytes_beside(other.index_) + own(connections_, other.connections_) +
           own(ended_, other.ended_) + own(suspended_, other.suspended_) +
           own(breakpoints_, other.breakpoints_) + own(bookmarks_, other.bookmarks_) +
           own(unclaimed_, other.unclaimed_);
}

}  // namespace yieldscope
