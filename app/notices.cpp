#include "app/notices.h"

#include <algorithm>

namespace yieldscope {

void Notices::say(const std::string& sentence) {
    if (sentence.empty()) return;
    if (std::find(all_.begin(), all_.end(), sentence) == all_.end()) all_.push_back(sentence);
}

void Notices::take_back(const std::string& sentence) { std::erase(all_, sentence); }

void Notices::dismiss() {
    if (!all_.empty()) all_.pop_front();
}

}  // namespace yieldscope
