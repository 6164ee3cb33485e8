#include "app/comparison.h"

#include "core/watch/escape.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <exception>
#include <utility>

namespace yieldscope {

std::unique_ptr<Comparison> Comparison::open(const std::string& path, std::size_t budget_bytes,
                                             std::string& problem,
                                             const std::function<bool()>& interrupted) try {
    auto reader = std::make_unique<RecordingReader>(path, interrupted);
    if (!reader->is_open()) {
        problem = reader->problem();
        return nullptr;
    }
    return std::unique_ptr<Comparison>(
        new Comparison(std::move(reader), escaped(file_name(path)), budget_bytes));
} catch (const std::exception& error) {  // no memory, descriptor or thread
    problem = fmt::format("{} cannot be shown: {}.", escaped(file_name(path)), error.what());
    return nullptr;
}

Comparison::Comparison(std::unique_ptr<RecordingReader> reader, std::string name,
                       std::size_t budget_bytes)
    : name_(std::move(name)),
      log_(budget_bytes, reader->header().begins),
      history_(log_, reader->start(log_)),
      replay_(std::move(reader), log_, commands_) {}

bool Comparison::update(const History& first, bool complete) {
    const bool read = replay_.complete();  // before the last look, so nothing is missed
    const bool news = history_.update() > 0;
    const bool compares = !difference_.finished();
    difference_.update(first, history_, read && complete);
    return news || !read || (compares && difference_.finished());
}

std::string Comparison::take_news() {
    if (!replay_.complete() || std::exchange(problem_said_, true)) return "";
    return replay_.problem();
}

}  // namespace yieldscope
