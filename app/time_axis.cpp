#include "app/time_axis.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace yieldscope {
namespace {

double lost_before_first(const Gaps& gaps) {
    return static_cast<double>(gaps.all.empty() ? gaps.folded_ns
                                                : gaps.all.front().folded_before_ns);
}

double shown_begin(const Gap& gap) {
    return static_cast<double>(gap.begin_ns - gap.folded_before_ns);
}

/// Where in a gap that is shown from `from` on a moment of shown time lies.
std::int64_t within(const Gap& gap, double from, double shown_ns) {
    const double into = shown_ns - from;
    const auto length = static_cast<double>(gap.end_ns - gap.begin_ns);
    if (into < gap_shown_ns)
        return gap.begin_ns + static_cast<std::int64_t>(std::llround(into / gap_shown_ns * length));
    return gap.end_ns + static_cast<std::int64_t>(std::llround(into - gap_shown_ns));
}

constexpr std::int64_t second_ns = 1'000'000'000;
constexpr std::int64_t minute_ns = 60 * second_ns;

/// How many digits after the point tell steps apart, if `most` of them reach down to a nanosecond.
int digits_for(std::int64_t step_ns, int most) {
    for (; step_ns >= 10 && most > 0; step_ns /= 10) --most;
    return most;
}

std::string clock_text(std::int64_t time_ns, std::int64_t step_ns) {
    const std::int64_t seconds = time_ns / second_ns;
    const std::int64_t minutes = seconds / 60;
    std::string text =
        minutes < 60 ? fmt::format("{}:{:02}", minutes, seconds % 60)
                     : fmt::format("{}:{:02}:{:02}", minutes / 60, minutes % 60, seconds % 60);
    const int digits = digits_for(step_ns, 9);
    if (digits == 0) return text;
    const std::string parts = fmt::format("{:09}", time_ns % second_ns);
    return text + "." + parts.substr(0, static_cast<std::size_t>(digits));
}

std::int64_t clock_step(double least_ns) {
    constexpr std::array steps_s{15,   30,   60,   120,   300,   600,  900,
                                 1800, 3600, 7200, 14400, 21600, 43200};
    for (const int step_s : steps_s) {
        if (step_s * 1e9 >= least_ns) return step_s * second_ns;
    }
    constexpr std::int64_t day_ns = 24 * 60 * minute_ns;
    return static_cast<std::int64_t>(std::ceil(least_ns / static_cast<double>(day_ns))) * day_ns;
}

/// How many gaps have begun at a moment of shown time; near `guess`, most likely.
std::size_t begun(std::span<const Gap> gaps, std::size_t guess, double shown_ns) {
    if (gaps.empty() || shown_begin(gaps.front()) > shown_ns) return 0;
    return 1 + last_before(std::size_t{0}, gaps.size(), guess,
                           [&](std::size_t gap) { return shown_begin(gaps[gap]) <= shown_ns; });
}

}  // namespace

double shown_time(const Gaps& gaps, bool folded, std::int64_t time_ns) {
    const auto time = static_cast<double>(time_ns);
    if (!folded) return time;
    const auto after =
        std::upper_bound(gaps.all.begin(), gaps.all.end(), time_ns,
                         [](std::int64_t t, const Gap& gap) { return t < gap.begin_ns; });
    if (after == gaps.all.begin()) return time - lost_before_first(gaps);
    const Gap& gap = *std::prev(after);
    const auto begin = static_cast<double>(gap.begin_ns);
    const auto length = static_cast<double>(gap.end_ns - gap.begin_ns);
    const double into = time_ns < gap.end_ns ? (time - begin) / length * gap_shown_ns
                                             : time - begin - length + gap_shown_ns;
    return shown_begin(gap) + into;
}

std::int64_t real_time(const Gaps& gaps, bool folded, double shown_ns) {
    if (!folded) return std::llround(shown_ns);
    const std::size_t after = begun(gaps.all, 0, shown_ns);
    if (after == 0) return std::llround(shown_ns + lost_before_first(gaps));
    const Gap& gap = gaps.all[after - 1];
    return within(gap, shown_begin(gap), shown_ns);
}

void TimeAxis::set(const Gaps& gaps, bool folded, const TimeView& view, float width) {
    gaps_ = gaps;
    folded_ = folded;
    view_ = view;
    width_ = std::max(std::floor(width), 1.0F);
    columns_.resize(static_cast<std::size_t>(width_) + 1);
    std::size_t after = 0;  // gaps that have begun
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        const double shown = view_.begin_ns + static_cast<double>(i) * ns_per_pixel();
        if (!folded) {
            columns_[i] = std::llround(shown);
            continue;
        }
        after = begun(gaps.all, after, shown);
        columns_[i] = after == 0
                          ? std::llround(shown + lost_before_first(gaps))
                          : within(gaps.all[after - 1], shown_begin(gaps.all[after - 1]), shown);
    }
}

// Between two columns it is a straight line, though a gap may begin or end there.
float TimeAxis::x_of(std::int64_t time_ns) const {
    if (!shows(time_ns)) {
        return static_cast<float>((shown_time(gaps_, folded_, time_ns) - view_.begin_ns) /
                                  ns_per_pixel());
    }
    const auto after = std::upper_bound(columns_.begin() + 1, columns_.end() - 1, time_ns);
    const std::int64_t left = *std::prev(after);
    const auto part = static_cast<double>(time_ns - left) /
                      static_cast<double>(std::max<std::int64_t>(*after - left, 1));
    return static_cast<float>(static_cast<double>(std::prev(after) - columns_.begin()) + part);
}

std::int64_t TimeAxis::time_at(float x) const {
    return real_time(gaps_, folded_, view_.begin_ns + static_cast<double>(x) * ns_per_pixel());
}

void TimeAxis::folds(float apart, std::vector<Fold>& folds) const {
    folds.clear();
    const double wide = gap_shown_ns / ns_per_pixel();
    constexpr double least = 4;  // pixels
    if (!folded_ || wide < least) return;
    const auto first =
        std::lower_bound(gaps_.all.begin(), gaps_.all.end(), begin_ns(),
                         [](const Gap& gap, std::int64_t begin) { return gap.end_ns < begin; });
    float free = -apart;
    for (auto gap = first; gap != gaps_.all.end() && gap->begin_ns < end_ns(); ++gap) {
        const float x0 = x_of(gap->begin_ns);
        if (x0 < free) continue;
        folds.push_back({x0, x_of(gap->end_ns), *gap});
        free = x0 + apart;
    }
}

void TimeAxis::ticks(float apart, std::vector<Tick>& ticks) const {
    ticks.clear();
    const std::int64_t step = round_step(ns_per_pixel() * static_cast<double>(apart));
    for (float x = 0; x < width_;) {
        const std::int64_t time = std::max<std::int64_t>(time_at(x), 0);
        std::int64_t at = (time + step - 1) / step * step;
        const auto gap =
            std::upper_bound(gaps_.all.begin(), gaps_.all.end(), at,
                             [](std::int64_t t, const Gap& g) { return t < g.begin_ns; });
        if (folded_ && gap != gaps_.all.begin() && std::prev(gap)->end_ns > time)
            at = std::prev(gap)->end_ns;
        const float tick_x = std::max(x_of(at), x);
        if (tick_x >= width_) break;
        ticks.push_back({tick_x, moment_text(at, step, end_ns())});
        x = tick_x + apart;
    }
}

std::string moment_text(std::int64_t time_ns, std::int64_t step_ns, std::int64_t end_ns) {
    if (end_ns >= minute_ns) return clock_text(time_ns, step_ns);
    struct Unit {
        std::string_view name;
        std::int64_t ns;
        int digits;  // after the point, down to a nanosecond
    };
    const Unit unit = end_ns < 1'000'000       ? Unit{"µs", 1'000, 3}
                      : end_ns < 1'000'000'000 ? Unit{"ms", 1'000'000, 6}
                                               : Unit{"s", 1'000'000'000, 9};
    const int digits = digits_for(step_ns, unit.digits);
    return fmt::format("{:.{}f}\u00A0{}",
                       static_cast<double>(time_ns) / static_cast<double>(unit.ns), digits,
                       unit.name);
}

std::int64_t round_step(double least_ns) {
    if (least_ns > 10e9) return clock_step(least_ns);
    double power = std::pow(10.0, std::floor(std::log10(std::max(least_ns, 1.0))));
    for (const double digit : {1.0, 2.0, 5.0, 10.0}) {
        if (digit * power >= least_ns) return std::llround(digit * power);
    }
    return std::llround(10 * power);
}

}  // namespace yieldscope
