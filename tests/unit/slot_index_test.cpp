// Where a task lives: the index is what a map would be, through any births and deaths, whether a
// few are alive or thousands.
#include "core/watch/slot_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <random>
#include <vector>

namespace yieldscope {
namespace {

TEST(SlotIndex, knows_nobody_at_first) {
    const SlotIndex index;
    EXPECT_EQ(index.size(), 0U);
    EXPECT_EQ(index.newest(), 0U);
    for (const TaskId id : {0U, 1U, 4'000'000'000U}) EXPECT_EQ(index.find(id), SlotIndex::nobody);
}

TEST(SlotIndex, to_remove_who_is_not_there_changes_nothing) {
    SlotIndex index;
    index.add(5, 1);
    const SlotIndex before = index;
    for (const TaskId id : {0U, 4U, 6U}) index.remove(id);
    EXPECT_EQ(index, before);
}

/// Some live for ever, some leave at once, and ids are left out: few and very many are alive.
TEST(SlotIndex, finds_whom_a_map_would_find) {
    std::mt19937 random(1);
    for (const unsigned most : {3U, 100U, 5000U}) {
        SlotIndex index;
        std::map<TaskId, std::uint32_t> map;
        for (TaskId id = 1; index.newest() < 60'000;) {
            const auto gap = static_cast<TaskId>(random() % 4 == 0 ? random() % 50 : 0);
            id = index.newest() + 1 + gap;
            const auto slot = static_cast<std::uint32_t>(random() % 10'000);
            index.add(id, slot);
            map[id] = slot;
            while (map.size() > most) {
                auto leaves = map.lower_bound(static_cast<TaskId>(random() % id));
                if (leaves == map.end()) leaves = std::prev(leaves);
                index.remove(leaves->first);
                map.erase(leaves);
            }
            ASSERT_EQ(index.size(), map.size());
            const auto asked = static_cast<TaskId>(random() % (id + 2));
            const auto known = map.find(asked);
            ASSERT_EQ(index.find(asked), known == map.end() ? SlotIndex::nobody : known->second);
        }
        for (const auto& [id, slot] : map) ASSERT_EQ(index.find(id), slot);
    }
}

/// A recording may begin late, and choose any ids. These are neighbours under a hash that everybody
/// knows: multiples of what undoes its factor.
TEST(SlotIndex, ids_that_somebody_has_chosen_do_not_all_meet) {
    for (const std::uint64_t factor : {0x9e3779b9ULL, 0x9e3779b97f4a7c15ULL}) {
        std::uint64_t inverse = 1;
        for (int i = 0; i < 6; ++i) inverse *= 2 - factor * inverse;
        std::vector<TaskId> ids;
        for (std::uint64_t i = 1; i <= 20'000; ++i) ids.push_back(static_cast<TaskId>(i * inverse));
        std::sort(ids.begin(), ids.end());
        SlotIndex index(0x1234'5678'9abc'def0);
        for (const TaskId id : ids) index.add(id, 1);
        std::size_t steps = 0;
        for (const TaskId id : ids) steps += index.steps(id);
        EXPECT_LT(steps, 3 * ids.size());
    }
}

}  // namespace
}  // namespace yieldscope
