#include "app/panels/code.h"

#include "app/attention.h"
#include "app/imgui_compat.h"
#include "app/keys.h"
#include "app/letters.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/programs/program.h"
#include "core/watch/explain.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <map>
#include <optional>

namespace yieldscope {
namespace {

constexpr std::string_view scheduler_file = "core/scheduler.cpp";
// events; a turn has fewer between its resume and its yield
constexpr std::uint64_t look_back = 64;

/// Does a path as the compiler gave it mean this file of the tree? Compilers differ in what they
/// put before it.
bool is_file(std::string_view path, std::string_view file) { return path.ends_with(file); }

/// The lines of an embedded source, cut once.
const std::vector<std::string_view>& source_lines(std::string_view file) {
    static std::map<std::string_view, std::vector<std::string_view>> cut;
    const auto [found, is_new] = cut.try_emplace(file);
    if (is_new) found->second = lines_of(embedded_text(file));
    return found->second;
}

/// The newest event, up to `shown`, that a line of the loop recorded. While a task runs that
/// is the line that resumed it. What the teacher does has no line; what the scheduler prints only
/// says again that a task has ended.
const Event* loop_event(const History& past, std::uint64_t shown) {
    const std::uint64_t oldest = std::max(past.begin(), shown > look_back ? shown - look_back : 0);
    for (std::uint64_t number = shown + 1; number-- > oldest;) {
        const Event& event = past.event(number);
        if (event.line && event.kind != EventKind::printed &&
            is_file(past.text(event.file), scheduler_file))
            return &event;
    }
    return nullptr;
}

std::uint32_t line_that_begins(const std::vector<std::string_view>& lines, std::string_view with) {
    const auto found = std::find_if(lines.begin(), lines.end(),
                                    [&](const auto& line) { return line.starts_with(with); });
    return found == lines.end() ? 0 : static_cast<std::uint32_t>(found - lines.begin()) + 1;
}

/// The first line with that text; 0 if there is none.
std::uint32_t line_with(const std::vector<std::string_view>& lines, std::string_view text) {
    const auto found = std::find_if(lines.begin(), lines.end(), [&](const auto& line) {
        return line.find(text) != std::string_view::npos;
    });
    return found == lines.end() ? 0 : static_cast<std::uint32_t>(found - lines.begin()) + 1;
}

/// Where the code of a task begins that has not run yet: "tcp_server" at "Task tcp_server(...",
/// "echo#7" at "Task echo_handler(...". 0 if there is no such line.
std::uint32_t line_of_birth(const std::vector<std::string_view>& lines, std::string_view label) {
    return line_that_begins(lines,
                            fmt::format("Task {}", label.substr(0, label.find_first_of("#("))));
}

/// The loop, from its first function to the end of the last that a class should see.
LineRange loop_of(const std::vector<std::string_view>& lines) {
    const LineRange run = function_around(lines, line_that_begins(lines, "void Scheduler::run"));
    const LineRange poll = function_around(lines, line_that_begins(lines, "Step Scheduler::poll"));
    return {run.first, poll.last};
}

/// The tasks that are suspended in a file, a tag for each line and place.
std::vector<LineTag> tags_of(std::string_view file, const Model& now, const History& past) {
    constexpr std::size_t names_max = 12;
    constexpr int tasks_looked_at = 256;
    std::vector<LineTag> tags;
    for (const SuspendedLine& suspended : now.suspended_lines()) {
        if (!is_file(past.text(suspended.file), file)) continue;
        LineTag tag{.line = suspended.line, .place = suspended.place, .count = suspended.count};
        const TaskState* task = now.first(suspended.place);
        for (int i = 0; task && i < tasks_looked_at && tag.tasks.size() < names_max;
             ++i, task = now.after(*task)) {
            if (task->line != suspended.line || task->file != suspended.file) continue;
            tag.tasks.push_back(task->id);
            tag.names.push_back(past.label(task->id, now));
        }
        tags.push_back(std::move(tag));
    }
    // The model has them in no particular order, and tags that change places cannot be read.
    std::sort(tags.begin(), tags.end(),
              [](const LineTag& a, const LineTag& b) { return a.place < b.place; });
    return tags;
}

/// Before the first turn there is nothing to light.
std::string empty_sentence(const Model& now) {
    if (now.turns() > 0) return {};
    return fmt::format(
        "No task has run yet. Take a step ({}): the line that runs is lit, in C++ and in Python.",
        binding_of(Action::event).keys);
}

/// A C++ page as its Python twin shows it, if it has one.
std::optional<CodePage> twin_page(const CodePage& cpp) {
    const Twin* twin = twin_of(cpp.file);
    if (!twin) return std::nullopt;
    CodePage page{
        .file = twin->file(), .lines = &twin->lines(), .marks = {.follow = cpp.marks.follow}};
    for (const LitLine& lit : cpp.marks.lit) {
        for (const std::uint32_t line : twin->lines_for(lit.line, cpp.words))
            page.marks.lit.push_back({line, lit.place, lit.now});
    }
    for (LineTag tag : cpp.marks.tags) {
        const auto lines = twin->lines_for(tag.line);
        if (lines.empty()) continue;
        tag.line = lines.front();
        page.marks.tags.push_back(std::move(tag));
    }
    std::uint32_t inside = line_that_begins(twin->lines(), "def ");
    if (const auto lines = twin->lines_for(cpp.marks.home.first); !lines.empty())
        inside = lines.front();
    if (!page.marks.lit.empty()) inside = page.marks.lit.front().line;
    page.marks.home = function_around(twin->lines(), inside);
    return page;
}

CodePage loop_page(const Model& now, const History& past, const Player& player) {
    const auto& lines = source_lines(scheduler_file);
    CodePage page{.file = scheduler_file, .lines = &lines, .marks = {.home = loop_of(lines)}};
    const auto shown = player.shown_event();
    const Event* event = shown ? loop_event(past, *shown) : nullptr;
    if (!event) return page;
    if (past.event(*shown).kind == EventKind::ended) {
        page.marks.lit = {{line_with(lines, "while (has_tasks())"), Place::finished, false}};
        return page;
    }
    // Of a bare yield only the task's own line is recorded, though the loop queues it again.
    const Twin* twin = twin_of(scheduler_file);
    if (twin && past.event(*shown).kind == EventKind::yielded && !now.running()) {
        page.words = {name_of(Reason::turn)};
        page.marks.lit = {{twin->cpp_line_for(name_of(Reason::turn)), Place::running, true}};
        return page;
    }
    const bool moves = !now.running() || past.event(*shown).kind == EventKind::resumed;
    page.marks.lit = {{event->line, Place::running, moves}};
    // Who has ended is gone: what is printed then the loop prints.
    const bool says_so = past.event(*shown).kind == EventKind::printed && !now.running();
    if (says_so && event->kind == EventKind::finished) page.words = {"afterfinished"};
    else if (says_so && event->kind == EventKind::failed) page.words = {"afterfailed"};
    else page.words = {name_of(event->kind), name_of(event->reason)};
    return page;
}

CodePage task_page(const ProgramFacts& facts, const TaskState* task, const Model& now,
                   const History& past, const Event* event) {
    CodePage page;  // its file is a name of the program table, which stays
    for (const Program& program : programs()) {
        const bool is_its = task && is_file(past.text(task->file), program.file);
        if (is_its || (page.file.empty() && program.file == facts.file)) page.file = program.file;
    }
    page.lines = &source_lines(page.file);
    page.marks.tags = tags_of(page.file, now, past);
    LitLine lit;
    std::uint32_t birth = line_that_begins(*page.lines, "Task ");
    if (task) {
        birth = line_of_birth(*page.lines, past.log().label(task->id));
        const bool runs = task->place == Place::running;
        // Who is resumed runs from here on, but it is the loop that has just done something.
        const bool acts = runs && event && event->kind != EventKind::resumed;
        lit = {.line = task->line || !runs ? task->line : birth, .place = task->place, .now = acts};
    }
    // Who spawns a task, or listens, is at that line, though nobody yields there.
    const bool starts =
        event && (event->kind == EventKind::spawned || event->kind == EventKind::listening) &&
        is_file(past.text(event->file), page.file) &&
        (!task || event->task == task->id || event->other == task->id);
    if (starts) lit = {.line = event->line, .place = Place::running, .now = true};
    if (lit.line) page.marks.lit = {lit};
    // A task that has ended has closed its socket last.
    const bool closed =
        task && (is_gone(task->place) ||
                 (event && event->kind == EventKind::closed && event->task == task->id));
    if (closed) page.words = {name_of(EventKind::closed)};
    else if (task && event && event->task == task->id) page.words = {name_of(event->kind)};
    page.marks.home = function_around(*page.lines, lit.line ? lit.line : birth);
    return page;
}

/// As a caption stands on the screen.
std::string capitals(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::toupper(letter)); });
    return text;
}

/// Of a caption and the "(?)" behind it.
float caption_width(const std::string& title) {
    push_font(fonts().small);
    const float width = measure(capitals(title) + "(?)").x;
    pop_font();
    return width + ImGui::GetStyle().ItemSpacing.x;
}

/// Above a caption, to set it apart from the code that ends there.
float caption_gap() { return std::round(ImGui::GetFontSize() * 0.1F); }

/// What a section takes beside its rows.
float caption_height() {
    return size_of(*fonts().small) + ImGui::GetFontSize() * 0.15F + caption_gap() +
           2 * ImGui::GetStyle().ItemSpacing.y;
}

}  // namespace

// The loop and the task; with their twins in place of them, or with one more section for the twin
// of the one that moved.
std::vector<CodePanel::Section> CodePanel::sections(const CodePage& loop, const CodePage& task,
                                                    const std::string& task_name) {
    const auto loop_twin = twin_page(loop);
    const auto task_twin = twin_page(task);
    const bool python = show_ == Show::python;
    std::vector<Section> all{
        {"scheduler_source", loop_, "", python && loop_twin ? *loop_twin : loop},
        {"task_source", task_, "", python && task_twin ? *task_twin : task},
    };
    const std::string_view file = file_name(all[1].page.file);
    all[1].caption = task_name.empty() ? std::string(file) : fmt::format("{}: {}", task_name, file);
    const auto& twin = loop_moved_ ? loop_twin : task_twin;
    if (show_ == Show::both && twin) {
        // A view for each, so that each stays where it was scrolled to.
        all.push_back({loop_moved_ ? "loop_twin" : "task_twin",
                       loop_moved_ ? loop_twin_ : task_twin_,
                       fmt::format("In Python: {}", file_name(twin->file)), *twin});
        // The program is at one line, and that is the C++ line.
        for (LitLine& lit : all.back().page.marks.lit) lit.now = false;
    }
    return all;
}

void CodePanel::draw(const ProgramFacts& facts, const Model& now, const History& past,
                     Selection& selection, const Player& player) {
    const auto number = player.shown_event();
    const Event* event = number ? &past.event(*number) : nullptr;
    const TaskState* task = attention(now, past, selection, number).task;
    CodePage loop = loop_page(now, past, player);
    CodePage source = task_page(facts, task, now, past, event);
    const bool runs = player.state() == PlayState::running || player.state() == PlayState::playing;
    const bool stands = now.poll().blocked || (player.in_a_long_turn() && player.live());
    const bool follow = !runs || stands;
    loop.marks.follow = source.marks.follow = follow;
    if (follow && event)
        loop_moved_ = event->kind == EventKind::ended ||
                      (!loop.marks.lit.empty() && loop.marks.lit.front().now &&
                       event->kind != EventKind::spawned && event->kind != EventKind::listening);

    const float width = ImGui::GetContentRegionAvail().x;
    const std::string sentence = empty_sentence(now);
    float height = ImGui::GetContentRegionAvail().y;
    if (!sentence.empty()) {
        height -= measure(sentence, width).y + ImGui::GetStyle().ItemSpacing.y;
    }
    const std::string loop_caption = draw_language();
    auto all = sections(loop, source, task ? past.label(task->id, now) : std::string());
    all.front().caption = loop_caption;
    for (Section& section : all) section.view.show(section.page.file, *section.page.lines);
    share_out(all, width, height);
    for (Section& section : all) {
        if (&section != &all.front()) ImGui::Dummy({0, caption_gap()});
        const float aside = caption_width("");
        const ImVec2 at = ImGui::GetCursorScreenPos();
        note_area(fmt::format("code_caption:{}", section.id), section.caption, at,
                  {at.x + caption_width(section.caption), at.y + size_of(*fonts().small)});
        caption(fitted(fonts().small, capitals(section.caption), width - aside), help);
        ImGui::SetCursorPosY(ImGui::GetCursorPosY() - ImGui::GetStyle().ItemSpacing.y);
        section.view.draw(section.id, section.rows * code_row_height(), section.page.marks,
                          selection);
    }
    if (!sentence.empty()) paragraph("code_empty", fonts().text, colours().faint, sentence);
}

// The twin has a part of the room, the loop at most half of the rest, the task what is left. If all
// of them fit, everybody gets what they want, and the task what is over. Where the loop does not
// fit its comments go first.
void CodePanel::share_out(std::vector<Section>& all, float width, float height) {
    const float rows = std::floor((height - static_cast<float>(all.size()) * caption_height()) /
                                  code_row_height());
    const auto wish = [](const Section& section) {
        return static_cast<float>(section.view.rows_in(section.page.marks.home)) + 1;
    };
    float wishes = 0;
    for (Section& section : all) {
        section.view.fit(width);
        wishes += section.rows = wish(section);
    }
    Section& loop = all[0];
    Section& task = all[1];
    float left = rows;
    if (all.size() > 2) {
        const float part = wishes <= rows ? all[2].rows : std::max(rows * 0.27F, 1.0F);
        left -= all[2].rows = std::floor(std::min(all[2].rows, part));
    }
    if (loop.rows + task.rows > left) {
        loop.view.fit(width, true);
        loop.rows = std::min(wish(loop), std::max(std::floor(left / 2), left - task.rows));
    }
    task.rows = std::max(left - loop.rows, 1.0F);
    // With less room than the loop takes, the one function of it that is lit.
    const CodePage& page = loop.page;
    const std::uint32_t line = page.marks.lit.empty() ? line_that_begins(*page.lines, "Step ")
                                                      : page.marks.lit.front().line;
    if (wish(loop) > loop.rows + 1 && line)
        loop.page.marks.home = function_around(*page.lines, line);
}

// One small button that leads through the three ways to show it. Beside it stands the caption:
// where there is not enough room for both, the button says less, and then the caption.
std::string CodePanel::draw_language() {
    using Words = std::array<const char*, 3>;
    const Words words = show_ == Show::both     ? Words{"C++ and Python", "C++ + Py", "+Py"}
                        : show_ == Show::python ? Words{"Python", "Py", "Py"}
                                                : Words{"C++", "C++", "C++"};
    const char* const help_of_button = show_ == Show::both ? "Click to show the Python twins alone."
                                       : show_ == Show::python
                                           ? "Click to show the C++ sources alone."
                                           : "Click to show the C++ sources and their twin.";
    const float em = ImGui::GetFontSize();
    const ButtonLook look{.tooltip = help_of_button, .compact = true, .height = em * 1.3F};
    const float room = ImGui::GetContentRegionAvail().x - em * 0.5F;
    const char* shown = words.back();
    std::string beside;
    for (const char* each : {"Scheduler: what runs next", "Scheduler"}) {
        beside = each;
        const auto fits = std::find_if(words.begin(), words.end(), [&](const char* word) {
            return caption_width(beside) + button_width(word, look) <= room;
        });
        if (fits == words.end()) continue;
        shown = *fits;
        break;
    }
    const ImVec2 before = ImGui::GetCursorPos();
    ImGui::SetCursorPos({before.x + ImGui::GetContentRegionAvail().x - button_width(shown, look),
                         before.y - em * 0.35F});
    if (button("code_language", shown, look))
        show_ = static_cast<Show>((static_cast<int>(show_) + 1) % 3);
    ImGui::SetCursorPos(before);
    return beside;
}

}  // namespace yieldscope
