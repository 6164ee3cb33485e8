#include "core/watch/model_image.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace yieldscope {
namespace {

constexpr Place places_of_the_living[] = {Place::ready, Place::running, Place::recv_wait,
                                          Place::send_wait};

/// Mixes numbers and texts into one number. Not for secrets.
class Digest {
public:
    explicit Digest(const EventLog& log) : log_(log) {}

    template <typename... Numbers>
    void add(Numbers... numbers) {
        (mix(static_cast<std::uint64_t>(numbers)), ...);
    }
    void add_bytes(std::string_view bytes) {
        mix(bytes.size());
        std::uint64_t word = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            word = word << 8 | static_cast<unsigned char>(bytes[i]);
            if (i % 8 == 7) mix(word);
        }
        mix(word);
    }
    void add_text(TextId id) { add_bytes(log_.text(id)); }

    void add(const TaskState& task);
    void add(const Preview& preview) {
        add_bytes(preview.text());
        add(preview.of_bytes);
    }
    void add(const Event& event);

    std::uint64_t value() const { return value_; }

private:
    void mix(std::uint64_t number) {
        value_ = (value_ ^ number) * 0x9E37'79B9'7F4A'7C15;  // 2^64 / golden ratio: an odd number
        value_ ^= value_ >> 29;
    }

    const EventLog& log_;
    std::uint64_t value_ = 0x5EED;
};

void Digest::add(const TaskState& task) {
    add(task.id, task.parent, task.place, task.listens, task.reason, task.fd, task.line, task.turns,
        task.since, task.since_ns, task.born_ns, task.bytes_in, task.bytes_out, task.messages_in,
        task.messages_out);
    for (const std::int64_t spent : task.spent_ns) add(spent);
    for (const TextId text : {task.address, task.error, task.nickname, task.file}) add_text(text);
    add(task.last_in);
    add(task.last_out);
    add_bytes(log_.label(task.id));
}

void Digest::add(const Event& event) {
    add(event.time_ns, event.task, event.other, event.line, event.fd, event.asked, event.moved,
        event.kind, event.reason, event.interrupted);
    add_bytes(event.preview_text());
    add_text(event.text);
    add_text(event.file);
}

std::uint64_t digest_of(const SuspendedLine& line, const EventLog& log) {
    Digest digest(log);
    digest.add(line.line, line.place, line.count);
    digest.add_text(line.file);
    return digest.value();
}

}  // namespace

ModelImage image_of(const Model& model) {
    ModelImage image;
    image.ended = model.ended();
    image.connections = model.connections();
    image.breakpoints = model.breakpoints();
    image.break_hit = model.break_hit();
    image.bookmarks = model.bookmarks();
    image.unclaimed = model.unclaimed();
    image.listened = model.listened();
    image.poll = model.poll();
    image.run_state = model.run_state();
    image.turns = model.turns();
    image.gone = model.gone();
    image.refusals = model.refusals();
    image.stops = model.stops();
    image.size = model.size();
    image.last = model.last();
    for (const Place place : places_of_the_living) {
        for (auto* task = model.first(place); task; task = model.after(*task))
            image.tasks.push_back(*task);
    }
    return image;
}

Model::Model(const ModelImage& image)
    : connections_(image.connections),
      ended_(image.ended),
      breakpoints_(image.breakpoints),
      break_hit_(image.break_hit),
      bookmarks_(image.bookmarks),
      unclaimed_(image.unclaimed),
      listened_(image.listened),
      poll_(image.poll),
      run_state_(image.run_state),
      turns_(image.turns),
      gone_(image.gone),
      refusals_(image.refusals),
      stops_(image.stops),
      size_(image.size),
      last_(image.last) {
    // The index takes ids as they were given, going up.
    std::vector<const TaskState*> by_id;
    for (const TaskState& task : image.tasks) by_id.push_back(&task);
    std::sort(by_id.begin(), by_id.end(), [](auto* a, auto* b) { return a->id < b->id; });
    for (const TaskState* task : by_id) {
        index_.add(task->id, static_cast<std::uint32_t>(tasks_.size()));
        tasks_.push_back(*task);
        links_.push_back({});
    }
    for (const TaskState& task : image.tasks) {
        link(index_.find(task.id), list_of(task));
        count_suspended(task, true);
        if (task.listens && task.fd >= 0) ++listeners_;
        if (task.place == Place::running) running_ = task.id;
    }
    for (const UnclaimedSocket& socket : image.unclaimed) {
        if (socket.listens) ++unclaimed_listeners_, ++listeners_;
    }
}

std::uint64_t digest(const Model& model, const EventLog& log) {
    Digest digest(log);
    const PollState& poll = model.poll();
    digest.add(model.size(), model.run_state(), model.running(), model.turns(), model.stops(),
               model.gone(), model.listened(), model.nobody_listens());
    digest.add(poll.blocked, poll.interrupted, poll.watched, poll.ready, poll.to_wake,
               poll.asked_ns, poll.answered_ns, poll.count);
    digest.add_text(poll.call);
    for (const Place place : places_of_the_living) {
        digest.add(model.count(place));
        for (auto* task = model.first(place); task; task = model.after(*task)) digest.add(*task);
    }
    digest.add(model.ended().size());
    for (const TaskState& task : model.ended()) digest.add(task);
    for (const TaskId task : model.connections()) digest.add(task);
    digest.add(model.break_hit().number, model.break_hit().event, model.breakpoints().size());
    for (const BreakpointState& breakpoint : model.breakpoints()) {
        digest.add(breakpoint.number, breakpoint.hits);
        digest.add_text(breakpoint.words);
    }
    for (const Bookmark& bookmark : model.bookmarks()) {
        digest.add(bookmark.moment);
        digest.add_text(bookmark.note);
    }
    digest.add(model.refusals().count);
    digest.add_text(model.refusals().why);
    for (const UnclaimedSocket& socket : model.unclaimed()) {
        digest.add(socket.fd, socket.listens);
        digest.add_text(socket.address);
    }
    std::uint64_t lines = 0;  // in no particular order
    for (const SuspendedLine& line : model.suspended_lines()) lines += digest_of(line, log);
    digest.add(lines);
    digest.add(model.last());
    return digest.value();
}

}  // namespace yieldscope
