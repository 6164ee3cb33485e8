// Which pictures cannot be: what the model, and all who look at it, rely on. The counterpart of
// event_rules.h for the picture that a recording begins with. Pure function; any thread.
#pragma once

#include "core/watch/model_image.h"

#include <string>

namespace yieldscope {

/// In a few words; empty if there is nothing against it.
std::string why_impossible(const ModelImage& image);

}  // namespace yieldscope
