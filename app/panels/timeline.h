// The timeline: a lane a task, with all that happened over time. It follows the newest until the
// user looks elsewhere; a click goes to a moment. Compared with another recording, both stand one
// above the other on the same axis. A frame costs its pixels, however many tasks and events there
// are. Lives on the UI thread.
#pragma once

#include "app/common_gaps.h"
#include "app/player.h"
#include "app/selection.h"
#include "app/time_axis.h"
#include "app/timeline_layout.h"
#include "core/watch/history.h"

#include <imgui.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace yieldscope {

/// What the shown recording is compared with.
struct OtherRecording {
    const History& past;
    std::string_view name;
    /// Of the first events that differ, the numbers here and there.
    std::optional<std::pair<std::uint64_t, std::uint64_t>> first_difference;
    bool compared = false;  ///< to the end, or to the first difference
};

struct TimelinePanel {
    static constexpr const char* title = "Timeline";
    static constexpr const char* help =
        "A lane a task, in the order of their birth: what it was doing, over time. Click anywhere "
        "to see that moment. The mouse wheel zooms at the pointer, over the names it scrolls; drag "
        "to move, Shift drag to measure, double click a name to see all of that task's life. Above "
        "the lanes: how many tasks are ready or wait, and in grey the events a second.";

    void draw(const History& past, Selection& selection, Player& player,
              const OtherRecording* other = nullptr);

    /// All that is remembered, from here on, until the user zooms or moves.
    void fit();
    /// The moment that is shown stays in sight, from here on, until the user moves it out.
    void follow();
    /// Twice as close with 2, around the moment that is shown or else around the middle.
    void zoom(double factor);
    /// What was measured goes away. False if there is nothing.
    bool close();

    const TimeView& view() const { return view_; }
    bool fits() const { return fits_; }
    bool follows() const { return follows_; }
    bool folds_idle() const { return folds_; }
    /// What the last frame had to look at.
    const LanesLayout& lanes() const { return bands_[0].layout; }
    const PlotLayout& plot() const { return plot_; }

private:
    /// One recording's lanes.
    struct Band {
        const History* past = nullptr;
        std::string_view name;  ///< empty: there is only one
        std::optional<std::uint64_t> differs;
        float top = 0;  ///< on the screen
        float bottom = 0;
        double scroll = 0;  ///< lanes above
        LanesLayout layout;

        std::size_t lanes() const { return past->timeline().lanes().size(); }
        /// How many have room, but for the scheduler's.
        double room(float row) const { return static_cast<double>((bottom - top) / row) - 1; }
    };
    /// Where things are on the screen.
    struct Frame {
        float left = 0;   ///< of the names
        float x = 0;      ///< of the bars
        float right = 0;  ///< of the bars
        float top = 0;    ///< of the plot
        float axis = 0;   ///< top of the axis, below the plot
        float lanes = 0;
        float bottom = 0;
        float row = 0;
        float bar = 0;  ///< height of a bar in a row
    };
    struct Range {
        std::int64_t from_ns;
        std::int64_t to_ns;
    };

    /// What can be folded: when nobody does anything.
    Gaps gaps() const {
        return band_count_ == 1 ? bands_[0].past->timeline().gaps() : common_gaps_.gaps();
    }
    void draw_bar(const OtherRecording* other);
    void draw_legend(float room);
    void place(ImVec2 size);
    void follow_moment(const History& past, Player& player);
    void show(TimeView view);
    void show_life(const Band& band, TaskId task);
    void reveal(TaskId task);
    void toggle_folding();
    std::pair<double, double> content() const;
    double shown(std::int64_t time_ns) const;
    void lay_out(const Selection& selection);

    void use_mouse(Selection& selection, Player& player);
    void use_bars(Selection& selection, Player& player);
    void use_names(Selection& selection);
    void turn_wheel(bool over_bars, Band* band);
    void draw_scrollbar(Band& band);
    Band* band_at(float y);
    const LaneRow* row_at(const Band& band, float y) const;
    void explain(const Band* band, ImVec2 mouse, Selection& selection, Player& player) const;
    std::string words_of(const Band& band, const LaneRow& row, float x, Player& player) const;

    void paint(Selection& selection, Player& player);
    void paint_axis(ImDrawList& list);
    void paint_plot(ImDrawList& list) const;
    void paint_band(ImDrawList& list, const Band& band, const Selection& selection,
                    Player& player) const;
    void paint_row(ImDrawList& list, const Band& band, const LaneRow& row,
                   const Selection& selection) const;
    void paint_name(ImDrawList& list, const Band& band, const LaneRow& row,
                    const Selection& selection) const;
    void paint_arrows(ImDrawList& list, const Band& band) const;
    void paint_moment(ImDrawList& list, const Band& band, Player& player) const;
    void paint_measure(ImDrawList& list, const Selection& selection, Player& player) const;

    Band bands_[2];
    std::size_t band_count_ = 1;
    CommonGaps common_gaps_;  ///< of the two
    Frame frame_;
    TimeAxis axis_;
    PlotLayout plot_;
    std::vector<TimeAxis::Tick> ticks_;
    std::vector<TimeAxis::Fold> folded_;

    TimeView view_;
    bool fits_ = true;
    bool follows_ = true;
    bool folds_ = true;
    double shown_moment_ = 0;  ///< the moment shown in the last frame
    bool moved_ = false;       ///< the mouse moves the view, and has not been let go
    TaskId revealed_ = 0;      ///< who was selected in the last frame
    std::optional<Range> measured_;
    bool measuring_ = false;
};

/// A part of a lane as the timeline paints it, for the legend too. `phase`: where its hatching
/// begins, in pixels.
void paint_part(ImDrawList& list, Place place, ImVec2 min, ImVec2 max, float phase);

}  // namespace yieldscope
