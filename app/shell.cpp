#include "app/shell.h"

#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/panels/blank.h"
#include "app/side_column.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/admission.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace yieldscope {
namespace {

constexpr Point pane_padding{0.7F, 0.5F};  // in units of the text height
constexpr float dismiss_width = 2;         // of the cross on a notice

/// A pane of the screen: a child window with the panes' colour, if there is room for it.
template <typename Draw>
void pane(const char* id, const Box& box, Draw draw, Point padding = pane_padding) {
    if (box.width <= 0) return;
    const float em = ImGui::GetFontSize();
    ImGui::SetCursorPos({box.x, box.y});
    ImGui::PushStyleColor(ImGuiCol_ChildBg, colours().pane);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em * padding.x, em * padding.y));
    ImGui::PushStyleColor(ImGuiCol_Border, colours().pane);  // the gaps are the lines
    begin_child(id, {box.width, box.height}, Border::line,
                ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::PopStyleColor(2);
    ImGui::PopStyleVar();
    draw();
    ImGui::EndChild();
    note_widget(fmt::format("pane:{}", id), "");
}

/// The edge between two panes, to be drawn with the mouse. A double click puts it back.
void splitter(const char* id, Splitter which, const Box& box, const ScreenFacts& facts,
              Settings& settings) {
    if (box.width <= 0) return;
    const bool upright = which != Splitter::bottom;
    const ImVec2 size(box.width, box.height);
    ImGui::SetCursorPos({box.x, box.y});
    begin_child(id, size, Border::none,
                ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar |
                    ImGuiWindowFlags_NoScrollWithMouse);
    ImGui::InvisibleButton(id, size);
    note_widget(id, "");
    const bool hovered = ImGui::IsItemHovered();
    const bool held = ImGui::IsItemActive();
    if (hovered || held) {
        ImGui::SetMouseCursor(upright ? ImGuiMouseCursor_ResizeEW : ImGuiMouseCursor_ResizeNS);
        const ImVec2 min = ImGui::GetItemRectMin();
        const float line = facts.em * 0.12F;
        const ImVec2 at = upright ? ImVec2(min.x + (size.x - line) / 2, min.y)
                                  : ImVec2(min.x, min.y + (size.y - line) / 2);
        ImGui::GetWindowDrawList()->AddRectFilled(
            at, {at.x + (upright ? line : size.x), at.y + (upright ? size.y : line)},
            colours().ready);
    }
    if (hovered && ImGui::IsMouseDoubleClicked(ImGuiMouseButton_Left))
        reset_splitter(which, settings);
    else if (held && ImGui::IsMouseDragging(ImGuiMouseButton_Left))
        move_splitter(which, ImGui::GetIO().MousePos, facts, settings);
    ImGui::EndChild();
}

/// The sentence that is shown, and how many more there are.
std::string notice_words(const Notices& notices) {
    if (notices.waiting() == 0) return notices.shown();
    return fmt::format("{}  ({} more)", notices.shown(), notices.waiting());
}

}  // namespace

Shell::Shell(EventLog& log, CommandQueue& commands, ProgramFacts facts, Settings& settings,
             Crowd* crowd, Model start)
    : history_(log, std::move(start)),
      player_(history_, commands, settings, facts.recorded),
      facts_(std::move(facts)),
      settings_(settings),
      crowd_(crowd),
      first_(history_.begin()) {
    if (facts_.recorded) player_.go_to(history_.begin());
}

bool Shell::update(double now_s) {
    const bool news = history_.update() > 0;
    look_after_memory(now_s);
    const std::uint64_t before = player_.cursor();
    player_.update(now_s);
    const bool newest = player_.cursor() == history_.size();
    const bool ages = board_.update(player_.model(), newest, now_s);
    std::string turn_age = age_text(player_.turn_s());
    const bool turn_ages = turn_age != std::exchange(turn_age_, turn_age);
    const bool held_up = history_.log().held_up();
    const bool held_up_before = std::exchange(held_up_, held_up);
    return compare_on() || news || held_up != held_up_before || player_.cursor() != before ||
           ages || turn_ages || clients_.is_outdated(crowd_);
}

void Shell::look_after_memory(double now_s) {
    constexpr double now_and_then_s = 0.25;
    if (now_s >= memory_due_s_) {
        memory_due_s_ = now_s + now_and_then_s;
        if (reserve_.look_ahead()) history_.may_grow(MemoryReserve::piece_bytes);
    }
    const std::uint64_t times = history_.times_it_gave_way();
    if (times == std::exchange(times_it_gave_way_, times)) return;
    say("Memory has run out: history gives way. The oldest is forgotten sooner until there is "
        "more.");
}

bool Shell::compare_on() {
    if (!comparison_) return false;
    const bool ended = history_.live().run_state() == RunState::ended;
    const bool news = comparison_->update(history_, facts_.recorded ? is_read_ : ended);
    say(comparison_->take_news());
    return news;
}

ImU32 Shell::ground() { return colours().line; }

// screen_layout.h draws where they are.
void Shell::draw() {
    const float em = ImGui::GetFontSize();
    if (selection_.next_frame()) request_frame();
    if (blank_) {
        blank_ = !draw_blank();
        return;
    }
    focus_.begin_frame();
    const ScreenFacts screen = screen_facts();
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize(screen.size);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(0, 0));
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 0.0F);
    ImGui::Begin("yieldscope", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                     ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                     ImGuiWindowFlags_NoScrollWithMouse | ImGuiWindowFlags_NoBackground);
    ImGui::PopStyleVar(2);  // tooltips are windows too, and have a padding
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(em * 0.3F, em * 0.3F));

    const ScreenLayout layout = screen_layout(screen, settings_);
    {
        const BarText smaller;
        const ButtonRow bar(0, layout.scrub.bottom());
        pane("controls", layout.controls,
             [&] { controls_.draw(facts_, player_, history_, crowd_); });
        pane("scrub", layout.scrub, [&] { scrub_.draw(facts_, history_, player_, bookmarks_); },
             {0, 0});
    }
    const Model& now = player_.model();  // the moment that a click in those has chosen
    pane("code", layout.code, [&] { code_.draw(facts_, now, history_, selection_, player_); });
    pane("board", layout.board,
         [&] { board_.draw(now, history_, selection_, player_, settings_); });
    draw_right(layout.right, now);
    pane("narration", layout.narration, [&] { draw_narration(now); });
    pane("timeline", layout.timeline, [&] { draw_timeline(); });
    pane("log", layout.log, [&] { log_.draw(history_, selection_, player_); });

    splitter("split_left", Splitter::left, layout.split_left, screen, settings_);
    splitter("split_right", Splitter::right, layout.split_right, screen, settings_);
    splitter("split_bottom", Splitter::bottom, layout.split_bottom, screen, settings_);
    splitter("split_timeline", Splitter::timeline, layout.split_timeline, screen, settings_);
    {
        const BarText smaller;
        pane("notice", layout.notice, [&] { draw_notice(); });
        const bool cramped = layout.right.width <= 0 || layout.log.width <= 0;
        view_.draw(settings_, layout.board.y, cramped);
        say_of_zoom(cramped && !settings_.presentation);
        key_sheet_.draw();
        if (std::exchange(controls_.program_wanted, false)) launcher_.open = !launcher_.open;
        if (std::exchange(controls_.view_wanted, false)) view_.open = !view_.open;
        if (std::exchange(controls_.clients_wanted, false)) clients_.open = !clients_.open;
        if (std::exchange(scrub_.files_wanted, false)) recordings_.open = !recordings_.open;
        launcher_.draw(facts_);
        clients_.draw(crowd_);
        recordings_.draw(facts_, comparison_ != nullptr, settings_.recent);
        bookmarks_.draw(history_, player_, scrub_.handle());
    }
    if (std::exchange(menu_wanted_, false)) selection_.menu = selection_.selected;
    task_menu_.draw(now, selection_, history_, player_);

    ImGui::PopStyleVar();
    ImGui::End();
    focus_.end_frame();
}

// As long as it is so, unless it was dismissed.
void Shell::say_of_zoom(bool cramped) {
    constexpr const char* words =
        "Text of this size needs the room of some panels. Ctrl - brings them back.";
    if (std::exchange(zoomed_in_, false) && cramped) say(words);
    if (!cramped && !notices_.empty()) notices_.take_back(words);
}

// The connections, the task and the breakpoints, one above the other.
void Shell::draw_right(const Box& column, const Model& now) {
    const float gap = std::max(1.0F, ImGui::GetFontSize() * 0.06F);
    const SideNeeds needs{
        .network = !facts_.address.empty(),
        .connections = history_.live().connections().size() + history_.live().waiting_clients(),
        .breakpoints = history_.live().breakpoints().size(),
        .open_to_others = !is_loopback(host_of(facts_.address)),
        .refused = history_.live().refusals().count > 0};
    const SideColumn side =
        side_column(column.height, column.width, ImGui::GetFontSize(), gap, needs);
    const float task_top = needs.network ? side.connections + gap : 0;
    const auto part = [&](float from, float height) {
        return Box{column.x, column.y + from, column.width, height};
    };
    if (needs.network) {
        pane("connections", part(0, side.connections),
             [&] { connections_.draw(facts_, now, history_, selection_); });
    }
    pane("task", part(task_top, side.task),
         [&] { task_.draw(now, history_, selection_, player_, task_menu_); });
    pane("breakpoints", part(column.height - side.breakpoints, side.breakpoints),
         [&] { breakpoints_.draw(history_, selection_, player_); });
}

void Shell::draw_timeline() {
    if (!comparison_) return timeline_.draw(history_, selection_, player_);
    OtherRecording other{comparison_->history(), comparison_->name(), std::nullopt,
                         comparison_->difference().finished()};
    if (const auto& first = comparison_->difference().first())
        other.first_difference = {first->a, first->b};
    timeline_.draw(history_, selection_, player_, &other);
}

/// What lies on top goes first.
void Shell::close_one() {
    if (key_sheet_.open) key_sheet_.open = false;
    else if (launcher_.open) launcher_.open = false;
    else if (clients_.open) clients_.open = false;
    else if (recordings_.open) recordings_.open = false;
    else if (view_.open) view_.open = false;
    else if (bookmarks_.close() || task_menu_.close() || breakpoints_.close() || timeline_.close())
        return;
    else if (focus_.leave()) request_frame();
    else if (!notices_.empty()) notices_.dismiss();
    else if (settings_.presentation) settings_.presentation = false;
    else selection_.let_go();
}

ScreenFacts Shell::screen_facts() {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const TextPixels& text = text_size();
    const bool same_screen = size.x == sentence_screen_.x && size.y == sentence_screen_.y;
    if (!same_screen || sentence_text_ != text) {
        sentence_height_ = 0;
        sentence_screen_ = size;
        sentence_text_ = text;
    }
    float notice_height = 0;
    if (!notices_.empty()) {
        const BarText smaller;
        const std::string words = notice_words(notices_);
        const float room = size.x - text.bar * (2 * pane_padding.x + dismiss_width);
        notice_height = measure(words, room).y + text.bar * (2 * pane_padding.y + 0.4F);
    }
    return {.size = size,
            .em = text.text,
            .bar_em = text.bar,
            .sentence = sentence_height_,
            .notice = notice_height};
}

void Shell::draw_narration(const Model& now) {
    ImGui::BeginGroup();
    narration_.draw(now, history_, player_);
    ImGui::EndGroup();
    note_widget("narration_text", "");
    const float padding = 2 * ImGui::GetFontSize() * pane_padding.y;
    const float height = ImGui::GetItemRectSize().y + padding;
    if (height > sentence_height_) {
        sentence_height_ = height;
        request_frame();
    }
}

// A click anywhere on the line dismisses it.
void Shell::draw_notice() {
    const float em = ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetCursorPos();
    const ImVec2 room = ImGui::GetContentRegionAvail();
    const std::string words = notice_words(notices_);
    const bool dismissed = ImGui::InvisibleButton("notice", room);
    note_widget("notice", notices_.shown());
    if (dismissed) notices_.dismiss();
    tooltip("Click, or press Esc, to close.");
    ImGui::SetCursorPos({at.x, at.y + em * 0.2F});
    paragraph("", fonts().text, colours().cursor, words, at.x + room.x - em * dismiss_width);
    const ImVec2 pane = ImGui::GetWindowPos();
    const ImVec2 size = ImGui::GetWindowSize();
    add_rect(*ImGui::GetWindowDrawList(), pane, {pane.x + size.x, pane.y + size.y},
             colours().cursor);
    draw_shape(*ImGui::GetWindowDrawList(), Place::failed,
               {pane.x + at.x + room.x - em * 0.7F, pane.y + at.y + em * 0.7F}, em * 0.8F,
               colours().faint);
}

void Shell::say(const std::string& sentence) {
    notices_.say(sentence);
    if (!sentence.empty()) request_frame();
}

void Shell::note_read() {
    if (std::exchange(is_read_, true) || history_.begin() <= first_) return;
    if (times_it_gave_way_ > 0) return;  // it was not --history
    say(fmt::format("Of {} events the last {} are shown: a larger --history keeps more.",
                    grouped(history_.size()), grouped(history_.size() - history_.begin())));
}

void Shell::offer(const std::string& path) {
    recordings_.offer(path);
    if (facts_.recorded) recordings_.wanted = {FileWish::Kind::open, path};
    request_frame();
}

void Shell::answer(const std::string& sentence, bool refused) {
    recordings_.answer = sentence;
    recordings_.refused = refused;
    if (refused) recordings_.open = true;
    request_frame();
}

void Shell::remember_recent(const std::string& path) {
    std::error_code error;
    const auto whole = std::filesystem::absolute(path, error);
    if (path != "-" && !error) yieldscope::remember_recent(whole.string(), settings_);
}

// It may keep as much as what is shown.
std::string Shell::compare(const std::string& path, const std::function<bool()>& interrupted) {
    std::string problem;
    if (auto other = Comparison::open(path, comparison_bytes(), problem, interrupted))
        compare(std::move(other));
    return problem;
}

void Shell::act(Action action) {
    if (std::exchange(blank_, false)) return request_frame();  // and it does nothing else
    switch (action) {
        case Action::zoom_in:
            zoom_in(settings_);
            zoomed_in_ = true;
            break;
        case Action::zoom_out: zoom_out(settings_); break;
        case Action::zoom_reset: zoom_reset(settings_); break;
        case Action::presentation: settings_.presentation = !settings_.presentation; break;
        case Action::blank: blank_ = settings_.presentation; break;
        case Action::theme: settings_.theme = next_theme(settings_.theme); break;
        case Action::break_task:
            task_menu_.toggle_break(selection_.selected, history_, player_);
            break;
        case Action::recordings: recordings_.open = !recordings_.open; break;
        case Action::find: log_.focus_filter(); break;
        case Action::view: view_.open = !view_.open; break;
        case Action::task_menu:
            menu_wanted_ = true;  // of whom the keys before it have come to
            focus_.show();
            break;
        case Action::key_sheet: key_sheet_.open = !key_sheet_.open; break;
        case Action::close: close_one(); break;
        case Action::bookmark:
            if (player_.why_not(action).empty()) bookmarks_.edit(player_.shown_number(), history_);
            break;
        case Action::home:
            log_.go_to_cursor();
            player_.act(action);
            break;
        case Action::live: log_.follow(); [[fallthrough]];
        default:
            if (!focus_.act(action)) player_.act(action);
    }
}

std::string Shell::title() {
    const bool is_open = !facts_.recorded && !is_loopback(host_of(facts_.address));
    const std::string program = facts_.address.empty()
                                    ? facts_.program
                                    : fmt::format("{} on {}{}", facts_.program, facts_.address,
                                                  is_open ? ", open to your network" : "");
    const PlayState state = player_.state();
    if (state == PlayState::running || state == PlayState::playing)
        return fmt::format("yieldscope: {}, {}", program, word_of(state));
    return fmt::format("yieldscope: {}, {} at event {}, turn {}", program, word_of(player_.state()),
                       player_.shown_number(), player_.model().turns());
}

}  // namespace yieldscope
