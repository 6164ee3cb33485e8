#include "core/watch/event_log.h"

#include "core/watch/escape.h"

#include <fmt/format.h>

#include <new>

namespace yieldscope {
namespace {

using std::chrono::nanoseconds;
using std::chrono::steady_clock;

constexpr nanoseconds a_while = std::chrono::milliseconds(300);  // people would notice it

/// By kind. A new task has a name; after the others the loop stands still for a while, or for ever,
/// or a teacher waits for them: whoever sleeps should see them now.
constexpr auto is_special = [] {
    std::array<bool, event_kind_count> kinds{};
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        const auto kind = static_cast<EventKind>(i);
        kinds[i] = kind == EventKind::spawned || kind == EventKind::polling ||
                   kind == EventKind::ended || kind == EventKind::promoted ||
                   kind == EventKind::renamed || kind == EventKind::cancelled || is_control(kind);
    }
    return kinds;
}();

constexpr std::size_t fewest_chunks = 4;

/// Half of it, and half of that, where there is no memory for it and for everything else, which is
/// mostly threads and tasks.
EventRoom room_of(std::size_t chunks) {
    constexpr std::size_t everything_else = (std::size_t{128} << 20) / sizeof(Event);
    while (chunks > fewest_chunks) {
        try {
            const EventRoom left_alone(everything_else);
            return EventRoom(chunks * EventLog::events_per_chunk);
        } catch (const std::bad_alloc&) {
            chunks /= 2;
        }
    }
    return EventRoom(fewest_chunks * EventLog::events_per_chunk);
}

}  // namespace

EventLog::EventLog(std::size_t budget_bytes, std::uint64_t first)
    : room_(room_of(budget_bytes / (events_per_chunk * sizeof(Event)))),
      texts_(blocks_max),
      names_(blocks_max),
      written_(first),
      size_(first),
      reader_begin_(first) {
    for (auto& hold : holds_) hold.store(nobody, std::memory_order_relaxed);
    intern("");
    intern("(too many different texts: this one was not kept)");
}

void EventLog::restore(const Event& event) {
    if (next_ == chunk_end_) make_room();
    *next_ = event;
    publish_at(event.time_ns);
    restored_ns_ = event.time_ns;
}

// That it waited for a reader is an event, too.
void EventLog::begin_chunk() {
    if (before_new_chunk_) before_new_chunk_();
    const nanoseconds waited = make_room();
    if (waited == nanoseconds(0)) return;
    const auto ms = static_cast<std::uint32_t>(waited / std::chrono::milliseconds(1));
    *next_ = {.asked = ms, .kind = EventKind::waited};
    publish();
}

void EventLog::publish_at(std::int64_t time_ns) {
    Event& event = *next_++;
    event.time_ns = last_ns_ = time_ns;
    last_kind_ = event.kind;
    ++written_;
    if (is_special[static_cast<std::size_t>(event.kind)]) publish_special(event);
    else size_.store(written_, std::memory_order_release);
}

void EventLog::publish_special(const Event& event) {
    if (event.kind == EventKind::spawned) restore_name(event.task, event.text);
    size_.store(written_, std::memory_order_seq_cst);
    if (event.kind != EventKind::spawned) wake();
}

// Takes a fresh chunk, or the oldest once its readers have let it go. Returns how long that took.
nanoseconds EventLog::make_room() {
    const std::uint64_t place = written_ % events_per_chunk;  // 0 but for the first of a recording
    next_ = room_.at(written_ % capacity());
    chunk_end_ = next_ + (events_per_chunk - place);
    if (place != 0 || written_ < capacity()) return {};
    // the end of what it still holds
    const std::uint64_t needed = written_ + events_per_chunk - capacity();
    if (last_reader().released >= needed) return {};
    const auto since = steady_clock::now();
    for (;;) {
        const LastReader last = last_reader();
        if (last.released >= needed) break;
        const bool held = last.at != &reader_begin_;
        held_since_ns_ = held ? nanoseconds(since.time_since_epoch()).count() : 0;
        wake();
        last.at->wait(last.released, std::memory_order_acquire);
    }
    held_since_ns_ = 0;
    return steady_clock::now() - since;
}

bool EventLog::held_up() const {
    const nanoseconds since(held_since_ns_);
    return since.count() != 0 && steady_clock::now().time_since_epoch() - since > a_while;
}

// The first reader is asked first: what it let go since somebody else took hold of it, is held.
EventLog::LastReader EventLog::last_reader() {
    LastReader last{&reader_begin_, reader_begin_.load(std::memory_order_acquire)};
    for (auto& hold : holds_) {
        const std::uint64_t released = hold.load(std::memory_order_acquire);
        if (released < last.released) last = {&hold, released};
    }
    return last;
}

std::optional<EventLog::Hold> EventLog::hold(std::uint64_t number) {
    for (auto& hold : holds_) {
        std::uint64_t free = nobody;
        if (hold.compare_exchange_strong(free, number)) return Hold(hold);
    }
    return std::nullopt;
}

// A text for which there is no memory is not kept, as if there were too many. All or nothing: what
// could not be found again would only take memory.
TextId EventLog::intern(std::string_view text) try {
    text = text.substr(0, limits::text_bytes);
    const std::uint32_t hash = text_index_.hash(text);
    const auto same = [&](TextId id) { return this->text(id) == text; };
    if (const TextId known = text_index_.find(hash, same); known != TextIndex::none) return known;
    const TextId id = text_count_;
    if (id == blocks_max * texts_per_block) return too_many_texts;
    auto& block = texts_[id / texts_per_block];
    if (!block) block = std::make_unique<TextBlock>();
    text_index_.make_room();
    (*block)[id % texts_per_block] = keep(text);
    text_index_.add(hash);
    ++text_count_;
    return id;
} catch (const std::bad_alloc&) {
    return too_many_texts;
}

std::string_view EventLog::keep(std::string_view text) {
    constexpr std::size_t piece_bytes = 1 << 14;
    constexpr std::size_t long_bytes = piece_bytes / 8;  // as much is left over of a piece at most
    const std::size_t size = text.size();
    if (size > text_room_.size()) {
        const std::size_t fresh = size > long_bytes ? size : piece_bytes;
        char* const bytes =
            text_bytes_.emplace_back(std::make_unique_for_overwrite<char[]>(fresh)).get();
        if (size > long_bytes) return {bytes, text.copy(bytes, size)};
        text_room_ = {bytes, fresh};
    }
    const std::string_view kept(text_room_.data(), text.copy(text_room_.data(), size));
    text_room_ = text_room_.subspan(size);
    return kept;
}

void EventLog::restore_name(TaskId task, TextId name) {
    const std::size_t index = task / texts_per_block;
    if (index >= blocks_max) return;  // label() then falls back to the number
    if (!names_[index]) names_[index].reset(new (std::nothrow) NameBlock());
    if (!names_[index]) return;  // likewise
    (*names_[index])[task % texts_per_block] = name;
}

std::string EventLog::label(TaskId task) const {
    if (task == 0) return "the scheduler";
    const std::size_t index = task / texts_per_block;
    if (index >= blocks_max || !names_[index]) return fmt::format("task#{}", task);
    const std::string name = harmless(text((*names_[index])[task % texts_per_block]));
    if (name.empty()) return fmt::format("task#{}", task);  // there was no memory for it at first
    return name.ends_with('#') ? fmt::format("{}{}", name, task) : name;
}

void EventLog::finish() {
    finished_.store(true, std::memory_order_seq_cst);
    wake();
}

void EventLog::release_before(std::uint64_t number) {
    if (number <= begin()) return;
    reader_begin_.store(number, std::memory_order_release);
    reader_begin_.notify_one();
}

// The two sides of a handshake: the writer publishes and then looks who sleeps, the reader says
// that it sleeps and then looks for news. Sequentially consistent, so at least one of them sees the
// other.
void EventLog::wake() {
    if (!reader_sleeps_.load(std::memory_order_seq_cst)) return;
    if (!reader_sleeps_.exchange(false)) return;
    if (wake_reader_) wake_reader_();
}

bool EventLog::may_sleep(std::uint64_t seen) {
    reader_sleeps_.store(true, std::memory_order_seq_cst);
    if (size_.load(std::memory_order_seq_cst) == seen && !finished_.load(std::memory_order_seq_cst))
        return true;
    reader_sleeps_.store(false);
    return false;
}

}  // namespace yieldscope
