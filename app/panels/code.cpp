#include "app/panels/code.h"

#include "app/embedded_source.h"
#include "app/imgui_compat.h"
#include "app/syntax.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>

namespace yieldscope {
namespace {

constexpr std::string_view scheduler_file = "core/scheduler.cpp";
// events; a turn has fewer between its resume and its yield
constexpr std::uint64_t look_back = 64;

/// Does a path as the compiler gave it mean this file of the tree? Compilers differ in what they
/// put before it.
bool is_file(std::string_view path, std::string_view file) { return path.ends_with(file); }

ImU32 colour_of(Syntax syntax) {
    switch (syntax) {
        case Syntax::plain: return colours().text;
        case Syntax::keyword: return colours().keyword;
        case Syntax::string: return colours().string;
        case Syntax::comment: return colours().weak;
    }
    return colours().text;
}

/// The scheduler's own line: the newest event, up to the one shown, that it recorded itself. While
/// a task runs that is the line that resumed it.
std::uint32_t scheduler_line(const History& past, std::uint64_t shown) {
    const std::uint64_t oldest = std::max(past.begin(), shown > look_back ? shown - look_back : 0);
    for (std::uint64_t number = shown + 1; number-- > oldest;) {
        const Event& event = past.event(number);
        if (event.line && is_file(past.text(event.file), scheduler_file)) return event.line;
    }
    return 0;
}

/// The task whose source is worth showing: the selected one, the running one, the one that
/// something just happened to, the one shown before as long as it lives, or else any client's.
const TaskState* task_to_show(const Model& now, const Selection& selection, const Event* event,
                              TaskId before) {
    for (const TaskId id : {selection.selected, now.running(), event ? event->task : 0}) {
        if (const TaskState* task = now.find(id)) return task;
    }
    const TaskState* task = now.find(before);
    const bool ended = !task || task->place == Place::finished || task->place == Place::failed ||
                       task->place == Place::cancelled;
    if (ended && !now.connections().empty()) return now.find(now.connections().back());
    return task;
}

/// After the includes and the opening of the namespace.
std::uint32_t first_line_of_code(const SourceView& view) {
    const auto code = std::find_if(view.lines.begin(), view.lines.end(), [](std::string_view line) {
        return line.starts_with("namespace");
    });
    return static_cast<std::uint32_t>(code - view.lines.begin()) + 2;
}

/// Where the code of a task begins that has not run yet: "tcp_server" at "Task tcp_server(...",
/// "echo#7" at "Task echo_handler(...". 0 if there is no such line.
std::uint32_t line_of_birth(const SourceView& view, std::string_view label) {
    const std::string head = fmt::format("Task {}", label.substr(0, label.find_first_of("#(")));
    const auto found = std::find_if(view.lines.begin(), view.lines.end(),
                                    [&](std::string_view line) { return line.starts_with(head); });
    return found == view.lines.end() ? 0
                                     : static_cast<std::uint32_t>(found - view.lines.begin()) + 1;
}

/// The first tasks of a place that are suspended at a line: "#2 #4 #7 +5".
std::string tag_text(const SuspendedLine& line, const Model& now, const History& past) {
    constexpr std::uint32_t names_max = 3;
    constexpr std::size_t letters_max = 12;  // or the tag would hide the line
    constexpr int tasks_looked_at = 256;
    std::string text;
    std::uint32_t named = 0;
    const TaskState* task = now.first(line.place);
    for (int i = 0; task && i < tasks_looked_at && named < names_max;
         ++i, task = now.after(*task)) {
        if (task->line != line.line || task->file != line.file) continue;
        const std::string label = past.label(task->id, now);  // "echo#7" is known by its number
        const auto number = label.find('#');
        const std::string name = number == std::string::npos ? label : label.substr(number);
        if (named && text.size() + name.size() >= letters_max) break;
        if (named) text += ' ';
        text += name;
        ++named;
    }
    if (line.count > named)
        text +=
            named ? fmt::format(" +{}", line.count - named) : fmt::format("{} tasks", line.count);
    return text;
}

void show(SourceView& view, std::string_view file) {
    if (view.file == file) return;
    view = {};
    for (const EmbeddedSource& source : std::span(embedded_sources, embedded_source_count)) {
        if (source.name == file) view = {.file = source.name, .lines = lines_of(source.text)};
    }
}

/// The line that is lit in a source, and the word on it. Line 0: none.
struct Light {
    std::uint32_t line = 0;
    ImU32 colour = colours().faint;
    std::string_view mark = {};
    std::uint32_t from = 0;  ///< what to show without a line: from here on
    bool follow = true;      ///< scroll to it; not while it moves faster than one can read
};

// The lit line comes into sight, with what leads to it above.
void scroll(SourceView& view, const Light& light, float line_height) {
    const std::uint32_t target = light.line ? light.line : light.from;
    const float lines = ImGui::GetWindowHeight() / line_height;
    const bool resized = view.scrolled_height != lines;
    if ((view.scrolled_to == target || !light.follow) && !resized) return;
    const float line = static_cast<float>(target);
    const float top = ImGui::GetScrollY() / line_height;
    const bool in_sight = !resized && light.line && line > top + 2 && line < top + lines - 3;
    const float above = light.line ? lines * 0.45F : 1;
    if (!in_sight) scroll_to_line((line - above) * line_height, line_height);
    view.scrolled_height = lines;
    view.scrolled_to = target;
}

void draw_line(std::string_view text, float x, float y) {
    for (const SyntaxSpan& span : highlight(text)) {
        const char* end = span.text.data() + span.text.size();
        ImGui::GetWindowDrawList()->AddText({x, y}, colour_of(span.syntax), span.text.data(), end);
        x += ImGui::CalcTextSize(span.text.data(), end).x;
    }
}

/// A word on a coloured ground that ends at `right`. Returns where it begins.
float draw_tag(std::string_view words, ImU32 ground, float right, float y, float line_height) {
    const float em = ImGui::GetFontSize();
    const char* end = words.data() + words.size();
    const float width = ImGui::CalcTextSize(words.data(), end).x;
    const float left = right - width - em * 0.6F;
    ImDrawList& list = *ImGui::GetWindowDrawList();
    list.AddRectFilled({left, y + em * 0.08F}, {right, y + line_height - em * 0.08F}, ground,
                       em * 0.3F);
    list.AddText({left + em * 0.3F, y + em * 0.17F}, colours().on_state, words.data(), end);
    return left - em * 0.2F;
}

void draw_source(const char* id, SourceView& view, const Light& light, float height,
                 const Model& now, const History& past) {
    begin_child(id, {0, height});
    push_font(fonts().code);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float em = ImGui::GetFontSize();
    const float line_height = em * 1.35F;
    const float width = ImGui::GetContentRegionAvail().x;
    scroll(view, light, line_height);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(view.lines.size()), line_height);
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row) {
            const auto line = static_cast<std::uint32_t>(row + 1);
            const ImVec2 at = ImGui::GetCursorScreenPos();
            const float right = at.x + width;
            ImGui::Dummy({width, line_height});
            if (line == light.line) {
                list.AddRectFilled(at, {right, at.y + line_height},
                                   colour::faded(light.colour, 0.22F));
                list.AddRectFilled(at, {at.x + em * 0.25F, at.y + line_height}, light.colour);
            }
            list.AddText({at.x + em * 0.4F, at.y + em * 0.17F}, colours().weak,
                         fmt::format("{:3}", line).c_str());
            draw_line(view.lines[static_cast<std::size_t>(row)], at.x + em * 2.5F,
                      at.y + em * 0.17F);
            // Tags stand at the right edge, over the ends of long lines.
            float free = right - em * 0.3F;
            if (line == light.line && !light.mark.empty())
                free = draw_tag(light.mark, light.colour, free, at.y, line_height);
            for (const SuspendedLine& suspended : now.suspended_lines()) {
                if (suspended.line != line || !is_file(past.text(suspended.file), view.file))
                    continue;
                const ImU32 ground = yieldscope::colour_of(suspended.place);
                free = draw_tag(tag_text(suspended, now, past), ground, free, at.y, line_height);
            }
        }
    }
    ImGui::PopStyleVar();
    pop_font();
    ImGui::EndChild();
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

void CodePanel::draw(const ProgramFacts& facts, const Model& now, const History& past,
                     const Selection& selection, const Player& player) {
    const auto number = player.shown_event();
    const TaskState* task =
        task_to_show(now, selection, number ? &past.event(*number) : nullptr, shown_);
    shown_ = task ? task->id : 0;
    const float height = ImGui::GetContentRegionAvail().y;

    const bool follow = player.state() != PlayState::running || now.poll().blocked;

    caption("Scheduler: what runs next", help);
    show(scheduler_, scheduler_file);
    draw_source("scheduler_source", scheduler_,
                {.line = number ? scheduler_line(past, *number) : 0,
                 .colour = colours().running,
                 .mark = now.running() ? "" : "now",
                 .from = first_line_of_code(scheduler_),
                 .follow = follow},
                height * 0.44F, now, past);

    std::string_view file = facts.file;
    for (const EmbeddedSource& source : std::span(embedded_sources, embedded_source_count)) {
        if (task && task->line && is_file(past.text(task->file), source.name)) file = source.name;
    }
    show(task_, file);
    const std::string label = task ? past.label(task->id, now) : std::string();
    caption(task ? fmt::format("{}: {}", label, file_name(file)) : std::string(file_name(file)),
            help);
    Light light{.from = first_line_of_code(task_), .follow = follow};
    if (task) {
        light.line = task->line;
        light.colour = yieldscope::colour_of(task->place);
        if (task->place == Place::running) light.mark = "now";
        if (const std::uint32_t birth = line_of_birth(task_, label)) light.from = birth;
    }
    draw_source("task_source", task_, light, 0, now, past);
}

}  // namespace yieldscope
