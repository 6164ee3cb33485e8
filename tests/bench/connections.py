#!/usr/bin/env python3
# What a message costs the server when ever more connections speak: processor time, in user and
# system, from ten connections to ten thousand, beside a server written by hand on epoll, as the
# kernel's part grows for both. Each connection sends its next message when the last is answered;
# the server has one core and the load another. Everything runs here, over the loopback, and ends
# with this program.
#
#     tests/bench/connections.py [--messages N] [--rounds N] [--quick]

import argparse
import os
import resource
import sys
import tempfile
from statistics import median

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(HERE, "duel"))

from duel import LOGGED, Duel, Serving, Wrong  # noqa: E402

CONNECTIONS = [10, 100, 1000, 10_000]
BYTES = 64
YARDSTICK = "epoll, by hand in C"


def cpu_ns(duel, server, connections, messages):
    """Of a message. There are two runs, one that stops after the first message: what they differ in
    is not what it costs to start, to accept everybody, and to part."""
    def whole_s(count):
        with Serving(server, duel) as serving:
            duel.run_load(serving, connections, BYTES, messages=count)
            return serving.cpu_s()

    return (whole_s(messages) - whole_s(1)) / (messages - 1) * 1e9


def main():
    parser = argparse.ArgumentParser(description="What a message costs with many connections.")
    parser.add_argument("--messages", type=int, default=200_000, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--quick", action="store_true", help="only whether all are answered")
    parser.add_argument("--build", default=os.path.join(ROOT, "build/release/tests/bench/duel"),
                        help="where duel_load and duel_epoll are")
    options = parser.parse_args()
    if options.quick:
        options.messages, options.rounds = 2000, 1
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a server needs one a connection
    sizes = [size for size in CONNECTIONS[:2 if options.quick else None] if size + 100 <= most]
    try:
        with tempfile.TemporaryDirectory() as scratch:
            duel = Duel(options, scratch)
            servers = [server for server in duel.servers if server.name in (LOGGED, YARDSTICK)]
            costs = {(server.name, size): [] for server in servers for size in sizes}
            for _ in range(options.rounds):
                for server in servers:
                    for size in sizes:
                        costs[server.name, size].append(
                            cpu_ns(duel, server, size, options.messages))
    except Wrong as wrong:
        print(wrong, file=sys.stderr)
        return 1
    print(f"The server's processor time for a message of {BYTES} bytes, the median of "
          f"{options.rounds} rounds of {options.messages:,}; in brackets, beside {sizes[0]} "
          "connections.")
    for server in servers:
        # A ratio is of two measurements of the same round.
        few = costs[server.name, sizes[0]]
        cells = [f"{size:,}: {median(many):,.0f} ns "
                 f"({median(one / max(least, 1) for one, least in zip(many, few)):.2f})"
                 for size in sizes for many in [costs[server.name, size]]]
        print(f"{server.name}: {', '.join(cells)}")
    if most < CONNECTIONS[-1] + 100:
        print(f"No more than {most} descriptors are allowed here, so no more connections.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
