// An EventSink that keeps everything, and answers the questions tests ask about it.
// Lives on the thread of the scheduler it is given to.
#pragma once

#include "core/event.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

class RecordingSink final : public EventSink {
public:
    std::vector<Event> events;

    Event& next() override { return events.emplace_back(); }
    void publish() override { ++counts_[static_cast<std::size_t>(events.back().kind)]; }

    TextId intern(std::string_view text) override {
        const auto known = std::find(texts_.begin(), texts_.end(), text);
        if (known == texts_.end()) texts_.emplace_back(text);
        return static_cast<TextId>(std::find(texts_.begin(), texts_.end(), text) - texts_.begin());
    }

    const std::string& text(const Event& event) const { return texts_.at(event.text); }
    const std::string& file(const Event& event) const { return texts_.at(event.file); }

    std::size_t count(EventKind kind) const { return counts_[static_cast<std::size_t>(kind)]; }

    /// The newest of its kind. Throws, and so fails the test, if there is none.
    const Event& last(EventKind kind) const {
        const auto found = std::find_if(events.rbegin(), events.rend(),
                                        [&](const Event& event) { return event.kind == kind; });
        if (found == events.rend())
            throw std::runtime_error("nothing was " + std::string(name_of(kind)));
        return *found;
    }

    /// What happened to a task, in order: "spawned resumed finished".
    std::string story(TaskId task) const {
        std::string story;
        for (const Event& event : events) {
            if (event.task != task) continue;
            if (!story.empty()) story += ' ';
            story += name_of(event.kind);
        }
        return story;
    }

    /// The texts of all events of a kind: all lines that were printed, all errors of who failed.
    std::vector<std::string> texts(EventKind kind) const {
        std::vector<std::string> found;
        for (const Event& event : events) {
            if (event.kind == kind) found.push_back(text(event));
        }
        return found;
    }

private:
    std::array<std::size_t, event_kind_count> counts_{};
    std::vector<std::string> texts_{""};
};

}  // namespace yieldscope
