#include "core/trace/model_rules.h"

#include "core/limits.h"
#include "core/trace/event_rules.h"

#include <fmt/format.h>

#include <algorithm>
#include <tuple>
#include <vector>

namespace yieldscope {
namespace {

template <typename Values, typename Key>
bool ascend(const Values& values, Key key) {
    return std::adjacent_find(values.begin(), values.end(), [&](const auto& a, const auto& b) {
               return key(a) >= key(b);
           }) == values.end();
}

bool can_be(const TaskState& task, const ModelImage& image) {
    std::int64_t spent = 0;
    for (const std::int64_t in_a_place : task.spent_ns) {
        if (in_a_place < 0 || in_a_place > EventRules::time_max_ns) return false;
        spent += in_a_place;
    }
    return task.id > 0 && task.id <= image.size && task.parent < task.id &&
           task.since < image.size && task.born_ns >= 0 && task.born_ns <= task.since_ns &&
           task.since_ns <= image.last.time_ns && spent == task.since_ns - task.born_ns &&
           task.last_in.size <= task.last_in.of_bytes &&
           task.last_out.size <= task.last_out.of_bytes;
}

/// At how many different lines, counting each place by itself, as the model does.
std::size_t suspended_lines(const ModelImage& image) {
    std::vector<std::tuple<TextId, std::uint32_t, Place>> lines;
    for (const TaskState& task : image.tasks) {
        if (task.place != Place::running && task.reason != Reason::none)
            lines.emplace_back(task.file, task.line, task.place);
    }
    std::sort(lines.begin(), lines.end());
    return static_cast<std::size_t>(std::unique(lines.begin(), lines.end()) - lines.begin());
}

}  // namespace

std::string why_impossible(const ModelImage& image) {
    const auto& poll = image.poll;
    std::vector<TaskId> ids;  // sorted, not hashed: who wrote the file has chosen them
    std::size_t running = 0;
    for (const auto* tasks : {&image.tasks, &image.ended}) {
        for (const TaskState& task : *tasks) {
            if (!can_be(task, image) || is_gone(task.place) != (tasks == &image.ended))
                return fmt::format("task {} cannot be like that", task.id);
            ids.push_back(task.id);
            if (task.place == Place::running) ++running;
        }
    }
    if (running > 1) return "two tasks are running";
    std::sort(ids.begin(), ids.end());
    if (const auto twice = std::adjacent_find(ids.begin(), ids.end()); twice != ids.end())
        return fmt::format("task {} is there twice", *twice);
    if (suspended_lines(image) > limits::yield_lines)
        return "tasks are suspended at too many different lines";
    if (image.ended.size() > limits::ended_kept || image.gone < image.ended.size())
        return "too many tasks have ended";
    if (image.gone > image.size || image.turns > image.size || image.stops > image.size)
        return "it counts more than there were events";
    if (image.breakpoints.size() > limits::breakpoints ||
        !ascend(image.breakpoints, [](const auto& one) { return one.number; }))
        return "its breakpoints cannot be";
    if (image.bookmarks.size() > limits::bookmarks ||
        !ascend(image.bookmarks, [](const auto& one) { return one.moment; }) ||
        (!image.bookmarks.empty() && image.bookmarks.back().moment > image.size))
        return "its bookmarks cannot be";
    if (image.break_hit.event > image.size) return "its \"break_hit\" has not happened";
    if (image.unclaimed.size() > limits::unclaimed_kept ||
        !ascend(image.unclaimed, [](const auto& one) { return one.fd; }) ||
        (!image.unclaimed.empty() && image.unclaimed.front().fd < 0))
        return "its \"unclaimed\" cannot be";
    if (image.last.line == 0 && image.last.file != 0) return "a \"file\" without a \"line\"";
    if (poll.asked_ns < 0 || poll.asked_ns > image.last.time_ns || poll.answered_ns < 0 ||
        poll.answered_ns > image.last.time_ns || poll.to_wake > image.tasks.size())
        return "its \"poll\" cannot be";
    const auto is_alive = [&](TaskId id) {
        return std::binary_search(ids.begin(), ids.end(), id) &&
               std::none_of(image.ended.begin(), image.ended.end(),
                            [&](const auto& task) { return task.id == id; });
    };
    if (!ascend(image.connections, [](TaskId id) { return id; }) ||
        !std::all_of(image.connections.begin(), image.connections.end(), is_alive))
        return "its \"connections\" cannot be";
    return {};
}

}  // namespace yieldscope
