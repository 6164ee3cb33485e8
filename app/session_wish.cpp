#include "app/session_wish.h"

#include "app/file_wishes.h"

#include <fmt/format.h>

#include <utility>

namespace yieldscope {

// After a pause the loop stands still as soon as the present turn is over; whether that is a long
// one is known in a second. Who is neither in a turn nor stands still waits for a file to be read,
// and that is given up.
std::optional<Options> SessionWish::update(Shell& shell, Session& session, double now_s) {
    constexpr double patience_s = 2;
    Player& player = shell.player();
    if (goes_on_ && !player.moving()) {
        goes_on_ = false;
        player.act(Action::run_pause);
    }
    if (!wish_) {
        wish_ = take(shell, session);
        paused_ = false;
        since_s_ = now_s;
    }
    if (!wish_) return std::nullopt;
    if (player.in_a_long_turn()) {
        refuse(shell, *std::exchange(wish_, std::nullopt),
               "A task is running and does not yield: before it does, nothing else can begin.");
        goes_on_ = goes_on_ || paused_;
        return std::nullopt;
    }
    if (!player.moving() || now_s - since_s_ > patience_s)
        return std::exchange(wish_, std::nullopt);
    if (!std::exchange(paused_, true)) player.act(Action::run_pause);
    return std::nullopt;
}

/// The next one that could be granted, as far as is known before.
std::optional<Options> SessionWish::take(Shell& shell, Session& session) {
    Options wish = session.options();
    wish.compare.clear();
    if (const auto choice = shell.take_choice()) {
        wish.open.clear();
        wish.program = choice->program;
        wish.address = choice->address;
        wish.poller = choice->poller;
        if (session.crowd()) wish.clients = session.clients();
    } else {
        const auto file = shell.take_file_wish();
        const auto recording = file ? obey(*file, shell, session) : std::nullopt;
        if (!recording) return std::nullopt;
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
