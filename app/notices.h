// Notices: sentences that each stay until they are dismissed, one at a time, the oldest first, so
// that none is lost because another one comes. What is there already is not said twice. Lives on
// the UI thread.
#pragma once

#include <cstddef>
#include <deque>
#include <string>

namespace yieldscope {

class Notices {
public:
    /// An empty one says nothing.
    void say(const std::string& sentence);

    /// It is not true any more, whether it is shown or waits.
    void take_back(const std::string& sentence);

    /// The one to show; empty: there is none.
    std::string shown() const { return all_.empty() ? std::string() : all_.front(); }
    /// How many wait behind it.
    std::size_t waiting() const { return all_.empty() ? 0 : all_.size() - 1; }
    bool empty() const { return all_.empty(); }

    /// The one that is shown has been read.
    void dismiss();

private:
    std::deque<std::string> all_;
};

}  // namespace yieldscope
