#include "app/panels/source_view.h"

#include "app/focus.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/explain.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <span>

namespace yieldscope {
namespace {

ImU32 colour_of(Syntax syntax) {
    switch (syntax) {
        case Syntax::plain: return colours().text;
        case Syntax::keyword: return colours().keyword;
        case Syntax::string: return colours().string;
        case Syntax::comment: return colours().faint;
    }
    return colours().text;
}

// The code font has letters of one width.
float letter_width() {
    push_font(fonts().code);
    const float width = measure("0").x;
    pop_font();
    return width;
}

float code_em() { return size_of(*fonts().code); }

std::size_t digits(std::size_t number) { return fmt::formatted_size("{}", number); }

/// Where the line's number stands, left of the code.
float gutter_width(std::size_t lines) {
    return static_cast<float>(std::max<std::size_t>(digits(lines), 3)) * letter_width() +
           code_em() * 0.8F;
}

/// "echo#7" is known by its number.
std::string_view short_name(std::string_view name) {
    const auto number = name.find('#');
    return number == std::string_view::npos ? name : name.substr(number);
}

/// What a tag can say, the most telling first.
std::vector<std::string> wordings(const LineTag& tag) {
    constexpr std::size_t names_max = 4;
    std::vector<std::string> all;
    for (std::size_t named = std::min(names_max, tag.names.size()); named > 0; --named) {
        std::string words;
        for (const std::string& name : std::span(tag.names).first(named))
            words += fmt::format("{} ", short_name(name));
        words.pop_back();
        if (tag.count > named) words += fmt::format(" +{}", tag.count - named);
        all.push_back(words);
    }
    all.push_back(fmt::format("\u00D7{}", tag.count));
    return all;
}

std::string tooltip_of(const LineTag& tag) {
    const std::string names = fmt::format("{}", fmt::join(tag.names, ", "));
    if (tag.names.empty())
        return fmt::format("{} tasks are suspended at this line, in {}.", tag.count,
                           name_of(tag.place));
    if (tag.count == 1)
        return fmt::format("{} is suspended at this line, in {}. Click to select it.", names,
                           name_of(tag.place));
    if (tag.count == tag.names.size())
        return fmt::format("Suspended at this line, in {}: {}. Click to select the first.",
                           name_of(tag.place), names);
    return fmt::format("Suspended at this line, in {}: {} and {} more. Click to select the first.",
                       name_of(tag.place), names, tag.count - tag.names.size());
}

/// The room for tags in a row: what is right of the code.
struct TagRoom {
    float left;   ///< where the code ends
    float right;  ///< where the next tag ends
    float y;
};

float width_of(std::string_view words) {
    push_font(fonts().small);
    const float width = measure(words).x;
    pop_font();
    return width;
}

struct TagBox {
    ImVec2 min;
    ImVec2 max;
    std::string words = {};  ///< behind the shape of its place
};

float tag_gap() { return code_em() * 0.25F; }

/// Of a tag with these words, or with its shape alone.
float tag_width(std::string_view words) {
    const float em = code_em();
    return em * 1.1F + (words.empty() ? 0 : width_of(words) + em * 0.25F);
}

/// What a line needs to the right of its code for the shapes of two places: those who are parked
/// there, and those who were woken and have not gone on yet.
std::uint32_t letters_for_tags() {
    return static_cast<std::uint32_t>(
        std::ceil((2 * (tag_width("") + tag_gap()) + code_em() * 0.2F) / letter_width()));
}

/// The first wording that has room, or else no words at all: colour, shape and the mouse say it.
/// With `others` still to come it leaves them their share.
TagBox place_tag(const std::vector<std::string>& all, TagRoom& room, std::size_t others) {
    const float share = (room.right - room.left) / static_cast<float>(others + 1) - tag_gap();
    const auto fitting = std::find_if(all.begin(), all.end(), [&](const std::string& words) {
        return tag_width(words) <= share;
    });
    const std::string words = fitting == all.end() ? "" : *fitting;
    const float right = room.right;
    const float width = tag_width(words);
    room.right -= width + tag_gap();
    return {{right - width, room.y + 1}, {right, room.y + code_row_height() - 1}, words};
}

/// The row's colour says it too: the word goes where there is only room for the tags.
bool has_room_for_now(const TagRoom& room, std::size_t tags) {
    const float least = tag_width("now") + static_cast<float>(tags) * (tag_width("") + tag_gap());
    return least + tag_gap() <= room.right - room.left;
}

TagBox place_now(TagRoom& room) {
    const float right = room.right;
    room.right -= tag_width("now") + tag_gap();
    return {{right - tag_width("now"), room.y + 1}, {right, room.y + code_row_height() - 1}, "now"};
}

/// Lines were left out above this row: their numbers say it, and a dashed line.
void draw_gap(const CodeRow& row, ImVec2 at, float width, std::string_view file) {
    const float em = code_em();
    const float thickness = std::max(std::round(em * 0.08F), 1.0F);
    const ImVec2 from(at.x + em * 0.35F, std::round(at.y));
    const ImVec2 to(at.x + width - em * 0.2F, from.y + thickness);
    for (float x = from.x; x < to.x; x += em * 0.6F) {
        ImGui::GetWindowDrawList()->AddRectFilled(
            {x, from.y}, {std::min(x + em * 0.3F, to.x), to.y}, colours().weak);
    }
    if (recording_widgets())
        note_area(fmt::format("code_gap:{}:{}", file_name(file), row.line), "", from, to);
}

void paint(const TagBox& box, Place place) {
    const float em = code_em();
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const float middle = (box.min.y + box.max.y) / 2;
    list.AddRectFilled(box.min, box.max, yieldscope::colour_of(place), em * 0.3F);
    const float x = box.min.x + em * 0.3F;
    draw_shape(list, place, {x + em * 0.25F, middle}, em * 0.6F, colours().on_state);
    push_font(fonts().small);
    draw_text(list, {std::round(x + em * 0.75F), std::round(middle - ImGui::GetFontSize() / 2)},
              colours().on_state, box.words);
    pop_font();
}

}  // namespace

float code_row_height() { return std::round(code_em() * 1.18F); }

void SourceView::show(std::string_view file, const std::vector<std::string_view>& lines) {
    if (file_ == file && lines_ == &lines) return;
    layouts_ = {};
    laid_out_ = &layouts_[0];
    scrolled_rows_ = 0;  // look for the lit line again
    file_ = file;
    lines_ = &lines;
}

void SourceView::fit(float width, bool code_only) {
    const float room = width - gutter_width(lines_->size());
    const RowRules rules{
        .columns = static_cast<std::uint32_t>(std::max(room / letter_width(), 1.0F)),
        .code_only = code_only,
        .tags = letters_for_tags()};
    laid_out_ = &layouts_[code_only ? 1 : 0];
    if (rules == laid_out_->rules) return;
    *laid_out_ = {rules, rows_of(*lines_, language_of(file_), rules)};
}

std::size_t SourceView::rows_in(LineRange lines) const {
    return row_of(code_rows(), lines.last + 1) - row_of(code_rows(), lines.first);
}

// A section does not begin in the middle of a line: its rows begin a little above, or, where what
// is lit would leave below, with the next line.
float SourceView::row_to_begin_with(float row, float lit, float rows) const {
    const auto& all = code_rows();
    const auto from = static_cast<std::size_t>(std::max(row, 0.0F));
    if (from >= all.size() || all[from].first) return row;
    std::size_t above = from;
    while (above > 0 && !all[above].first) --above;
    if (lit <= static_cast<float>(above) + rows - 1) return static_cast<float>(above);
    std::size_t below = from;
    while (below + 1 < all.size() && !all[below].first) ++below;
    return static_cast<float>(below);
}

// What is lit comes into sight, and what is around it moves as little as may be: the home stays
// where it is if it has room; else its beginning, as long as what is lit is below it.
void SourceView::scroll(const SourceMarks& marks) {
    const float row_height = code_row_height();
    const float rows = std::floor(ImGui::GetWindowHeight() / row_height);
    const std::uint32_t line = marks.lit.empty() ? marks.home.first : marks.lit.front().line;
    const bool resized = scrolled_rows_ != rows || scrolled_row_height_ != row_height ||
                         scrolled_rules_ != laid_out_->rules;
    const bool moved = scrolled_to_ != line || scrolled_home_ != marks.home;
    if (!resized && (!moved || !marks.follow)) return;
    const auto first = static_cast<float>(row_of(code_rows(), line));
    const auto last = std::max(static_cast<float>(row_of(code_rows(), line + 1)) - 1, first);
    const auto home = static_cast<float>(row_of(code_rows(), marks.home.first));
    const float margin = rows >= 5 ? 1 : 0;
    const float top = ImGui::GetScrollY() / row_height;
    const bool in_sight = !resized && first >= top + margin && last <= top + rows - 1 - margin;
    const bool fits = static_cast<float>(rows_in(marks.home)) <= rows;
    const bool at_home = first >= home && last <= home + rows - 1;
    float to = top;
    if (at_home && (fits || !in_sight)) to = home;
    else if (resized)
        to = std::clamp(first - std::floor(rows * 0.45F), std::min(last - rows + 1, first), first);
    else if (first < top + margin) to = first - std::floor(rows * 0.25F);
    else if (!in_sight) to = std::min(last - rows + 1 + margin, first);
    to = row_to_begin_with(to, last, rows);
    if (to != top) scroll_to_line(to * row_height, row_height);
    scrolled_rows_ = rows;
    scrolled_rules_ = laid_out_->rules;
    scrolled_row_height_ = row_height;
    scrolled_to_ = line;
    scrolled_home_ = marks.home;
}

void SourceView::draw(std::string_view id, float height, const SourceMarks& marks,
                      Selection& selection) {
    // The wheel scrolls it; a bar would take the room of a letter.
    begin_child(std::string(id).c_str(), {0, height}, Border::none, ImGuiWindowFlags_NoScrollbar);
    push_font(fonts().code);
    const float width = ImGui::GetWindowWidth();
    scroll(marks);
    ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(code_rows().size()), code_row_height());
    while (clipper.Step()) {
        for (int row = clipper.DisplayStart; row < clipper.DisplayEnd; ++row)
            draw_row(code_rows()[static_cast<std::size_t>(row)], width, marks, selection);
    }
    // At its end, too, it can be scrolled to the beginning of a line.
    const auto rows = static_cast<std::size_t>(height / code_row_height());
    std::size_t top = code_rows().size() > rows ? code_rows().size() - rows : 0;
    std::size_t below = 0;
    while (top < code_rows().size() && !code_rows()[top].first) {
        ++top;
        ++below;
    }
    if (below) ImGui::Dummy({0, static_cast<float>(below) * code_row_height()});
    ImGui::PopStyleVar();
    pop_font();
    ImGui::EndChild();
    note_widget(id, file_);
}

void SourceView::draw_row(const CodeRow& row, float width, const SourceMarks& marks,
                          Selection& selection) {
    const float em = code_em();
    const float height = code_row_height();
    const float letter = letter_width();
    const float gutter = gutter_width(lines_->size());
    ImDrawList& list = *ImGui::GetWindowDrawList();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float text_y = std::round(at.y + (height - em) / 2);
    const float code_x = at.x + gutter + static_cast<float>(row.column) * letter;
    TagRoom room{.left = code_x + static_cast<float>(row.width) * letter,
                 .right = at.x + width - em * 0.2F,
                 .y = at.y};
    const std::string name = fmt::format("{}:{}", file_name(file_), row.line);
    ImGui::SetCursorScreenPos({code_x, at.y});
    ImGui::Dummy({room.left - code_x, height});
    note_widget((row.first ? "code:" : "code_rest:") + name, lines_->at(row.line - 1));
    ImGui::SetCursorScreenPos(at);
    ImGui::Dummy({width, height});
    const ImVec2 next = ImGui::GetCursorScreenPos();
    bool on_tag = false;
    auto tags = static_cast<std::size_t>(
        std::count_if(marks.tags.begin(), marks.tags.end(),
                      [&](const LineTag& tag) { return tag.line == row.line; }));

    // Above the first row in sight it would only look like an edge.
    if (row.gap && at.y > ImGui::GetWindowPos().y + height / 2) draw_gap(row, at, width, file_);
    const auto lit = std::find_if(marks.lit.begin(), marks.lit.end(),
                                  [&](const LitLine& each) { return each.line == row.line; });
    if (lit != marks.lit.end()) {
        const ImU32 colour = yieldscope::colour_of(lit->place);
        list.AddRectFilled(at, {at.x + width, at.y + height}, colour::faded(colour, 0.24F));
        list.AddRectFilled(at, {at.x + em * 0.25F, at.y + height}, colour);
        if (row.first)
            note_widget(fmt::format("code_lit:{}", name), lit->now ? "now" : name_of(lit->place));
        if (row.first && lit->now && has_room_for_now(room, tags))
            paint(place_now(room), Place::running);
    }
    if (row.first) {
        for (const LineTag& tag : marks.tags) {
            if (tag.line != row.line) continue;
            --tags;
            const TagBox box = place_tag(wordings(tag), room, tags);
            paint(box, tag.place);
            const std::string id = fmt::format("code_tag:{}:{}", name, name_of(tag.place));
            ImGui::SetCursorScreenPos(box.min);
            bool clicked =
                ImGui::InvisibleButton(id.c_str(), {box.max.x - box.min.x, box.max.y - box.min.y});
            clicked |= focus_button();
            note_widget(id, box.words);
            if (clicked && !tag.tasks.empty()) selection.selected = tag.tasks.front();
            if (!ImGui::IsItemHovered()) continue;
            on_tag = true;
            if (!tag.tasks.empty()) selection.hover(tag.tasks.front());
            push_font(fonts().text);
            tooltip(tooltip_of(tag));
            pop_font();
        }
        ImGui::SetCursorScreenPos(next);
    }
    if (row.first) {
        const std::string number = fmt::format("{:3}", row.line);
        draw_text(list, {at.x + em * 0.35F, text_y}, colours().weak, number);
    }
    float x = code_x;
    for (const SyntaxSpan& span : row.spans) {
        draw_text(list, {x, text_y}, colour_of(span.syntax), span.text);
        x += static_cast<float>(span.text.size()) * letter;
    }
    const bool here =
        ImGui::IsWindowHovered() && ImGui::IsMouseHoveringRect(at, {at.x + width, at.y + height});
    if (here && !on_tag && !row.left_out.empty()) {
        ImGui::BeginTooltip();
        text_in(ImGui::GetFont(), colours().text, row.left_out);
        ImGui::EndTooltip();
    }
}

}  // namespace yieldscope
