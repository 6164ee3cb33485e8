#!/usr/bin/env python3
# A walk through the first exchange with a real nc and a mouse that is put on Event once and stays
# there: every click is Event, at the sizes that are projected.

import unittest

from display import Display, Window
from harness import Netcat, Program


class WalkTest(unittest.TestCase):
    def walk(self, size):
        display = Display(size)
        self.addCleanup(display.close)
        program = Program("--port", "0", env=display.environment)
        self.enterContext(program)
        port = program.port()
        window = Window(display)
        self.addCleanup(window.close)
        window.xdotool("windowmove", window.id, "0", "0")
        window.xdotool("windowsize", "--sync", window.id, *size.split("x"))
        width = int(size.split("x")[0])
        window.wait_for_widgets(lambda shown: shown["pane:controls"].right == width, "that size")
        event = int(window.wait_for_title(r"paused at event (\d+), turn 0").group(1))
        client = self.enterContext(Netcat(port))
        client.type("Hello\n")
        window.point_at("event")
        place = window.widgets()["event"]
        while event < 35:  # by then the reply is sent
            window.xdotool("click", "1")
            found = window.wait_for_title(rf"paused at event (?!{event}\b)(\d+),")
            # What only the loop's own bookkeeping did has a number, and no picture.
            self.assertIn(int(found.group(1)) - event, (1, 2), "a click was something else")
            event = int(found.group(1))
            self.assertEqual(window.widgets()["event"][:4], place[:4], f"moved at event {event}")
        self.assertEqual(client.sees(10), "GOT:Hello\n")

    def test_every_click_on_event_is_event_at_1280_by_720(self):
        self.walk("1280x720")

    def test_every_click_on_event_is_event_at_1920_by_1080(self):
        self.walk("1920x1080")


if __name__ == "__main__":
    unittest.main()
