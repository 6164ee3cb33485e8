#include "tests/simulation/forgetful_sink.h"

#include "tests/simulation/memory.h"

#include <fmt/format.h>

#include <string>

namespace yieldscope::simulation {
namespace {

bool ends_own_code(EventKind kind) {
    return kind == EventKind::yielded || kind == EventKind::parked || kind == EventKind::closed ||
           kind == EventKind::finished || kind == EventKind::failed;
}

}  // namespace

ForgetfulSink::ForgetfulSink(EventLog& log, const Plan& plan, std::uint64_t seed, Tally& tally)
    : log_(log), plan_(plan), tally_(tally), random_(seed, 6) {
    constexpr int kept_at_once = 1024;
    for (int i = 10; i < kept_at_once; ++i) log_.intern(fmt::format_int(i).str());
}

template <typename Call>
bool ForgetfulSink::runs_out(Call call) {
    const unsigned before = memory::failures();
    if (random_.one_in(plan_.no_memory_in_log))
        memory::fail_after(static_cast<unsigned>(random_.below(4)));
    call();
    memory::calm();
    return memory::failures() > before;
}

TextId ForgetfulSink::intern(std::string_view text) {
    const memory::Truce truce;
    TextId id = 0;
    const bool has_failed = runs_out([&] { id = log_.intern(text); });
    const std::string_view kept = log_.text(id);
    const bool is_lost = has_failed && kept == not_kept;
    if (is_lost) tally_.add(Fault::text_not_kept);
    if (is_lost) ++lost_;
    else if (kept != text && problem_.empty())
        problem_ = fmt::format("the log has \"{}\" for \"{}\"", kept, text);
    return id;
}

void ForgetfulSink::publish() {
    const Event event = *next_;
    {
        const memory::Truce truce;
        const bool has_failed = runs_out([&] { log_.publish(); });
        ++published_;
        if (event.kind == EventKind::spawned) check_name(event, has_failed);
    }
    const bool may_still_park = event.kind == EventKind::yielded && plan_.no_memory_to_park;
    if (ends_own_code(event.kind) && !may_still_park) memory::calm();
}

// Its name, or its number: whoever was born before the names were kept has that one, too.
void ForgetfulSink::check_name(const Event& event, bool has_failed) {
    if (has_failed) tally_.add(Fault::name_not_kept);
    for (const TaskId task : {TaskId{1}, event.task}) {
        const std::string label = log_.label(task);
        const bool is_name = label.starts_with("echo#") || label == "tcp_server";
        if (!is_name && label != fmt::format("task#{}", task) && label != not_kept)
            problem_ = fmt::format("task {} is called \"{}\"", task, label);
    }
}

}  // namespace yieldscope::simulation
