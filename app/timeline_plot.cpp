// The part of timeline_layout.h above the lanes: how many tasks were where, and how many events
// there were. Where there are few events in sight each of them counts, exactly; where there are
// many, blocks of them do, which are narrower than a column. Lives on the UI thread.
#include "app/timeline_facts.h"
#include "app/timeline_layout.h"

#include <algorithm>

namespace yieldscope {
namespace {

constexpr std::size_t column_pixels = 2;
constexpr std::uint64_t events_per_pixel = 8;  // with more, blocks are near enough

/// Which event comes first after a time, to within a block.
double number_at(const Trend& trend, std::int64_t time_ns, std::uint64_t block) {
    const std::uint64_t first = trend.first_event(block);
    const bool last = block + 1 == trend.blocks().end();
    const std::uint64_t next = last ? trend.size() : trend.first_event(block + 1);
    const std::int64_t begin_ns = trend.blocks()[block].time_ns;
    const std::int64_t end_ns = last ? time_ns + 1 : trend.blocks()[block + 1].time_ns;
    const double part = static_cast<double>(std::max<std::int64_t>(time_ns - begin_ns, 0)) /
                        static_cast<double>(std::max<std::int64_t>(end_ns - begin_ns, 1));
    return static_cast<double>(first) + std::min(part, 1.0) * static_cast<double>(next - first);
}

/// Two events a microsecond apart are no million a second, and what one step by hand does within
/// some microseconds is not either: several columns together say it, and where these are less than
/// a second, that second of the history around them. 0: there is too little history for a rate.
void add_rates(std::vector<PlotColumn>& columns, const History& past, const TimeAxis& axis) {
    constexpr std::size_t together = 8;
    constexpr std::int64_t second_ns = 1'000'000'000;
    const Timeline& timeline = past.timeline();
    for (std::size_t i = 0; i < columns.size(); i += together) {
        const std::size_t end = std::min(i + together, columns.size());
        double events = 0;
        for (std::size_t k = i; k < end; ++k) events += columns[k].events;
        auto from = axis.columns()[static_cast<std::size_t>(columns[i].x0)];
        auto to = axis.columns()[static_cast<std::size_t>(columns[end - 1].x1)];
        if (to - from < second_ns) {
            const std::int64_t middle = from + (to - from) / 2;
            from = std::max(middle - second_ns / 2, timeline.begin_ns());
            to = std::min(middle + second_ns / 2, timeline.end_ns());
            events = static_cast<double>(count_at(past, to) - count_at(past, from - 1));
        }
        const bool says_something = to - from >= shortest_rate_ns;
        const double rate = says_something ? events / static_cast<double>(to - from) * 1e9 : 0;
        for (std::size_t k = i; k < end; ++k) columns[k].events_per_s = rate;
    }
}

void raise(Counts& most, const Counts& counts) {
    for (std::size_t i = 0; i < most.size(); ++i) most[i] = std::max(most[i], counts[i]);
}

/// Calls column(x0, x1, from_ns, to_ns) for each that history has something of.
template <typename Column>
void for_each_column(const Timeline& timeline, const TimeAxis& axis, Column column) {
    const auto columns = axis.columns();
    for (std::size_t i = 0; i + 1 < columns.size(); i += column_pixels) {
        const std::size_t next = std::min(i + column_pixels, columns.size() - 1);
        const std::int64_t from = std::max(columns[i], timeline.begin_ns());
        const std::int64_t to = std::min(columns[next], timeline.end_ns() + 1);
        if (from < to) column(static_cast<float>(i), static_cast<float>(next), from, to);
    }
}

void count_events(const History& past, const TimeAxis& axis, std::uint64_t block,
                  PlotLayout& layout) {
    const Timeline& timeline = past.timeline();
    const Trend& trend = timeline.trend();
    std::uint64_t number = trend.first_event(block);
    Counts counts = trend.blocks()[block].before;
    const auto next = [&] {
        timeline.count(past.event(number++), counts);
        ++layout.steps;
    };
    for_each_column(timeline, axis, [&](float x0, float x1, std::int64_t from, std::int64_t to) {
        while (number < past.size() && past.event(number).time_ns < from) next();
        const std::uint64_t before = number;
        PlotColumn column{.x0 = x0, .x1 = x1, .most = counts};
        while (number < past.size() && past.event(number).time_ns < to) {
            next();
            raise(column.most, counts);
        }
        column.events = static_cast<double>(number - before);
        layout.columns.push_back(column);
    });
}

void count_blocks(const Timeline& timeline, const TimeAxis& axis, std::uint64_t block,
                  PlotLayout& layout) {
    const Trend& trend = timeline.trend();
    std::uint64_t step = 0;
    double before = number_at(trend, std::max(axis.begin_ns(), timeline.begin_ns()), block);
    for_each_column(timeline, axis, [&](float x0, float x1, std::int64_t, std::int64_t to) {
        const std::uint64_t last = trend.block_at(to, block + step);
        step = last - block;
        trend.blocks().expect(last + step);  // the next column's, most likely
        const double after = number_at(trend, to, last);
        layout.columns.push_back({x0, x1, trend.most_near(block, last + 1, layout.steps),
                                  std::max(after - before, 0.0)});
        block = last;
        before = after;
    });
}

}  // namespace

void lay_out_plot(const History& past, const TimeAxis& axis, PlotLayout& layout) {
    layout.columns.clear();
    layout.most = {};
    layout.events_per_s_most = 0;
    layout.steps = 0;
    const Timeline& timeline = past.timeline();
    if (timeline.empty()) return;
    const Trend& trend = timeline.trend();
    const std::uint64_t first =
        std::max(trend.block_at(std::max(axis.begin_ns(), timeline.begin_ns())),
                 (past.begin() + Trend::events_per_block - 1) / Trend::events_per_block);
    if (!trend.blocks().has(first)) return;
    const std::uint64_t last = trend.block_at(axis.end_ns(), first);
    const auto pixels = static_cast<std::uint64_t>(axis.width());
    if ((last - first) * Trend::events_per_block <= pixels * events_per_pixel)
        count_events(past, axis, first, layout);
    else count_blocks(timeline, axis, first, layout);
    add_rates(layout.columns, past, axis);
    for (const PlotColumn& column : layout.columns) {
        raise(layout.most, column.most);
        layout.events_per_s_most = std::max(layout.events_per_s_most, column.events_per_s);
    }
}

}  // namespace yieldscope
