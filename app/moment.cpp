#include "app/moment.h"

#include "core/limits.h"

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace yieldscope {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::seconds longest_wait{30};  // for an event that may never come
constexpr std::chrono::seconds longest_talk{5};   // until clients have said something again

constexpr int in_backlog = limits::backlog / 2;  // as many can wait there before the first step

/// Did nothing at all happen for a moment? A poll that has just begun may end at once.
class Silence {
public:
    bool lasts(const EventLog& log) {
        if (log.size() != size_) size_ = log.size(), since_ = Clock::now();
        return Clock::now() - since_ >= std::chrono::milliseconds(50);
    }

private:
    std::uint64_t size_ = 0;
    Clock::time_point since_ = Clock::now();
};

/// Reads the log meanwhile, or it would fill up.
class Reader {
public:
    Reader(Session& session, Shell& shell, std::counting_semaphore<>& news)
        : session_(session), shell_(shell), news_(news) {}

    /// Until it is so, but no longer than all or this may take.
    template <typename Condition>
    void until(Condition condition, std::chrono::seconds longest = longest_wait) {
        const auto end = std::min(end_, Clock::now() + longest);
        while (Clock::now() < end && !session_.log.finished()) {
            const std::uint64_t seen = session_.log.size();  // before update(): it sees these
            shell_.update(0);
            if (condition()) return;
            if (session_.log.may_sleep(seen))
                (void)news_.try_acquire_for(std::chrono::milliseconds(10));
        }
    }

    /// Until the loop has done it, or waits in a poll for somebody who does not come.
    void order(const Command& command) {
        const std::uint64_t stops = shell_.player().model().stops();
        Silence silence;
        session_.commands.post(command);
        until([&] {
            const Model& now = shell_.player().model();
            return now.stops() > stops || (now.poll().blocked && silence.lasts(session_.log));
        });
    }

private:
    Session& session_;
    Shell& shell_;
    std::counting_semaphore<>& news_;
    const Clock::time_point end_ = Clock::now() + longest_wait;
};

/// Does the loop stand still, or, if only that is asked, rest in a poll?
bool rests(const EventLog& log, bool in_a_poll) {
    if (log.size() == 0) return false;
    const EventKind kind = log[log.size() - 1].kind;
    return kind == EventKind::stepped || kind == EventKind::ended ||
           (in_a_poll && kind == EventKind::polling);
}

bool comes_and_goes(ClientKind kind) {
    return kind == ClientKind::half_closes || kind == ClientKind::resets;
}

bool waits_for_answers(ClientKind kind) {
    return kind != ClientKind::silent && kind != ClientKind::never_reads;
}

/// Has the program let everybody in who stays?
bool all_are_here(const Crowd& crowd, const Model& now) {
    int staying = 0;
    for (const ClientKindFacts& kind : client_kinds()) {
        if (!comes_and_goes(kind.kind)) staying += crowd.count(kind.kind).wanted;
    }
    return now.connections().size() >= static_cast<std::size_t>(staying);
}

/// Has everybody said something, and now waits for the program?
bool all_have_spoken(const Crowd& crowd) {
    for (const ClientKindFacts& kind : client_kinds()) {
        const Crowd::Count count = crowd.count(kind.kind);
        const int said = kind.kind == ClientKind::never_reads ? count.connected : count.listening;
        if (said < count.wanted) return false;
    }
    return true;
}

/// Those who come back after a while with something to say.
Crowd::Count talkers(const Crowd& crowd) {
    Crowd::Count sum;
    for (const ClientKindFacts& kind : client_kinds()) {
        if (!waits_for_answers(kind.kind)) continue;
        const Crowd::Count count = crowd.count(kind.kind);
        sum.wanted += count.wanted;
        sum.listening += count.listening;
    }
    return sum;
}

/// Who failed last, of those who ended last; null if nobody did.
const TaskState* failed_last(const Model& now) {
    const auto& ended = now.ended();
    const auto found = std::find_if(ended.rbegin(), ended.rend(), [](const TaskState& task) {
        return task.place == Place::failed;
    });
    return found == ended.rend() ? nullptr : &*found;
}

// Two thirds of the talkers have spoken and are woken by one poll; half of those have had their
// turn. Then there are tasks ready, one that runs, some that wait to send and some to receive.
void go_to_a_lively_moment(const Crowd& crowd, const EventLog& log, Shell& shell, Reader& reader) {
    reader.order({.kind = Command::Kind::pause});
    reader.until(
        [&] {
            const Crowd::Count count = talkers(crowd);
            return 3 * count.listening >= 2 * count.wanted;
        },
        longest_talk);
    Player& player = shell.player();
    if (player.model().count(Place::ready) > 0) reader.order({.kind = Command::Kind::round});
    reader.order({.kind = Command::Kind::steps});
    const auto woken = static_cast<std::uint32_t>(player.model().count(Place::ready));
    if (woken == 0) return;
    reader.order({.kind = Command::Kind::turns, .count = woken / 2 + 1});
    shell.update(0);
    std::uint64_t shown = log.size();
    while (shown > log.begin() && log[shown - 1].kind != EventKind::resumed) {
        if (log[--shown].kind == EventKind::yielded) return player.go_to(shown);  // it still runs
    }
}

}  // namespace

void run_to_the_moment(Session& session, const Options& options, Shell& shell,
                       std::counting_semaphore<>& news) {
    const EventLog& log = session.log;
    Reader reader(session, shell, news);
    if (session.is_recorded()) {
        session.start_loop([&news] { news.release(); });
        return reader.until([&] { return session.is_read(); });
    }
    const Crowd* crowd = session.crowd();
    const int clients = crowd ? crowd->count().wanted : 0;
    if (clients > 0 && clients <= in_backlog) reader.until([&] { return all_have_spoken(*crowd); });
    if (options.at && *options.at <= log.size()) return;
    Command command{.kind = options.at ? Command::Kind::until : Command::Kind::run};
    if (options.at) command.condition.number = *options.at - 1;
    session.commands.post(command);
    session.start_loop([&news] { news.release(); });
    if (options.at || clients == 0) return reader.until([&] { return rests(log, !options.at); });
    Silence silence;
    reader.until([&] {
        if (failed_last(shell.player().model())) return true;
        if (!all_are_here(*crowd, shell.player().model())) return false;
        if (clients > in_backlog) return true;  // so many never all rest
        return rests(log, true) && talkers(*crowd).listening == 0 && silence.lasts(log);
    });
    // Nothing tells more than a failure; and who failed to be served comes again and again.
    if (failed_last(shell.player().model())) {
        reader.order({.kind = Command::Kind::pause});
        shell.update(0);
        return shell.player().go_to(failed_last(shell.player().model())->since + 1);
    }
    if (talkers(*crowd).wanted > 0) go_to_a_lively_moment(*crowd, log, shell, reader);
}

}  // namespace yieldscope
