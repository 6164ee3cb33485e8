"""A screen without a screen, and a hand on its keyboard: Xvfb, xdotool, xprop, bounded in time.

Nothing here waits blindly. A window's title says what state it is in, xprop reports every change of
it, and a test waits for the title it expects.
"""

import os
import re
import select
import shutil
import subprocess
import tempfile
import time

from harness import DEADLINE_S



class Display:
    """An Xvfb of its own, on whatever number is free."""

    def __init__(self, size="1280x800"):
        read_end, write_end = os.pipe()
        screen = ["-screen", "0", size + "x24", "-nolisten", "tcp"]
        self.server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(write_end), *screen],
            pass_fds=[write_end],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(write_end)
        with os.fdopen(read_end) as numbers:
            number = ":" + numbers.readline().strip()
        self.home = tempfile.mkdtemp()  # settings are kept: neither read nor change the user's
        self.environment = {**os.environ, "DISPLAY": number, "HOME": self.home,
                            "XDG_CONFIG_HOME": self.home + "/config",
                            "XDG_STATE_HOME": self.home + "/state"}

    def close(self):
        shutil.rmtree(self.home)
        self.server.terminate()
        self.server.wait(DEADLINE_S)


class Window:
    """The program's window on a display: press keys, read its title."""

    def __init__(self, display):
        self.display = display
        found = self.xdotool("search", "--sync", "--onlyvisible", "--name", "^yieldscope:")
        self.id = found.split()[0]
        self.titles = subprocess.Popen(
            ["xprop", "-spy", "-notype", "-id", self.id, "_NET_WM_NAME"],
            env=display.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
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
            self.title = line.split('"', 1)[-1].rsplit('"', 1)[0]
        return match

    def close(self):
        self.titles.terminate()
        self.titles.wait(DEADLINE_S)
        self.titles.stdout.close()
