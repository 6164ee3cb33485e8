// Which slot of the model a task lives in: a hash table of open places, at most half of them taken,
// in blocks that copies share. Ids only go up; none is given twice. Which place an id asks for
// depends on a key that each run draws anew, so that no recording can be written in which they all
// ask for the same; nothing that is shown does. A value, cheap to copy. Lives where its model does,
// on the UI thread.
// Invariant: between an entry and the place that its id asks for, no place is free.
#pragma once

#include "core/task.h"
#include "core/watch/cow_vector.h"

#include <cstddef>
#include <cstdint>

namespace yieldscope {

class SlotIndex {
public:
    static constexpr std::uint32_t nobody = UINT32_MAX;

    SlotIndex() : SlotIndex(key_of_this_run()) {}
    explicit SlotIndex(std::uint64_t key) : key_(key) { make_room(6); }

    /// How many tasks it knows.
    std::size_t size() const { return size_; }

    /// The youngest that it ever knew; the next one must have a higher id.
    TaskId newest() const { return newest_; }

    /// The slot of a task, or nobody.
    std::uint32_t find(TaskId id) const { return entries_[place_of(id)].slot; }

    void add(TaskId id, std::uint32_t slot);
    void remove(TaskId id);

    /// How many places a search for it looks at.
    std::size_t steps(TaskId id) const {
        return ((place_of(id) - wanted_place(id)) & (entries_.size() - 1)) + 1;
    }

    std::size_t bytes() const { return entries_.bytes(); }
    std::size_t bytes_beside(const SlotIndex& other) const {
        return entries_.bytes_beside(other.entries_);
    }

    bool operator==(const SlotIndex&) const = default;

private:
    struct Entry {
        TaskId id = 0;  ///< 0: it is free
        std::uint32_t slot = nobody;
        bool operator==(const Entry&) const = default;
    };

    static std::uint64_t key_of_this_run();
    std::size_t wanted_place(TaskId id) const {
        std::uint64_t hash = (id ^ key_) * 0x9e3779b97f4a7c15;  // 2^64 / golden ratio: odd
        hash ^= hash >> 32;
        return static_cast<std::uint32_t>((hash * (key_ | 1)) >> 32) >> shift_;
    }
    std::size_t next(std::size_t place) const { return (place + 1) & (entries_.size() - 1); }
    std::size_t place_of(TaskId id) const;
    void make_room(unsigned bits);

    std::uint64_t key_;
    CowVector<Entry, 32> entries_;
    unsigned shift_ = 0;  ///< leaves as many bits of a hash as the table has places
    std::size_t size_ = 0;
    TaskId newest_ = 0;
};

/// Where the id stands, or else the free place where it would.
inline std::size_t SlotIndex::place_of(TaskId id) const {
    std::size_t place = wanted_place(id);
    while (entries_[place].id != id && entries_[place].id != 0) place = next(place);
    return place;
}

}  // namespace yieldscope
