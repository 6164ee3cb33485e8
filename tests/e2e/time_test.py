#!/usr/bin/env python3
# Going back in front of a class: a real window, real nc. The picture rewinds, the sockets do not;
# and what was seen is kept in a file, also when the program is killed.

import collections
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import unittest

from display import Display, Window
from harness import Netcat, Program

FLOOD = """
import socket, sys
client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
while client.send(b"ping") and client.recv(100): pass
"""

CONTROLS = ("running", "paused", "stepped")  # events that are about these are not stepped through


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


class GoingBack(WindowTest):
    def test_the_picture_rewinds_the_sockets_do_not_and_end_is_live_again(self):
        port = self.start("--port", "0", "--run", "--record", self.recording)
        window = self.window
        students = self.students(port, 3)
        paused_at, turns = window.pause()
        sentence_now = window.label("sentence")

        for _ in range(30):
            window.press("comma")
        _, events = lines_of(self.recording)
        deeds = [event["number"] for event in events if event["kind"] not in CONTROLS]
        back_at = deeds[deeds.index(paused_at) - 30]
        window.wait_for_title(rf"past at event {back_at}\b")
        window.label("band", rf"^The past: event {back_at} of {paused_at}. The server stays paused")

        # What the screen shows is what the recording says of that moment.
        event = events[back_at - 1]
        self.assertEqual(event["number"], back_at)
        window.label("sentence", re.escape(event.get("name", "")))
        self.assertNotEqual(window.label("sentence"), sentence_now)
        if "line" in event:
            name = f"{os.path.basename(event['file'])}:{event['line']}"
            window.label(f"code_lit:{name}", "^now$")
        shown = window.widgets()
        for task, place in self.places(events[:back_at]).items():
            lane, card = shown["lane:" + place], shown[f"task:{task}"]
            x, y = (card.left + card.right) // 2, (card.top + card.bottom) // 2
            self.assertTrue(lane.left <= x <= lane.right and lane.top <= y <= lane.bottom,
                            f"task {task} is not drawn in {place}")

        for student in students:
            self.assertIsNone(student.process.poll(), "nobody was disconnected")
        window.press("End")
        window.wait_for_title(rf"paused at event {paused_at}, turn {turns}\b")
        window.label("sentence", "^" + re.escape(sentence_now) + "$")
        window.wait_until_gone("band")

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


class Keeping(WindowTest):
    def test_the_screen_says_when_a_recording_that_nobody_reads_holds_the_program_up(self):
        os.mkfifo(self.recording)
        with open(os.open(self.recording, os.O_RDONLY | os.O_NONBLOCK), "rb") as reader:
            port = self.start("--port", "0", "--run", "--history", "1", "--record", self.recording)
            students = self.students(port, 1)
            flood = subprocess.Popen([sys.executable, "-c", FLOOD, str(port)])
            self.addCleanup(flood.wait)
            self.addCleanup(flood.kill)
            self.window.label("state", "^Waits")
            os.set_blocking(reader.fileno(), True)
            drain = threading.Thread(target=lambda: collections.deque(reader, maxlen=0))
            drain.start()
            self.window.label("state", "^Running")
            self.assert_served(students[0])
            self.assertEqual(self.program.end(), 0)
            drain.join()

    def test_what_is_saved_opens_with_the_whole_screen_and_no_network(self):
        port = self.start("--port", "0", "--run")
        self.students(port, 2)
        paused_at, _ = self.window.pause()
        window = self.window
        window.press("b")
        window.fill("bookmark_note", "both are served")
        window.press("Return")
        window.label("bookmarks", "1$")
        window.click("recordings")
        window.fill("file_path", self.recording)
        window.click("file_save")
        window.label("file_answer", r"lesson\.jsonl is saved\.$")
        self.assertEqual(self.program.end(), 0)
        window.close()

        self.start("--open", self.recording)
        window = self.window
        window.label("band", "^A recording of echo")
        window.wait_for_title("recording at event 0")
        sockets = subprocess.run(["ss", "-lntpH"], capture_output=True, text=True, check=True)
        self.assertNotIn(f"pid={self.program.process.pid},", sockets.stdout)
        window.press("ctrl+Right")  # to the bookmark
        window.wait_for_title(rf"recording at event {paused_at}\b")
        window.press("F10")
        self.assertEqual(self.program.end(), 0)
        self.assertEqual(self.program.complaint(), "")

    def test_another_recording_is_compared_and_a_program_can_be_started_again(self):
        port = self.start("--port", "0", "--run", "--record", self.recording)
        self.students(port, 1)
        self.window.pause()
        self.assertEqual(self.program.end(), 0)
        self.window.close()

        self.start("--open", self.recording, "--compare", self.recording)
        window = self.window
        window.label("timeline_other_lane:0", r"lesson\.jsonl")
        window.label("timeline_compared", "^no difference$")
        window.press("ctrl+s")
        window.click("file_end_comparison")
        window.wait_until_gone("timeline_other_lane:0")
        window.press("Escape")
        window.click("program")
        window.fill("port", "0")
        window.click("start")
        self.assert_served(self.enterContext(Netcat(self.served_port())))

    def test_a_recording_of_a_program_that_is_not_here_gives_way_to_one_that_is(self):
        with open(self.recording, "w", encoding="utf-8") as file:
            file.write('{"format":"yieldscope","version":1,"program":"quark","poller":"ring"}\n')
        self.start("--open", self.recording)
        self.window.click("program")
        self.window.fill("port", "0")
        self.window.click("start")
        self.assert_served(self.enterContext(Netcat(self.served_port())))

    def test_a_recording_of_other_sources_says_that_its_lines_may_be_other_ones(self):
        port = self.start("--port", "0", "--run", "--record", self.recording)
        self.students(port, 1)
        self.assertEqual(self.program.end(), 0)
        self.window.close()
        self.start("--open", self.recording)
        self.window.wait_for_title("recording")
        self.assertNotIn("notice", self.window.widgets(), "these are its own sources")
        self.assertEqual(self.program.end(), 0)
        self.window.close()

        with open(self.recording, encoding="utf-8") as file:
            header, *events = file.readlines()
        with open(self.recording, "w", encoding="utf-8") as file:
            other = {**json.loads(header), "sources": "0" * 16}
            file.writelines([json.dumps(other) + "\n", *events])
        self.start("--open", self.recording)
        self.window.label("notice", "another version of yieldscope")

    def served_port(self):
        port = self.program.port()
        self.window.press("space")
        return port

    def test_a_file_that_is_none_is_refused_and_everybody_stays_connected(self):
        port = self.start("--port", "0", "--run")
        (anna,) = self.students(port, 1)
        with open(self.recording, "w", encoding="utf-8") as file:
            file.write("It was a dark night.\n")
        self.window.press("ctrl+s")
        self.window.fill("file_path", self.recording)
        self.window.click("file_open")
        self.window.label("file_answer", "not a recording")
        self.assert_served(anna)


if __name__ == "__main__":
    unittest.main()
