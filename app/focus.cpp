#include "app/focus.h"

#include "app/gui.h"
#include "app/imgui_compat.h"
#include "app/theme.h"
#include "app/widgets.h"

#include <algorithm>

namespace yieldscope {
namespace {

Focus* current = nullptr;  // null: nobody draws, or for nobody who has a keyboard

/// Two lines, of the text's colour and of the ground's: one of them is seen on whatever is there.
void draw_ring(ImVec2 min, ImVec2 max) {
    const float em = ImGui::GetFontSize();
    ImDrawList& list = *ImGui::GetForegroundDrawList();
    const float line = std::max(em * 0.14F, 2.0F);
    const auto ring = [&](float out, ImU32 colour) {
        list.AddRect({min.x - out, min.y - out}, {max.x + out, max.y + out}, colour, em * 0.35F, 0,
                     line);
    };
    ring(line * 1.5F, colours().text);
    ring(line * 0.5F, colours().ground);
    note_area("ring", "", min, max);
}

}  // namespace

/// What was just drawn, as a stop of Tab.
class FocusStop {
public:
    explicit FocusStop(bool area = false)
        : id_(ImGui::GetItemID()), window_(ImGui::GetCurrentWindowRead()->RootWindow) {
        if (!current) return;
        current->stops_.push_back({id_, window_, area});
        if (!has_ring()) return;
        if (current->moved_ && !ImGui::IsItemVisible()) {
            ImGui::SetScrollHereY();
            request_frame();
        }
        if (ImGui::IsItemVisible()) draw_ring(ImGui::GetItemRectMin(), ImGui::GetItemRectMax());
    }

    bool has_ring() const {
        return current && current->visible_ && window_ == current->top_ &&
               current->place(window_).id == id_;
    }
    bool arrived() const { return has_ring() && current->moved_; }
    bool pressed() const { return has_ring() && current->pressed_; }
    int walked() const { return current && current->walker_ == id_ ? current->walked_ : 0; }
    void take_ring() const {
        if (current) current->place(window_).id = id_;
    }

private:
    ImGuiID id_;
    const void* window_;
};

bool focus_button(bool enabled) { return FocusStop().pressed() && enabled; }

void focus_field() {
    const bool active = ImGui::IsItemActive();
    const FocusStop stop;
    if (active) {
        stop.take_ring();  // it was clicked: Tab goes on from there
    } else if (stop.arrived() || stop.pressed()) {
        focus_last_item();
        request_frame();
    }
}

int focus_area() { return FocusStop(true).walked(); }

void Focus::begin_frame() {
    current = this;
    stops_.clear();
    if (ImGui::IsMouseClicked(ImGuiMouseButton_Left) ||
        ImGui::IsMouseClicked(ImGuiMouseButton_Right))
        visible_ = false;
}

void Focus::end_frame() {
    current = nullptr;
    moved_ = pressed_ = false;
    walked_ = 0;
    const void* const before = top_;
    top_ = stops_.empty() ? nullptr : stops_.back().window;
    if (top_ != before) request_frame();
    if (!top_ || !visible_ || stop_with_ring()) return;
    put(std::min(place(top_).number, count_on_top() - 1));  // it has gone, or nobody had it yet
}

Focus::Place& Focus::place(const void* window) {
    const auto found = std::find_if(places_.begin(), places_.end(),
                                    [&](const Place& one) { return one.window == window; });
    return found != places_.end() ? *found : places_.emplace_back(Place{.window = window});
}

std::size_t Focus::count_on_top() const {
    return static_cast<std::size_t>(std::count_if(
        stops_.begin(), stops_.end(), [&](const Stop& stop) { return stop.window == top_; }));
}

const Focus::Stop& Focus::on_top(std::size_t number) const {
    return *std::find_if(stops_.begin(), stops_.end(),
                         [&](const Stop& stop) { return stop.window == top_ && number-- == 0; });
}

void Focus::put(std::size_t number) {
    place(top_).id = on_top(number).id;
    place(top_).number = number;
    moved_ = true;
    request_frame();
}

const Focus::Stop* Focus::stop_with_ring() {
    Place& here = place(top_);
    std::size_t number = 0;
    for (const Stop& stop : stops_) {
        if (stop.window != top_) continue;
        if (stop.id == here.id) {
            here.number = number;
            return &stop;
        }
        ++number;
    }
    return nullptr;
}

bool Focus::act(Action action) {
    switch (action) {
        case Action::next_control: move(1); return true;
        case Action::previous_control: move(-1); return true;
        case Action::press: press(); return true;
        case Action::down: walk(1); return true;
        case Action::up: walk(-1); return true;
        default: return false;
    }
}

void Focus::move(int by) {
    if (!top_) return;
    leave_field();
    const std::size_t count = count_on_top();
    const std::size_t last = count - 1;
    const bool first = !stop_with_ring();
    const std::size_t here = place(top_).number;
    visible_ = true;
    if (first) put(by > 0 ? 0 : last);
    else if (by > 0) put(here == last ? 0 : here + 1);
    else put(here == 0 ? last : here - 1);
}

void Focus::press() {
    pressed_ = visible_;
    request_frame();
}

void Focus::walk(int by) {
    if (!top_) return;
    const Stop* const ring = visible_ ? stop_with_ring() : nullptr;
    const bool covered = top_ != stops_.front().window;
    if (covered && !(ring && ring->area)) return move(by);
    const auto board =
        std::find_if(stops_.begin(), stops_.end(), [](const Stop& stop) { return stop.area; });
    if (ring && ring->area) walker_ = ring->id;
    else if (board != stops_.end()) walker_ = board->id;
    walked_ += by;  // pressed twice within a slow frame
    request_frame();
}

bool Focus::leave() {
    const bool was = visible_;
    visible_ = false;
    return was;
}

}  // namespace yieldscope
