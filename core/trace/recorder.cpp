#include "core/trace/recorder.h"

#include "core/watch/without_signals.h"

#include <algorithm>
#include <chrono>
#include <new>
#include <utility>

namespace yieldscope {
namespace {

constexpr std::size_t flush_bytes = 1 << 18;  // a quarter of a megabyte: few calls, little memory
constexpr auto look_again = std::chrono::milliseconds(50);

}  // namespace

// A stream can be read from the start on, whatever ends the program then.
Recorder::Recorder(Job job) : job_(std::move(job)), next_(job_.first), written_(job_.first) {
    const bool streams = !job_.end;
    {
        const WithoutSignals quiet;
        thread_ = std::thread([this] { run(); });
    }
    std::unique_lock lock(mutex_);
    if (streams) has_begun_.wait(lock, [this] { return begun_; });
}

Recorder::~Recorder() {
    given_up_ = true;
    end();
    thread_.join();
}

void Recorder::end() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    stopped_.notify_one();
}

void Recorder::run() {
    try {
        write();
    } catch (const std::bad_alloc&) {
        std::string().swap(job_.sink->text());  // which leaves room for the sentence
        fail("There is no memory left to record with: what follows is not written.");
        note_begun();
    }
    job_.hold.end();
    done_.store(true, std::memory_order_release);
}

void Recorder::begin() {
    job_.sink->begin(job_.header, job_.start ? &*job_.start : nullptr, job_.log);
    job_.start.reset();
    flush();
}

void Recorder::note_begun() {
    {
        const std::lock_guard lock(mutex_);
        begun_ = true;
    }
    has_begun_.notify_one();
}

void Recorder::write() {
    begin();
    note_begun();
    if (problem().empty() && follow()) {
        job_.sink->end();
        if (flush()) {
            if (std::string problem = job_.file.keep(); !problem.empty()) fail(std::move(problem));
        }
    }
}

// True if all is written that was to be.
bool Recorder::follow() {
    for (;;) {
        // before the last look, so that nothing is missed
        const bool last = stop_.load() || job_.log.finished();
        const std::uint64_t end = std::min(job_.log.size(), job_.end.value_or(UINT64_MAX));
        const std::uint64_t events = end - next_;
        if (!write_events(end) || !flush()) return false;
        if (next_ == job_.end) return true;
        if (last) return !job_.end;
        pause(events);
    }
}

bool Recorder::write_events(std::uint64_t end) {
    while (next_ < end) {
        job_.sink->event(next_, job_.log[next_], job_.log);
        ++next_;
        if (job_.sink->text().size() < flush_bytes) continue;
        if (!flush() || (job_.end && stop_)) return false;
    }
    return true;
}

bool Recorder::flush() {
    std::string& text = job_.sink->text();
    if (std::string problem = job_.file.write(text, [this] { return hurries(); });
        !problem.empty()) {
        fail(std::move(problem));
        return false;
    }
    text.clear();
    job_.hold.release_before(next_);
    written_.store(next_, std::memory_order_relaxed);
    return true;
}

bool Recorder::hurries() const {
    return given_up_ || (job_.commands && job_.commands->quit_requested());
}

void Recorder::pause(std::uint64_t events) {
    if (!job_.log.may_rest(events)) return;
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, look_again, [&] { return stop_.load(); });
}

void Recorder::fail(std::string problem) {
    const std::lock_guard lock(mutex_);
    problem_ = std::move(problem);
}

std::string Recorder::problem() const {
    const std::lock_guard lock(mutex_);
    return problem_;
}

double Recorder::progress() const {
    if (!job_.end || *job_.end <= job_.first) return done() ? 1 : 0;
    return static_cast<double>(written_.load(std::memory_order_relaxed) - job_.first) /
           static_cast<double>(*job_.end - job_.first);
}

}  // namespace yieldscope
