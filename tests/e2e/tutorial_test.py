#!/usr/bin/env python3
# Does our scheduler do what the lesson's does? The same clients, in the same order, talk to both
# programs, the one in Python (core/programs/echo.py) and ours. What the clients are told must be
# the same; and, in the same order, every line that is printed and every read, write and close of
# every client's socket. What clients do is drawn from a seed. A whole step of it happens while the
# server is stopped, so that it finds everything at once, and its own order shows.
#
#     tests/e2e/tutorial_test.py [SEED]

import json
import os
import random
import socket
import sys
import unittest

from harness import Program, connect, hear, stopped

HERE = os.path.dirname(os.path.abspath(__file__))
SEEDS = range(24)
READ_BYTES = 1000  # at once, by both


def script_of(seed):
    """Steps of things that clients do: ("comes" | "goes", who) or ("says", who, bytes)."""
    draw = random.Random(seed)
    inside, steps, known = [], [], 0
    for _ in range(draw.randint(4, 9)):
        step, talked = [], []
        for _ in range(draw.randint(1, 8)):
            who = draw.choice(inside) if inside else None
            if who is None or draw.random() < 0.35:
                step.append(("comes", known))
                inside.append(known)
                known += 1
            elif who in talked:
                pass
            elif draw.random() < 0.2:
                step.append(("goes", who))
                inside.remove(who)
            else:
                size = draw.choice([1, 5, 80, 999, 1000, 1001, 2000, 3500])
                step.append(("says", who, bytes(draw.choices(b"abc\n\0\xff\x1b", k=size))))
                talked.append(who)
        steps.append(step)
    steps.append([("goes", who) for who in inside])
    return steps


class Server(Program):
    """One of the two programs, and what it does: lines as watched_tutorial.py prints them."""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.deeds = []

    def wait_for(self, text, count):
        """Until so many lines that begin like this have come."""
        while sum(deed.startswith(text) for deed in self.deeds) < count:
            if deed := self.deed():
                self.deeds.append(deed)


class Tutorial(Server):
    executable = [sys.executable, "-B", "-u", os.path.join(HERE, "watched_tutorial.py")]

    def port(self):
        return int(self.line_with("Listening on ").split()[-1].rstrip(")"))

    def deed(self):
        return self.line().replace("('127.0.0.1', ", "").replace(")", "")


class Ours(Server):
    def __init__(self, poller):
        super().__init__("--headless", "--format", "jsonl", "--port", "0", "--poller", poller)
        self.port_of = {}  # by descriptor

    def port(self):
        return int(json.loads(self.line())["address"].rsplit(":", 1)[1])

    def deed(self):
        event = json.loads(self.line())
        kind, fd = event["kind"], event.get("fd")
        if kind == "accepted":
            self.port_of[fd] = event["text"].rsplit(":", 1)[1]
        elif kind == "printed":
            return event["text"].replace("127.0.0.1:", "")
        elif kind == "received":
            return f"recv {self.port_of[fd]} {event['moved']}"
        elif kind == "sent":
            return f"send {self.port_of[fd]} {event['moved']}"
        elif kind == "closed":
            return f"close {self.port_of[fd]}"
        return None


def play(server, steps):
    """What each client heard, and what was done, in which a client is called by its number."""
    port = server.port()
    clients, heard, left = {}, {}, 0
    for step in steps:
        with stopped(server.process.pid):
            for what, who, *words in step:
                if what == "comes":
                    clients[who] = connect(port)
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
    numbers = {str(client.getsockname()[1]): f"client {who}" for who, client in clients.items()}
    for client in clients.values():
        client.close()
    return heard, [" ".join(numbers.get(word, word) if word.isdigit() and len(word) > 4 else word
                            for word in deed.split()) for deed in server.deeds]


class SameAsTheTutorial(unittest.TestCase):
    maxDiff = None

    def compare(self, seed):
        steps = script_of(seed)
        with Tutorial() as tutorial:
            heard, done = play(tutorial, steps)
        for poller in ("epoll", "poll", "select"):
            with self.subTest(replay=f"tests/e2e/tutorial_test.py {seed}", poller=poller), \
                    Ours(poller) as ours:
                our_heard, our_done = play(ours, steps)
                self.assertEqual(our_done, done)
                self.assertTrue(our_heard == heard, "a client heard something else")

    def test_the_same_is_heard_and_printed_and_every_socket_is_used_in_the_same_order(self):
        for seed in SEEDS:
            self.compare(seed)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        SEEDS = range(int(sys.argv[1]), int(sys.argv[1]) + 1)
    unittest.main(argv=sys.argv[:1])
