// What copies share until they are written: a value and a vector in blocks. Whatever is done to one
// copy, the others stay what they were, and what they take together is counted once.
#include "core/watch/cow_vector.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace yieldscope {
namespace {

using Words = Cow<std::string>;
using Numbers = CowVector<int, 4>;

Numbers numbers(int count) {
    Numbers made;
    for (int i = 0; i < count; ++i) made.push_back(i);
    return made;
}

TEST(Cow, a_copy_shares_until_one_of_them_is_written) {
    Words first(std::string("one"));
    Words second = first;
    EXPECT_TRUE(first.shares_with(second));
    first.write() = "two";
    EXPECT_FALSE(first.shares_with(second));
    EXPECT_EQ(*second, "one");
    EXPECT_EQ(*first, "two");
}

TEST(Cow, who_shares_with_nobody_is_written_in_place) {
    Words alone(std::string("one"));
    const std::string* const place = &*alone;
    { const Words copy = alone; }
    alone.write() += "!";
    EXPECT_EQ(&*alone, place);
}

TEST(Cow, compares_by_value_and_not_by_who_shares) {
    const Words first(std::string("one"));
    EXPECT_EQ(first, Words(std::string("one")));
    EXPECT_NE(first, Words(std::string("two")));
    EXPECT_EQ(Words(), Words());
}

TEST(Cow, can_be_assigned_moved_and_assigned_to_itself) {
    Words first(std::string("one"));
    Words second(std::string("two"));
    second = first;
    EXPECT_EQ(*second, "one");
    const Words& itself = second;
    second = itself;
    EXPECT_EQ(*second, "one");
    Words third = std::move(second);
    EXPECT_TRUE(third.shares_with(first));
    second = third;  // what was moved away can be filled again
    EXPECT_EQ(*second, "one");
}

TEST(CowVector, a_copy_takes_only_the_blocks_that_were_written_since) {
    Numbers live = numbers(40);
    const Numbers keyframe = live;
    const std::size_t all = live.bytes();
    const std::size_t pointers = live.bytes_beside(keyframe);
    live.write(5) = 1;
    live.write(6) = 2;  // in the same block
    EXPECT_EQ(live.bytes_beside(keyframe), pointers + (all - pointers) / 10);
    EXPECT_EQ(keyframe[5], 5);
}

TEST(CowVector, grows_in_the_last_block_without_changing_its_copies) {
    Numbers live = numbers(6);
    const Numbers keyframe = live;
    live.push_back(6);
    EXPECT_EQ(live, numbers(7));
    EXPECT_EQ(keyframe, numbers(6));
    EXPECT_NE(live, keyframe);
}

TEST(CowVector, is_assigned_whether_it_is_longer_or_shorter) {
    for (const int before : {0, 3, 9, 40}) {
        for (const int after : {0, 3, 9, 40}) {
            Numbers vector = numbers(before);
            const Numbers other = numbers(after);
            vector = other;
            EXPECT_EQ(vector, numbers(after));
            vector.push_back(after);
            EXPECT_EQ(vector, numbers(after + 1));
            EXPECT_EQ(other, numbers(after));
        }
    }
}

/// Random writes to random copies of each other, beside plain vectors to which the same is done.
TEST(CowVector, whatever_is_done_to_one_copy_the_others_stay_what_they_were) {
    std::mt19937 random(1);
    const auto below = [&](std::size_t end) { return random() % end; };
    std::vector<Numbers> shared(6);
    std::vector<std::vector<int>> plain(6);
    for (unsigned step = 0; step < 20'000; ++step) {
        const std::size_t one = below(6);
        const std::size_t other = below(6);
        const int value = static_cast<int>(random() % 1000);
        switch (below(8)) {
            case 0: shared[one] = shared[other], plain[one] = plain[other]; break;
            case 1: shared[one] = Numbers(shared[other]), plain[one] = plain[other]; break;
            case 2:
                std::swap(shared[one], shared[other]), std::swap(plain[one], plain[other]);
                break;
            case 3:
            case 4: shared[one].push_back(value), plain[one].push_back(value); break;
            default:
                if (plain[one].empty()) break;
                const std::size_t index = below(plain[one].size());
                shared[one].write(index) = plain[one][index] = value;
        }
        if (plain[one].size() > 300) shared[one] = {}, plain[one].clear();
        for (std::size_t i = 0; i < 6; ++i) {
            ASSERT_EQ(shared[i].size(), plain[i].size());
            for (std::size_t k = step % 7; k < plain[i].size(); k += 7)
                ASSERT_EQ(shared[i][k], plain[i][k]);
        }
        ASSERT_EQ(shared[one] == shared[other], plain[one] == plain[other]);
    }
}

}  // namespace
}  // namespace yieldscope
