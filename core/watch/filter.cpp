#include "core/watch/filter.h"

#include "core/watch/escape.h"
#include "core/watch/explain.h"
#include "core/watch/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <utility>

namespace yieldscope {
namespace {

/// Latin with the accents of Europe, Greek and Cyrillic; other scripts have letters of one kind, or
/// are rare.
char32_t lower(char32_t c) {
    const auto in = [&](char32_t first, char32_t last) { return c >= first && c <= last; };
    if (in('A', 'Z') || (in(0xC0, 0xDE) && c != 0xD7)) return c + 0x20;
    if (in(0x139, 0x148)) return c + c % 2;
    if (in(0x100, 0x137) || in(0x14A, 0x177)) return c | 1;
    if (in(0x391, 0x3A9) || in(0x410, 0x42F)) return c + 0x20;
    if (in(0x388, 0x38A)) return c + 0x25;  // έ ή ί
    if (in(0x38E, 0x38F)) return c + 0x3F;  // ύ ώ
    if (in(0x400, 0x40F)) return c + 0x50;
    if (c == 0x386 || c == 0x38C) return c == 0x386 ? 0x3AC : 0x3CC;  // ά ό
    return c;
}

std::string lower(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const CodePoint letter = first_code_point(text);
        if (letter.bytes > 0) append_utf8(out, lower(letter.value));
        else out += text[0];
        text.remove_prefix(std::max<std::size_t>(letter.bytes, 1));
    }
    return out;
}

template <typename Number>
std::optional<Number> number_in(std::string_view text) {
    Number number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool all = error == std::errc() && end == text.data() + text.size();
    return all && text.front() != '-' ? std::optional(number) : std::nullopt;
}

/// How many letters have to be added, removed or changed to make one of the other.
std::size_t letters_apart(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i] == b[j] ? 0 : 1);
            diagonal = row[j + 1];
            row[j + 1] = std::min({row[j] + 1, diagonal + 1, changed});
        }
    }
    return row.back();
}

/// What the user typed, as it can stand in a sentence.
std::string shown(std::string_view text) {
    constexpr std::size_t bytes_max = 24;
    return text.size() <= bytes_max ? escaped(text)
                                    : fmt::format("{}...", escaped(first_letters(text, bytes_max)));
}

std::string no_such_kind(std::string_view text) {
    const std::string name = lower(text.substr(0, 24));
    std::string near;
    std::string all;
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        const std::string_view kind = name_of(static_cast<EventKind>(i));
        all += fmt::format("{}{}", i ? ", " : "", kind);
        if (!kind.starts_with(name) && letters_apart(name, kind) > 2) continue;
        near += fmt::format("{}{}", near.empty() ? "" : ", ", kind);
    }
    if (near.empty())
        return fmt::format("There is no kind \"{}\"; there are {}.", shown(text), all);
    return fmt::format("There is no kind \"{}\": did you mean {}?", shown(text), near);
}

std::optional<EventKind> kind_called(std::string_view name) {
    for (std::size_t i = 0; i < event_kind_count; ++i) {
        if (name_of(static_cast<EventKind>(i)) == name) return static_cast<EventKind>(i);
    }
    return std::nullopt;
}

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

class FilterParser {
public:
    explicit FilterParser(std::string_view text) : rest_(text) {}

    ParsedFilter parse() {
        for (skip_spaces(); !rest_.empty(); skip_spaces()) {
            if (std::string error = term(); !error.empty()) return {{}, std::move(error)};
        }
        return {std::move(filter_), {}};
    }

private:
    /// A value, and whether it stood in quotation marks.
    struct Token {
        std::string_view text;
        bool quoted = false;
    };

    // Each returns what is wrong, or nothing.

    std::string term() {
        excluded_ = take("-");
        if (rest_.empty() || is_space(rest_.front()))
            return "A minus excludes what follows it: write a word after it, such as -polled.";
        for (const auto& [key, read] : keys) {
            if (take(key)) return (this->*read)();
        }
        Token word;
        if (!token(word)) return quotation_error;
        if (word.text.empty()) return "There is nothing between the quotation marks: write a word.";
        filter_.words_.push_back({lower(word.text), excluded_});
        return {};
    }

    std::string kinds() {
        std::bitset<event_kind_count> kinds;
        std::string error =
            for_each_value("Write a kind after kind: such as kind:sent or kind:sent,received.",
                           [&](std::string_view value) -> std::string {
                               const auto kind = kind_called(lower(value));
                               if (!kind) return no_such_kind(value);
                               kinds.set(static_cast<std::size_t>(*kind));
                               return {};
                           });
        filter_.kinds_ &= excluded_ ? ~kinds : kinds;
        return error;
    }

    std::string tasks() {
        Filter::Term<Filter::TaskName> term{{}, excluded_};
        std::string error = for_each_value(
            "Write a task after task: by its name or its number, such as task:echo#3 or task:3.",
            [&](std::string_view value) -> std::string {
                Filter::TaskName& name = term.any.emplace_back();
                name.text = lower(value);
                const std::size_t hash = value.rfind('#');
                name.is_id = hash == std::string_view::npos;
                const auto id = number_in<TaskId>(name.is_id ? value : value.substr(hash + 1));
                name.has_number = !name.is_id && id;
                name.is_id = name.is_id && id;
                name.id = id.value_or(0);
                return {};
            });
        filter_.tasks_.push_back(std::move(term));
        return error;
    }

    std::string fds() {
        return numbers(filter_.fds_, "Write a descriptor's number after fd: such as fd:8.",
                       "\"{}\" is no descriptor: write a number after fd: such as fd:8.");
    }

    std::string events() {
        return numbers(filter_.numbers_, "Write an event's number after event: such as event:128.",
                       "\"{}\" is no event's number: write one after event: such as event:128.");
    }

    template <typename Number>
    std::string numbers(std::vector<Filter::Term<Number>>& terms, std::string_view missing,
                        std::string_view wrong) {
        Filter::Term<Number> term{{}, excluded_};
        std::string error = for_each_value(missing, [&](std::string_view value) -> std::string {
            const auto number = number_in<Number>(value);
            if (!number) return fmt::format(fmt::runtime(wrong), shown(value));
            term.any.push_back(*number);
            return {};
        });
        terms.push_back(std::move(term));
        return error;
    }

    /// A comma means "or", unless it stands in quotation marks.
    template <typename Read>
    std::string for_each_value(std::string_view missing, Read read) {
        Token values;
        if (!token(values)) return quotation_error;
        for (bool more = true; more;) {
            const std::size_t comma =
                values.quoted ? std::string_view::npos : values.text.find(',');
            const std::string_view value = values.text.substr(0, comma);
            if (value.empty()) return std::string(missing);
            if (std::string error = read(value); !error.empty()) return error;
            more = comma != std::string_view::npos;
            if (more) values.text.remove_prefix(comma + 1);
        }
        return {};
    }

    /// Up to the next space, or what stands in quotation marks. False: they are not closed.
    bool token(Token& token) {
        token.quoted = take("\"");
        const auto end = token.quoted ? std::find(rest_.begin(), rest_.end(), '"')
                                      : std::find_if(rest_.begin(), rest_.end(), is_space);
        token.text = rest_.substr(0, static_cast<std::size_t>(end - rest_.begin()));
        rest_.remove_prefix(token.text.size());
        return !token.quoted || take("\"");
    }

    /// Moves on if that is what comes next, in small or capital letters.
    bool take(std::string_view what) {
        if (lower(rest_.substr(0, what.size())) != what) return false;
        rest_.remove_prefix(what.size());
        return true;
    }

    void skip_spaces() {
        while (!rest_.empty() && is_space(rest_.front())) rest_.remove_prefix(1);
    }

    static constexpr const char* quotation_error =
        "A quotation mark is not closed: write another one where the words end.";
    static constexpr std::pair<std::string_view, std::string (FilterParser::*)()> keys[] = {
        {"kind:", &FilterParser::kinds},
        {"task:", &FilterParser::tasks},
        {"fd:", &FilterParser::fds},
        {"event:", &FilterParser::events},
    };

    std::string_view rest_;
    Filter filter_;
    bool excluded_ = false;  ///< the term being read
};

ParsedFilter parse_filter(std::string_view text) {
    if (text.size() > filter_bytes_max)
        return {{}, fmt::format("A filter has at most {} letters: shorten it.", filter_bytes_max)};
    return FilterParser(text).parse();
}

bool Filter::empty() const {
    return kinds_.all() && tasks_.empty() && fds_.empty() && numbers_.empty() && words_.empty();
}

bool Filter::needs_labels() const {
    return std::any_of(tasks_.begin(), tasks_.end(), [](const Term<TaskName>& term) {
        return std::any_of(term.any.begin(), term.any.end(),
                           [](const TaskName& name) { return !name.is_id && !name.has_number; });
    });
}

bool Filter::admits(std::uint64_t number, const Event& event, const EventLog& log) const {
    if (!kinds_[static_cast<std::size_t>(event.kind)]) return false;
    const auto all_fit = [](const auto& terms, auto fits) {
        return std::all_of(terms.begin(), terms.end(), [&](const auto& term) {
            return std::any_of(term.any.begin(), term.any.end(), fits) != term.excluded;
        });
    };
    return all_fit(fds_, [&](std::int32_t fd) { return fd == event.fd; }) &&
           all_fit(numbers_, [&](std::uint64_t wanted) { return wanted == number + 1; }) &&
           all_fit(tasks_, [&](const TaskName& name) { return name.fits(event.task, log); });
}

bool Filter::fits(std::string_view line, TaskId task) const {
    if (words_.empty()) return true;
    const std::string text = lower(line);
    return std::all_of(words_.begin(), words_.end(), [&](const Word& word) {
        const bool has = text.find(word.text) != std::string::npos ||
                         std::find(word.also.begin(), word.also.end(), task) != word.also.end();
        return has != word.excluded;
    });
}

bool Filter::matches(std::uint64_t number, const Event& event, const EventLog& log) const {
    return admits(number, event, log) &&
           (!has_words() || fits(transcript_line(number, event, log), event.task));
}

void Filter::also_called(TaskId task, std::string_view name) {
    const std::string text = lower(name);
    for (Term<TaskName>& term : tasks_) {
        for (TaskName& wanted : term.any) {
            if (wanted.text == text) wanted.also.push_back(task);
        }
    }
    for (Word& word : words_) {
        if (text.find(word.text) != std::string::npos) word.also.push_back(task);
    }
}

bool Filter::TaskName::fits(TaskId task, const EventLog& log) const {
    if (std::find(also.begin(), also.end(), task) != also.end()) return true;
    if (is_id) return task == id;
    if (has_number && task != id) return false;  // spares the label
    const std::string label = lower(log.label(task));
    if (label == text) return true;
    return label.size() > text.size() && label[text.size()] == '#' && label.starts_with(text);
}

}  // namespace yieldscope
