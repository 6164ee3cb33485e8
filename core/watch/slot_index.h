// Which slot of the model a task lives in. Ids only go up, so the newest is always put at the end,
// and what is asked for is nearly always found at the first guess. Who has gone leaves a gap, until
// every second entry is one. A value, cheap to copy. Lives where its model does, on the UI thread.
// Invariant: the entries stand in the order of their ids.
#pragma once

#include "core/task.h"
#include "core/watch/cow_vector.h"

#include <cstddef>
#include <cstdint>

namespace yieldscope {

class SlotIndex {
public:
    static constexpr std::uint32_t nobody = UINT32_MAX;

    /// How many tasks it knows.
    std::size_t size() const { return size_; }

    /// The youngest that it ever knew; the next one must have a higher id.
    TaskId newest() const { return newest_; }

    /// The slot of a task, or nobody.
    std::uint32_t find(TaskId id) const {
        const std::size_t at = position(id);
        return at == entries_.size() ? nobody : entries_[at].slot;
    }

    void add(TaskId id, std::uint32_t slot);
    void remove(TaskId id);

    std::size_t bytes() const { return entries_.bytes(); }
    std::size_t bytes_beside(const SlotIndex& other) const {
        return entries_.bytes_beside(other.entries_);
    }

    bool operator==(const SlotIndex&) const = default;

private:
    struct Entry {
        TaskId id = 0;
        std::uint32_t slot = nobody;  ///< nobody: it has gone
        bool operator==(const Entry&) const = default;
    };

    std::size_t position(TaskId id) const;
    void close_gaps();

    CowVector<Entry, 64> entries_;
    std::size_t size_ = 0;
    TaskId newest_ = 0;
};

}  // namespace yieldscope
