#include "app/panels/bookmarks.h"

#include "app/focus.h"
#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/letters.h"
#include "app/task_menu.h"  // trimmed()
#include "app/theme.h"
#include "app/widgets.h"
#include "core/watch/escape.h"
#include "core/watch/explain.h"
#include "core/watch/utf8.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace yieldscope {
namespace {

constexpr const char* note_popup = "bookmark_note";
constexpr const char* list_popup = "bookmark_list";
constexpr float popup_width = 24;  // in units of the text height
constexpr float row_height = 1.5F;
constexpr std::size_t rows_most = 12;  // the others are scrolled to

const Bookmark* find(std::uint64_t moment, const Model& live) {
    const auto& all = live.bookmarks();
    const auto found = std::find_if(all.begin(), all.end(), [&](const Bookmark& bookmark) {
        return bookmark.moment == moment;
    });
    return found == all.end() ? nullptr : &*found;
}

std::string event_name(std::uint64_t moment, const Player& player) {
    return fmt::format("event {}", grouped(player.number_at(moment)));
}

bool is_forgotten(std::uint64_t moment, const History& past) { return moment < past.begin(); }

}  // namespace

std::string name_of(const Bookmark& bookmark, const History& past, const Player& player) {
    const std::string note = escaped(past.text(bookmark.note));
    if (!note.empty()) return note;
    if (is_forgotten(bookmark.moment, past)) return "a moment that is forgotten";
    return event_name(bookmark.moment, player);
}

void BookmarksPanel::edit(std::uint64_t moment, const History& past) {
    moment_ = moment;
    note_ = {};
    if (const Bookmark* bookmark = find(moment, past.live())) {
        const std::string note = for_field(past.shown(bookmark->note));
        first_letters(note, note_.size() - 1).copy(note_.data(), note_.size() - 1);
    }
    note_opens_ = true;
    list_opens_ = false;
    request_frame();
}

void BookmarksPanel::draw(const History& past, Player& player, ImVec2 below) {
    const float em = ImGui::GetFontSize();
    const float width = std::min(em * popup_width, ImGui::GetIO().DisplaySize.x);
    const float right = ImGui::GetIO().DisplaySize.x - width;
    const ImVec2 at(std::clamp(below.x - width / 2, 0.0F, std::max(0.0F, right)), below.y);
    if (note_opens_) ImGui::OpenPopup(note_popup);
    else if (list_opens_) ImGui::OpenPopup(list_popup);
    if (note_opens_ || list_opens_) request_frame();
    note_opens_ = list_opens_ = false;

    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, ImVec2(em * 0.7F, em * 0.6F));
    ImGui::PushStyleColor(ImGuiCol_PopupBg, colours().pane);
    open_ = false;
    ImGui::SetNextWindowPos(at, ImGuiCond_Appearing);
    ImGui::SetNextWindowSize({width, 0});
    draw_note(past, player);
    ImGui::SetNextWindowPos(at, ImGuiCond_Appearing);
    ImGui::SetNextWindowSize({width, 0});
    draw_list(past, player);
    closes_ = false;
    ImGui::PopStyleColor();
    ImGui::PopStyleVar();
}

void BookmarksPanel::draw_note(const History& past, Player& player) {
    if (!ImGui::BeginPopup(note_popup)) return;
    open_ = true;
    const bool known = find(moment_, past.live()) != nullptr;
    const std::string number = grouped(player.number_at(moment_));
    const std::string heading = known ? fmt::format("The bookmark at event {}", number)
                                      : fmt::format("A bookmark at event {}", number);
    text_in(fonts().bold, colours().text, heading);
    note_widget("bookmark_heading", heading);
    if (ImGui::IsWindowAppearing()) ImGui::SetKeyboardFocusHere();
    ImGui::SetNextItemWidth(-1);
    bring_letters(note_.data());
    const bool entered = ImGui::InputTextWithHint(
        "##note", "What there is to see (may stay empty)", note_.data(), note_.size(),
        ImGuiInputTextFlags_EnterReturnsTrue | ImGuiInputTextFlags_AutoSelectAll);
    focus_field();
    note_widget("bookmark_note", note_.data());
    const bool given_up = ImGui::IsItemDeactivated() && key_pressed(ImGuiKey_Escape);
    const std::string_view full =
        !known && past.live().bookmarks().size() >= limits::bookmarks
            ? "There are as many bookmarks as can be kept: remove one first."
        : is_forgotten(moment_, past) ? "This moment is forgotten meanwhile."
                                      : "";
    const bool kept =
        button("bookmark_keep", "Keep", {.hint = "Enter", .why_not = full, .primary = true});
    bool removed = false;
    if (known) {
        ImGui::SameLine();
        removed = button("bookmark_remove", "Remove", {.tooltip = "Take the bookmark away."});
    }
    ImGui::SameLine();
    const bool left = button("bookmark_leave", "Leave", {.hint = "Esc"});
    if (!full.empty()) paragraph("bookmark_full", fonts().small, colours().failed, full);
    if (player.recorded())
        paragraph("bookmark_of_a_recording", fonts().small, colours().faint,
                  "The file does not change: save the recording (Ctrl S) to keep its bookmarks.");
    const bool keeps = (entered || kept) && full.empty();
    if (keeps) player.set_bookmark(moment_, from_field(trimmed(note_.data())));
    if (removed) player.remove_bookmark(moment_);
    if (keeps || removed || left || given_up || closes_) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
}

void BookmarksPanel::draw_list(const History& past, Player& player) {
    if (!ImGui::BeginPopup(list_popup)) return;
    open_ = true;
    const float em = ImGui::GetFontSize();
    const auto& all = past.live().bookmarks();
    caption(all.empty() ? title : fmt::format("{}: {}", title, all.size()), help);
    if (all.empty()) {
        paragraph("bookmarks_empty", fonts().text, colours().faint,
                  "None yet: B marks the moment on the screen.");
    } else {
        const float height = em * row_height * static_cast<float>(std::min(all.size(), rows_most));
        begin_child("bookmark_rows", {0, height});
        ImGui::PushStyleVar(ImGuiStyleVar_ItemSpacing, ImVec2(0, 0));
        const float width = ImGui::GetContentRegionAvail().x;
        // a copy: a row may be removed while they are drawn
        for (const Bookmark& bookmark : std::vector(all)) draw_row(bookmark, past, player, width);
        ImGui::PopStyleVar();
        ImGui::EndChild();
    }
    if (closes_) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
}

/// "v  The first echo          event 98  Note  x"
void BookmarksPanel::draw_row(const Bookmark& bookmark, const History& past, Player& player,
                              float width) {
    const float em = ImGui::GetFontSize();
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const bool forgotten = is_forgotten(bookmark.moment, past);
    const std::string name = name_of(bookmark, past, player);
    const std::string where =
        forgotten ? std::string("forgotten") : event_name(bookmark.moment, player);
    const float remove_width = button_width("x", {.compact = true});
    const float note_width = button_width("Note", {.compact = true});
    const float line_width = width - remove_width - note_width - em * 0.8F;

    ImGui::PushID(static_cast<int>(bookmark.moment));
    bool clicked = ImGui::InvisibleButton("row", {line_width, em * row_height}) && !forgotten;
    clicked |= focus_button(!forgotten);
    ImGui::PopID();
    note_widget(fmt::format("bookmark:{}", bookmark.moment), name, !forgotten);
    ImDrawList& list = *ImGui::GetWindowDrawList();
    if (ImGui::IsItemHovered() && !forgotten) {
        list.AddRectFilled(at, {at.x + line_width, at.y + em * row_height}, colours().line,
                           em * 0.2F);
    }
    tooltip(forgotten ? "The history begins after this moment by now." : name);
    push_font(fonts().small);
    const float where_width = measure(where).x;
    pop_font();
    const float y = at.y + (em * row_height - size_of(*fonts().text)) / 2;
    ImGui::SetCursorScreenPos({at.x + em * 0.3F, y});
    text_in(fonts().text, forgotten ? colours().weak : colours().text,
            fitted(fonts().text, name, line_width - where_width - em * 1.2F));
    ImGui::SetCursorScreenPos({at.x + line_width - where_width - em * 0.3F, y + em * 0.1F});
    text_in(fonts().small, colours().faint, where);

    ImGui::SetCursorScreenPos({at.x + line_width + em * 0.2F, at.y});
    if (button(fmt::format("bookmark_edit:{}", bookmark.moment), "Note",
               {.tooltip = "Change its note.", .compact = true})) {
        edit(bookmark.moment, past);
        ImGui::CloseCurrentPopup();
    }
    ImGui::SetCursorScreenPos({at.x + width - remove_width - em * 0.2F, at.y});
    if (button(fmt::format("bookmark_remove:{}", bookmark.moment), "x",
               {.tooltip = "Remove it.", .compact = true})) {
        player.remove_bookmark(bookmark.moment);
    }
    ImGui::SetCursorScreenPos({at.x, at.y + em * row_height});
    ImGui::Dummy({});  // newer versions want an item where the cursor was put
    if (!clicked) return;
    player.go_to(bookmark.moment);
    ImGui::CloseCurrentPopup();
}

bool BookmarksPanel::close() {
    closes_ = open_;
    return open_;
}

}  // namespace yieldscope
