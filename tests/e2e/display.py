"""A screen without a screen, and a hand on its keyboard: Xvfb, xdotool, titles.py, bounded in time.

Nothing here waits blindly. A window's title says what state it is in, titles.py reports every
change of it, and a test waits for the title it expects.
"""

import collections
import os
import re
import select
import subprocess
import sys
import tempfile
import time

from harness import DEADLINE_S

TITLES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "titles.py")


class Display:
    """An Xvfb of its own, on whatever number is free, with further arguments if need be. What is
    started in its environment says where its widgets are."""

    def __init__(self, size="1280x800", *arguments):
        read_end, write_end = os.pipe()
        screen = ["-screen", "0", size + "x24", "-nolisten", "tcp", "-noreset", *arguments]
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), *screen],
            pass_fds=[write_end],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with os.fdopen(read_end) as numbers:
            number = numbers.readline().strip()
        self.folder = tempfile.TemporaryDirectory()
        self.home = self.folder.name  # settings are kept: neither read nor change the user's
        self.widgets = os.path.join(self.home, "widgets")
        self.environment = {
            **os.environ,
            "DISPLAY": ":" + number,
            "YIELDSCOPE_WIDGETS": self.widgets,
            "HOME": self.home,
            "XDG_CONFIG_HOME": os.path.join(self.home, "config"),
            "XDG_STATE_HOME": os.path.join(self.home, "state"),
            # The leak checker itself may crash when it looks at a graphics driver's threads that
            # end just then. gui_tests look for the leaks of the same panels.
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", "") + ":detect_leaks=0",
        }

    def close(self):
        self.server.terminate()
        self.server.wait(DEADLINE_S)
        self.folder.cleanup()


Widget = collections.namedtuple("Widget", "left top right bottom enabled label")


class Window:
    """The program's window on a display: press keys, click widgets, read its title."""

    def __init__(self, display):
        self.display = display
        found = self.xdotool("search", "--sync", "--onlyvisible", "--name", "^yieldscope:")
        self.id = found.split()[0]
        self.titles = subprocess.Popen(
            [sys.executable, "-B", TITLES, self.id],
            env=display.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,  # a line that was read ahead would not be seen by select
        )
        self.title = ""

    def xdotool(self, *arguments):
        done = subprocess.run(
            ["xdotool", *arguments],
            env=self.display.environment,
            capture_output=True,
            text=True,
            timeout=DEADLINE_S,
            check=True,
        )
        return done.stdout

    def press(self, key):
        self.xdotool("key", "--window", self.id, key)

    def type(self, text):
        self.xdotool("type", "--window", self.id, text)

    def screen(self):
        """The number of the last frame, and what is drawn in it, by id."""
        try:
            with open(self.display.widgets, encoding="utf-8") as file:
                frame, *lines = file.read().splitlines()
        except FileNotFoundError:  # nothing has been drawn yet
            return 0, {}
        cells = [line.split("\t", 6) for line in lines]
        return int(frame), {
            name: Widget(*map(int, corners), enabled == "1", label)
            for name, *corners, enabled, label in cells
        }

    def widgets(self):
        return self.screen()[1]

    def wait_for_widgets(self, is_right, what):
        """The widgets, as soon as `is_right` of them."""
        deadline = time.monotonic() + DEADLINE_S
        while not is_right(widgets := self.widgets()):
            if time.monotonic() > deadline:
                said = {name: widget.label for name, widget in sorted(widgets.items())}
                raise AssertionError(f"{what} was not to be seen in {said}")
            select.select([], [], [], 0.02)  # until the next frame, about
        return widgets

    def label(self, name, pattern=""):
        """What a widget says, as soon as it is there and has the pattern in it."""
        widgets = self.wait_for_widgets(
            lambda shown: name in shown and re.search(pattern, shown[name].label),
            f"{name} with {pattern!r}",
        )
        return widgets[name].label

    def wait_until_gone(self, name):
        self.wait_for_widgets(lambda shown: name not in shown, f"the end of {name}")

    def move_to(self, widget, right=0):
        """Moves the mouse to its middle, or so many pixels right of it."""
        x, y = (widget.left + widget.right) // 2, (widget.top + widget.bottom) // 2
        self.xdotool("mousemove", "--window", self.id, str(x + right), str(y))

    def point_at(self, name):
        """Moves there, until it is there, enabled, and stands still under the mouse: what opens or
        changes finds its place a few frames later."""
        stood_still = 0
        while stood_still < 2:
            widget = self.wait_for_widgets(
                lambda shown: name in shown and shown[name].enabled, f"{name}, enabled,"
            )[name]
            frame, _ = self.screen()
            for right in (1, 0):  # it moves in any case, and so frames are drawn
                self.move_to(widget, right)
            self.wait_for_widgets(lambda _: self.screen()[0] >= frame + 3, "the mouse")
            stood_still = stood_still + 1 if self.widgets().get(name) == widget else 0

    def click(self, name, button=1):
        self.point_at(name)
        self.xdotool("click", str(button))

    def fill(self, name, text):
        """Types into a text field; those whose text is selected by the click lose it."""
        self.click(name)
        self.type(text)
        self.label(name, "^" + re.escape(text) + "$")

    def wait_for_title(self, pattern):
        """The match of the first title, now or to come, that has the pattern in it."""
        deadline = time.monotonic() + DEADLINE_S
        while not (match := re.search(pattern, self.title)):
            left_s = max(0, deadline - time.monotonic())
            if not select.select([self.titles.stdout], [], [], left_s)[0]:
                raise AssertionError(f"no title had {pattern!r} in it; now it is {self.title!r}")
            line = self.titles.stdout.readline().decode()
            if not line:
                raise AssertionError(f"the window is gone; its last title was {self.title!r}")
            self.title = line.rstrip("\n")
        return match

    def pause(self):
        """Pauses a program that runs, or is about to; the numbers of the event and of the turn
        where it stands."""
        self.wait_for_title("running")
        self.press("space")
        return tuple(map(int, self.wait_for_title(r"paused at event (\d+), turn (\d+)").groups()))

    def close(self):
        self.titles.terminate()
        self.titles.wait(DEADLINE_S)
        self.titles.stdout.close()
