#include "app/panels/board_words.h"

#include "app/widgets.h"

#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace yieldscope {
namespace {

std::string socket_words(const TaskState& task, const History& past) {
    if (task.fd < 0) return "no socket";
    if (task.listens) return fmt::format("fd {}, listens on {}", task.fd, past.shown(task.address));
    if (task.address == 0) return fmt::format("fd {}", task.fd);
    return fmt::format("fd {}, client {}", task.fd, past.shown(task.address));
}

std::string place_words(const TaskState& task) {
    const std::string event = grouped(task.since + 1);  // people count from 1
    switch (task.place) {
        case Place::ready: return fmt::format("in the ready queue since event {}", event);
        case Place::running: return fmt::format("running since event {}", event);
        case Place::recv_wait: return fmt::format("in recv_wait since event {}", event);
        case Place::send_wait: return fmt::format("in send_wait since event {}", event);
        case Place::finished: return fmt::format("finished at event {}", event);
        case Place::failed: return fmt::format("failed at event {}", event);
        case Place::cancelled: return fmt::format("cancelled at event {}", event);
    }
    return {};
}

std::string ready_words(std::uint32_t ready) {
    return ready == 1 ? std::string("last time 1 was ready")
                      : fmt::format("last time {} were ready", grouped(ready));
}

}  // namespace

PollGate poll_gate(const Model& now) {
    if (now.poll().blocked) return PollGate::asking;
    if (now.poll().to_wake > 0) return PollGate::answered;
    const bool somebody = now.count(Place::ready) > 0 || now.running() != 0;
    const bool nobody_is_left = now.alive() == 0;
    return somebody || nobody_is_left ? PollGate::closed : PollGate::next;
}

PollWords poll_words(const Model& now, const History& past, double age_s) {
    using Tone = PollWords::Tone;
    const PollState& poll = now.poll();
    PollWords words;
    words.gate = poll_gate(now);
    words.call = poll.count ? fmt::format("{}()", past.shown(poll.call)) : "poll";
    const auto say = [&](Tone tone, std::string text, std::string_view brief = {}) {
        words.lines.push_back({tone, std::move(text), brief});
    };
    if (now.alive() == 0) {
        const bool over = now.run_state() == RunState::ended;
        say(Tone::rule, over ? "not asked: the program is over" : "not asked: there is no task",
            "not asked");
        return words;
    }
    const std::size_t waiting = now.count(Place::recv_wait) + now.count(Place::send_wait);
    const auto say_who_waits = [&] {
        if (waiting == 1) say(Tone::plain, "1 waits");
        else if (waiting > 1) say(Tone::plain, fmt::format("{} wait", grouped(waiting)));
    };
    switch (words.gate) {
        case PollGate::asking:
            say(Tone::asking, asked_words(age_s), "asked");
            say(Tone::plain, fmt::format("{} watched", grouped(poll.watched)));
            if (poll.count > 1) say(Tone::plain, ready_words(poll.ready));
            break;
        case PollGate::answered:
            say(Tone::ready, fmt::format("answered: {} ready", grouped(poll.ready)), "answered");
            say(Tone::plain, fmt::format("{} still to be woken", grouped(poll.to_wake)));
            break;
        case PollGate::closed:
            if (now.count(Place::ready) == 0)
                say(Tone::rule, "not asked: a task runs", "not asked");
            else if (now.count(Place::ready) == 1)
                say(Tone::rule, "not asked: a task is ready", "not asked");
            else say(Tone::rule, "not asked: tasks are ready", "not asked");
            say_who_waits();
            if (poll.count > 0) say(Tone::plain, ready_words(poll.ready));
            break;
        case PollGate::next:
            say(Tone::rule, "asked next: nobody is ready", "asked next");
            say_who_waits();
            if (poll.count > 0) say(Tone::plain, ready_words(poll.ready));
            break;
    }
    return words;
}

std::string asked_words(double age_s) {
    const std::string age = age_text(age_s);
    return age.empty() ? "asked just now" : fmt::format("asked {} ago", age);
}

CardWords card_words(const TaskState& task, const Model& now, const History& past) {
    CardWords words;
    words.name = past.label(task.id, now);
    const auto digits = words.name.rfind('#');
    if (task.nickname) words.number = words.name;
    else if (digits != std::string::npos) words.number = words.name.substr(digits);
    else words.number = words.name;
    if (task.place == Place::failed) words.detail = past.shown(task.error);
    else if (task.fd < 0)
        words.detail = task.turns == 1 ? "1 turn" : fmt::format("{} turns", grouped(task.turns));
    else if (task.listens) words.detail = fmt::format("fd {} listens", task.fd);
    else {
        const std::string address = past.shown(task.address);
        words.detail = fmt::format(
            "fd {} {}", task.fd,
            std::string_view(address).substr(std::min(address.rfind(':'), address.size())));
    }
    return words;
}

std::string task_tooltip(const TaskState& task, const Model& now, const History& past) {
    std::string words = fmt::format("{}\n{}\n{}", past.label(task.id, now),
                                    socket_words(task, past), place_words(task));
    if (task.error != 0) words += fmt::format("\n{}", past.shown(task.error));
    return words;
}

std::array<std::string_view, 3> labels_of(Place place) {
    const std::string_view name = name_of(place);
    switch (place) {
        case Place::ready:
            return {"ready queue: first in, first out", "ready: first in, first out", name};
        case Place::recv_wait:
            return {"recv_wait: to read, once the kernel says so", "recv_wait: to read", name};
        case Place::send_wait:
            return {"send_wait: to write, once the kernel says so", "send_wait: to write", name};
        default: return {name, name, name};
    }
}

std::size_t tail_of(std::string_view name) {
    const std::size_t tail = name.find_last_of("#(");
    return tail == std::string_view::npos || tail == 0 ? name.size() : tail;
}

}  // namespace yieldscope
