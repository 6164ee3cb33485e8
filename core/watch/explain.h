// Explains events in words: a transcript line for the log and the terminal, a sentence for the
// class, and what comes next. The log panel, the narration strip, headless output and the tests all
// use these. Every sentence is one whole template, never put together from parts, so that it can be
// translated. Pure functions; any thread that may read what is passed in.
#pragma once

#include "core/event.h"
#include "core/watch/command.h"
#include "core/watch/event_log.h"
#include "core/watch/model.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace yieldscope {

/// "1,234,567": every number on the screen that counts something. The transcript and the other
/// outputs for programs have plain digits.
std::string grouped(unsigned long long count);

/// "core/programs/echo.cpp" -> "echo.cpp".
std::string_view file_name(std::string_view path);

/// A breakpoint in the words of the log's filter: "kind:sent task:echo#3", "ready>4".
std::string words(const Breakpoint& breakpoint, const EventLog& log);

/// What the screen calls a task at that moment: the teacher's name for it, or "echo#7".
std::string label(TaskId task, const Model& now, const EventLog& log);

/// The columns of a transcript line that need words: what happened, "fd 6  3 B  \"hi\\n\"", and the
/// source line, "echo.cpp:27", which the scheduler's own events may not have.
std::string details(const Event& event, const EventLog& log);
std::string place_of(const Event& event, const EventLog& log);

/// One line for event `number` of the log: its number, seconds, task, kind, details, source line.
/// People count from 1, so that the last of 7 events is event 7. No line break at the end. The task
/// is called what it was born as, by which every line of its life can be found, unless `called`
/// says otherwise.
std::string transcript_line(std::uint64_t number, const Event& event, const EventLog& log,
                            std::string_view called = {});

/// What happened, in one sentence. `after` is the model with the event just applied.
std::string sentence(const Event& event, const Model& after, const EventLog& log);

/// What the scheduler does next, in one sentence, if it is asked to go on from `now`.
std::string what_next(const Model& now, const EventLog& log);

}  // namespace yieldscope
