# What the echo duel prints: a table of ratios to the yardstick, what its numbers mean, and whether
# what is promised of ours was kept.

from statistics import median
from typing import NamedTuple

LOGGED = "ours, every event logged"
ALONE = "ours, scheduler alone"
LATENCY_CONNECTIONS = [50, 1000]  # of 64 bytes, at half of what the yardstick can do
BUSY = 0.95  # of its core; then the load may be what is measured
LATE = 0.01  # of all messages; then a rate is more than a server can do


class Column(NamedTuple):
    """A quantity: of the yardstick as it is, of everybody else as a ratio to it."""
    title: str
    samples: dict   # who -> what the load said, a list with an entry a round
    key: str
    shown: str      # the yardstick's, in thousands of what the load says
    ratio_shown: str = "{:.2f} x"

    def ratios(self, name, yardstick):
        return [own[self.key] / max(other[self.key], 1e-9)
                for own, other in zip(self.samples[name], self.samples[yardstick])]

    def mark(self, name):
        """Why a number is not the whole truth; the notes say what it means."""
        busy, unsent, messages = (median([said[key] for said in self.samples[name]])
                                  for key in ("busy", "unsent", "messages"))
        if self.key == "per_second" and busy > BUSY:
            return "*"
        return "!" if self.key == "p99_ns" and unsent > LATE * messages else ""

    def cell(self, name, yardstick):
        if name == yardstick:
            value = median([said[self.key] for said in self.samples[name]])
            return self.shown.format(value / 1e3) + self.mark(name)
        ratio = median(self.ratios(name, yardstick))
        return self.ratio_shown.format(ratio) + self.mark(name)


def columns_of(throughput, latency):
    columns = [Column(f"{connections} x {size} B", samples, "per_second", "{:.1f} k/s", "{:.0%}")
               for (connections, size), samples in throughput.items()]
    columns += [Column(f"p99, {connections}", samples, "p99_ns", "{:.0f} us")
                for connections, samples in latency.items()]
    columns += [Column(f"CPU, {connections}", throughput[connections, 64], "server_cpu_ns",
                       "{:.2f} us") for connections in LATENCY_CONNECTIONS]
    return columns


def print_table(names, columns, calls):
    rows = [["", *(column.title for column in columns), "calls a message, 50 connections"]]
    for name in names:
        counted = sorted((calls[name] or {}).items(), key=lambda item: -item[1])
        rows.append([name, *(column.cell(name, names[0]) for column in columns),
                     ", ".join(f"{call} {share:.2f}" for call, share in counted) or "not counted"])
    widths = [max(map(len, cells)) for cells in zip(*rows)]
    for row in rows:
        cells = [cell.rjust(width) for cell, width in zip(row[1:-1], widths[1:])]
        print("  ".join([row[0].ljust(widths[0]), *cells, row[-1]]))


def print_notes(duel, names, columns):
    """What the table means, and what to think of it."""
    print("\nThe first line is what it is, the others are ratios to it, each the median of the "
          f"rounds ({duel.options.rounds} of {duel.options.seconds} s).\n"
          "p99: of the time from when a message of 64 bytes should have been sent to its answer, "
          "at half the first line's rate.\nCPU: the server's, a message of 64 B.\n"
          f"{ALONE}: nobody watches, and no loop around it takes commands.")
    print("*: the load had hardly any time to spare, so the server may be faster; see CPU.\n"
          "!: it cannot keep that rate, so the longer it runs the later it is.")
    ratios = [column.ratios(name, names[0]) for column in columns for name in names[1:]]
    spreads = [max(of_rounds) / max(min(of_rounds), 1e-9) - 1 for of_rounds in ratios]
    print(f"Rounds differ by {median(spreads):.0%} in the middle, {max(spreads):.0%} at worst.")
    if not duel.cores:
        print("Nothing was pinned, as there is one core, or no taskset: of little worth.")


def print_verdicts(names, columns):
    """What is promised of ours. Where the load is what limits a rate, it says nothing of a server:
    there the processor time of a message does, and a share is its inverse."""
    by_title = {column.title: column for column in columns}
    yardstick = names[0]

    def share(name, connections):
        rate, cpu = by_title[f"{connections} x 64 B"], by_title[f"CPU, {connections}"]
        if rate.mark(name) or rate.mark(yardstick):
            return 1 / max(median(cpu.ratios(name, yardstick)), 1e-9), "processor time"
        return median(rate.ratios(name, yardstick)), "rate"

    def judge(what, holds, bound):
        print(f"{what}; {bound}: {'as promised' if holds else 'too slow'}")

    print()
    for connections in LATENCY_CONNECTIONS:
        for name, least in ((LOGGED, 0.95), (ALONE, 0.98)):
            value, by = share(name, connections)
            judge(f"{name}, {connections} connections: {value:.0%} of {yardstick}, by {by}",
                  value >= least, f"at least {least:.0%}")
        value, by = share(LOGGED, connections)
        for other in names[1:3]:
            theirs, by_theirs = share(other, connections)
            judge(f"{LOGGED}, {connections} connections: {value:.0%} by {by}, {other} {theirs:.0%} "
                  f"by {by_theirs}", value > theirs, f"ahead of {other}")
        p99 = median(by_title[f"p99, {connections}"].ratios(LOGGED, yardstick))
        judge(f"{LOGGED}, {connections} connections: p99 {p99:.2f} times", p99 <= 1.2,
              "at most 1.2 times")
