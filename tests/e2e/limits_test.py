#!/usr/bin/env python3
# Too many at once: of clients for the descriptors there are, for what was allowed, for the kernel's
# queue. Those who are in are served throughout, the others are told, and nobody is lost.

import os
import resource
import select
import socket
import time
import unittest

from display import Display, Window
from harness import DEADLINE_S, Program, connect, hear, memory, stopped

ECHO = ("echo", "--headless", "--port", "0")


def answers(client, words):
    """Does it get its answer? False if it was turned away; then it has not got a byte."""
    try:
        client.sendall(words)
        heard = hear(client, 4 + len(words))
    except ConnectionError:  # it was closed with these words unread
        return False
    if heard not in (b"", b"GOT:" + words):
        raise AssertionError(f"{heard!r} came for {words!r}")
    return heard != b""


class Descriptors(unittest.TestCase):
    def test_two_hundred_clients_share_sixty_four_descriptors(self):
        def few_descriptors():
            resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))

        with Program(*ECHO, "--quiet", preexec_fn=few_descriptors) as program:
            port = program.port()
            waiting = [(number, connect(port)) for number in range(200)]
            rounds = 0
            while waiting:
                inside, outside = [], []
                for number, client in waiting:
                    served = answers(client, b"%d is here" % number)
                    (inside if served else outside).append((number, client))
                self.assertGreater(len(inside), 0 if not outside else 49)
                for again in range(5):
                    for number, client in inside:
                        self.assertTrue(answers(client, b"%d says %d" % (number, again)))
                if rounds == 0:
                    self.assertLess(program.share_of_a_core_at_rest(below=0.01), 0.01)
                for _, client in inside:
                    client.close()
                for _ in inside:
                    program.line_with("Connection closed")
                for _, client in outside:
                    client.close()
                waiting = [(number, connect(port)) for number, _ in outside]
                rounds += 1
            self.assertLessEqual(rounds, 5, "they come in as soon as others leave")


class Limits(unittest.TestCase):
    def assert_one_leaves_and_one_comes(self, program, port, why):
        first, second, third = connect(port), connect(port), connect(port)
        for client in (first, second):
            self.assertTrue(answers(client, b"me"))
        self.assertFalse(answers(third, b"me"))
        self.assertIn(why, program.line_with(" refused "))
        self.assertTrue(answers(first, b"still me"))
        first.close()
        program.line_with(" finished")
        with connect(port) as fourth:
            self.assertTrue(answers(fourth, b"me, at last"))
        second.close()
        third.close()

    def test_no_more_connections_than_allowed(self):
        with Program(*ECHO, "--connections", "2") as program:
            self.assert_one_leaves_and_one_comes(
                program, program.port(),
                "there are 2 connections, as many as may be, so 127.0.0.1:")

    def test_no_more_of_one_address_than_allowed(self):
        with Program(*ECHO, "--connections-per-address", "2", "--bind", "0.0.0.0") as program:
            port = program.port()
            with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S,
                                          source_address=("127.0.0.2", 0)) as other:
                self.assertTrue(answers(other, b"from elsewhere"))
                self.assert_one_leaves_and_one_comes(
                    program, port, "127.0.0.1 has 2 connections, as many as one address may have")

    def test_this_machine_has_any_number_also_by_its_address_on_the_network(self):
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            try:
                probe.connect(("192.0.2.1", 9))  # nothing is sent
            except OSError:
                self.skipTest("this machine is on no network")
            own = probe.getsockname()[0]
        with Program(*ECHO, "--quiet", "--bind", own) as program:
            port = program.port()
            program.ignore_output()
            clients = [socket.create_connection((own, port), timeout=DEADLINE_S)
                       for _ in range(270)]
            for client in clients:
                self.assertTrue(answers(client, b"me"))
                client.close()

    def test_whoever_can_connect_from_elsewhere_is_said_at_the_start(self):
        with Program(*ECHO, "--bind", "0.0.0.0") as program:
            program.line_with(" polling ")
            self.assertRegex(program.complaint(), r"^yieldscope: everybody on your network can "
                                                  r"connect, as --bind 0\.0\.0\.0 asks for; .*\n$")
        with Program(*ECHO) as program:
            program.line_with(" polling ")
            self.assertEqual(program.complaint(), "")


class Crowds(unittest.TestCase):
    def test_a_thousand_who_say_nothing_and_some_who_do_so_byte_by_byte_disturb_nobody(self):
        with Program(*ECHO, "--quiet", "--clients", "1000:silent", "--clients",
                     "20:byte-by-byte") as program:
            port = program.port()
            for _ in range(1020):
                program.line_with("Connection from ")
            program.ignore_output()
            with connect(port) as client:
                for byte in b"one by one":
                    self.assertTrue(answers(client, bytes([byte])))


class Queue(unittest.TestCase):
    # The kernel holds so many for a server that does not accept; to the others it does not answer,
    # and their own kernels ask again.
    def test_more_than_the_kernel_holds_come_at_once_and_all_are_served(self):
        with open("/proc/sys/net/core/somaxconn", encoding="ascii") as file:
            count = min(int(file.read()), 4096) + 300
        before, most = resource.getrlimit(resource.RLIMIT_NOFILE)
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (before, most))
        if most < count + 100:
            self.skipTest(f"{count} clients need as many descriptors, and there are {most}")
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
        with Program(*ECHO, "--quiet") as program:
            port = program.port()
            program.ignore_output()
            with stopped(program.process.pid):
                clients = []
                for _ in range(count):
                    client = socket.socket()
                    client.setblocking(False)
                    client.connect_ex(("127.0.0.1", port))
                    clients.append(client)
            for client in clients:
                self.assertTrue(select_for(client.fileno(), select.POLLOUT))
                client.setblocking(True)
                client.settimeout(DEADLINE_S)
            for number, client in enumerate(clients):
                client.sendall(b"%d" % number)
            for number, client in enumerate(clients):
                words = b"GOT:%d" % number
                self.assertEqual(hear(client, len(words)), words)
                client.close()


def select_for(fd, what):
    """Is it ready, within the deadline? For any number of descriptors, unlike select()."""
    waiting = select.poll()
    waiting.register(fd, what)
    return waiting.poll(DEADLINE_S * 1000)


class Memory(unittest.TestCase):
    def test_where_there_is_little_history_is_shorter_and_says_so(self):
        if os.environ.get("YIELDSCOPE_SLOWER", "1") != "1":
            self.skipTest("a sanitizer takes more address space than any limit leaves")

        for mib in (180, 200, 300, 500):
            def little():
                resource.setrlimit(resource.RLIMIT_AS, (mib << 20, mib << 20))

            with self.subTest(mib=mib), Program(*ECHO, "--history", "1000", "--record", os.devnull,
                                                preexec_fn=little) as program:
                with connect(program.port()) as client:
                    self.assertTrue(answers(client, b"me"))
                program.line_with(" finished")
                self.assertEqual(program.end(), 0)
                self.assertRegex(program.complaint(),
                                 r"^yieldscope: There is memory for a history of \d+ MiB, not of "
                                 r"1000: the oldest is forgotten sooner\.\n$")

    # Each that is turned away is an event with its address: those texts are what fills it.
    def test_when_it_is_used_up_who_is_in_is_served_and_nobody_ends_the_program(self):
        if os.environ.get("YIELDSCOPE_SLOWER", "1") != "1":
            self.skipTest("a sanitizer takes more address space than any limit leaves")

        with Program(*ECHO, "--connections", "1", "--history", "1") as program:
            port = program.port()
            program.ignore_output(but=b"this one was not kept")
            with connect(port) as inside:
                self.assertTrue(answers(inside, b"me"))
                hardly_any = memory(program.process, "VmData") + (1 << 20)
                limits = (hardly_any, hardly_any)
                resource.prlimit(program.process.pid, resource.RLIMIT_DATA, limits)
                for number in range(60_000):
                    with socket.socket() as outside:  # each from another address and port
                        outside.bind((f"127.{number // 250 % 200}.{number % 250}.2", 0))
                        outside.connect(("127.0.0.1", port))
                        if number % 1000 == 0:
                            self.assertTrue(answers(inside, b"still me"))
            with connect(port) as late:  # may be turned away: its task needs some
                answers(late, b"and me")
            self.assertEqual(program.end(), 0)
            self.assertTrue(program.noticed, "it was used up, and the events say so")

    def in_a_window(self, **options):
        """A program that runs, its window, and a client; all end with the test."""
        display = Display()
        self.addCleanup(display.close)
        program = self.enterContext(Program("echo", "--port", "0", "--run",
                                            env=display.environment, **options))
        window = Window(display)
        self.addCleanup(window.close)
        window.wait_for_title("running")
        return program, window, self.enterContext(connect(program.port()))

    def talk_until(self, is_enough, client):
        deadline = time.monotonic() + DEADLINE_S
        while not is_enough():
            self.assertLess(time.monotonic(), deadline)
            for number in range(1000):
                self.assertTrue(answers(client, b"still me, %d" % number))

    # A second of frames, after which it has looked four times for what it can keep in reserve.
    FRAMES = 60

    def test_in_the_window_history_gives_way_and_who_is_in_is_served(self):
        if os.environ.get("YIELDSCOPE_SLOWER", "1") != "1":
            self.skipTest("a sanitizer takes more address space than any limit leaves")
        for limit, has in ((resource.RLIMIT_AS, "VmSize"), (resource.RLIMIT_DATA, "VmData")):
            with self.subTest(limit=has):
                program, window, client = self.in_a_window()
                self.talk_until(lambda: window.screen()[0] > self.FRAMES, client)
                # What the graphics driver cannot do without, and some MiB that are soon used up.
                most = memory(program.process, has) + (20 << 20)
                resource.prlimit(program.process.pid, limit, (most, most))
                self.talk_until(lambda: "notice" in window.widgets(), client)
                window.label("notice", r"^Memory has run out: history gives way\. ")
                self.assertTrue(answers(client, b"and me"))
                window.pause()
                self.assertEqual(program.end(), 0)


if __name__ == "__main__":
    unittest.main()
