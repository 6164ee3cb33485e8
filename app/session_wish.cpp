#include "app/session_wish.h"

#include "app/file_wishes.h"
#include "app/gui.h"
#include "core/watch/escape.h"

#include <fmt/format.h>

#include <chrono>
#include <exception>
#include <system_error>
#include <utility>

namespace yieldscope {
namespace {

constexpr std::chrono::milliseconds one_frame(16);

}  // namespace

std::optional<SessionWish::Next> SessionWish::update(Shell& shell, Session& session, double now_s) {
    if (!wish_) take(shell, session);
    switch (standstill_.update(shell.player(), wish_.has_value(), now_s)) {
        case Standstill::Answer::not_yet: return std::nullopt;
        case Standstill::Answer::reached: break;
        case Standstill::Answer::out_of_reach:
            refuse(shell, wish_->options,
                   "A task is running and does not yield: before it does, nothing else can begin.");
            wish_.reset();
    }
    return std::exchange(wish_, std::nullopt);
}

/// The next one that could be granted, as far as is known before. A new one takes the place of a
/// file that is still being read.
void SessionWish::take(Shell& shell, Session& session) {
    const auto choice = shell.take_choice();
    const auto file = choice ? std::nullopt : shell.take_file_wish();
    if (choice) take_choice(*choice, shell, session);
    else if (file && !obey(*file, shell, session)) read(*file, shell, session);
    look_at_files(shell);
}

void SessionWish::take_choice(const Choice& choice, Shell& shell, Session& session) {
    opens_.reset();
    compares_.reset();
    Options wish = session.options();
    wish.compare.clear();
    wish.open.clear();
    wish.program = choice.program;
    wish.address = choice.address;
    wish.poller = choice.poller;
    if (session.crowd()) wish.clients = session.clients();
    if (const auto refusal = session.why_not(wish)) refuse(shell, wish, *refusal);
    else wish_ = Next{wish};
}

void SessionWish::read(const FileWish& file, Shell& shell, const Session& session) try {
    opens_.reset();
    compares_.reset();
    const std::string& path = file.path;
    if (file.kind == FileWish::Kind::open) {
        Options wish = session.options().without_files();
        wish.open = path;
        wish.compare.clear();
        wish.run = false;
        opens_.reset(new Reading<Session>{
            path, InBackground<Read<Session>>([wish](const auto& interrupted) -> Read<Session> {
                try {
                    return {Session::open(wish, interrupted), ""};
                } catch (const std::exception& error) {
                    return {nullptr, error.what()};
                }
            })});
        opens_->made.done(one_frame);
    } else {
        const std::size_t bytes = shell.comparison_bytes();
        compares_.reset(new Reading<Comparison>{
            path, InBackground<Read<Comparison>>([path, bytes](const auto& interrupted) {
                Read<Comparison> result;
                result.what = Comparison::open(path, bytes, result.problem, interrupted);
                return result;
            })});
        compares_->made.done(one_frame);
    }
    shell.answer(fmt::format("{} is being read. Esc ends that.", escaped(path)), false);
} catch (const std::system_error& error) {
    shell.answer(
        fmt::format("{} cannot be read now: {}.", escaped(file.path), error.code().message()),
        true);
}

void SessionWish::look_at_files(Shell& shell) {
    if (!opens_ && !compares_) return;
    request_frame();  // somebody waits
    if (opens_ && opens_->made.done()) {
        auto [session, problem] = opens_->made.take();
        opens_.reset();
        shell.answer(problem, !problem.empty());
        if (session) {
            const Options options = session->options();
            wish_ = Next{options, std::move(session)};
        }
    } else if (compares_ && compares_->made.done()) {
        auto [comparison, problem] = compares_->made.take();
        if (comparison) {
            shell.compare(std::move(comparison));
            shell.remember_recent(compares_->path);
        }
        compares_.reset();
        shell.answer(problem, !problem.empty());
    } else if (!shell.asks_for_files()) {
        opens_.reset();
        compares_.reset();
        shell.answer("", false);
    }
}

/// Where it was wished for.
void SessionWish::refuse(Shell& shell, const Options& wish, std::string_view why) {
    if (wish.open.empty()) shell.refuse(fmt::format("{} What runs now goes on.", why));
    else shell.answer(std::string(why), true);
}

}  // namespace yieldscope
