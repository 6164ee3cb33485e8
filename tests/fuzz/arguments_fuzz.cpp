// Whatever stands on the command line, an argument a line: it is understood, answered, or refused
// with one sentence. How it is run stands in recording_fuzz.cpp. What is printed goes nowhere.
#include "app/options.h"
#include "core/limits.h"
#include "tests/fuzz/require.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace yieldscope;

std::vector<std::string> lines_of(std::string_view text) {
    std::vector<std::string> lines{"yieldscope"};
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        lines.emplace_back(text.substr(0, end).substr(0, text.find('\0')));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const bool silent = std::freopen("/dev/null", "w", stdout) != nullptr;
    require(silent, "standard output cannot be closed");
    std::vector<std::string> lines = lines_of({reinterpret_cast<const char*>(data), size});
    std::vector<char*> arguments;
    for (std::string& line : lines) arguments.push_back(line.data());
    arguments.push_back(nullptr);
    Options options;
    const auto exit_code = parse(static_cast<int>(lines.size()), arguments.data(), options);
    require(!exit_code || *exit_code == 0 || *exit_code == 2, "ends with another exit code");
    if (exit_code) return 0;
    require(is_numeric_address(options.address.host), "listens where nobody can");
    require(options.history_mib >= 1 && options.history_mib <= 1 << 20, "an odd history");
    const ConnectionLimits& limits = options.address.limits;
    require(limits.kib.value_or(1 << 20) >= limits::connection_kib_least, "no room for a word");
    require(limits.all.value_or(1) >= 1 && limits.per_address.value_or(1) >= 1, "nobody comes in");
    require(options.width >= 320 && options.height >= 200, "a picture of nothing");
    for (const ClientOrder& order : options.clients)
        require(order.count >= 1 && order.count <= limits::clients_max, "an odd crowd");
    return 0;
}
