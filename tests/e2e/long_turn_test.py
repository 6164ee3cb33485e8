#!/usr/bin/env python3
# A task that computes and does not yield: everybody waits, and the window, which lives, says for
# whom. It cannot be interrupted, but the program can be ended, and what was recorded is kept.

import os
import tempfile
import threading
import time
import unittest

from display import Display, Window
from harness import (DEADLINE_S, Netcat, Program, connect, events_in, hear, text_of, wait_for_last,
                     wait_until_full)


class LongTurnTest(unittest.TestCase):
    def setUp(self):
        self.display = Display()
        self.addCleanup(self.display.close)
        self.folder = self.enterContext(tempfile.TemporaryDirectory())
        self.file = os.path.join(self.folder, "recording.jsonl")

    def test_the_window_says_who_does_not_yield_and_can_be_closed(self):
        program = self.enterContext(Program("fibonacci", "--port", "0", "--run", "--record",
                                            self.file, env=self.display.environment))
        port = program.port()
        window = Window(self.display)
        self.addCleanup(window.close)
        window.wait_for_title("running")
        first = self.enterContext(Netcat(port))
        second = self.enterContext(Netcat(port))
        first.type("20\n")
        self.assertEqual(first.sees(5), "6765\n")
        first.type("90\n")  # would take years
        window.label("long_turn", r"^fib#\d has been running for more than \d+ s and has not ")
        window.label("state", "^(A task does not|No) yield$")
        window.wait_for_widgets(
            lambda shown: any(name.startswith("code_lit:fibonacci.cpp:") for name in shown),
            "the line that it is at")
        second.type("20\n")
        window.click("program")
        window.click("start")
        window.label("refusal", "does not yield: before it does, nothing else can begin")
        self.assertEqual(program.end(), 0)
        self.assertIn("ended while a task was running that does not yield", program.complaint())
        self.assertEqual(events_in(self.file)[-1]["kind"], "received")
        self.assertTrue(text_of(self.file).endswith("\n"), "no line is cut")

    def test_headless_it_ends_within_a_second_too(self):
        with Program("fibonacci", "--port", "0", "--headless", "--record", self.file) as program:
            client = self.enterContext(Netcat(program.port()))
            client.type("90\n")
            program.line_with(" received ")
            self.assertEqual(program.end(), 0)
            self.assertIn("does not yield", program.complaint())
        self.assertEqual(events_in(self.file)[-1]["kind"], "received")
        self.assertTrue(text_of(self.file).endswith("\n"), "no line is cut")

    # It is known to be a long one only a second later, but what runs must not be lost before.
    def test_a_choice_that_is_made_as_it_begins_is_refused_as_well(self):
        program = self.enterContext(Program("fibonacci", "--port", "0", "--run", "--record",
                                            self.file, env=self.display.environment))
        client = self.enterContext(Netcat(program.port()))
        window = Window(self.display)
        self.addCleanup(window.close)
        window.wait_for_title("running")
        window.click("program")
        window.point_at("start")
        client.type("90\n")
        wait_for_last(self.file, "received")
        window.xdotool("click", "1")
        window.label("refusal", "does not yield: before it does, nothing else can begin")
        self.assertEqual(program.end(), 0)

    def test_what_runs_goes_on_when_a_choice_was_refused(self):
        program = self.enterContext(Program("fibonacci", "--port", "0", "--run", "--record",
                                            self.file, env=self.display.environment))
        client = self.enterContext(connect(program.port()))
        number = self.one_that_takes(2.5, client)  # a choice is refused after one
        window = Window(self.display)
        self.addCleanup(window.close)
        window.click("program")
        window.point_at("start")
        client.sendall(f"{number}\n".encode())
        wait_for_last(self.file, "received")
        window.xdotool("click", "1")
        window.label("refusal", "What runs now goes on")
        self.assertTrue(client.recv(100))
        client.sendall(b"20\n")
        self.assertEqual(hear(client, 5), b"6765\n")

    @staticmethod
    def one_that_takes(seconds, client):
        for number in range(20, 60):
            began = time.monotonic()
            client.sendall(f"{number}\n".encode())
            client.recv(100)
            if time.monotonic() - began > seconds:
                return number
        raise AssertionError("nothing takes so long")

    def test_headless_it_ends_when_the_reader_of_its_output_goes(self):
        with Program("fibonacci", "--port", "0", "--headless", "--record", self.file) as program:
            client = self.enterContext(connect(program.port()))
            stop = threading.Event()
            talker = threading.Thread(target=self.ask_for_little, args=(client, stop))
            talker.start()
            wait_until_full(program.process.stdout.fileno())
            stop.set()
            talker.join()
            client.sendall(b"90\n")
            wait_for_last(self.file, "received")
            program.process.stdout.close()  # as less does
            self.assertEqual(program.process.wait(timeout=DEADLINE_S), 1)
            self.assertIn("cannot write to standard output: Broken pipe", program.complaint())

    @staticmethod
    def ask_for_little(client, stop):
        while not stop.is_set():
            client.sendall(b"1\n")
            hear(client, 2)


if __name__ == "__main__":
    unittest.main()
