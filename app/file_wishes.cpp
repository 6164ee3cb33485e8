#include "app/file_wishes.h"

#include "app/say.h"
#include "core/watch/escape.h"

#include <fmt/format.h>

#include <filesystem>
#include <system_error>

namespace yieldscope {
namespace {

/// A pipe would let the screen stand still, and can be read only once.
bool is_plain_file(const std::string& path) {
    std::error_code error;
    const bool there = std::filesystem::exists(path, error);
    return !there || std::filesystem::is_regular_file(path, error);
}

std::string save(const FileWish& wish, FileFormat format, Shell& shell, Session& session) {
    std::string problem = session.recorders.save(
        wish.path, format,
        wish.replaces ? OutputFile::Existing::replace : OutputFile::Existing::refuse,
        session.header(), shell.history());
    if (problem.empty() && format == FileFormat::recording) shell.remember_recent(wish.path);
    return problem;
}

}  // namespace

bool obey(const FileWish& wish, Shell& shell, Session& session) {
    using Kind = FileWish::Kind;
    const bool reads = wish.kind == Kind::open || wish.kind == Kind::compare;
    std::string problem;
    if (reads && wish.path == "-") {
        problem = "Standard input can be opened from the command line alone: --open -.";
    } else if (reads && !is_plain_file(wish.path)) {
        problem = fmt::format("{} is not a file that can be opened here.", escaped(wish.path));
    } else {
        switch (wish.kind) {
            case Kind::open:
            case Kind::compare: return false;
            case Kind::end_comparison: shell.end_comparison(); break;
            case Kind::save: problem = save(wish, FileFormat::recording, shell, session); break;
            case Kind::export_trace: problem = save(wish, FileFormat::trace, shell, session); break;
            case Kind::export_text:
                problem = save(wish, FileFormat::transcript, shell, session);
                break;
        }
    }
    shell.answer(problem, !problem.empty());
    return true;
}

void tell(Shell& shell, const std::string& news) {
    if (news.empty()) return;
    shell.answer(news, false);
    shell.say(news);
    say(news);
}

std::string last_words(Session& session) {
    std::string words;
    for (std::string news; !(news = session.take_news()).empty(); words += news + " ") say(news);
    const Options& options = session.options();
    for (const std::string& file : {options.record, options.export_to}) {
        if (file.empty()) continue;
        words += fmt::format("{} is {}. ", escaped(file),
                             session.recorders.failed(file) ? "not complete" : "complete");
    }
    if (options.record.empty() && options.export_to.empty()) return words;
    return words + "What happens from here on is written to no file.";
}

}  // namespace yieldscope
