// A value that its copies share until one of them is written: copying costs a count, and the first
// write after it a real copy. It looks and compares like a value, so that nobody needs to know who
// shares it. One object is used on one thread at a time; copies of it may live on others.
#pragma once

#include <atomic>
#include <cassert>
#include <cstddef>
#include <cstdint>
#include <utility>

namespace yieldscope {

template <typename T>
class Cow {
public:
    Cow() : held_(new Held) {}
    explicit Cow(T value) : held_(new Held{.value = std::move(value)}) {}
    Cow(const Cow& other) noexcept : held_(other.held_) {
        assert(held_);  // what was moved away is only destroyed or assigned to
        held_->owners.fetch_add(1, std::memory_order_relaxed);
    }
    Cow(Cow&& other) noexcept : held_(std::exchange(other.held_, nullptr)) {}
    Cow& operator=(const Cow& other) noexcept {
        if (held_ != other.held_) *this = Cow(other);  // mostly they share it already
        return *this;
    }
    Cow& operator=(Cow&& other) noexcept {
        std::swap(held_, other.held_);
        return *this;
    }
    ~Cow() {
        if (held_ && held_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete held_;
    }

    const T& operator*() const { return held_->value; }
    const T* operator->() const { return &held_->value; }

    /// To change it, alone. Good until this object is copied.
    T& write() {
        // Acquire: who shared it before has read it to the end.
        if (held_->owners.load(std::memory_order_acquire) != 1) *this = Cow(held_->value);
        return held_->value;
    }

    /// A hint that it will soon be copied, or let go: the count it shares may be far away.
    void prefetch() const { __builtin_prefetch(held_, 1); }

    bool shares_with(const Cow& other) const { return held_ == other.held_; }

    /// What the shared part takes, with the allocator's own.
    static constexpr std::size_t bytes() { return (sizeof(Held) + 23) / 16 * 16; }

    bool operator==(const Cow& other) const {
        return held_ == other.held_ || held_->value == other.held_->value;
    }

private:
    struct Held {
        std::atomic<std::uint32_t> owners = 1;
        T value{};
    };
    Held* held_;
};

}  // namespace yieldscope
