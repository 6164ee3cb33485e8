#!/usr/bin/env python3
# Recordings from outside: written while the program runs, cut off by a kill, opened again, handed
# on through pipes, exported. What a file cannot give is said in one sentence. For what may be in
# the way of those that are written see files_test.py.

import contextlib
import json
import os
import re
import select
import signal
import stat
import subprocess
import tempfile
import unittest

from harness import (DEADLINE_S, PROGRAM, Program, connect, hear, nc, position, process, run,
                     text_of, wait_until, wait_until_full)

ECHO = ("echo", "--headless", "--port", "0")


class RecordingTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def path(self, name):
        return os.path.join(self.folder, name)

    def lesson(self, *arguments):
        """A short lesson: one client is served. Its transcript, as the program printed it."""
        with Program(*ECHO, *arguments) as program:
            self.assertEqual(nc(program.port(), "Hello\n"), "GOT:Hello\n")
            lines = [program.line_with(" spawned ")]
            while '"Task done"' not in lines[-1]:
                lines.append(program.line())
            self.assertEqual(program.end(), 0)
            self.assertEqual(program.complaint(), "")
        return lines

    def recorded(self, name="lesson.jsonl"):
        path = self.path(name)
        self.lesson("--record", path)
        return path


class Writing(RecordingTest):
    def test_every_event_is_in_the_file_and_it_is_the_owners_alone(self):
        path = self.path("lesson.jsonl")
        lines = self.lesson("--record", path)
        header, *events = [json.loads(line) for line in text_of(path).splitlines()]
        self.assertEqual((header["format"], header["version"]), ("yieldscope", 1))
        self.assertEqual(header["program"], "echo")
        self.assertEqual([event["number"] for event in events], list(range(1, len(events) + 1)))
        kinds = [line.split()[4] for line in lines]
        self.assertEqual([event["kind"] for event in events[1:1 + len(kinds)]], kinds)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)

    def test_what_was_recorded_before_a_kill_can_be_read(self):
        path = self.path("killed.jsonl")
        with Program(*ECHO, "--record", path) as program, connect(program.port()) as client:
            client.sendall(b"Hello\n")
            self.assertEqual(hear(client, 10), b"GOT:Hello\n")
            self.wait_for(path, '"sent"')
            program.process.send_signal(signal.SIGKILL)
            program.process.wait(DEADLINE_S)
        done = run("--headless", "--open", path)
        self.assertEqual(done.returncode, 0)
        self.assertIn('"GOT:Hello\\n"', done.stdout)

    # It waits in the middle of a write, as its reader has stopped. What fits into a pipe may end
    # where a line does, though that is rare.
    def test_a_kill_in_the_middle_of_a_line_leaves_every_line_before_it(self):
        path = self.path("killed.jsonl")
        for _ in range(10):
            with open(path, "wb") as file, process(*ECHO, "--record", "-",
                                                   stderr=subprocess.DEVNULL) as program:
                file.write(program.stdout.readline())
                listening = program.stdout.readline()
                with connect(int(json.loads(listening)["text"].rsplit(":", 1)[1])) as client:
                    self.flood(client)
                    wait_until_full(program.stdout.fileno())
                    program.kill()
                file.write(listening + program.stdout.read())
            if self.is_cut_and_opens(path):
                return
        self.fail("no line was cut")

    # Each time the file has just begun to grow again, and a write is up to a quarter of a megabyte.
    # When the flood is over, the program's own clients go on.
    def test_kills_at_full_speed_leave_every_line_that_was_written(self):
        path = self.path("killed.jsonl")
        for _ in range(10):
            with Program(*ECHO, "--quiet", "--clients", "8", "--record", path,
                         "--overwrite") as program, \
                    connect(program.port()) as client:
                self.flood(client)
                size = os.path.getsize(path)
                wait_until(lambda: os.path.getsize(path) != size)
                program.process.kill()
                program.process.wait(DEADLINE_S)
            self.is_cut_and_opens(path)

    @staticmethod
    def flood(client):
        """Says what fits, and does not listen: some thousand events at full speed."""
        client.setblocking(False)
        with contextlib.suppress(BlockingIOError):
            while True:
                client.send(b"x" * 10_000)

    def is_cut_and_opens(self, path):
        """Whether its last line is cut: one sentence says so. All before it is shown."""
        header, *lines = text_of(path).splitlines()
        self.assertIn("yieldscope", header)
        done = run("--headless", "--open", path)
        self.assertEqual(done.returncode, 0)
        said = ""
        if is_cut := bool(lines) and not self.is_json(lines[-1]):
            lines.pop()
            said = (f"yieldscope: {os.path.basename(path)}: the last line is cut off: "
                    f"the {len(lines):,} events before it are shown.\n")
        self.assertEqual((done.stdout.count("\n"), done.stderr), (len(lines), said))
        return is_cut

    @staticmethod
    def is_json(line):
        try:
            return bool(json.loads(line))
        except json.JSONDecodeError:
            return False

    def wait_for(self, path, text):
        """Until the text is in the file: nobody has closed it."""
        watch = subprocess.Popen(["tail", "-n", "+1", "-F", path], text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        try:
            for line in watch.stdout:
                if text in line:
                    return
        finally:
            watch.kill()
            watch.wait()
            watch.stdout.close()

    def test_what_is_read_is_never_written_over(self):
        path = self.recorded()
        before = text_of(path)
        for option in ("--record", "--export"):
            done = run("--headless", "--open", path, option, path)
            self.assertEqual(done.returncode, 1)
            self.assertIn("are the same file", done.stderr)
        self.assertEqual(text_of(path), before)

    def test_a_reader_who_pauses_gets_it_all_and_one_who_stops_holds_nobody_up(self):
        path = self.path("long.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write('{"format":"yieldscope","version":1}\n')
            for number in range(1, 50_001):
                file.write(f'{{"number":{number},"time_ns":{number},"kind":"printed"}}\n')
        copies = ["--headless", "--history", "1", "--open", path, "--record", "-"]
        with process(*copies) as program:
            select.select([], [], [], 1)  # longer than anybody who wants to end is waited for
            self.assertEqual(program.stdout.read().count(b"\n"), 50_001)
            self.assertEqual(program.wait(DEADLINE_S), 0)
        with process(*copies, stderr=subprocess.DEVNULL) as program:
            wait_until(lambda: position(program, path) > 1 << 18)  # more than a pipe holds
            program.terminate()
            self.assertEqual(program.wait(DEADLINE_S), 1)


class Opening(RecordingTest):
    def test_its_transcript_is_what_was_printed_then(self):
        path = self.path("lesson.jsonl")
        lines = self.lesson("--record", path)
        done = run("--headless", "--open", path)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("\n".join(lines), done.stdout)

    def test_recorded_again_it_has_the_same_bytes(self):
        path, again = self.recorded(), self.path("again.jsonl")
        done = run("--headless", "--quiet", "--open", path, "--record", again)
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(text_of(again), text_of(path))

    def test_it_goes_through_pipes(self):
        path = self.recorded()
        with open(path, "rb") as file:
            done = subprocess.run([PROGRAM, "--headless", "--open", "-", "--record", "-"],
                                  stdin=file, capture_output=True, timeout=DEADLINE_S, check=False)
        self.assertEqual((done.returncode, done.stderr), (0, b""))
        self.assertEqual(done.stdout.decode(), text_of(path))

    def test_the_jsonl_of_headless_is_a_recording(self):
        path = self.recorded()
        done = run("--headless", "--open", path, "--format", "jsonl")
        self.assertEqual(done.stdout, text_of(path))

    def test_whatever_its_texts_are_none_reaches_the_terminal_raw(self):
        header, *events = [json.loads(line) for line in text_of(self.recorded()).splitlines()]
        nasty = "\x1b]0;x\x07\x1b[2J\u202e"
        header.update(program=nasty + "/../x", address=nasty, created=nasty)
        for event in events:
            event.update({key: nasty + value for key, value in event.items()
                          if key in ("name", "file", "text")})
        path = self.path(f"{nasty[-5:]}.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.writelines(json.dumps(line) + "\n" for line in [header, *events])
            file.write("and that is damage\n")
        for how in ([], ["--quiet"]):
            done = run("--headless", "--open", path, *how)
            self.assertGreater(len(done.stdout.splitlines()), 2)
            self.assertIn(".jsonl", done.stderr)
            unusual = {letter for letter in done.stdout + done.stderr
                       if not letter.isprintable() and letter != "\n"}
            self.assertEqual(unusual, set())

    def test_what_is_wrong_with_a_file_is_said_in_one_sentence(self):
        good = text_of(self.recorded())
        header, rest = good.split("\n", 1)
        newer = re.sub(r'"version": ?1', '"version":2', header)
        damaged = good.replace('"kind":"spawned"', '"kind":"spwned"', 1)
        for name, text, code, sentence in (
            ("empty", "", 1, "empty"),
            ("novel", "It was a dark night.\n", 1, "not a recording"),
            ("cut", good[:-20], 0, "cut"),
            ("damaged", damaged, 0, r"line 3 is damaged"),
            ("newer", newer + "\n" + rest, 0, "newer"),
        ):
            with self.subTest(name):
                path = self.path(name)
                with open(path, "w", encoding="utf-8") as file:
                    file.write(text)
                done = run("--headless", "--open", path)
                self.assertEqual(done.returncode, code, done.stderr)
                self.assertRegex(done.stderr, rf"^yieldscope: .*{name}.*{sentence}.*\.\n$")
        for path, sentence in ((self.path("none"), "No such file"), (self.folder, "folder")):
            done = run("--headless", "--open", path)
            self.assertEqual(done.returncode, 1)
            self.assertRegex(done.stderr, sentence)

    def test_arguments_that_contradict_each_other_are_refused(self):
        for arguments, what in (
            (("--open", "a", "--port", "1"), "--port"),
            (("echo", "--open", "a"), "PROGRAM"),
            (("--compare", "a"), "--open"),
            (("--headless", "--open", "a", "--compare", "b"), "--headless"),
            (("--headless", "--record", "-", "--export", "-"), "standard output"),
            (("--headless", "--record", "-", "--quiet"), "--quiet"),
        ):
            with self.subTest(arguments):
                done = run(*arguments)
                self.assertEqual((done.returncode, done.stdout), (2, ""))
                self.assertIn(what, done.stderr)
                self.assertEqual(done.stderr.count("\n"), 1)


    def test_a_hostile_recording_is_refused_in_a_sentence(self):
        path = self.path("hostile.jsonl")
        with open(path, "w", encoding="utf-8") as file:
            file.write('{"format":"yieldscope","version":1,"begins":9}\n{"model":{')
            file.writelines(f'"k{i}":0,' for i in range(250_000))
            file.write("\n")
        done = run("--headless", "--open", path)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"line 2, the picture .* too many keys")
        self.assertEqual(done.stderr.count("\n"), 1)


class Exporting(RecordingTest):
    def test_a_trace_has_a_track_for_every_task(self):
        live, later = self.path("live.json"), self.path("later.json")
        path = self.path("lesson.jsonl")
        self.lesson("--record", path, "--export", live)
        done = run("--headless", "--quiet", "--open", path, "--export", later)
        self.assertEqual((done.stdout, done.stderr), ("", ""), "a conversion is silent")
        self.assertEqual(text_of(later), text_of(live))
        trace = json.loads(text_of(live))["traceEvents"]
        names = {event["args"]["name"] for event in trace if event.get("name") == "thread_name"}
        self.assertLessEqual({"tcp_server", "echo#2"}, names)

    def test_a_name_that_ends_in_txt_gets_the_transcript(self):
        path, text = self.recorded(), self.path("lesson.txt")
        done = run("--headless", "--open", path, "--export", text)
        self.assertEqual(text_of(text), done.stdout)


if __name__ == "__main__":
    unittest.main()
