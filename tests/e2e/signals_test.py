#!/usr/bin/env python3
# SIGINT and SIGTERM, whatever the program is about when they come: it ends, and its recording is
# complete to its last event, which is the closing of its sockets.

import os
import signal
import tempfile
import threading
import unittest

from display import Display, Window
from harness import Program, connect, events_in, run, talk_on, wait_for_last, wait_until

# How it gets there is a function of that name below. The last event before its sockets close, where
# that is certain.
STATES = {"paused": "spawned", "stepping": "polled", "idle": "polled", "busy": None,
          "at_a_breakpoint": "break_hit", "in_a_long_turn": "received"}
WITHOUT_A_WINDOW = ("idle", "busy", "in_a_long_turn")


class Signals(unittest.TestCase):
    def setUp(self):
        folder = self.enterContext(tempfile.TemporaryDirectory())
        self.recording = os.path.join(folder, "recording.jsonl")
        self.window = None

    def run_it(self):
        if self.window:
            self.window.press("space")
            self.window.wait_for_title("running")

    def paused(self, _):
        wait_for_last(self.recording, "spawned")

    def stepping(self, _):
        self.window.press("F10")
        self.window.press("F10")
        wait_for_last(self.recording, "polling")

    def idle(self, _):
        self.run_it()
        wait_for_last(self.recording, "polling")

    def busy(self, port):
        self.run_it()
        client = self.enterContext(connect(port))
        talker = threading.Thread(target=talk_on, args=(client,))
        talker.start()
        self.addCleanup(talker.join)
        wait_until(lambda: os.path.getsize(self.recording) > 100_000)

    def at_a_breakpoint(self, _):
        self.window.click("task:1")
        self.window.press("F9")
        self.window.label("breakpoint:1")
        self.window.press("space")
        self.window.label("break_hit")

    def in_a_long_turn(self, port):
        self.run_it()
        self.enterContext(connect(port)).sendall(b"90\n")  # would take years
        wait_for_last(self.recording, "received")

    def end_in(self, state, number, *arguments, **options):
        """Brings a program into that state and ends it."""
        with Program("fibonacci", "--port", "0", "--record", self.recording, "--overwrite",
                     *arguments, **options) as program:
            port = program.port()
            if "env" in options:
                self.window = Window(self.display)
                self.addCleanup(self.window.close)
                self.window.wait_for_title("paused")
            getattr(self, state)(port)
            if state == "in_a_long_turn":  # nearly a second, which long_turn_test.py measures
                program.process.send_signal(number)
            else:
                program.end(number)
            self.assertEqual(program.exit_code(), 0)
            said = program.complaint()
        if state == "in_a_long_turn":
            self.assertIn("a task was running that does not yield", said)
        else:
            self.assertEqual(said, "")
        self.assert_complete(state)

    def assert_complete(self, state):
        opened = run("--headless", "--open", self.recording)
        self.assertEqual((opened.returncode, opened.stderr), (0, ""))
        events = events_in(self.recording)
        self.assertEqual(opened.stdout.count("\n"), len(events))
        closed = set()
        if state != "in_a_long_turn":
            self.assertEqual(events.pop()["kind"], "ended")
        while events[-1]["kind"] in ("closed", "cancelled"):
            closed.add(events.pop().get("fd"))
        closed.discard(None)
        is_open = {event["fd"] for event in events if event["kind"] in ("listening", "accepted")}
        self.assertEqual(closed, set() if state == "in_a_long_turn" else is_open)
        if STATES[state]:
            self.assertEqual(events[-1]["kind"], STATES[state])

    def test_signals_end_it_in_every_state(self):
        self.display = Display()
        self.addCleanup(self.display.close)
        for number in (signal.SIGINT, signal.SIGTERM):
            for state in STATES:
                with self.subTest(signal=number.name, state=state):
                    self.end_in(state, number, env=self.display.environment)

    def test_signals_end_it_in_every_state_without_a_window(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            for state in WITHOUT_A_WINDOW:
                with self.subTest(signal=number.name, state=state):
                    self.end_in(state, number, "--headless", "--quiet")


if __name__ == "__main__":
    unittest.main()
