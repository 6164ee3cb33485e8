#include "core/watch/slot_index.h"

#include <algorithm>
#include <cassert>

namespace yieldscope {

void SlotIndex::add(TaskId id, std::uint32_t slot) {
    assert(id > newest_);  // the model takes no other
    if (entries_.size() >= 2 * size_ + 64) close_gaps();
    entries_.push_back({id, slot});
    newest_ = id;
    ++size_;
}

void SlotIndex::remove(TaskId id) {
    const std::size_t at = position(id);
    if (at == entries_.size() || entries_[at].slot == nobody) return;
    entries_.write(at).slot = nobody;
    --size_;
}

// Where an id stands, or entries_.size(). From one entry to the next the id grows by at least one,
// so it stands neither after `high` nor before `low`; where no id is missing that is one place.
std::size_t SlotIndex::position(TaskId id) const {
    const std::size_t end = entries_.size();
    if (end == 0 || id < entries_[0].id || id > entries_[end - 1].id) return end;
    const std::size_t below = entries_[end - 1].id - id;
    std::size_t low = end - 1 - std::min(below, end - 1);
    if (entries_[low].id == id) return low;  // so it is unless many have gone that are younger
    std::size_t high = std::min<std::size_t>(id - entries_[0].id, end - 1);
    while (low < high) {
        const std::size_t middle = (low + high) / 2;
        if (entries_[middle].id < id) low = middle + 1;
        else high = middle;
    }
    return entries_[low].id == id ? low : end;
}

void SlotIndex::close_gaps() {
    CowVector<Entry, 64> kept;
    for (std::size_t i = 0; i < entries_.size(); ++i) {
        if (entries_[i].slot != nobody) kept.push_back(entries_[i]);
    }
    entries_ = std::move(kept);
}

}  // namespace yieldscope
