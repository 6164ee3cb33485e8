// The program's own source texts, embedded when it was built, so that the code panel shows the very
// lines that run. Defined by what third_party/embed.cmake writes. Constant; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace yieldscope {

struct EmbeddedSource {
    std::string_view name;  ///< from the root of the repository: "core/scheduler.cpp"
    std::string_view text;  ///< the whole file, byte for byte
};

extern const EmbeddedSource embedded_sources[];
extern const std::size_t embedded_source_count;

}  // namespace yieldscope
