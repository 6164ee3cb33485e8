#include "core/watch/text_index.h"

#include <algorithm>
#include <cstring>
#include <new>
#include <random>
#include <utility>

namespace yieldscope {
namespace {

constexpr std::uint64_t odd = 0x9e3779b97f4a7c15;  // 2^64 / golden ratio

std::uint64_t key_of_this_run() {
    static const std::uint64_t key = [] {
        std::random_device random;
        return std::uint64_t{random()} << 32 | random();
    }();
    return key;
}

/// Both halves of the product: what differs in the high bits shows in the low ones, too.
std::uint64_t mixed(std::uint64_t a, std::uint64_t b) {
    __extension__ using Wide = unsigned __int128;
    const Wide product = static_cast<Wide>(a) * b;
    return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

}  // namespace

TextIndex::TextIndex() : key_(key_of_this_run()) {
    buckets_.push_back(std::make_unique<std::array<TextId, per_block>>());
    buckets_[0]->fill(none);
}

std::uint32_t TextIndex::hash(std::string_view text) const {
    std::uint64_t hash = key_ ^ text.size();
    for (std::size_t i = 0; i < text.size(); i += sizeof(std::uint64_t)) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + i, std::min(sizeof word, text.size() - i));
        hash = mixed(hash ^ word, key_ ^ odd);
    }
    hash = mixed(hash, odd);
    return static_cast<std::uint32_t>(hash ^ hash >> 32);
}

void TextIndex::make_room() {
    if (count_ == entries_.size() * per_block)
        entries_.push_back(std::make_unique<std::array<Entry, per_block>>());
}

std::size_t TextIndex::add(std::uint32_t hash) noexcept {
    const auto id = static_cast<TextId>(count_++);
    TextId& first = bucket(place_of(hash));
    entry(id) = {hash, std::exchange(first, id)};
    return count_ > round_ + split_ ? split() : 0;
}

/// One bucket becomes two. Where there is no memory for that they only become longer.
std::size_t TextIndex::split() {
    const std::size_t place = round_ + split_;
    if (place == buckets_.size() * per_block) {
        try {
            buckets_.push_back(std::make_unique<std::array<TextId, per_block>>());
        } catch (const std::bad_alloc&) {
            return 0;
        }
        buckets_.back()->fill(none);
    }
    std::size_t looked_at = 0;
    TextId id = std::exchange(bucket(split_), none);
    while (id != none) {
        TextId& to = bucket(entry(id).hash & round_ ? place : split_);
        const TextId next = std::exchange(entry(id).next, to);
        to = std::exchange(id, next);
        ++looked_at;
    }
    if (++split_ == round_) {
        round_ *= 2;
        split_ = 0;
    }
    return looked_at;
}

}  // namespace yieldscope
