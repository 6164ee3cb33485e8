// Which number a text has: a hash table that grows by one bucket a text (linear hashing), so no
// text ever waits until all others have moved. Texts have the numbers 0, 1, 2 and so on; who keeps
// them compares them. Hashed with a key that each run draws anew: no client and no recording can
// choose texts that all meet in one bucket, and nothing that is shown depends on it.
// Lives on the thread that writes the log.
#pragma once

#include "core/event.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

namespace yieldscope {

class TextIndex {
public:
    static constexpr TextId none = UINT32_MAX;

    TextIndex();

    std::uint32_t hash(std::string_view text) const;

    /// The text of that hash which is the `same`, or none.
    template <typename Same>
    TextId find(std::uint32_t hash, Same same) const {
        TextId id = bucket(place_of(hash));
        while (id != none && !(entry(id).hash == hash && same(id))) id = entry(id).next;
        return id;
    }

    /// Room for one more; throws bad_alloc, and then nothing has changed.
    void make_room();

    /// Adds the next text, for which there is room. Returns how many others it has looked at.
    std::size_t add(std::uint32_t hash) noexcept;

private:
    static constexpr std::size_t per_block = 1024;  // a power of two

    struct Entry {
        std::uint32_t hash = 0;
        TextId next = none;  ///< in its bucket
    };
    template <typename T>
    using Blocks = std::vector<std::unique_ptr<std::array<T, per_block>>>;

    TextId bucket(std::size_t place) const {
        return (*buckets_[place / per_block])[place % per_block];
    }
    TextId& bucket(std::size_t place) { return (*buckets_[place / per_block])[place % per_block]; }
    const Entry& entry(TextId id) const { return (*entries_[id / per_block])[id % per_block]; }
    Entry& entry(TextId id) { return (*entries_[id / per_block])[id % per_block]; }
    /// Those below split_ have been halved in this round, and use one bit more.
    std::size_t place_of(std::uint32_t hash) const {
        const std::size_t place = hash & (round_ - 1);
        return place < split_ ? hash & (2 * round_ - 1) : place;
    }
    std::size_t split();

    const std::uint64_t key_;
    Blocks<TextId> buckets_;
    Blocks<Entry> entries_;
    std::size_t count_ = 0;
    std::size_t round_ = per_block;  ///< how many buckets there were when the round began
    std::size_t split_ = 0;          ///< the next one to be halved
};

}  // namespace yieldscope
