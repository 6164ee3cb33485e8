// A text that is short enough to need no memory: it may be about the want of it, or be said in a
// destructor. A plain value; any thread.
#pragma once

#include <fmt/format.h>

#include <iterator>
#include <string_view>
#include <utility>

namespace yieldscope {

class ShortText {
public:
    /// As fmt::format. Takes memory only from fmt::inline_buffer_size bytes on, which is 500.
    template <typename... Values>
    explicit ShortText(fmt::format_string<Values...> pattern, Values&&... values) {
        fmt::format_to(std::back_inserter(text_), pattern, std::forward<Values>(values)...);
    }

    operator std::string_view() const { return {text_.data(), text_.size()}; }

private:
    fmt::memory_buffer text_;
};

}  // namespace yieldscope
