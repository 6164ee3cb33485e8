#!/usr/bin/env python3
# The Python twins that the code panel shows are programs: here they run. Only the standard library.

import os
import signal
import subprocess
import sys
import unittest

from harness import DEADLINE_S, PROGRAM, ROOT, connect, hear

PROGRAMS = os.path.join(ROOT, "core/programs")
PYTHON = [sys.executable, "-B", "-u"]


class Twins(unittest.TestCase):
    def test_countdown_prints_what_ours_prints(self):
        twin = subprocess.run([*PYTHON, os.path.join(PROGRAMS, "countdown.py")],
                              capture_output=True, text=True, timeout=DEADLINE_S, check=False)
        ours = subprocess.run([PROGRAM, "countdown", "--headless", "--quiet"],
                              capture_output=True, text=True, timeout=DEADLINE_S, check=False)
        self.assertEqual((twin.returncode, twin.stderr), (0, ""))
        self.assertEqual(twin.stdout, ours.stdout)
        self.assertIn("T-minus 10\nT-minus 5\nUp we go 0\nT-minus 9\n", twin.stdout)

    def test_echo_serves_several_at_once_and_ends_cleanly(self):
        with subprocess.Popen([*PYTHON, os.path.join(PROGRAMS, "echo.py"), "0"], text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE) as twin:
            try:
                words = twin.stdout.readline()
                self.assertRegex(words, r"^Listening on \('127\.0\.0\.1', \d+\)$")
                port = int(words.split()[-1].rstrip(")"))
                with connect(port) as silent, connect(port) as first, connect(port) as second:
                    for client, said in ((second, b"two"), (first, b"one"), (second, b"again")):
                        client.sendall(said)
                        self.assertEqual(hear(client, 4 + len(said)), b"GOT:" + said)
                    silent.sendall(b"at last")
                    self.assertEqual(hear(silent, 11), b"GOT:at last")
                lines = [twin.stdout.readline() for _ in range(9)]
                self.assertEqual(lines[:3], [line for line in lines if "Connection from" in line])
                self.assertEqual(sorted(lines[3:]),
                                 3 * ["Connection closed\n"] + 3 * ["Task done\n"])
                twin.send_signal(signal.SIGINT)
                self.assertEqual(twin.communicate(timeout=DEADLINE_S), ("", ""))
                self.assertEqual(twin.returncode, 0)
            finally:
                twin.kill()


if __name__ == "__main__":
    unittest.main()
