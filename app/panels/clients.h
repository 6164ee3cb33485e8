// The clients of our own: how many of each kind there are, and buttons to let them come and go.
// A small window over the others, until it is closed. Lives on the UI thread.
#pragma once

#include "core/clients/crowd.h"

#include <array>

namespace yieldscope {

struct ClientsPanel {
    static constexpr const char* title = "Clients";
    static constexpr const char* help =
        "Clients that come with this program, for a room without nc. They go on even while the "
        "scheduler stands still.";

    bool open = false;

    /// `crowd` is null where there is nobody to connect to.
    void draw(Crowd* crowd);

    /// Is it open, and no longer true?
    bool is_outdated(const Crowd* crowd) const;

private:
    using Counts = std::array<Crowd::Count, client_kind_count>;

    void draw_table(Crowd& crowd);

    Counts drawn_;
};

}  // namespace yieldscope
