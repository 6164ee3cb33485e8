#!/usr/bin/env python3
# The echo duel: the same load against our server and other people's, and one table of ratios to a
# server written by hand on epoll. Each server has one core and the load another; rounds go around
# the servers, each from another one on, and a ratio is of two times of the same round.
#
#     tests/bench/duel/duel.py [--seconds S] [--rounds N] [--json FILE] [--quick]
#
# --quick measures nothing: a few messages to each server, every byte checked, and servers that make
# mistakes, every one found. Everything runs here, over the loopback, and ends with this program.

import argparse
import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from itertools import chain
from statistics import median
from typing import NamedTuple

from table import (ALONE, LATENCY_CONNECTIONS, LOGGED, columns_of, print_notes, print_table,
                   print_verdicts)

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(os.path.dirname(HERE)))
OURS = os.environ.get("YIELDSCOPE", os.path.join(ROOT, "build/release/yieldscope"))
PYTHON = "/usr/bin/python3" if os.path.exists("/usr/bin/python3") else sys.executable

CONFIGURATIONS = [(1, 64), (50, 64), (1000, 64), (1, 900), (50, 900), (1000, 900)]
TRACED_CONNECTIONS, TRACED_MESSAGES = 50, 10000
SMALLEST_SHARE = 0.01  # of a call in a message that is listed: what is less is setting up
DEADLINE_S = 60        # generous: whoever needs it all has hung
FAULTS = ["changed", "lost", "doubled", "stale", "mixed", "silent", "closed", "late"]


class Server(NamedTuple):
    name: str
    command: list       # "{file}" is a file that is removed when the server ends
    needs: str = None   # a Python module


def python(file, *arguments):
    return [PYTHON, "-B", os.path.join(HERE, "servers", file), "0", *arguments]


def servers_of(build):
    """Who takes part, the yardstick first. Another server is another line."""
    ours = [OURS, "--headless", "--quiet", "--port", "0"]
    return [
        Server("epoll, by hand in C", [os.path.join(build, "duel_epoll"), "0"]),
        Server("libuv", [os.path.join(build, "duel_uv"), "0"]),
        Server("Asio, coroutines", [os.path.join(build, "duel_asio"), "0"]),
        Server("Python, select", python("select_echo.py")),
        Server("Python, asyncio", python("asyncio_echo.py")),
        Server("Python, uvloop", python("asyncio_echo.py", "uvloop"), "uvloop"),
        Server(ALONE, [os.path.join(build, "duel_bare"), "0"]),
        Server(LOGGED, ours),
        Server("ours, and 256 MiB kept", [*ours, "--history", "256"]),
        Server("ours, and into a file", [*ours, "--record", "{file}"]),
    ]


def why_not(server):
    """Why a server cannot take part, or None."""
    if not os.path.exists(server.command[0]):
        return f"{server.command[0]} was not built"
    if server.needs and run([PYTHON, "-c", f"import {server.needs}"]).returncode != 0:
        return f"{PYTHON} has no {server.needs}"
    return None


def run(command, timeout_s=2 * DEADLINE_S):
    """Runs a program to its end, which it has to come to in time."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=timeout_s, check=False)


class Wrong(Exception):
    """Something that ends the duel; its text is a sentence."""


class Child:
    """A program that runs until the `with` it is opened in ends. Its output is read all the time,
    as who cannot write stands still."""

    def __init__(self, command, signal_to_end=signal.SIGTERM):
        self.signal_to_end = signal_to_end
        self.lines, self.news = [], threading.Condition()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, text=True,
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in chain(self.process.stdout, [None]):  # None: its end
            with self.news:
                self.lines = [*self.lines[-20:], line and line.strip()]
                self.news.notify()

    def line_with(self, text):
        """The first line that has `text` in it; waits for it."""
        def found():
            return next((line for line in self.lines if line is None or text in line), self)

        with self.news:
            self.news.wait_for(lambda: found() is not self, timeout=DEADLINE_S)
            line = found()
        if line in (None, self):
            said = " / ".join(filter(None, self.lines))
            raise Wrong(f"{self.process.args[0]} did not say “{text}”: {said}")
        return line

    def __enter__(self):
        return self

    def __exit__(self, *_):
        try:
            self.process.send_signal(self.signal_to_end)
            self.process.wait(timeout=DEADLINE_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.reader.join(timeout=DEADLINE_S)


class Serving(Child):
    """A server while it serves, on a core of its own."""

    def __init__(self, server, duel):
        self.file = os.path.join(duel.scratch, "file")
        super().__init__([*duel.on_core(0), *(self.file if part == "{file}" else part
                                              for part in server.command)])
        self.name = server.name

    def __enter__(self):
        try:
            self.port = int(self.line_with("Listening on ").rsplit(":", 1)[1])
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        try:
            super().__exit__()
        finally:
            if os.path.exists(self.file):
                os.remove(self.file)

    def cpu_s(self):
        """The processor time that it has used, in user and system, all its threads."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Duel:
    def __init__(self, options, scratch):
        self.options, self.scratch = options, scratch
        self.load_program = os.path.join(options.build, "duel_load")
        cores = sorted(os.sched_getaffinity(0))
        pins = not options.quick and len(cores) > 1 and shutil.which("taskset")
        self.cores = cores[:2] if pins else None
        self.servers = []
        for server in servers_of(options.build):
            if not (reason := why_not(server)):
                self.servers.append(server)
            elif self.servers and server.command[0] != OURS:
                print(f"Without {server.name}: {reason}.")
            else:
                raise Wrong(f"There is no duel without {server.name}: {reason}.")

    def on_core(self, index):
        """What to put before a command, so that it runs on the servers' core (0) or the load's."""
        return ["taskset", "-c", str(self.cores[index])] if self.cores else []

    def load_command(self, serving, connections, size, **how):
        options = {"port": serving.port, "connections": connections, "bytes": size, **how}
        words = [word for name, value in options.items() for word in (f"--{name}", str(value))]
        return [*self.on_core(1), self.load_program, *words]

    def run_load(self, serving, connections, size, **how):
        """What the load says of a server. Wrong if a byte was."""
        command = self.load_command(serving, connections, size, **how)
        before_s = serving.cpu_s()
        try:
            done = run(command, DEADLINE_S + how.get("seconds", 0))
        except subprocess.TimeoutExpired:
            raise Wrong(f"{serving.name}: the load did not end.") from None
        if done.returncode != 0:
            raise Wrong(f"{serving.name}, {connections} connections: {done.stderr.strip()}")
        said = json.loads(done.stdout)
        said["server_cpu_ns"] = (serving.cpu_s() - before_s) * 1e9 / max(1, said["messages"])
        return said

    def measure(self, connections, size, **how):
        """Who -> what the load says, a list with an entry a round."""
        said = {server.name: [] for server in self.servers}
        for turn in range(self.options.rounds):
            first = turn % len(self.servers)
            for server in self.servers[first:] + self.servers[:first]:
                with Serving(server, self) as serving:
                    said[server.name].append(self.run_load(
                        serving, connections, size, seconds=self.options.seconds, **how))
        return said


def counts_in(file, row):
    """Call -> how often, from the rows of a tracer's summary, of all threads."""
    counts = {}
    with open(file, encoding="ascii") as summary:
        for found in re.finditer(row, summary.read(), re.MULTILINE):
            counts[found["call"]] = counts.get(found["call"], 0) + int(found["count"])
    counts.pop("total", None)
    return counts


def calls_with_strace(duel, serving):
    """Slows the server, so that it finds more to do each time that it asks."""
    file = os.path.join(duel.scratch, "calls")
    tracer = ["strace", "-c", "-f", "-o", file, "-p", str(serving.process.pid)]
    with Child(tracer, signal.SIGINT) as strace:
        strace.line_with(" attached")
        duel.run_load(serving, TRACED_CONNECTIONS, 64, messages=TRACED_MESSAGES)
    return counts_in(file, r"^ *[\d.]+ +[\d.]+ +\d+ +(?P<count>\d+)( +\d+)? +(?P<call>\w+)$")


def calls_with_perf(duel, serving):
    file = os.path.join(duel.scratch, "calls")
    load = duel.load_command(serving, TRACED_CONNECTIONS, 64, messages=TRACED_MESSAGES)
    done = run(["perf", "trace", "-s", "-o", file, "-p", str(serving.process.pid), "--", *load])
    if '"errors": 0' not in done.stdout:
        raise Wrong(f"perf trace did not count: {done.stderr.strip()}")
    return counts_in(file, r"^ +(?P<call>\w+) +(?P<count>\d+) +\d+ +[\d.]+ ")


def calls_a_message(duel, server):
    """Call -> how often in a message, or None where no tracer works."""
    for tracer in list(duel.options.tracers):
        count = {"strace": calls_with_strace, "perf": calls_with_perf}[tracer]
        try:
            with Serving(server, duel) as serving:
                counts = count(duel, serving)
        except (Wrong, OSError, subprocess.TimeoutExpired) as error:
            print(f"{tracer} does not work here: {error}")
            duel.options.tracers.remove(tracer)
            continue
        messages = TRACED_MESSAGES + TRACED_CONNECTIONS  # each client is greeted first
        shares = {name: calls / messages for name, calls in counts.items()
                  if calls / messages >= SMALLEST_SHARE}
        if shares:
            return shares
    return None


def compete(duel):
    names = [server.name for server in duel.servers]
    throughput = {shape: duel.measure(*shape) for shape in CONFIGURATIONS}
    latency = {}
    for connections in LATENCY_CONNECTIONS:
        best = median([said["per_second"] for said in throughput[connections, 64][names[0]]])
        latency[connections] = duel.measure(connections, 64, rate=round(best / 2))
    calls = {server.name: calls_a_message(duel, server) for server in duel.servers}
    columns = columns_of(throughput, latency)
    print_table(names, columns, calls)
    print_notes(duel, names, columns)
    print_verdicts(names, columns)
    if duel.options.json:
        with open(duel.options.json, "w", encoding="ascii") as file:
            json.dump({"pinned": bool(duel.cores), "seconds": duel.options.seconds,
                       "throughput": {f"{c}x{b}": said for (c, b), said in throughput.items()},
                       "latency": latency, "calls": calls}, file, indent=1)


def check(duel):
    """Every server answers every byte right, and whoever does not is found."""
    for server in duel.servers:
        with Serving(server, duel) as serving:
            duel.run_load(serving, 50, 64, messages=2000)
            duel.run_load(serving, 1000, 900, messages=2000)
            duel.run_load(serving, 20, 1000, messages=200, rate=2000)
            flood = run([PYTHON, os.path.join(HERE, "flood.py"), str(serving.port)])
            if flood.returncode != 0:
                raise Wrong(f"{server.name}: {flood.stderr.strip()}")
        print(f"{server.name}: every byte right, and {flood.stdout.strip()} to who did not read")
    for fault in FAULTS:
        try:
            with Serving(faulty(fault), duel) as serving:
                patience_s = 1 if fault == "silent" else DEADLINE_S
                duel.run_load(serving, 5, 64, messages=300, patience=patience_s)
        except Wrong as found:
            print(f"found: {found}")
            continue
        raise Wrong(f"The load has not noticed that answers were {fault}.")
    # Half a second is 500 messages of 1000, of which ten are under way: the others count as well.
    with Serving(faulty("stalled"), duel) as serving:
        said = duel.run_load(serving, 10, 64, messages=1000, rate=1000)
    if said["p90_ns"] < 100e6:
        raise Wrong("The load forgives a server that stalled the messages it kept from being sent.")
    print("found: who stalls is charged for what had to wait")


def faulty(fault):
    return Server(f"answers {fault}", python("faulty.py", fault))


def main():
    parser = argparse.ArgumentParser(description="The echo duel.")
    parser.add_argument("--quick", action="store_true", help="only whether all answer rightly")
    parser.add_argument("--seconds", type=float, default=2, help="of each measurement")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", metavar="FILE", help="everything that was measured")
    parser.add_argument("--tracers", nargs="*", choices=["strace", "perf"],
                        default=["strace", "perf"], help="of system calls: the first that works")
    parser.add_argument("--build", default=os.path.join(ROOT, "build/release/tests/bench/duel"),
                        help="where duel_load and duel_epoll are")
    options = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that all children end
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # a server needs one a client
    try:
        with tempfile.TemporaryDirectory() as scratch:
            duel = Duel(options, scratch)
            check(duel) if options.quick else compete(duel)
    except (Wrong, subprocess.TimeoutExpired) as wrong:
        print(wrong, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
