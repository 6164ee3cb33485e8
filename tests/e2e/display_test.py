#!/usr/bin/env python3
# Where there is no display, or less than a window needs, or where it goes.

import os
import tempfile
import unittest

from display import Display, Window
from harness import Netcat, Program, events_in, run


class DisplayTest(unittest.TestCase):
    def display(self, *arguments):
        display = Display("1280x800", *arguments)
        self.addCleanup(display.close)
        return display

    def end_as_usual(self, program):
        """Ends it by a signal; what it has said on stderr."""
        self.assertEqual(program.end(), 0)
        return program.complaint()

    def test_without_a_display_it_says_so_and_goes_on_headless(self):
        displays = ("DISPLAY", "WAYLAND_DISPLAY")
        environment = {k: v for k, v in os.environ.items() if k not in displays}
        with Program("--port", "0", env=environment) as program:
            with Netcat(program.port()) as client:
                client.type("Hello\n")
                self.assertEqual(client.sees(10), "GOT:Hello\n")
            self.assertRegex(self.end_as_usual(program),
                             r"^No display: .*continuing headless\.\n$")

    def test_nothing_is_said_of_a_wayland_that_is_not_there(self):
        """Not even by the libraries that would look for it."""
        display = self.display()
        for name in ("WAYLAND_DISPLAY", "WAYLAND_SOCKET", "XDG_RUNTIME_DIR", "XDG_SESSION_TYPE"):
            display.environment.pop(name, None)
        for wayland in ({}, {"WAYLAND_DISPLAY": "wayland-0"}):
            with Program("countdown", env={**display.environment, **wayland}) as program:
                window = Window(display)
                self.addCleanup(window.close)
                window.wait_for_title("paused")
                self.assertEqual(self.end_as_usual(program), "")

    def test_where_the_server_offers_no_opengl_the_processor_draws(self):
        display = self.display("-extension", "GLX")
        with Program("countdown", env=display.environment) as program:
            window = Window(display)
            self.addCleanup(window.close)
            window.label("event")
            self.assertRegex(self.end_as_usual(program),
                             r"^yieldscope: .*OpenGL 3\.3.*the processor draws.*\n$")

    def test_a_display_without_opengl_3_3_is_refused_in_a_sentence(self):
        old = {**self.display().environment, "MESA_GL_VERSION_OVERRIDE": "2.1"}
        done = run("--port", "0", env=old)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"^yieldscope: .*no OpenGL 3\.3.*--headless.*\.\n$")

    def test_when_the_x_server_goes_the_recording_is_complete(self):
        display = self.display()
        recording = os.path.join(self.enterContext(tempfile.TemporaryDirectory()), "lesson.jsonl")
        with Program("--port", "0", "--run", "--record", recording,
                     env=display.environment) as program:
            window = Window(display)
            self.addCleanup(window.close)
            with Netcat(program.port()) as client:
                client.type("Hello\n")
                self.assertEqual(client.sees(10), "GOT:Hello\n")
                display.server.kill()
                self.assertEqual(program.exit_code(), 1)
            self.assertRegex(program.complaint(), r"^yieldscope: the display is gone.*\.\n$")
        opened = run("--headless", "--open", recording)
        self.assertEqual((opened.returncode, opened.stderr), (0, ""))
        self.assertEqual([event["kind"] for event in events_in(recording)[-5:]],
                         ["closed", "cancelled"] * 2 + ["ended"])


if __name__ == "__main__":
    unittest.main()
