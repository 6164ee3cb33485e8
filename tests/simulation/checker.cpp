#include "tests/simulation/checker.h"

#include "core/watch/explain.h"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace yieldscope::simulation {
namespace {

constexpr std::size_t tasks_of_a_crowd = 24;  // to look at each after every step takes too long

}  // namespace

std::string Checker::after_step(Step step, std::uint64_t published, std::uint64_t lost) {
    if (!kernel_.problem().empty()) return kernel_.problem();
    if (std::string why = read_log(published); !why.empty()) return why;
    const std::uint64_t not_kept = lost - std::exchange(lost_, lost);
    if (std::string why = excuses_.end_step(kernel_.troubles(), not_kept); !why.empty()) return why;
    const std::size_t unseen_max = rules_.model().alive() / tasks_of_a_crowd;
    const bool woke_several = step == Step::poll && scheduler_.ready().size() > 1;
    if (!woke_several && ++steps_unseen_ <= unseen_max) return find_spinning();
    steps_unseen_ = 0;
    if (std::string why = look_at_places(step); !why.empty()) return why;
    return find_spinning();
}

std::string Checker::look_at_places(Step step) const {
    const std::array places{std::pair(Place::ready, &scheduler_.ready()),
                            std::pair(Place::recv_wait, &scheduler_.recv_wait().tasks()),
                            std::pair(Place::send_wait, &scheduler_.send_wait().tasks())};
    std::size_t tasks = 0;
    for (const auto& [place, list] : places) {
        if (std::string why = compare(place, *list); !why.empty()) return why;
        tasks += list->size();
    }
    if (tasks != rules_.model().alive())
        return fmt::format("{} tasks live, but {} are in a place", rules_.model().alive(), tasks);
    if (step != Step::turn) {
        for (const auto& [place, list] : places) {
            if (place == Place::ready) continue;
            if (std::string why = find_sleeper(*list, place == Place::recv_wait); !why.empty())
                return why;
        }
    }
    return {};
}

std::string Checker::read_log(std::uint64_t published) {
    if (log_.size() != published)
        return fmt::format("{} events were published, and {} are there", published, log_.size());
    for (std::uint64_t number = events_.size(); number < published; ++number) {
        const Event event = log_[number];
        events_.push_back(event);
        if (event.kind != EventKind::polling && event.kind != EventKind::polled)
            texts_ = texts_ * 31 + std::hash<std::string_view>()(log_.text(event.text));
        if (prints_) fmt::print("{}\n", transcript_line(number, event, log_));
        std::string why = rules_.take(number, event);
        if (why.empty()) why = check(event);
        if (why.empty()) why = excuses_.take(event, log_.text(event.text));
        if (!why.empty())
            return fmt::format("{}\n    {}", why, transcript_line(number, event, log_));
    }
    log_.release_before(published);
    return {};
}

std::string Checker::check(const Event& event) const {
    if (event.kind == EventKind::woken && wakes_exactly_ && !kernel_.is_listener(event.fd) &&
        !kernel_.was_not_asked_about(event.fd) &&
        !kernel_.is_ready(event.fd, event.reason == Reason::recv))
        return "a task is woken whose socket is not ready";
    return {};
}

std::string Checker::compare(Place place, const TaskList& tasks) const {
    const TaskState* shown = rules_.model().first(place);
    for (auto* task = tasks.front(); task; task = task->next) {
        if (!shown || shown->id != task->id)
            return fmt::format("task {} is in {}, but not in the model's", task->id,
                               name_of(place));
        shown = rules_.model().after(*shown);
    }
    return shown ? fmt::format("the model has task {} in {}, the scheduler has not", shown->id,
                               name_of(place))
                 : "";
}

// A listener that rests for want of a descriptor is left alone on purpose; and who did not fit into
// the kernel's answer comes with the next.
std::string Checker::find_sleeper(const TaskList& tasks, bool to_recv) const {
    for (auto* task = tasks.front(); task; task = task->next) {
        const int fd = task->wait.fd;
        if (kernel_.is_listener(fd) && kernel_.may_rest()) continue;
        if (kernel_.is_left_out(fd)) continue;
        if (kernel_.is_ready(fd, to_recv))
            return fmt::format("task {} still waits for descriptor {}, which is ready", task->id,
                               fd);
    }
    return {};
}

std::string Checker::find_spinning() {
    if (kernel_.changes() != changes_) steps_without_change_ = 0;
    changes_ = kernel_.changes();
    const std::size_t allowed = 4 * (rules_.model().alive() + 2);
    return ++steps_without_change_ > allowed
               ? fmt::format("{} steps have changed nothing: the loop spins", allowed)
               : "";
}

std::string Checker::in_the_end() const {
    if (scheduler_.has_ready() || !scheduler_.send_wait().empty() ||
        scheduler_.recv_wait().size() != 1 ||
        !kernel_.is_listener(scheduler_.recv_wait().tasks().front()->wait.fd))
        return "in the end somebody else than the listener is left, or it is gone";
    if (!kernel_.backlog().empty()) return "in the end clients wait to be accepted";
    return {};
}

}  // namespace yieldscope::simulation
