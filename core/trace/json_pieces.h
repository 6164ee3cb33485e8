// One large object of JSON, read a piece at a time: its values one by one, and its lists element by
// element, so that however long the text is, only a small piece of it is ever kept. What is larger
// or deeper than a piece can be ends the reading: a text that a stranger wrote takes time and
// memory by its length and no more.
// A pure function; any thread.
#pragma once

#include <nlohmann/json.hpp>

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

namespace yieldscope {

struct JsonPiece {
    const std::string& key;               ///< of the object
    bool in_list;                         ///< an element of the list that the key has
    const nlohmann::ordered_json& value;  ///< empty for a list, whose elements follow
};

constexpr std::size_t json_piece_values_max = 256;    // with all that is in it
constexpr std::size_t json_text_bytes_max = 1 << 20;  // of one text or number, as it stands there

/// Reads {"name":{…}}, and gives the pieces of that object to `take` in their order. Ends early if
/// `take` says false, which is its own affair, or it is `interrupted`, as it asks again and again.
/// Returns what is wrong in a few words; empty: all is well, or `take` has ended it.
std::string take_apart(std::string_view text, std::string_view name,
                       const std::function<bool(const JsonPiece&)>& take,
                       const std::function<bool()>& interrupted);

}  // namespace yieldscope
