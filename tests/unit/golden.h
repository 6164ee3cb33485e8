// Golden texts: what a test says is compared with a file in tests/golden, so that the diff of a
// change in behaviour is the review. YIELDSCOPE_UPDATE_GOLDEN=1 writes the files anew instead.
// Lives on the test's thread.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>

namespace yieldscope {

inline void expect_golden(const std::string& name, const std::string& text) {
    const std::string path = fmt::format("{}/{}", YIELDSCOPE_GOLDEN, name);
    if (const char* update = std::getenv("YIELDSCOPE_UPDATE_GOLDEN"); update && *update == '1') {
        std::ofstream(path) << text;
    }
    std::stringstream golden;
    golden << std::ifstream(path).rdbuf();
    EXPECT_EQ(text, golden.str())
        << "If this is meant, write tests/golden anew: run the tests with "
           "YIELDSCOPE_UPDATE_GOLDEN=1 and look at the diff.";
}

}  // namespace yieldscope
