// Hands events on to the log, and lets it run out of memory at times: then a text or a name is not
// kept, which the log has to say, and nothing else happens. What it does otherwise is problem(). A
// task's own memory is another matter: what fails there does not fail here, and no more once the
// task's code is over. Lives on the simulation's thread.
#pragma once

#include "core/event.h"
#include "core/watch/event_log.h"
#include "tests/simulation/faults.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace yieldscope::simulation {

class ForgetfulSink final : public EventSink {
public:
    static constexpr std::string_view not_kept =
        "(too many different texts: this one was not kept)";

    /// The log has kept texts before, and needs memory for a few more: on every poller after as
    /// many, though the name of its call is longer on one than on another.
    ForgetfulSink(EventLog& log, const Plan& plan, std::uint64_t seed, Tally& tally);

    Event& next() override { return *(next_ = &log_.next()); }
    void publish() override;
    TextId intern(std::string_view text) override;

    std::uint64_t published() const { return published_; }
    /// How many texts were not kept so far.
    std::uint64_t lost() const { return lost_; }
    /// The first thing that the log did wrong; empty: nothing.
    const std::string& problem() const { return problem_; }

private:
    /// Calls the log, whose next or second or third allocation may fail; true if one has.
    template <typename Call>
    bool runs_out(Call call);
    void check_name(const Event& event, bool has_failed);

    EventLog& log_;
    const Plan& plan_;
    Tally& tally_;
    Random random_;
    Event* next_ = nullptr;
    std::uint64_t published_ = 0;
    std::uint64_t lost_ = 0;
    std::string problem_;
};

}  // namespace yieldscope::simulation
