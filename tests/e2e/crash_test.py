#!/usr/bin/env python3
# The end that nobody wished for: a crash says where, and whichever signal ends the program, what it
# was recording has everything that had happened, and can be opened.

import json
import os
import signal
import sys
import tempfile
import unittest

from harness import (DEADLINE_S, Program, connect, full_pipe, hear, lasting_port, process, run,
                     signals_caught, wait_until)

WORDS = b"the last words"
OVERFLOW = sys.argv.pop() if len(sys.argv) > 1 else None  # a library with a recv without end


def as_from_a_terminal():
    """Who is started in the background may ignore these, and so does what it starts."""
    for number in (signal.SIGHUP, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)


class Ends(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.file = os.path.join(self.folder, "recording.jsonl")

    def program(self, **options):
        return Program("--headless", "--port", "0", "--record", self.file, "--overwrite", **options,
                       preexec_fn=as_from_a_terminal)

    def end_by(self, number):
        """Ends a program that has just answered, and gives its exit code and what it said."""
        with self.program() as program:
            with connect(program.port()) as client:
                self.assert_is_answered(client)
                program.process.send_signal(number)
                return program.exit_code(), program.complaint()

    def assert_is_answered(self, client):
        client.sendall(WORDS)
        self.assertEqual(hear(client, 4 + len(WORDS)), b"GOT:" + WORDS)

    def kinds(self):
        with open(self.file, encoding="utf-8") as file:
            return [json.loads(line).get("kind") for line in file]

    def assert_can_be_opened(self):
        again = run("--headless", "--open", self.file)
        self.assertEqual((again.returncode, again.stderr), (0, ""))

    def test_a_crash_says_where_and_what_was_recorded_has_everything(self):
        for number in (signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT,
                       signal.SIGTRAP, signal.SIGSYS):
            with self.subTest(signal=number.name):
                code, said = self.end_by(number)
                if os.environ.get("YIELDSCOPE_SLOWER", "1") == "1":
                    self.assertEqual(code, -number, "the system sees how it ended")
                self.assertIn(f"yieldscope has crashed ({number.name[3:]})", said)
                self.assertRegex(said, r"yieldscope\([^\n]*\+0x[0-9a-f]+\)", "it says where")
                self.assertIn("sent", self.kinds())
                self.assert_can_be_opened()

    @unittest.skipUnless(OVERFLOW, "a sanitizer has to be loaded before anything else")
    def test_a_crash_in_a_library_that_uses_up_the_stack_says_which_it_is(self):
        with self.program(env={**os.environ, "LD_PRELOAD": OVERFLOW}) as program:
            with connect(program.port()) as client:
                client.sendall(WORDS)
                self.assertEqual(program.exit_code(), -signal.SIGSEGV)
            said = program.complaint()
        self.assertIn(f"yieldscope has crashed (SEGV) in a library, {OVERFLOW}. ", said)
        self.assertIn("resumed", self.kinds())
        self.assert_can_be_opened()

    # Who crashes is the loop; the main thread would end the program in good order.
    @unittest.skipUnless(OVERFLOW, "a sanitizer has to be loaded before anything else")
    def test_a_crash_is_a_crash_though_it_is_asked_to_end_meanwhile(self):
        with self.program(env={**os.environ, "LD_PRELOAD": OVERFLOW}) as program:
            with connect(program.port()) as client:
                wait_until(lambda: signal.SIGALRM in signals_caught(program.process))
                client.sendall(WORDS)
                wait_until(lambda: signal.SIGALRM not in signals_caught(program.process))
                program.process.send_signal(signal.SIGTERM)
                self.assertEqual(program.exit_code(), -signal.SIGSEGV)
            self.assertIn("yieldscope has crashed (SEGV)", program.complaint())

    # Its pipe is full, and nobody reads it.
    def test_a_crash_that_cannot_be_said_ends_it_too(self):
        read_end, write_end = full_pipe()
        port = lasting_port()
        with process("--headless", "--port", str(port), stderr=write_end) as crashes:
            self.assertIn(b"Listening on", crashes.stdout.readline())
            with connect(port) as client:
                self.assert_is_answered(client)  # no thread begins any more
                crashes.send_signal(signal.SIGSEGV)
                self.assertNotEqual(crashes.wait(timeout=DEADLINE_S), 0)
        os.close(read_end)
        os.close(write_end)

    def test_a_hang_up_ends_it_as_any_wish_to_end(self):
        with self.program() as program:
            program.port()
            self.assertEqual(program.end(signal.SIGHUP), 0)
        code, said = self.end_by(signal.SIGHUP)
        self.assertEqual((code, said), (0, ""))
        self.assertIn("sent", self.kinds())
        self.assert_can_be_opened()

    def test_a_hang_up_is_nothing_to_who_was_started_to_outlive_it(self):
        with Program("--headless", "--port", "0",
                     preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)) as program:
            with connect(program.port()) as client:
                program.process.send_signal(signal.SIGHUP)
                self.assert_is_answered(client)
            self.assertEqual(program.end(), 0)

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
