#!/usr/bin/env python3
# The window as a class sees it: a real nc, real keys, under Xvfb.

import json
import os
import select
import signal
import struct
import subprocess
import sys
import tempfile
import unittest

from display import Display, Window
from harness import Netcat, Program, run, stopped

# Long enough for a reply that should not come to come after all; no test waits for it to pass.
WRONGLY_S = 0.3


class WindowTest(unittest.TestCase):
    def setUp(self):
        self.display = Display()
        self.addCleanup(self.display.close)

    def open(self, *arguments):
        """A window in front of a free port: the program, the port and the window."""
        program = Program("--port", "0", *arguments, env=self.display.environment)
        self.enterContext(program)
        port = program.port()
        window = Window(self.display)
        self.addCleanup(window.close)
        return program, port, window

    def connect(self, port):
        return self.enterContext(Netcat(port))

    def assert_sees(self, client, text):
        self.assertEqual(client.sees(len(text)), text)

    def assert_sees_nothing(self, client, when):
        silent = not select.select([client.process.stdout], [], [], WRONGLY_S)[0]
        self.assertTrue(silent, f"a reply {when}")

    def test_paused_at_first_and_five_turns_later_nc_has_its_reply(self):
        _, port, window = self.open()
        window.wait_for_title("paused at event 2, turn 0")
        client = self.connect(port)
        client.type("Hello\n")
        # the server waits; accepts; echo#2 waits to read; it reads, and waits to write; it writes.
        for turns in range(1, 5):
            window.press("F10")
            window.wait_for_title(rf"paused at event \d+, turn {turns}\b")
            self.assert_sees_nothing(client, f"after turn {turns}")
        window.press("F10")
        window.wait_for_title("paused at event 35, turn 5")
        self.assert_sees(client, "GOT:Hello\n")

    def test_who_else_can_connect_is_said_beside_the_command(self):
        _, _, window = self.open("--bind", "0.0.0.0")
        window.label("open_to_others", r"^Everybody on your network can connect\.$")
        window.press("F5")  # where there is no room for it, the title says so
        window.wait_for_title(r"on 0\.0\.0\.0:\d+, open to your network, paused")

    def test_who_is_refused_is_on_the_screen(self):
        _, port, window = self.open("--run", "--connections", "1")
        client = self.connect(port)
        client.type("one\n")
        self.assert_sees(client, "GOT:one\n")
        for times in (r"once: ", r"2 times, the last time: "):
            self.connect(port)
            window.label("refusals", rf"^Refused {times}.*127\.0\.0\.1:\d+ is turned away\.$")

    def test_run_plays_at_the_pace_that_is_remembered_as_space_would(self):
        settings = os.path.join(self.display.environment["XDG_CONFIG_HOME"], "yieldscope")
        os.makedirs(settings)
        with open(os.path.join(settings, "settings.json"), "w", encoding="utf-8") as file:
            json.dump({"events_per_second": 30}, file)
        recording = os.path.join(self.display.home, "paced.jsonl")
        program, port, window = self.open("--run", "--record", recording)
        window.label("state", "^Playing$")
        window.label("pace", "^30 / s$")
        client = self.connect(port)
        client.type("one\n")
        self.assert_sees(client, "GOT:one\n")
        self.assertEqual(program.end(), 0)
        with open(recording, encoding="utf-8") as file:
            kinds = [json.loads(line).get("kind") for line in file]
        self.assertIn("stepped", kinds)
        self.assertNotIn("running", kinds, "it ran freely, whatever the screen said")

    def test_space_runs_and_space_pauses(self):
        _, port, window = self.open()
        window.wait_for_title("paused")
        client = self.connect(port)
        client.type("one\n")
        window.press("space")
        window.wait_for_title("running")
        self.assert_sees(client, "GOT:one\n")
        client.type("two\n")
        self.assert_sees(client, "GOT:two\n")
        _, before = window.pause()
        client.type("three\n")
        self.assert_sees_nothing(client, "while paused")
        for turns in (before + 1, before + 2):  # it reads; it writes
            window.press("F10")
            window.wait_for_title(rf"paused at event \d+, turn {turns}\b")
        self.assert_sees(client, "GOT:three\n")

    def test_space_pauses_a_server_under_load(self):
        _, port, window = self.open("--run")
        client = self.connect(port)
        client.type("warm up\n")
        self.assert_sees(client, "GOT:warm up\n")
        load = subprocess.Popen([sys.executable, "-c", LOAD, str(port)], stdout=subprocess.PIPE)
        self.enterContext(load)
        self.addCleanup(load.kill)
        load.stdout.readline()  # it has had its first thousand replies
        event, _ = window.pause()
        client.type("anybody?\n")
        self.assert_sees_nothing(client, "while paused")
        window.press("F11")  # what it does next comes right after what was there
        next_event = int(window.wait_for_title(rf"event (?!{event}\b)(\d+)").group(1))
        self.assertLess(next_event, event + 100, "something went on while it was paused")

    def test_the_keyboard_goes_back_in_time_and_nc_stays_connected(self):
        _, port, window = self.open("--run")
        client = self.connect(port)
        client.type("one\n")
        self.assert_sees(client, "GOT:one\n")
        last, _ = window.pause()
        for _ in range(20):
            window.press("comma")
        seen = int(window.wait_for_title(r"past at event (\d+)").group(1))
        self.assertLess(seen, last)
        window.press("End")
        window.wait_for_title("paused")
        window.press("space")
        client.type("two\n")
        self.assert_sees(client, "GOT:two\n")

    def test_paused_with_nothing_to_do_it_needs_next_to_no_processor(self):
        program, _, window = self.open()
        window.wait_for_title("paused")
        self.assertLess(program.share_of_a_core_at_rest(), 0.02)

    def test_resizing_and_zooming_leave_it_alive(self):
        program, _, window = self.open()
        window.wait_for_title("paused")
        for width, height in ((1024, 768), (640, 400), (1280, 720), (800, 600)):
            window.xdotool("windowsize", window.id, str(width), str(height))
            window.press("ctrl+equal")
        window.press("question")
        window.press("Escape")
        window.press("F10")
        window.wait_for_title("turn 1")
        self.assertIsNone(program.process.poll())

    def test_control_v_within_one_slow_frame_is_not_lost(self):
        program, _, window = self.open()
        window.wait_for_title("paused")
        for _ in range(3):
            window.fill("log_filter", "sent")
            window.xdotool("key", "ctrl+a", "ctrl+c")
            window.xdotool("key", "End")
            with stopped(program.process.pid):
                window.xdotool("key", "--delay", "1", "ctrl+v")
            window.label("log_filter", "^sentsent$")
            window.click("log_clear")

    def test_twin_letters_typed_within_one_slow_frame_all_arrive(self):
        program, _, window = self.open()
        for name in ("Anna", "Zoooey", "11223344"):
            window.click("log_filter")
            with stopped(program.process.pid):
                window.type(name)
            window.label("log_filter", f"^{name}$")
            window.click("log_clear")

    def test_without_a_mouse_tab_and_enter_take_a_turn_and_menu_opens_a_tasks_menu(self):
        _, port, window = self.open()
        window.wait_for_title("paused")
        shown = window.widgets()
        while "ring" not in shown or shown["ring"][:4] != shown["turn"][:4]:
            before = shown.get("ring")
            window.press("Tab")
            shown = window.wait_for_widgets(
                lambda shown: "ring" in shown and shown["ring"] != before, "another with the ring"
            )
        window.press("Return")
        window.wait_for_title("turn 1$")
        window.press("Down")
        window.press("Menu")
        window.wait_for_widgets(lambda shown: "menu:break_task" in shown, "the menu")
        window.press("Escape")
        window.wait_until_gone("menu:break_task")

    def test_letters_typed_with_enter_within_one_slow_frame_are_no_shortcuts(self):
        program, _, window = self.open()
        window.press("b")
        window.click("bookmark_note")
        with stopped(program.process.pid):
            for letter in "Abba":  # as quickly as can be, and somebody moves the mouse
                window.xdotool("type", "--delay", "0", letter)
                window.xdotool("mousemove_relative", "--", "1", "0")
            window.press("Return")
        window.wait_until_gone("bookmark_note")
        window.click("turn")
        window.wait_for_title("turn 1")
        self.assertNotIn("bookmark_note", window.widgets())

    def test_a_presenters_remote_blanks_the_screen_and_leaves_the_presentation(self):
        _, port, window = self.open("--run")
        client = self.connect(port)
        window.wait_for_title("running")
        window.press("F5")
        window.wait_until_gone("pane:log")
        for sent in ("period", "b"):
            window.press(sent)
            window.wait_for_widgets(lambda shown: "blank" in shown, "a blank screen")
            client.type("Hello\n")
            self.assert_sees(client, "GOT:Hello\n")
            window.press("Next")
            window.wait_until_gone("blank")
        window.press("Escape")
        window.wait_for_widgets(lambda shown: "pane:log" in shown, "the whole screen")
        window.wait_for_title("running")

    def test_what_a_user_sets_is_kept_and_what_the_command_line_says_is_not(self):
        program, _, window = self.open("--theme", "light")
        window.wait_for_title("paused")
        window.press("bracketleft")  # one pace slower than full speed
        window.press("ctrl+equal")
        window.press("F5")
        window.press("F10")
        window.wait_for_title("turn 1")  # so the keys before it have been obeyed, too
        self.assertEqual(program.end(signal.SIGTERM), 0)
        kept = os.path.join(self.display.home, "config/yieldscope/settings.json")
        with open(kept, encoding="utf-8") as file:
            self.assertEqual(json.load(file), {"theme": "dark", "zoom": 1.1,
                                               "events_per_second": 1000, "reduced_motion": False})

    def test_a_damaged_settings_file_is_put_aside_and_the_window_opens(self):
        kept = os.path.join(self.display.home, "config/yieldscope/settings.json")
        os.makedirs(os.path.dirname(kept))
        with open(kept, "w", encoding="utf-8") as file:
            file.write('{"zoom": 1.')
        program, _, window = self.open()
        window.wait_for_title("paused")
        self.assertTrue(os.path.exists(kept + ".damaged-1"))
        window.press("Escape")
        window.press("F10")
        window.wait_for_title("turn 1")
        self.assertIsNone(program.process.poll())


LOAD = """
import socket, sys
client = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
for number in range(10**9):
    client.sendall(b"ping")
    if not client.recv(100):
        break
    if number == 1000:
        print("under way", flush=True)
"""


class PictureTest(unittest.TestCase):
    def take(self, *arguments):
        with tempfile.TemporaryDirectory() as folder:
            file = os.path.join(folder, "picture.png")
            done = run("--port", "0", "--screenshot", file, *arguments)
            with open(file, "rb") as picture:
                return done, picture.read()

    def test_a_picture_needs_no_display_and_has_the_size_asked_for(self):
        done, png = self.take("--size", "1024x768", "--at", "0")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        self.assertEqual(png[:8], b"\x89PNG\r\n\x1a\n")
        self.assertEqual(struct.unpack(">II", png[16:24]), (1024, 768))

    def test_our_own_clients_are_in_it_at_an_event_and_at_a_moment_of_its_own_choice(self):
        for arguments in (("--clients", "6", "--at", "40"), ("--clients", "30"),
                          ("--clients", "1:silent"), ("--clients", "2:never-reads"),
                          ("--clients", "3000")):
            with self.subTest(arguments=arguments):
                done, png = self.take(*arguments)
                self.assertEqual((done.returncode, done.stderr), (0, ""))
                self.assertTrue(png)

    def test_an_event_that_never_comes_is_said_and_the_picture_shows_what_there_is(self):
        done, png = self.take("countdown", "--at", "100000")
        self.assertEqual(done.returncode, 0)
        self.assertRegex(done.stderr, r"^yieldscope: there are only \d+ events")
        self.assertTrue(png)

    def test_a_file_that_cannot_be_written_is_one_sentence(self):
        done = run("--port", "0", "--screenshot", "/nowhere/at/all.png", "--at", "0")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1)
        self.assertIn("/nowhere/at/all.png", done.stderr)


if __name__ == "__main__":
    unittest.main()
