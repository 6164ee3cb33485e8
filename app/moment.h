// The moment of a picture: lets the program run until there is something to see. Lives on the main
// thread, which is the UI thread here.
#pragma once

#include "app/options.h"
#include "app/session.h"
#include "app/shell.h"

#include <semaphore>

namespace yieldscope {

/// Reads a recording whole. A program is run: to event `options.at`, or, without it, to the moment
/// when nobody is ready any more; and, if clients of our own talk to it, on to one in which some of
/// them are ready, one runs and others wait. Clients come, and say their first word, before the
/// first step, as far as the backlog takes them all, so that the same moment comes again. Returns
/// after half a minute in any case. `news` must live as long as the loop.
void run_to_the_moment(Session& session, const Options& options, Shell& shell,
                       std::counting_semaphore<>& news);

}  // namespace yieldscope
