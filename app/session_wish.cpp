#include "app/session_wish.h"

#include "app/file_wishes.h"

#include <fmt/format.h>

#include <string>
#include <utility>

namespace yieldscope {

std::optional<Options> SessionWish::update(Shell& shell, Session& session, double now_s) {
    if (!wish_) wish_ = take(shell, session);
    switch (standstill_.update(shell.player(), wish_.has_value(), now_s)) {
        case Standstill::Answer::not_yet: return std::nullopt;
        case Standstill::Answer::reached: break;
        case Standstill::Answer::out_of_reach:
            refuse(shell, *wish_,
                   "A task is running and does not yield: before it does, nothing else can begin.");
            wish_.reset();
    }
    return std::exchange(wish_, std::nullopt);
}

/// The next one that could be granted, as far as is known before.
std::optional<Options> SessionWish::take(Shell& shell, Session& session) {
    const auto choice = shell.take_choice();
    const auto file = choice ? std::nullopt : shell.take_file_wish();
    const auto recording = file ? obey(*file, shell, session) : std::nullopt;
    if (!choice && !recording) return std::nullopt;
    Options wish = session.options();
    wish.compare.clear();
    if (choice) {
        wish.open.clear();
        wish.program = choice->program;
        wish.address = choice->address;
        wish.poller = choice->poller;
        if (session.crowd()) wish.clients = session.clients();
    } else {
        wish.open = *recording;
        wish.run = false;
    }
    const auto refusal = session.why_not(wish);
    if (!refusal) return wish;
    refuse(shell, wish, *refusal);
    return std::nullopt;
}

/// Where it was wished for.
void SessionWish::refuse(Shell& shell, const Options& wish, std::string_view why) {
    if (wish.open.empty()) shell.refuse(fmt::format("{} What runs now goes on.", why));
    else shell.answer(std::string(why), true);
}

}  // namespace yieldscope
