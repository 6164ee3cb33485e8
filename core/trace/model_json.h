// The picture that a recording begins with, if its first events were forgotten: its line 2, one
// JSON object {"model":{…}}. Texts are written out, escaped as in every line, and get ids again
// when they are read. Pure functions; any thread that may read the log, or, to parse, that writes.
#pragma once

#include "core/watch/event_log.h"
#include "core/watch/model_image.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace yieldscope {

/// Without a line break.
std::string model_line(const ModelImage& image, const EventLog& log);

/// The picture after the first `size` events; its texts and the names of its tasks go into the log.
/// Nothing if it is damaged or cannot have been: then `why` says so in a few words. Asks again and
/// again whether it was `interrupted`.
std::optional<ModelImage> parse_model(std::string_view line, std::uint64_t size, EventLog& log,
                                      std::string& why, const std::function<bool()>& interrupted);

}  // namespace yieldscope
