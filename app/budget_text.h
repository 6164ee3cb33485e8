// What the history's memory holds, in words: how much of the budget is used, and since when. The
// one place that says so. Pure functions; they live on the UI thread, as the history does.
#pragma once

#include "core/watch/history.h"

#include <string>

namespace yieldscope {

/// "12 of 256 MiB".
std::string budget_text(const History& history);

/// "History begins at event 1,048,577"; empty while nothing is forgotten.
std::string beginning_text(const History& history);

/// Since when it is remembered, and what happens when the budget is used up, in sentences.
std::string budget_explained(const History& history);

}  // namespace yieldscope
