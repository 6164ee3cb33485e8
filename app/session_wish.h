// A wish of the user to watch something else: another program, or a recording. It is granted once
// the loop stands still. Lives on the UI thread, as long as the session that is to be replaced is
// shown.
#pragma once

#include "app/session.h"
#include "app/shell.h"
#include "app/standstill.h"

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
    Standstill standstill_;
};

}  // namespace yieldscope
