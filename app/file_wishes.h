// What the window does with files: saves and exports at once, and answers where it was asked. What
// is to be read, to be opened or compared, is for who can wait for it. Lives on the UI thread.
#pragma once

#include "app/session.h"
#include "app/shell.h"

#include <optional>
#include <string>

namespace yieldscope {

/// Does what is wanted, or begins it, or says why it cannot be. False if a file is to be read,
/// which can be as far as is known before.
bool obey(const FileWish& wish, Shell& shell, Session& session);

/// News of files: in the panel that was asked for it, if it is open, on the screen in any case, and
/// on stderr, where it is still to be read when the window is gone. Empty: there is none.
void tell(Shell& shell, const std::string& news);

/// Once a session has ended and another one takes its place: what became of its files, for the
/// screen of that one. Empty if it had none. What failed is said on stderr, too.
std::string last_words(Session& session);

}  // namespace yieldscope
