#include "app/twin.h"

#include "app/embedded_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstdint>
#include <map>
#include <span>

namespace yieldscope {
namespace {

std::span<const EmbeddedSource> sources() { return {embedded_sources, embedded_source_count}; }

bool is_head(std::string_view line) {
    return !line.empty() && line[0] != ' ' && line[0] != '}' && line[0] != '/' && line[0] != '#';
}

std::string_view without_end_spaces(std::string_view text) {
    return text.substr(0, text.find_last_not_of(' ') + 1);
}

/// Where the next marker begins, "#=" or "#word="; npos if there is none.
std::size_t find_marker(std::string_view line, std::size_t from) {
    for (std::size_t at = line.find('#', from); at != std::string_view::npos;
         at = line.find('#', at + 1)) {
        std::size_t end = at + 1;
        while (end < line.size() && std::islower(static_cast<unsigned char>(line[end]))) ++end;
        if (line.substr(end).starts_with("= ")) return at;
    }
    return std::string_view::npos;
}

/// "core/programs/echo.cpp" -> "echo".
std::string_view stem(std::string_view file) {
    file.remove_prefix(file.rfind('/') + 1);
    return file.substr(0, file.rfind('.'));
}

}  // namespace

std::vector<std::string_view> lines_of(std::string_view text) {
    std::vector<std::string_view> lines;
    while (!text.empty()) {
        const auto end = std::min(text.find('\n'), text.size());
        lines.push_back(text.substr(0, end));
        text.remove_prefix(std::min(end + 1, text.size()));
    }
    return lines;
}

LineRange function_around(const std::vector<std::string_view>& lines, std::uint32_t line) {
    if (line == 0 || line > lines.size()) return {};
    std::size_t first = line - 1;
    while (first > 0 && !is_head(lines[first])) --first;
    std::size_t last = first;
    for (std::size_t i = first + 1; i < lines.size() && !is_head(lines[i]); ++i) {
        if (lines[i].starts_with(' ')) last = i;
        if (lines[i].starts_with('}')) {
            last = i;
            break;
        }
    }
    const LineRange range{static_cast<std::uint32_t>(first + 1),
                          static_cast<std::uint32_t>(last + 1)};
    return range.contains(line) && last > first ? range : LineRange{};
}

Twin::Twin(std::string_view python_file, std::string_view python, std::string_view cpp)
    : file_(python_file), lines_(lines_of(python)) {
    const std::vector<std::string_view> cpp_lines = lines_of(cpp);
    const LineRange everywhere{1, static_cast<std::uint32_t>(cpp_lines.size())};
    LineRange within = everywhere;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
        const auto number = static_cast<std::uint32_t>(i + 1);
        const bool head = is_head(lines_[i]);
        if (head) within = everywhere;
        // A comment on a line of its own is for readers of the file: only code has a twin.
        if (lines_[i].starts_with('#')) continue;
        const std::size_t marker = find_marker(lines_[i], 0);
        if (marker == std::string_view::npos) continue;
        link(lines_[i].substr(marker), number, within, cpp_lines);
        if (head && lines_[i].starts_with("def ") && links_.back().cpp)
            within = function_around(cpp_lines, links_.back().cpp);
        lines_[i] = without_end_spaces(lines_[i].substr(0, marker));
    }
}

void Twin::link(std::string_view markers, std::uint32_t python_line, LineRange within,
                const std::vector<std::string_view>& cpp) {
    while (!markers.empty()) {
        const std::size_t end = std::min(find_marker(markers, 1), markers.size());
        const std::string_view marker = markers.substr(0, end);
        const std::size_t equals = marker.find('=');
        Link link{.python = python_line,
                  .word = marker.substr(1, equals - 1),
                  .fragment = without_end_spaces(marker.substr(equals + 2))};
        for (std::uint32_t line = within.first; line <= within.last; ++line) {
            if (cpp[line - 1].find(link.fragment) == std::string_view::npos) continue;
            if (++link.matches == 1) link.cpp = line;
        }
        links_.push_back(link);
        markers.remove_prefix(end);
    }
}

std::uint32_t Twin::cpp_line_for(std::string_view word) const {
    const auto found = std::find_if(links_.begin(), links_.end(),
                                    [&](const Link& link) { return link.word == word; });
    return found == links_.end() ? 0 : found->cpp;
}

std::vector<std::uint32_t> Twin::lines_for(std::uint32_t cpp_line,
                                           std::vector<std::string_view> words) const {
    std::vector<std::uint32_t> fitting;
    std::vector<std::uint32_t> others;
    for (const Link& link : links_) {
        if (link.cpp != cpp_line || cpp_line == 0) continue;
        const bool fits =
            link.word.empty() || std::find(words.begin(), words.end(), link.word) != words.end();
        (fits ? fitting : others).push_back(link.python);
    }
    return fitting.empty() && words.empty() ? others : fitting;
}

std::string_view embedded_text(std::string_view file) {
    const auto found = std::find_if(sources().begin(), sources().end(),
                                    [&](const auto& source) { return source.name == file; });
    return found == sources().end() ? std::string_view() : found->text;
}

std::string embedded_fingerprint() {
    std::uint64_t hash = 0xcbf29ce484222325;
    for (const EmbeddedSource& source : sources()) {
        for (const std::string_view part : {source.name, source.text}) {
            for (const char c : part) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
        }
    }
    return fmt::format("{:016x}", hash);
}

const Twin* twin_of(std::string_view cpp_file) {
    static const std::map<std::string_view, Twin> twins = [] {
        std::map<std::string_view, Twin> made;
        for (const EmbeddedSource& python : sources()) {
            if (!python.name.ends_with(".py")) continue;
            for (const EmbeddedSource& cpp : sources()) {
                if (cpp.name.ends_with(".cpp") && stem(cpp.name) == stem(python.name))
                    made.emplace(cpp.name, Twin(python.name, python.text, cpp.text));
            }
        }
        return made;
    }();
    const auto found = twins.find(cpp_file);
    return found == twins.end() ? nullptr : &found->second;
}

}  // namespace yieldscope
