// Text as it is seen: Hebrew and Arabic from right to left, Arabic letters joined, the sentence
// around them from left to right. Dear ImGui only knows one letter after the other. Pure functions;
// any thread.
#pragma once

#include <string>

namespace yieldscope {

/// Is it a letter that is read from right to left? Few texts have one.
bool is_right_to_left(char32_t letter);

/// A line in the order in which it is seen from left to right. A quotation mark belongs to our
/// sentence: two quoted texts keep their places, whatever is in them. Lines longer than a text can
/// be stay as they are.
std::u32string in_visual_order(std::u32string_view line);

}  // namespace yieldscope
