// What the program has to say to whoever started it: sentences on stderr. Nobody may be there to
// read them: then they are lost, and nothing else is. Any thread, and what handles signals.
#pragma once

#include <string_view>

namespace yieldscope {

/// "yieldscope: ", the sentence, and the end of the line.
void say(std::string_view sentence) noexcept;

/// The text as it is. A reader who takes nothing for a second gets no more of it.
void write_to_stderr(std::string_view text) noexcept;

/// Standard input, output and error are the first three descriptors, and whatever was opened next
/// would become one that is closed: a socket that gets what is printed. Such a one can neither be
/// read nor written from here on. A reader who has gone is an error, not a signal. Before anything
/// is opened or said.
void keep_standard_descriptors() noexcept;

}  // namespace yieldscope
