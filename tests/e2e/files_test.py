#!/usr/bin/env python3
# Files that are written, from outside, when something is in the way: a link, somebody else's file,
# a disk that is full, a reader who goes. It is said in one sentence, and by the exit code.

import contextlib
import fcntl
import json
import os
import re
import stat
import subprocess
import tempfile
import unittest

from display import Display, Window
from harness import DEADLINE_S, PROGRAM, Program, nc, run, text_of

ECHO = ("echo", "--headless", "--port", "0")
COUNTDOWN = ("countdown", "--headless", "--quiet")


class FilesTest(unittest.TestCase):
    def setUp(self):
        self.folder = self.enterContext(tempfile.TemporaryDirectory())

    def path(self, name):
        return os.path.join(self.folder, name)


class InTheWay(FilesTest):
    def test_a_file_that_cannot_be_written_is_said_before_anything_runs(self):
        done = run(*ECHO, "--record", "/nonexistent/x.jsonl")
        self.assertEqual((done.returncode, done.stdout), (1, ""))
        self.assertRegex(done.stderr, r"^yieldscope: .*/nonexistent/x\.jsonl.*No such file.*\n$")

    def test_it_never_writes_through_a_link(self):
        precious = self.path("precious")
        with open(precious, "w", encoding="utf-8") as file:
            file.write("mine")
        os.symlink(precious, self.path("link.jsonl"))
        done = run(*ECHO, "--record", self.path("link.jsonl"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(text_of(precious), "mine")

    def test_a_path_that_only_looks_like_the_shells_is_no_way_through_a_link(self):
        precious = self.path("precious")
        with open(precious, "w", encoding="utf-8") as file:
            file.write("mine")
        os.symlink(precious, self.path("link.jsonl"))
        done = run(*ECHO, "--record", "/dev/fd/../cwd/link.jsonl", cwd=self.folder)
        self.assertEqual(done.returncode, 1)
        self.assertEqual(text_of(precious), "mine")

    def test_a_file_that_everybody_could_read_is_the_owners_alone_once_it_is_recorded_to(self):
        path = self.path("recording.jsonl")
        with open(path, "w", encoding="utf-8"):
            os.chmod(path, 0o666)
        with Program(*ECHO, "--record", path, "--overwrite") as program:
            program.port()
            self.assertEqual(program.end(), 0)
        self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o600)

    def test_a_file_that_the_shell_has_opened_keeps_its_mode(self):
        path = self.path("recording.jsonl")
        for name in ("-", "/dev/stdout"):
            with self.subTest(name=name), open(path, "w", encoding="utf-8") as file:
                os.chmod(path, 0o644)
                done = subprocess.run([PROGRAM, "countdown", "--headless", "--record", name],
                                      stdin=subprocess.DEVNULL, stdout=file, timeout=DEADLINE_S,
                                      check=False)
                self.assertEqual(done.returncode, 0)
                self.assertEqual(stat.S_IMODE(os.stat(path).st_mode), 0o644)

    def test_a_full_disk_is_said_and_the_program_goes_on(self):
        with Program(*ECHO, "--quiet", "--record", "/dev/full") as program:
            port = program.port()
            self.assertEqual(nc(port, "Hello\n"), "GOT:Hello\n")
            self.assertEqual(nc(port, "again\n"), "GOT:again\n")
            self.assertEqual(program.end(), 1)
            self.assertRegex(program.complaint(), "No space left on device")

    def assert_is_refused(self, path, sentence):
        for option in ("--record", "--export"):
            done = run(*COUNTDOWN, option, path)
            self.assertEqual(done.returncode, 1)
            self.assertEqual(done.stderr, f"yieldscope: {path} {sentence}\n")

    def test_a_file_that_is_there_is_replaced_only_with_overwrite(self):
        path = self.path("lesson.txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("mine")
        self.assert_is_refused(path, "is there already: choose another name, or add --overwrite "
                                     "to replace it.")
        done = run("countdown", "--screenshot", path, "--at", "0")
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, "is there already")
        self.assertEqual(text_of(path), "mine")
        done = run(*COUNTDOWN, "--export", path, "--overwrite")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertIn("spawned", text_of(path))

    def test_two_programs_do_not_write_to_one_file(self):
        path = self.path("lesson.jsonl")
        with Program(*ECHO, "--record", path) as program:
            program.port()
            for more in ([], ["--overwrite"]):
                done = run(*COUNTDOWN, "--record", path, *more)
                self.assertEqual(done.returncode, 1)
                self.assertRegex(done.stderr, "being written by another" if more else
                                 "is there already")
                self.assertEqual(done.stderr.count("\n"), 1)
            self.assertEqual(program.end(), 0)
        self.assertEqual(run("--headless", "--open", path).returncode, 0)

    def test_it_never_writes_to_a_file_that_has_a_second_name(self):
        precious, link = self.path("precious"), self.path("link.jsonl")
        with open(precious, "w", encoding="utf-8") as file:
            file.write("mine")
        os.link(precious, link)
        self.assert_is_refused(link, "has a second name (a hard link): choose another name.")
        self.assertEqual(text_of(precious), "mine")

    @unittest.skipUnless(os.geteuid() == 0, "only root can give a file away")
    def test_it_never_writes_to_what_belongs_to_somebody_else(self):
        path, pipe = self.path("theirs.jsonl"), self.path("pipe")
        with open(path, "w", encoding="utf-8") as file:
            file.write("theirs")
        os.mkfifo(pipe)
        for name in (path, pipe):
            os.chown(name, 65534, 65534)
            self.assert_is_refused(name, "belongs to somebody else: choose another name.")
        self.assertEqual(text_of(path), "theirs")
        reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
        self.addCleanup(os.close, reader)
        self.assert_is_refused(pipe, "belongs to somebody else: choose another name.")
        self.assertEqual(os.read(reader, 1), b"", "nothing went into the pipe")


    def test_who_does_not_read_does_not_hold_up_a_failure(self):
        reads, writes = os.pipe()
        self.addCleanup(os.close, reads)
        self.addCleanup(os.close, writes)
        fcntl.fcntl(writes, fcntl.F_SETPIPE_SZ, 4096)  # too little for all that happens
        done = run("countdown", "--screenshot", "/nonexistent/x.png", "--record",
                   f"/dev/fd/{writes}", pass_fds=[writes])
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stderr, r"(?m)^yieldscope: /nonexistent/x\.png .*No such file")


class AtTheEnd(FilesTest):
    """What fails when the last events are written is said, too, however many files there are."""

    @contextlib.contextmanager
    def ends_without_reader(self, *arguments, **options):
        """A program that has nothing to write until it ends, and then nobody reads it."""
        reads, writes = os.pipe()
        with open(reads, encoding="utf-8") as reader, \
                Program("--port", "0", "--record", "/dev/null", "--export", f"/dev/fd/{writes}",
                        *arguments, pass_fds=[writes], **options) as program:
            os.close(writes)
            for line in reader:
                if "tcp_server" in line:
                    break
            yield program
            reader.close()
            self.assertEqual(program.end(), 1)
            self.assertRegex(program.complaint(), r"^yieldscope: .*: Broken pipe\.\n$")

    def test_without_a_window(self):
        with self.ends_without_reader("--headless") as program:
            program.line_with(" polling ")

    def test_with_a_picture(self):
        done = run("countdown", "--screenshot", self.path("x.png"), "--record", "/dev/null",
                   "--export", "/dev/full")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr, "yieldscope: /dev/full cannot be written: No space left on "
                                      "device.\n")

    def test_in_a_window(self):
        display = Display()
        self.addCleanup(display.close)
        with self.ends_without_reader(env=display.environment):
            window = Window(display)
            self.addCleanup(window.close)
            window.wait_for_title("paused")

    def test_what_became_of_each_is_on_the_screen_of_the_next_session(self):
        display = Display()
        self.addCleanup(display.close)
        trace = self.path("trace.json")
        with Program("--port", "0", "--run", "--record", "/dev/full", "--export", trace,
                     env=display.environment) as program:
            window = Window(display)
            self.addCleanup(window.close)
            window.wait_for_title("running")
            window.label("notice", r"^/dev/full cannot be written: No space left on device\.$")
            window.click("program")
            window.click("start")
            window.label("notice", r"^/dev/full is not complete\. "
                                   rf"{re.escape(trace)} is complete\. "
                                   r"What happens from here on is written to no file\.$")
            self.assertEqual(program.end(), 1)
            self.assertEqual(program.complaint(), "yieldscope: /dev/full cannot be written: No "
                                                  "space left on device.\n")
        json.loads(text_of(trace))


if __name__ == "__main__":
    unittest.main()
