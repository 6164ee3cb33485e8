#include "core/watch/slot_index.h"

#include <cassert>
#include <random>
#include <utility>

namespace yieldscope {

std::uint64_t SlotIndex::key_of_this_run() {
    static const std::uint64_t key = [] {
        std::random_device random;
        return std::uint64_t{random()} << 32 | random();
    }();
    return key;
}

void SlotIndex::add(TaskId id, std::uint32_t slot) {
    assert(id > newest_);  // the model takes no other
    if (2 * size_ >= entries_.size()) make_room(32 - shift_ + 1);
    entries_.write(place_of(id)) = {id, slot};
    newest_ = id;
    ++size_;
}

// Whoever stands further on because this place was taken moves up, so that nobody is cut off.
void SlotIndex::remove(TaskId id) {
    std::size_t free = place_of(id);
    if (entries_[free].id == 0) return;
    for (std::size_t place = next(free); entries_[place].id != 0; place = next(place)) {
        const std::size_t mask = entries_.size() - 1;
        const std::size_t away = (place - wanted_place(entries_[place].id)) & mask;
        if (away < ((place - free) & mask)) continue;  // it stands between its wish and here
        entries_.write(free) = entries_[place];
        free = place;
    }
    entries_.write(free) = {};
    --size_;
}

void SlotIndex::make_room(unsigned bits) {
    const CowVector<Entry, 32> before = std::exchange(entries_, {});
    shift_ = 32 - bits;
    for (std::size_t i = 0; i < std::size_t{1} << bits; ++i) entries_.push_back({});
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i].id != 0) entries_.write(place_of(before[i].id)) = before[i];
    }
}

}  // namespace yieldscope
