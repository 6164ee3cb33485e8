// A wish of the user to watch something else: another program, or a recording, which is read on a
// thread of its own, as it may be large. It is granted once the loop stands still. The same with a
// recording that is to be compared. Lives on the UI thread, as long as the session that is to be
// replaced is shown.
#pragma once

#include "app/comparison.h"
#include "app/in_background.h"
#include "app/session.h"
#include "app/shell.h"
#include "app/standstill.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace yieldscope {

class SessionWish {
public:
    /// What the window goes on to.
    struct Next {
        Options options;
        std::unique_ptr<Session> session = {};  ///< with the recording in it; null: a program
    };

    /// Once a frame: takes up a wish, or does what the user wants of files, and says why if it
    /// cannot be. Returns the session to go on to, as soon as it can begin. `now_s` is any clock
    /// that only goes forward.
    std::optional<Next> update(Shell& shell, Session& session, double now_s);

private:
    /// Of a file: what it holds, or why it cannot be read.
    template <typename What>
    struct Read {
        std::unique_ptr<What> what;
        std::string problem;
    };
    template <typename What>
    struct Reading {
        std::string path;
        InBackground<Read<What>> made;
    };

    void take(Shell& shell, Session& session);
    void take_choice(const Choice& choice, Shell& shell, Session& session);
    void read(const FileWish& file, Shell& shell, const Session& session);
    void look_at_files(Shell& shell);
    void refuse(Shell& shell, const Options& wish, std::string_view why);

    std::unique_ptr<Reading<Session>> opens_;
    std::unique_ptr<Reading<Comparison>> compares_;
    std::optional<Next> wish_;  ///< the one that waits
    Standstill standstill_;
};

}  // namespace yieldscope
