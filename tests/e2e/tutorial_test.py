#!/usr/bin/env python3
# Does our scheduler do what the lesson's does? The same clients, in the same order, talk to both
# programs, the one in Python (core/programs/echo.py) and ours: what the clients are told, and what
# is printed, line by line, must be the same. What they do is drawn from a seed. A whole step of it
# happens while the server is stopped, so that it finds everything at once, and its own order shows.
#
#     tests/e2e/tutorial_test.py [SEED]

import os
import random
import re
import socket
import sys
import unittest

from harness import ROOT, Program, connect, hear, stopped

TUTORIAL = os.path.join(ROOT, "core/programs/echo.py")
SEEDS = range(24)
READ_BYTES = 1000  # at once, by both


def script_of(seed):
    """Steps of things that clients do: ("comes" | "goes", who) or ("says", who, bytes)."""
    draw = random.Random(seed)
    inside, steps, known = [], [], 0
    for _ in range(draw.randint(4, 9)):
        step, talked = [], []
        for _ in range(draw.randint(1, 6)):
            who = draw.choice(inside) if inside else None
            if who is None or draw.random() < 0.35:
                step.append(("comes", known))
                inside.append(known)
                known += 1
            elif draw.random() < 0.25 and who not in talked:
                step.append(("goes", who))
                inside.remove(who)
            elif who not in talked:
                size = draw.choice([1, 5, 80, 999, 1000, 1001, 2000, 3500])
                step.append(("says", who, bytes(draw.choices(b"abc\n\0\xff\x1b", k=size))))
                talked.append(who)
        steps.append(step)
    steps.append([("goes", who) for who in inside])
    return steps


class Server(Program):
    """One of the two programs, and what it prints."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.lines = []

    def wait_for(self, text, count):
        """Until it has printed so many lines that begin like this."""
        while sum(line.startswith(text) for line in self.lines) < count:
            self.lines.append(self.line())


class Tutorial(Server):
    executable = [sys.executable, "-B", "-u", TUTORIAL]

    def __init__(self):
        super().__init__("0")

    def port(self):
        return int(self.line_with("Listening on ").split()[-1].rstrip(")"))


def play(server, steps):
    """What each client heard, and the lines, in which a client is called by its number."""
    port = server.port()
    clients, heard, number_of_port, left = {}, {}, {}, 0
    for step in steps:
        with stopped(server.process.pid):
            for what, who, *words in step:
                if what == "comes":
                    clients[who] = connect(port)
                    number_of_port[clients[who].getsockname()[1]] = who
                elif what == "goes":
                    clients[who].shutdown(socket.SHUT_WR)
                    left += 1
                else:
                    clients[who].sendall(*words)
        for what, who, *words in step:
            if what == "says":
                size = len(words[0])
                reads = -(-size // READ_BYTES)
                heard[who] = heard.get(who, b"") + hear(clients[who], size + 4 * reads)
            elif what == "goes":
                heard[who] = heard.get(who, b"") + hear(clients[who], 1)  # nothing but the end
        server.wait_for("Connection from", len(clients))
        server.wait_for("Task done", left)
    for client in clients.values():
        client.close()

    def named(line):
        port = re.search(r"(\d+)\)?$", line)
        return f"Connection from {number_of_port[int(port[1])]}" if "from" in line else line

    return heard, [named(line) for line in server.lines]


class SameAsTheTutorial(unittest.TestCase):
    maxDiff = None

    def compare(self, seed):
        steps = script_of(seed)
        with Tutorial() as tutorial:
            expected = play(tutorial, steps)
        for poller in ("epoll", "poll", "select"):
            with self.subTest(replay=f"tests/e2e/tutorial_test.py {seed}", poller=poller), \
                    Server("--headless", "--quiet", "--port", "0", "--poller", poller) as ours:
                self.assertEqual(play(ours, steps), expected)

    def test_clients_hear_the_same_and_the_same_lines_are_printed(self):
        for seed in SEEDS:
            self.compare(seed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        SEEDS = range(int(sys.argv[1]), int(sys.argv[1]) + 1)
    unittest.main(argv=sys.argv[:1])
