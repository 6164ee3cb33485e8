// The places a task can be: a TaskList is a queue of tasks, first in first out; a WaitSet is the
// tutorial's dict from socket to the task that waits for it, in the order of parking, as a Python
// dict. Neither owns the tasks, and moving one allocates nothing: the links live in the task's own
// frame. Invariant: a task is in at most one TaskList. Lives on the loop thread.
#pragma once

#include "core/task.h"

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
        return static_cast<std::size_t>(fd) < by_fd_.size() ? by_fd_[static_cast<std::size_t>(fd)]
                                                            : nullptr;
    }

    /// Comes before insert, which then cannot fail. Throws std::bad_alloc.
    void make_room_for(int fd) {
        const auto index = static_cast<std::size_t>(fd);
        if (index >= by_fd_.size()) by_fd_.resize(index + 1);  // descriptors are small and dense
    }

    void insert(Node& task) {
        assert(!find(task.wait.fd));  // the scheduler refuses a second waiter before it comes here
        by_fd_[static_cast<std::size_t>(task.wait.fd)] = &task;
        tasks_.push_back(task);
    }

    void remove(Node& task) {
        by_fd_[static_cast<std::size_t>(task.wait.fd)] = nullptr;
        tasks_.remove(task);
    }

private:
    std::vector<Node*> by_fd_;
    TaskList tasks_;
};

}  // namespace yieldscope
