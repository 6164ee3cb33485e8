// The black screen that a presenter's remote asks for, instead of everything else.
// Lives on the UI thread.
#pragma once

namespace yieldscope {

/// All of the screen. True when it was clicked, which brings back what was there, as any key does.
bool draw_blank();

}  // namespace yieldscope
