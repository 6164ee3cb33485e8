// The time axis of the timeline: which moment is at which pixel. A view is a range of shown time:
// the real one, or, folded, the real one in which each long gap is short. The moment of every pixel
// column is computed once a frame, and all else is looked up there. Pure; lives on the UI thread.
#pragma once

#include "core/watch/timeline.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace yieldscope {

/// In nanoseconds of shown time.
struct TimeView {
    static constexpr double span_least_ns = 2'000;  // below, a pixel would be no whole nanosecond

    double begin_ns = 0;
    double span_ns = span_least_ns;

    double end_ns() const { return begin_ns + span_ns; }
    bool operator==(const TimeView&) const = default;
};

/// From real to shown time and back, for gaps that are folded or not.
double shown_time(const Gaps& gaps, bool folded, std::int64_t time_ns);
std::int64_t real_time(const Gaps& gaps, bool folded, double shown_ns);

class TimeAxis {
public:
    /// Good until the gaps change. Costs the pixels.
    void set(const Gaps& gaps, bool folded, const TimeView& view, float width);

    float width() const { return width_; }
    const TimeView& view() const { return view_; }
    bool folded() const { return folded_; }
    const Gaps& gaps() const { return gaps_; }
    double ns_per_pixel() const { return view_.span_ns / static_cast<double>(width_); }

    /// The moment at the left edge of every pixel column, and at the right edge of the last.
    std::span<const std::int64_t> columns() const { return columns_; }
    std::int64_t begin_ns() const { return columns_.front(); }
    std::int64_t end_ns() const { return columns_.back(); }
    bool shows(std::int64_t time_ns) const { return begin_ns() <= time_ns && time_ns <= end_ns(); }

    /// Pixels from the left edge; also outside of the view.
    float x_of(std::int64_t time_ns) const;
    std::int64_t time_at(float x) const;

    /// The folded gaps in sight that are wide enough to be marked, at most one in `apart` pixels.
    struct Fold {
        float x0;
        float x1;
        Gap gap;
    };
    void folds(float apart, std::vector<Fold>& folds) const;

    /// Round moments in sight, at least so far apart, and what is written beside them. None lies
    /// within a folded gap; after one whose end has room there is that end.
    struct Tick {
        float x;
        std::string label;
    };
    void ticks(float apart, std::vector<Tick>& ticks) const;

private:
    Gaps gaps_{};
    bool folded_ = false;
    TimeView view_;
    float width_ = 1;
    std::vector<std::int64_t> columns_{0, 1};
};

/// A moment since the start as exactly as `step_ns` needs, in the unit that `end_ns` suggests:
/// "12.5 ms", "3.20 s", and from a minute on as a clock: "1:02.5", "77:00:00".
std::string moment_text(std::int64_t time_ns, std::int64_t step_ns, std::int64_t end_ns);

/// A round number of nanoseconds, no less than that: 1, 2 or 5 and zeros; from ten seconds on,
/// round on a clock.
std::int64_t round_step(double least_ns);

}  // namespace yieldscope
