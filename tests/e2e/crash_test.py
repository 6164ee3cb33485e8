#!/usr/bin/env python3
# The end that nobody wished for: a crash says where, and whichever signal ends the program, what it
# was recording has everything that had happened, and can be opened.

import json
import os
import signal
import tempfile
import unittest

from harness import Program, connect, hear, run

WORDS = b"the last words"


class Ends(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.file = os.path.join(self.folder, "recording.jsonl")

    def end_by(self, number):
        """Ends a program that has just answered, and gives its exit code and what it said."""
        with Program("--headless", "--port", "0", "--record", self.file) as program:
            with connect(program.port()) as client:
                client.sendall(WORDS)
                self.assertEqual(hear(client, 4 + len(WORDS)), b"GOT:" + WORDS)
                program.process.send_signal(number)
                return program.exit_code(), program.complaint()

    def kinds(self):
        with open(self.file, encoding="utf-8") as file:
            return [json.loads(line).get("kind") for line in file]

    def assert_can_be_opened(self):
        again = run("--headless", "--open", self.file)
        self.assertEqual((again.returncode, again.stderr), (0, ""))

    def test_a_crash_says_where_and_what_was_recorded_has_everything(self):
        for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT):
            with self.subTest(signal=number.name):
                code, said = self.end_by(number)
                if os.environ.get("YIELDSCOPE_SLOWER", "1") == "1":
                    self.assertEqual(code, -number, "the system sees how it ended")
                self.assertIn(f"yieldscope has crashed ({number.name[3:]})", said)
                self.assertRegex(said, r"yieldscope\([^\n]*\+0x[0-9a-f]+\)", "it says where")
                self.assertIn("sent", self.kinds())
                self.assert_can_be_opened()

    def test_a_hang_up_ends_it_as_any_wish_to_end(self):
        code, said = self.end_by(signal.SIGHUP)
        self.assertEqual((code, said), (0, ""))
        self.assertIn("sent", self.kinds())
        self.assert_can_be_opened()

    # What has been written is good, even of a program that had no time to do anything.
    def test_whatever_else_ends_it_what_was_recorded_can_be_opened(self):
        for number in (signal.SIGKILL, signal.SIGQUIT, signal.SIGUSR1, signal.SIGXCPU,
                       signal.SIGVTALRM):
            with self.subTest(signal=number.name):
                code, _ = self.end_by(number)
                self.assertEqual(code, -number)
                self.assert_can_be_opened()


if __name__ == "__main__":
    unittest.main()
