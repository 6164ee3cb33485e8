// A vector whose copies share its blocks until they are written: a copy costs a pointer for each
// block of `N`, and then only blocks that change are there twice. So a picture of thousands of
// tasks can be kept every few thousand events, at the price of the tasks that moved in between.
//
//     live       [ * | * | * ]          what `live` has written since is its own,
//                  |   |   `-- block 2'
//     keyframe   [ * | * | * ]          the rest there is once
//                  `-.-'   `-- block 2
//
// Owned like a vector; one object is used on one thread at a time.
#pragma once

#include "core/watch/cow.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstddef>
#include <utility>
#include <vector>

namespace yieldscope {

template <typename T, std::size_t N>
class CowVector {
public:
    CowVector() = default;
    CowVector(const CowVector& other) { *this = other; }
    CowVector(CowVector&&) noexcept = default;
    CowVector& operator=(CowVector&&) noexcept = default;
    ~CowVector() = default;

    // Most of its time would be waiting for counts that lie about in memory, one after the other.
    CowVector& operator=(const CowVector& other) {
        const std::size_t count = other.blocks_.size();
        const std::size_t kept = std::min(blocks_.size(), count);
        blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(kept), blocks_.end());
        blocks_.reserve(count);
        for (std::size_t i = 0; i < count; ++i) {
            constexpr std::size_t ahead = 16;
            if (i + ahead < count) other.blocks_[i + ahead].prefetch();
            if (i + ahead < kept) blocks_[i + ahead].prefetch();
            if (i < kept) blocks_[i] = other.blocks_[i];
            else blocks_.push_back(other.blocks_[i]);
        }
        size_ = other.size_;
        return *this;
    }

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }

    const T& operator[](std::size_t index) const {
        assert(index < size_);
        return (*blocks_[index / N])[index % N];
    }

    /// To change it. Good until the vector is copied.
    T& write(std::size_t index) {
        assert(index < size_);
        return blocks_[index / N].write()[index % N];
    }

    void push_back(T value) {
        if (size_ == blocks_.size() * N) blocks_.emplace_back();
        ++size_;
        write(size_ - 1) = std::move(value);
    }

    /// What a copy takes that shares nothing.
    std::size_t bytes() const { return blocks_.size() * (sizeof(Block) + Block::bytes()); }

    /// What it takes in addition to `other`, which shares blocks with it.
    std::size_t bytes_beside(const CowVector& other) const {
        std::size_t shared = 0;
        for (std::size_t i = 0; i < blocks_.size() && i < other.blocks_.size(); ++i)
            shared += blocks_[i].shares_with(other.blocks_[i]);
        return bytes() - shared * Block::bytes();
    }

    bool operator==(const CowVector&) const = default;

private:
    using Block = Cow<std::array<T, N>>;

    std::vector<Block> blocks_;
    std::size_t size_ = 0;  ///< the rest of the last block is as it was made
};

}  // namespace yieldscope
