#!/usr/bin/env python3
# The program without a window, seen from outside: by clients, by a terminal, by whoever reads its
# output, and by the signals that end it.

import collections
import json
import os
import resource
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time
import unittest
import zlib

from harness import (DEADLINE_S, Netcat, Program, bytes_from, connect, hear, nc, process, run,
                     talk_on, wait_until_full)

ECHO = ("echo", "--headless", "--port", "0")


def first_pixel(picture):
    """The colour of a PNG's upper left corner, which has nothing before it to be filtered by."""
    with open(picture, "rb") as file:
        data = file.read()
    start = data.index(b"IDAT") + 4
    return zlib.decompressobj().decompress(data[start:], 4)[1:4].hex()


class Clients(unittest.TestCase):
    def test_a_line_through_nc_comes_back_with_got_before_it(self):
        for poller in ("epoll", "poll", "select"):
            with self.subTest(poller=poller), Program(*ECHO, "--poller", poller) as program:
                self.assertEqual(nc(program.port(), "Hello\n"), "GOT:Hello\n")

    def test_three_at_once_get_their_own_replies_only(self):
        with Program(*ECHO) as program:
            port = program.port()
            with Netcat(port) as ana, Netcat(port) as bea, Netcat(port) as caio:
                for word in ("red", "green", "blue"):
                    for name, student in (("ana", ana), ("bea", bea), ("caio", caio)):
                        student.type(f"{name} says {word}\n")
                    for name, student in (("caio", caio), ("ana", ana), ("bea", bea)):
                        reply = f"GOT:{name} says {word}\n"
                        self.assertEqual(student.sees(len(reply)), reply)

    def test_twenty_megabytes_to_a_client_that_listens_late_all_arrive_in_order(self):
        said = b"".join(b"%d " % i for i in range(3_000_000))[:20 << 20]
        with Program(*ECHO, "--quiet") as program, connect(program.port()) as client:
            client.setblocking(False)
            sent = self.talk_until_nothing_fits(client, said)
            self.assertLess(sent, len(said))
            heard = bytearray()
            while True:
                wants = [client] if sent < len(said) else []
                can_hear, can_talk, _ = select.select([client], wants, [], DEADLINE_S)
                self.assertTrue(can_hear or can_talk, "it stalled")
                if can_talk:
                    sent += client.send(said[sent:sent + (1 << 16)])
                    if sent == len(said):
                        client.shutdown(socket.SHUT_WR)
                if can_hear:
                    more = client.recv(1 << 16)
                    if not more:
                        break
                    heard += more
            self.assertGreaterEqual(heard.count(b"GOT:"), len(said) // 1000)
            self.assertTrue(heard.replace(b"GOT:", b"") == said, "every byte, in order")

    @staticmethod
    def talk_until_nothing_fits(client, said):
        sent = 0
        while select.select([], [client], [], 0.2)[1]:  # the server takes more as long as it can
            sent += client.send(said[sent:sent + (1 << 16)])
        return sent

    def test_out_of_descriptors_it_turns_clients_away_and_recovers(self):
        def few_descriptors():
            resource.setrlimit(resource.RLIMIT_NOFILE, (20, 20))

        with Program(*ECHO, preexec_fn=few_descriptors) as program:
            port = program.port()
            clients = [connect(port) for _ in range(20)]
            self.assertIn("no descriptor is left", program.line_with(" refused "))
            clients[0].sendall(b"served?")
            self.assertEqual(hear(clients[0], 11), b"GOT:served?")
            self.assertEqual(clients[-1].recv(1), b"", "it is told by a hang-up")
            for client in clients:
                client.close()
            for _ in range(3):
                program.line_with(" finished")
            self.assertEqual(nc(port, "again\n"), "GOT:again\n")


class OwnClients(unittest.TestCase):
    def test_they_come_and_talk_as_any_other(self):
        with Program(*ECHO, "--clients", "3:chatty") as program:
            port = program.port()
            for _ in range(3):
                program.line_with(" accepted ")
            for _ in range(6):
                self.assertIn('"GOT:', program.line_with(" sent "))
            self.assertEqual(nc(port, "me, too\n"), "GOT:me, too\n")
            self.assertEqual(program.end(), 0)
            self.assertEqual(program.complaint(), "")

    def test_kinds_can_be_mixed(self):
        with Program(*ECHO, "--clients", "2", "--clients", "1:resets") as program:
            self.assertRegex(program.line_with("Connection reset by peer"), " received ")
            self.assertEqual(program.end(), 0)

    def test_it_ends_at_once_while_hundreds_talk(self):
        with Program(*ECHO, "--quiet", "--clients", "500", "--clients", "5:never-reads") as program:
            for _ in range(505):
                program.line_with("Connection from ")
            self.assertEqual(program.end(), 0)

    def test_more_than_fit_is_said_in_a_sentence(self):
        def few_descriptors():
            resource.setrlimit(resource.RLIMIT_NOFILE, (100, 100))

        done = run(*ECHO, "--clients", "50", preexec_fn=few_descriptors)
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"^yieldscope: There is room for 18 clients here, not for "
                                      r"50: each needs two descriptors .*\.\n$")

    def test_it_takes_as_many_descriptors_as_the_system_allows(self):
        def few_at_first():
            most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
            resource.setrlimit(resource.RLIMIT_NOFILE, (50, most))

        with Program(*ECHO, "--clients", "100", preexec_fn=few_at_first) as program:
            for _ in range(100):
                program.line_with(" accepted ")
            self.assertEqual(program.end(), 0)


class Output(unittest.TestCase):
    def test_quiet_prints_the_lines_of_the_tutorial(self):
        with Program(*ECHO, "--quiet") as program:
            with connect(program.port()) as client:
                address = "%s:%d" % client.getsockname()
                client.sendall(b"Hello\n")
                self.assertEqual(hear(client, 10), b"GOT:Hello\n")
            lines = [program.line() for _ in range(3)]
            self.assertEqual(lines,
                             [f"Connection from {address}", "Connection closed", "Task done"])
            self.assertEqual(program.end(), 0)
            self.assertEqual(program.rest(), [])

    def test_countdown_prints_what_the_python_program_prints_and_ends(self):
        done = run("countdown", "--headless", "--quiet")
        self.assertEqual(done.stdout.splitlines(), self.what_python_prints())
        self.assertEqual((done.returncode, done.stderr), (0, ""))

    @staticmethod
    def what_python_prints():
        def countdown(n):
            while n > 0:
                lines.append(f"T-minus {n}")
                yield
                n -= 1

        def countup(stop):
            x = 0
            while x < stop:
                lines.append(f"Up we go {x}")
                yield
                x += 1

        lines = []
        tasks = collections.deque([countdown(10), countdown(5), countup(20)])
        while tasks:
            task = tasks.popleft()
            try:
                next(task)
                tasks.append(task)
            except StopIteration:
                lines.append("Task done")
        return lines

    def test_every_event_is_a_line_and_they_are_numbered(self):
        done = run("countdown", "--headless")
        numbers = [int(line.split()[0]) for line in done.stdout.splitlines()]
        self.assertEqual(numbers, list(range(1, len(numbers) + 1)))
        self.assertRegex(done.stdout,
                         r'countdown\(10\) +printed +"T-minus 10" +countdown\.cpp:\d+\n')
        self.assertTrue(done.stdout.splitlines()[-1].endswith(" ended"))

    def test_jsonl_is_json_line_by_line(self):
        with Program(*ECHO, "--format", "jsonl") as program:
            self.assertEqual(json.loads(program.line())["format"], "yieldscope")
            first = json.loads(program.line())
            self.assertEqual(first["kind"], "listening")
            self.assertEqual(nc(int(first["text"].split(":")[1]), "\x1b\"\\\n"), "GOT:\x1b\"\\\n")
            self.assertEqual(program.end(), 0)
            events = [first] + [json.loads(line) for line in program.rest()]
        self.assertEqual([event["number"] for event in events], list(range(1, len(events) + 1)))
        received = [event for event in events if event["kind"] == "received"]
        self.assertEqual(received[0]["preview"], '\\x1b\\"\\\\\\n')
        self.assertEqual([event["kind"] for event in events[-3:]],
                         ["closed", "cancelled", "ended"], "its sockets close before it ends")

    def test_a_reader_who_goes_early_ends_it_with_a_sentence(self):
        with Program(*ECHO) as program:
            port = program.port()
            program.process.stdout.close()  # as head does
            nc(port, "Hello\n")
            self.assertEqual(program.process.wait(timeout=DEADLINE_S), 1)
            self.assertEqual(program.complaint(),
                             "yieldscope: cannot write to standard output: Broken pipe.\n")

    def test_control_characters_of_clients_never_reach_the_terminal(self):
        with Program(*ECHO) as program:
            nc(program.port(), "\x1b[2J\x07\n")
            line = program.line_with(" received ")
            self.assertIn(r'"\x1b[2J\x07\n"', line)
            self.assertTrue(line.isprintable())


class Endings(unittest.TestCase):
    def test_a_signal_ends_it_while_the_kernel_is_asked(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number=number), Program(*ECHO) as program:
                program.line_with(" polling ")
                self.assertEqual(program.end(number), 0)
                self.assertEqual(program.complaint(), "")

    def test_a_signal_ends_it_while_it_is_busy(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number=number), Program(*ECHO) as program:
                client = connect(program.port())
                talker = threading.Thread(target=talk_on, args=(client,))
                talker.start()
                for _ in range(100):
                    program.line_with(" received ")
                self.assertEqual(program.end(number), 0)
                talker.join()
                client.close()

    def test_a_signal_ends_it_though_nobody_reads_its_output(self):
        for number in (signal.SIGINT, signal.SIGTERM):
            with self.subTest(number=number), Program(*ECHO) as program:
                client = connect(program.port())
                talker = threading.Thread(target=talk_on, args=(client,))
                talker.start()
                wait_until_full(program.process.stdout.fileno())
                program.process.send_signal(number)
                self.assertEqual(program.process.wait(timeout=DEADLINE_S), 0)
                talker.join()
                client.close()

    def test_a_signal_ends_it_though_its_terminal_is_stopped(self):
        terminal, its_side = os.openpty()  # nobody reads it, as after Ctrl-S
        with process(*ECHO, stdout=its_side, stderr=subprocess.PIPE) as talks:
            os.close(its_side)
            with connect(self.port_on(terminal)) as client:
                for _ in range(2000):  # far more lines than a terminal holds
                    client.sendall(b"x")
                    hear(client, 5)
                talks.send_signal(signal.SIGTERM)
                self.assertEqual(talks.wait(timeout=DEADLINE_S), 0)
            self.assertIn(b"before the last events were printed", talks.stderr.read())
        os.close(terminal)

    @staticmethod
    def port_on(terminal):
        seen = b""
        while b"\r\n" not in seen:
            seen += bytes_from(terminal, time.monotonic() + DEADLINE_S)
        return int(seen.split(b"\r\n")[0].rsplit(b":", 1)[1])

    def test_idle_it_costs_nothing(self):
        with Program(*ECHO) as program:
            program.line_with(" polling ")
            self.assertLess(program.share_of_a_core_at_rest(), 0.02)


class Arguments(unittest.TestCase):
    def assert_one_sentence(self, text, pattern):
        self.assertEqual(text.count("\n"), 1, text)
        self.assertRegex(text, pattern)

    def test_a_taken_port_is_said_in_a_sentence(self):
        with Program(*ECHO) as program:
            port = program.port()
            done = run("--headless", "--port", str(port))
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assert_one_sentence(done.stderr,
                                 rf"^yieldscope: Cannot listen on 127\.0\.0\.1:{port}: "
                                 r"Address already in use; .*--port\.$")

    def test_an_address_of_another_machine_is_said_in_a_sentence(self):
        done = run("--headless", "--port", "0", "--bind", "192.0.2.1")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assert_one_sentence(done.stderr,
                                 r"^yieldscope: Cannot listen on 192\.0\.2\.1:0: .*\.$")

    def test_a_picture_has_the_theme_that_is_asked_for_whatever_was_kept(self):
        with tempfile.TemporaryDirectory() as home:
            picture = os.path.join(home, "picture.png")
            kept = os.path.join(home, "yieldscope/settings.json")
            os.makedirs(os.path.dirname(kept))
            with open(kept, "w", encoding="utf-8") as file:
                file.write('{"theme": "contrast"}')
            for theme, pane in (([], "1b1e25"), (["--theme", "light"], "fafbfc"),
                                (["--theme", "contrast", "--presentation"], "08090b")):
                with self.subTest(theme=theme):
                    done = run("countdown", "--screenshot", picture, "--overwrite", *theme,
                               env={**os.environ, "XDG_CONFIG_HOME": home})
                    self.assertEqual((done.returncode, done.stderr), (0, ""))
                    self.assertEqual(first_pixel(picture), pane)

    def test_wrong_arguments_are_said_in_a_sentence(self):
        for arguments in (["quicksort"], ["--headles"], ["--headless", "echo", "twice"],
                          ["--headless", "--port", "many"], ["--headless", "--port", "70000"],
                          ["--headless", "--port", "-1"], ["--headless", "--port"],
                          ["--headless", "--poller", "kqueue"], ["--headless", "--history", "0"],
                          ["--headless", "--history", "-5"], ["--headless", "--bind", "localhost"],
                          ["--headless", "--bind", ""], ["--headless", "--format", "xml"],
                          ["--headless", "--scale", "0"], ["--headless", "--theme", "pink"],
                          ["--quiet"], ["--format", "jsonl"], ["--size", "800x600"], ["--at", "7"],
                          ["--headless", "--screenshot", "a.png"],
                          ["--headless", "--clients", "0"], ["--headless", "--clients", "20001"],
                          ["--headless", "--clients", "3:rude"], ["--headless", "--clients", "x"],
                          ["--headless", "--clients", "3:"], ["--headless", "--clients", "-1"],
                          ["countdown", "--headless", "--clients", "3"],
                          ["--headless", "--connections", "0"],
                          ["--headless", "--connections", "2", "--clients", "3"],
                          ["--headless", "--connections-per-address", "2", "--clients", "3"],
                          ["--headless", "--connection-memory", "1"],
                          ["--screenshot", "a.png", "--size", "big"]):
            with self.subTest(arguments=arguments):
                done = run(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assert_one_sentence(done.stderr, r"^yieldscope: .* \(see --help\)\.$")

    def test_a_wrong_argument_is_said_without_its_control_characters(self):
        self.assertIn(r"\x1b[2J", run("\x1b[2J").stderr)
        self.assertNotIn("\x1b", run("--bind", "\x1b[2J").stderr)

    def test_help_and_version_are_no_failure(self):
        self.assertRegex(run("--version").stdout, r"^yieldscope \d+\.\d+\.\d+\n$")
        for words in ("echo", "countdown", "--poller", "--headless", "--quiet", "25000"):
            self.assertIn(words, run("--help").stdout)
        self.assertEqual((run("--help").returncode, run("--version").returncode), (0, 0))

    def test_it_listens_where_it_is_told_to(self):
        with Program(*ECHO, "--bind", "127.0.0.2") as program:
            self.assertRegex(program.line_with("Listening on "), r"^Listening on 127\.0\.0\.2:\d+$")


if __name__ == "__main__":
    unittest.main()
