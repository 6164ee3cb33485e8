// The log's filter: which events to list. Written as words with spaces between them, all of which
// must fit: `hello` and `"two words"` are looked for in the transcript line, `kind:sent,received`,
// `task:echo#3`, `fd:8` and `event:128` in the event itself; a minus in front excludes. What a
// breakpoint is described with is a filter too.
// Pure values and functions; any thread that may read the log that is passed in. Any bytes can be
// parsed, in a time that their number bounds.
#pragma once

#include "core/event.h"
#include "core/watch/event_log.h"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace yieldscope {

constexpr std::size_t filter_bytes_max = 1000;  // longer ones are refused: nobody types that

class Filter {
public:
    /// Does it let everything through?
    bool empty() const;

    /// Can only the transcript line decide? To make that is what costs.
    bool has_words() const { return !words_.empty(); }
    /// May a task's name decide?
    bool has_names() const { return !tasks_.empty() || !words_.empty(); }
    /// Does it need every task's label? `task:3` and `task:echo#3` do not.
    bool needs_labels() const;

    /// The cheap half: kind, task, descriptor and number fit.
    bool admits(std::uint64_t number, const Event& event, const EventLog& log) const;

    /// The other half: the words fit the transcript line, or the teacher's name for its task.
    bool fits(std::string_view line, TaskId task) const;

    /// Both, the cheap half first.
    bool matches(std::uint64_t number, const Event& event, const EventLog& log) const;

    /// The teacher calls a task like this, so `task:` and words find it under that name too.
    void also_called(TaskId task, std::string_view name);

private:
    friend class FilterParser;

    /// `task:3`, `task:echo#3`, or `task:echo` for all tasks of that name.
    struct TaskName {
        std::string text;  ///< in small letters
        bool is_id = false;
        bool has_number = false;  ///< the name ends with #id
        TaskId id = 0;
        std::vector<TaskId> also;  ///< whom the teacher calls so

        bool fits(TaskId task, const EventLog& log) const;
    };

    /// One of `any` must fit, or none of them may.
    template <typename Value>
    struct Term {
        std::vector<Value> any;
        bool excluded = false;
    };
    struct Word {
        std::string text;  ///< in small letters
        bool excluded = false;
        std::vector<TaskId> also = {};  ///< whose names have it
    };

    std::bitset<event_kind_count> kinds_ = std::bitset<event_kind_count>().set();
    std::vector<Term<TaskName>> tasks_;
    std::vector<Term<std::int32_t>> fds_;
    std::vector<Term<std::uint64_t>> numbers_;  ///< as people count, from 1
    std::vector<Word> words_;
};

struct ParsedFilter {
    Filter filter;      ///< lets everything through if there is an error
    std::string error;  ///< what is wrong and what to do, in one sentence; empty: nothing
};

ParsedFilter parse_filter(std::string_view text);

}  // namespace yieldscope
