#include "app/standstill.h"

#include <utility>

namespace yieldscope {

// After a pause the loop stands still as soon as the present turn is over; whether that is a long
// one is known in a second. Who is neither in a turn nor stands still waits for a file to be read,
// and need not be waited for.
Standstill::Answer Standstill::update(Player& player, bool wanted, double now_s) {
    constexpr double patience_s = 2;
    if (!wanted) {
        since_s_.reset();
        if (paused_ && !player.moving()) {
            paused_ = false;
            player.act(Action::run_pause);
        }
        return Answer::not_yet;
    }
    if (!since_s_) since_s_ = now_s;
    if (player.in_a_long_turn()) return Answer::out_of_reach;
    if (!player.moving() || now_s - *since_s_ > patience_s) return Answer::reached;
    if (!std::exchange(paused_, true)) player.act(Action::run_pause);
    return Answer::not_yet;
}

}  // namespace yieldscope
