// A wish of the user to watch something else: another program, or a recording. It is granted once
// the loop stands still: a turn that never ends would take the window with it. Lives on the UI
// thread, as long as the session that is to be replaced is shown.
#pragma once

#include "app/session.h"
#include "app/shell.h"

#include <optional>
#include <string_view>

namespace yieldscope {

class SessionWish {
public:
    /// Once a frame: takes up a wish, or does what the user wants of files, and says why if it
    /// cannot be. Returns the options of the session to go on to, as soon as it can begin.
    /// `now_s` is any clock that only goes forward.
    std::optional<Options> update(Shell& shell, Session& session, double now_s);

private:
    std::optional<Options> take(Shell& shell, Session& session);
    void refuse(Shell& shell, const Options& wish, std::string_view why);

    std::optional<Options> wish_;  ///< the one that waits
    bool paused_ = false;          ///< what ran, for its sake
    bool goes_on_ = false;         ///< as it was refused then, once it stands still
    double since_s_ = 0;
};

}  // namespace yieldscope
