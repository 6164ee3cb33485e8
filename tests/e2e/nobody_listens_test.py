#!/usr/bin/env python3
# Whatever stands at the other end of its standard input, output and error, or does not: the program
# says what it can, loses nothing else, and ends when it is asked to.

import contextlib
import fcntl
import os
import signal
import subprocess
import tempfile
import termios
import time
import unittest

from harness import (DEADLINE_S, PROGRAM, PROMISE_S, Program, bytes_from, connect, full_pipe,
                     hear, lasting_port, process, signals_caught, wait_until)

OPEN_TO_ALL = ["--headless", "--quiet", "--bind", "0.0.0.0", "--port"]  # which it says on stderr


class NobodyListens(unittest.TestCase):
    @contextlib.contextmanager
    def deaf_stderrs(self):
        """What a process's stderr may be."""
        read_end, write_end = full_pipe()
        gone_reader, broken = os.pipe()
        os.close(gone_reader)
        full_disk = os.open("/dev/full", os.O_WRONLY)
        yield {"full": write_end, "broken": broken, "on a full disk": full_disk, "closed": None}
        for fd in (read_end, write_end, broken, full_disk):
            os.close(fd)

    @staticmethod
    def start(*arguments, stderr):
        closes = (lambda: os.close(2)) if stderr is None else None
        return process(*arguments, stderr=stderr, preexec_fn=closes)

    def test_what_cannot_be_said_is_lost_and_nothing_else(self):
        with self.deaf_stderrs() as stderrs:
            for what, stderr in stderrs.items():
                port = lasting_port()
                with self.subTest(stderr=what), self.start(*OPEN_TO_ALL, str(port),
                                                           stderr=stderr) as serves:
                    self.assertIn(b"Listening on", serves.stdout.readline())
                    with connect(port) as client:
                        client.sendall(b"x")
                        self.assertEqual(hear(client, 5), b"GOT:x")
                    serves.send_signal(signal.SIGTERM)
                    self.assertEqual(serves.wait(timeout=DEADLINE_S), 0)
                with self.subTest(stderr=what), self.start("--nonsense", stderr=stderr) as refuses:
                    self.assertEqual(refuses.wait(timeout=DEADLINE_S), 2)

    # Else the first socket would be its standard output.
    def test_a_closed_output_is_said_and_no_client_gets_what_is_printed(self):
        done = subprocess.run([PROGRAM, "--headless", "--port", "0"], stdin=subprocess.DEVNULL,
                              stderr=subprocess.PIPE, timeout=DEADLINE_S, check=False,
                              preexec_fn=lambda: os.close(1), text=True)
        self.assertEqual((done.returncode, done.stderr),
                         (1, "yieldscope: cannot write to standard output: Bad file descriptor.\n"))

    def test_without_an_input_it_serves_as_ever(self):
        port = lasting_port()
        with Program(*OPEN_TO_ALL[:2], "--port", str(port),
                     preexec_fn=lambda: os.close(0)) as program:
            self.assertEqual(program.port(), port)
            with connect(port) as client:
                client.sendall(b"x")
                self.assertEqual(hear(client, 5), b"GOT:x")
            self.assertEqual(program.end(), 0)

    def test_its_terminal_may_be_closed(self):
        terminal, its_side = os.openpty()

        def make_it_the_terminal():
            os.setsid()
            fcntl.ioctl(its_side, termios.TIOCSCTTY, 0)

        with process("--headless", "--port", "0", stdin=its_side, stdout=its_side, stderr=its_side,
                     preexec_fn=make_it_the_terminal) as talks:
            os.close(its_side)
            printed, deadline = b"", time.monotonic() + DEADLINE_S
            while b"polling" not in printed:
                printed += bytes_from(terminal, deadline)
            os.close(terminal)
            self.assertGreaterEqual(talks.wait(timeout=DEADLINE_S), 0, "no crash")

    def test_a_signal_ends_it_though_nobody_reads_its_recording(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            read_end, write_end = full_pipe()
            with self.subTest(number=number), process(
                    "--headless", "--port", "0", "--record", "-", stdout=write_end,
                    stderr=subprocess.PIPE) as records:
                # it is about to write the first line, or waits to
                wait_until(lambda: len(os.listdir(f"/proc/{records.pid}/task")) > 1)
                sent = time.monotonic()
                records.send_signal(number)
                self.assertEqual(records.wait(timeout=DEADLINE_S), 1)
                self.assertLess(time.monotonic() - sent, PROMISE_S + 1)
                self.assertIn(b"standard output was not read to the end", records.stderr.read())
            os.close(read_end)
            os.close(write_end)

    def test_a_signal_ends_it_while_a_recording_is_waited_for(self):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "recording")
            os.mkfifo(path)
            with Program("--headless", "--open", path) as program:
                wait_until(lambda: signal.SIGTERM in signals_caught(program.process))
                self.assertEqual(program.end(), 0)
                self.assertEqual(program.complaint(), "")


if __name__ == "__main__":
    unittest.main()
