#include "core/watch/history.h"

#include <algorithm>
#include <bit>
#include <cassert>

namespace yieldscope {

namespace {

constexpr std::uint64_t keyframe_gap = 512;  // closer together nobody would feel a difference
constexpr std::uint64_t near_events = 256;   // a step back folds so many again, at most

}  // namespace

std::uint64_t History::update(std::uint64_t events_max) {
    const std::uint64_t from = live_.size();
    const std::uint64_t end = std::min(log_.size(), from + std::min(events_max, UINT64_MAX - from));
    if (ran_out_of_memory()) give_way();
    while (live_.size() < end) {
        const Event& event = log_[live_.size()];
        live_.apply(event);
        marks_.note(event);
        timeline_.apply(event);
        nicknames_.note(event);
        if (live_.size() % keyframe_gap != 0) continue;
        if (ran_out_of_memory()) give_way();
        if (is_time_for_a_keyframe()) add_keyframe();
        if (live_.size() % EventLog::events_per_chunk == 0) forget_oldest();
    }
    return live_.size() - from;
}

std::string History::name(TaskId task) const {
    const TextId nickname = nicknames_.of(task);
    return nickname ? shown(nickname) : log_.label(task);
}

// The words are a filter's, so a name of several words stands in quotation marks.
std::string History::breakpoint_words(TextId words) const {
    std::string text = shown(words);
    for (const auto& [task, nickname] : nicknames_.all()) {
        const std::string born = "task:" + log_.label(task);
        const std::size_t at = text.find(born);
        const std::size_t end = at == std::string::npos ? 0 : at + born.size();
        if (end == 0 || (end < text.size() && text[end] != ' ')) continue;
        const std::string name = shown(nickname);
        const bool is_one_word = name.find(' ') == std::string::npos;
        text.replace(at, born.size(), is_one_word ? "task:" + name : "task:\"" + name + "\"");
        break;
    }
    return text;
}

// Looked at after some 512 events, 1024, and so on. A keyframe is made as soon as it takes no more
// than a third of the memory of the events since the last; after a chunk it may take as much as
// they do, and after replay_max there must be one. So with few tasks they stand close together, and
// with thousands, where to copy one costs as much time as to fold its events, further apart.
bool History::is_time_for_a_keyframe() const {
    const Model& last = keyframes_.back().model;
    const std::uint64_t since = live_.size() - last.size();
    if (since + keyframe_gap > replay_max) return true;
    if (!std::has_single_bit(since / keyframe_gap)) return false;
    const std::uint64_t share = since < EventLog::events_per_chunk ? 3 : 1;
    return share * live_.bytes_beside(last) <= since * sizeof(Event);
}

void History::add_keyframe() {
    const std::size_t bytes =
        keyframes_.empty() ? live_.bytes() : live_.bytes_beside(keyframes_.back().model);
    keyframes_.push_back({live_, bytes});
    keyframe_bytes_ += bytes;
}

// What it shared with the next is now that one's alone.
void History::forget_first_keyframe() {
    keyframe_bytes_ -= keyframes_.front().bytes;
    keyframes_.pop_front();
    Keyframe& first = keyframes_.front();
    keyframe_bytes_ += first.model.bytes() - first.bytes;
    first.bytes = first.model.bytes();
}

// The events' own memory stays the log's; what is made of them is given back. It takes no more than
// it has from then on, and a quarter less, which is left for everybody.
void History::give_way() {
    constexpr std::size_t least = 4 * EventLog::events_per_chunk * sizeof(Event);
    memory_used_ = MemoryReserve::times_used();
    const std::size_t less = std::max(std::min(budget_, bytes()) / 4 * 3, budget_of(least));
    if (less >= budget_) return;
    ++times_it_gave_way_;
    budget_ = less;
    while (keyframes_.size() > 2 && bytes() > budget_) forget_first_keyframe();
    forget_oldest();
}

void History::may_grow(std::size_t bytes) {
    const std::size_t first_budget = budget_of(log_.capacity() * sizeof(Event));
    budget_ = std::min(first_budget, std::max(budget_, this->bytes() + bytes));
}

// Keeps an eighth of the log free for what the loop writes until the next update, and the keyframes
// to their share, though never less than the last two. Where history begins there must be a
// keyframe, so it goes forward from one to the next.
void History::forget_oldest() {
    const std::uint64_t room = log_bytes(budget_) / sizeof(Event);
    const std::uint64_t kept = room - std::max(room / 8, 2 * EventLog::events_per_chunk);
    const std::uint64_t needed = live_.size() - std::min(kept, live_.size());
    while (keyframes_.size() > 1 && begin() < needed) forget_first_keyframe();
    while (keyframes_.size() > 2 && keyframe_bytes_ > keyframe_bytes_max()) forget_first_keyframe();
    // Where tasks come and go fast, what is made of the events is more than they are: then the
    // oldest go faster than new ones come, until all fits.
    const std::uint64_t twice = begin() + 2 * EventLog::events_per_chunk;
    while (keyframes_.size() > 2 && begin() < twice && bytes() > budget()) forget_first_keyframe();
    assert(begin() >= needed);  // replay_max is less than the smallest log keeps
    marks_.forget_before(begin());
    timeline_.forget_before(begin(), began_ns());
    log_.release_before(begin());
}

std::int64_t History::began_ns() const {
    return begin() < size() ? event(begin()).time_ns : live_.last().time_ns;
}

// The models beside the keyframes are counted as if they shared nothing: that costs no search.
std::size_t History::bytes() const {
    return (size() - begin()) * sizeof(Event) + keyframe_bytes_ + live_.bytes() + shown_.bytes() +
           near_.bytes() + marks_.bytes() + timeline_.bytes();
}

// Forward it goes on from where it is. Who goes back a little mostly goes on doing so: then a model
// stays behind, from which the next steps back are short. A jump begins at the keyframe.
const Model& History::at(std::uint64_t count) {
    assert(count >= begin() && count <= size());  // the player keeps its cursor inside
    if (count == live_.size()) return live_;
    const Model& keyframe = keyframe_before(count);
    const auto is_on_the_way = [&](const Model& model) {
        return keyframe.size() <= model.size() && model.size() <= count;
    };
    if (!is_on_the_way(shown_)) {
        const bool back = count < shown_.size() && shown_.size() - count <= near_events;
        if (back && !is_on_the_way(near_)) near_ = keyframe;
        if (back) replay(near_, count - std::min(near_events, count - near_.size()));
        shown_ = back ? near_ : keyframe;
    }
    replay(shown_, count);
    return shown_;
}

Model History::copy_at(std::uint64_t count) const {
    assert(count >= begin() && count <= size());
    if (count == live_.size()) return live_;
    Model model = keyframe_before(count);
    while (model.size() < count) model.apply(log_[model.size()]);
    return model;
}

const Model& History::keyframe_before(std::uint64_t count) const {
    const auto after = std::upper_bound(
        keyframes_.begin(), keyframes_.end(), count,
        [](std::uint64_t wanted, const Keyframe& frame) { return wanted < frame.model.size(); });
    return std::prev(after)->model;
}

void History::replay(Model& model, std::uint64_t count) {
    replayed_ += count - std::min(count, model.size());
    while (model.size() < count) model.apply(log_[model.size()]);
}

}  // namespace yieldscope
