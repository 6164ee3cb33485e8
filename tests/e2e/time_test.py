#!/usr/bin/env python3
# Going back in front of a class: a real window, real nc. The picture rewinds, the sockets do not;
# and what was seen is kept in a file, also when the program is killed.

import json
import os
import re
import signal
import tempfile
import unittest

from display import Display, Window
from harness import DEADLINE_S, Netcat, Program, run


def lines_of(path):
    """A recording: its header, and its events."""
    with open(path, encoding="utf-8") as file:
        header, *events = [json.loads(line) for line in file]
    return header, events


class WindowTest(unittest.TestCase):
    def setUp(self):
        self.display = Display("1920x1080")
        self.addCleanup(self.display.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.recording = os.path.join(folder.name, "lesson.jsonl")

    def start(self, *arguments):
        self.program = Program(*arguments, env=self.display.environment)
        self.enterContext(self.program)
        port = self.program.port() if "--open" not in arguments else 0
        self.window = Window(self.display)
        self.addCleanup(self.window.close)
        return port

    def students(self, port, count):
        students = [self.enterContext(Netcat(port)) for _ in range(count)]
        for student in students:
            self.assert_served(student)
        return students

    def assert_served(self, student):
        student.type("Hello\n")
        self.assertEqual(student.sees(10), "GOT:Hello\n")

    def pause(self):
        self.window.press("space")
        return int(self.window.wait_for_title(r"paused at event (\d+)").group(1))


class GoingBack(WindowTest):
    def test_the_picture_rewinds_the_sockets_do_not_and_end_is_live_again(self):
        port = self.start("--port", "0", "--run", "--record", self.recording)
        window = self.window
        students = self.students(port, 3)
        paused_at = self.pause()
        turns = int(window.wait_for_title(r"turn (\d+)").group(1))
        sentence_now = window.label("sentence")

        for _ in range(30):
            window.press("comma")
        back_at = int(window.wait_for_title(r"past at event (\d+)").group(1))
        while back_at > paused_at - 30:  # of the newest events some may be about the controls
            window.press("comma")
            back_at = int(window.wait_for_title(rf"past at event (?!{back_at}\b)(\d+)").group(1))
        window.label("past", rf"The past: event {back_at} of {paused_at}")

        # What the screen shows is what the recording says of that moment.
        _, events = lines_of(self.recording)
        event = events[back_at - 1]
        self.assertEqual(event["number"], back_at)
        window.label("sentence", re.escape(event.get("name", "")))
        self.assertNotEqual(window.label("sentence"), sentence_now)
        shown = window.widgets()
        for task, place in self.places(events[:back_at]).items():
            lane, card = shown["lane:" + place], shown[f"task:{task}"]
            x, y = (card.left + card.right) // 2, (card.top + card.bottom) // 2
            self.assertTrue(lane.left <= x <= lane.right and lane.top <= y <= lane.bottom,
                            f"task {task} is not drawn in {place}")
        if "line" in event:
            name = f"{os.path.basename(event['file'])}:{event['line']}"
            self.assertEqual(shown[f"code_lit:{name}"].label, "now")

        for student in students:
            self.assertIsNone(student.process.poll(), "nobody was disconnected")
        window.press("End")
        window.wait_for_title(rf"paused at event {paused_at}, turn {turns}\b")
        self.assertEqual(window.label("sentence"), sentence_now)
        window.wait_until_gone("past")

        # Stepping goes on where the server was.
        for student in students:
            student.type("again\n")
        window.press("F10")
        window.wait_for_title(rf"paused at event \d+, turn {turns + 1}\b")
        window.press("space")
        for student in students:
            self.assertEqual(student.sees(10), "GOT:again\n")

    @staticmethod
    def places(events):
        """Where each task is after these events, as a class would say it."""
        places = {}
        for event in events:
            task, kind = event.get("task"), event["kind"]
            if kind in ("spawned", "woken"):
                places[task] = "ready"
            elif kind == "resumed":
                places[task] = "running"
            elif kind == "parked":
                places[task] = event["reason"] + "_wait"
            elif kind in ("finished", "failed", "cancelled"):
                del places[task]
        return places


if __name__ == "__main__":
    unittest.main()
