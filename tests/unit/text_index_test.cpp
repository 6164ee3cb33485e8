// Which number a text has: as a map would say it, and no text pays for the growth of the table.
// Runs on the test's thread.
#include "core/watch/text_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace yieldscope {
namespace {

/// Texts that are the numbers themselves.
struct TextIndexes : testing::Test {
    TextIndex index;

    TextId find(TextId id) const {
        const std::string text = std::to_string(id);
        return index.find(index.hash(text), [&](TextId one) { return one == id; });
    }
    std::size_t add(TextId id) {
        index.make_room();
        return index.add(index.hash(std::to_string(id)));
    }
};

TEST_F(TextIndexes, find_every_text_and_no_other) {
    constexpr TextId count = 50'000;
    for (TextId id = 0; id < count; ++id) {
        ASSERT_EQ(find(id), TextIndex::none);
        add(id);
        ASSERT_EQ(find(id), id);
        ASSERT_EQ(find(id / 2), id / 2);
    }
    for (TextId id = 0; id < count; ++id) ASSERT_EQ(find(id), id);
}

TEST_F(TextIndexes, make_no_text_wait_for_all_the_others) {
    constexpr TextId count = 300'000;
    std::size_t most = 0;
    std::size_t sum = 0;
    for (TextId id = 0; id < count; ++id) {
        const std::size_t looked_at = add(id);
        most = std::max(most, looked_at);
        sum += looked_at;
    }
    EXPECT_LT(most, 40U);
    EXPECT_LT(sum, 2 * count);
}

}  // namespace
}  // namespace yieldscope
