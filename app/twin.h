// The Python twin of a C++ source, and which of its lines is the twin of which. The Python file
// says so itself, in comments that the screen leaves out: `#= co_yield recv(client);` names the C++
// line by a piece of its text, so a change of either file that loses a twin is found by a test.
// Inside of a `def` that has a twin, the piece is looked for in that C++ function only. One line
// may be the twin of several, and several of one: `#recv= ...` is the twin for events of that
// reason or kind, `#afterfinished= ...` for what is printed after one. Constant once made; any
// thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace yieldscope {

/// A source text cut into lines, each without its line break.
std::vector<std::string_view> lines_of(std::string_view text);

/// The first and the last line of the function around a line, from 1; {0, 0} outside of functions.
/// A function is what is indented below a line that is not.
struct LineRange {
    std::uint32_t first = 0;
    std::uint32_t last = 0;

    bool contains(std::uint32_t line) const { return first <= line && line <= last; }
    bool operator==(const LineRange&) const = default;
};
LineRange function_around(const std::vector<std::string_view>& lines, std::uint32_t line);

class Twin {
public:
    /// One marker, and the lines that it links; `cpp` is 0 if none matched.
    struct Link {
        std::uint32_t python = 0;
        std::uint32_t cpp = 0;
        std::string_view word;      ///< only for events of this reason or kind; empty: for all
        std::string_view fragment;  ///< of the C++ line
        int matches = 0;            ///< how many lines have it; one, if all is well
    };

    /// Of texts that outlive it.
    Twin(std::string_view python_file, std::string_view python, std::string_view cpp);

    std::string_view file() const { return file_; }
    /// The Python source without the markers.
    const std::vector<std::string_view>& lines() const { return lines_; }
    const std::vector<Link>& links() const { return links_; }

    /// The C++ line of the first marker for that word; 0 if there is none.
    std::uint32_t cpp_line_for(std::string_view word) const;

    /// The Python lines to light with a C++ line, in order. `words` say what the event is: its kind
    /// and reason; lines for other kinds and reasons did not run. No words: all of its lines.
    std::vector<std::uint32_t> lines_for(std::uint32_t cpp_line,
                                         std::vector<std::string_view> words = {}) const;

private:
    void link(std::string_view markers, std::uint32_t python_line, LineRange within,
              const std::vector<std::string_view>& cpp);

    std::string_view file_;
    std::vector<std::string_view> lines_;
    std::vector<Link> links_;
};

/// The text of a source that is embedded; empty if it is not.
std::string_view embedded_text(std::string_view file);

/// A name for all the embedded texts together, the same as long as no line of them changes:
/// FNV-1a, 64 bits, http://www.isthe.com/chongo/tech/comp/fnv.
std::string embedded_fingerprint();

/// The twin of an embedded C++ source: the embedded Python file of the same name, in whatever
/// folder. Null if there is none.
const Twin* twin_of(std::string_view cpp_file);

}  // namespace yieldscope
