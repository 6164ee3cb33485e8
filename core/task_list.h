// The places a task can be: a TaskList is a queue of tasks, first in first out; a WaitSet is the
// tutorial's dict from socket to the task that waits for it, in the order of parking, as a Python
// dict. Neither owns the tasks, and moving one allocates nothing: the links live in the task's own
// frame. Invariant: a task is in at most one TaskList. Lives on the loop thread.
#pragma once

#include "core/limits.h"
#include "core/task.h"

#include <array>
#include <cassert>
#include <cstddef>
#include <vector>

namespace yieldscope {

/// A doubly linked list of tasks. Every operation costs the same however long it is.
class TaskList {
public:
    using Node = Task::promise_type;

    bool empty() const { return head_ == nullptr; }
    std::size_t size() const { return size_; }
    Node* front() const { return head_; }

    void push_back(Node& task) {
        assert(!task.previous && !task.next && head_ != &task);  // a task is in at most one list
        task.previous = tail_;
        (tail_ ? tail_->next : head_) = &task;
        tail_ = &task;
        ++size_;
    }

    void push_front(Node& task) {
        assert(!task.previous && !task.next && head_ != &task);  // a task is in at most one list
        task.next = head_;
        (head_ ? head_->previous : tail_) = &task;
        head_ = &task;
        ++size_;
    }

    Node& pop_front() {
        assert(head_);  // the caller has looked
        Node& task = *head_;
        head_ = task.next;
        (head_ ? head_->previous : tail_) = nullptr;
        task.next = nullptr;
        --size_;
        return task;
    }

    void remove(Node& task) {
        (task.previous ? task.previous->next : head_) = task.next;
        (task.next ? task.next->previous : tail_) = task.previous;
        task.previous = task.next = nullptr;
        --size_;
    }

private:
    Node* head_ = nullptr;
    Node* tail_ = nullptr;
    std::size_t size_ = 0;
};

/// recv_wait or send_wait: at most one task a descriptor.
class WaitSet {
public:
    using Node = TaskList::Node;

    const TaskList& tasks() const { return tasks_; }
    bool empty() const { return tasks_.empty(); }
    std::size_t size() const { return tasks_.size(); }

    /// The task that waits for `fd`, or null.
    Node* find(int fd) const {
        const auto& dense = by_number_[is_timer(fd)];
        const std::size_t index = index_of(fd);
        return index < dense.size() ? dense[index] : nullptr;
    }

    /// How many it has room for, by their numbers.
    std::size_t room() const { return by_number_[false].size() + by_number_[true].size(); }

    /// Comes before insert, which then cannot fail. Throws std::bad_alloc.
    void make_room_for(int fd) {
        auto& dense = by_number_[is_timer(fd)];
        if (const std::size_t index = index_of(fd); index >= dense.size()) dense.resize(index + 1);
    }

    void insert(Node& task) {
        assert(!find(task.wait.fd));  // the scheduler refuses a second waiter before it comes here
        place_of(task) = &task;
        tasks_.push_back(task);
    }

    void remove(Node& task) {
        place_of(task) = nullptr;
        tasks_.remove(task);
    }

private:
    // Descriptors are small and dense, and so are the numbers of timers, far above.
    static bool is_timer(int fd) { return fd >= limits::first_timer_fd; }
    static std::size_t index_of(int fd) {
        return static_cast<std::size_t>(is_timer(fd) ? fd - limits::first_timer_fd : fd);
    }
    Node*& place_of(const Node& task) {
        return by_number_[is_timer(task.wait.fd)][index_of(task.wait.fd)];
    }

    std::array<std::vector<Node*>, 2> by_number_;  ///< of descriptors, of timers
    TaskList tasks_;
};

}  // namespace yieldscope
