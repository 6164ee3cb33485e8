#!/usr/bin/env python3
# A lesson as a teacher gives it: a real window, real nc, a hand on mouse and keyboard. Students
# find their task by their port; it is stopped when it sends, made to run next, and taken out; the
# text grows, the window is dragged about, the light changes; and nothing of that disturbs anybody.

import random
import subprocess
import unittest

from display import Display, Window
from harness import DEADLINE_S, Netcat, Program, stopped, wait_until


class ClassroomTest(unittest.TestCase):
    def setUp(self):
        self.display = Display("1920x1080")
        self.addCleanup(self.display.close)
        self.program = Program("--port", "0", env=self.display.environment)
        self.enterContext(self.program)
        self.port = self.program.port()
        self.window = Window(self.display)
        self.addCleanup(self.window.close)
        self.window.wait_for_title("paused at event 2, turn 0")

    def students(self, count):
        """So many nc, each served once; the program runs."""
        self.window.press("space")
        self.window.wait_for_title("running")
        students = []
        for _ in range(count):
            student = self.enterContext(Netcat(self.port))
            self.assert_served(student)
            students.append(student)
        return students

    def assert_served(self, student):
        student.type("Hello\n")
        self.assertEqual(student.sees(10), "GOT:Hello\n")

    @staticmethod
    def connections(which):
        """Those that ss knows, each as its columns."""
        listed = subprocess.run(["ss", "-tnpH", which], capture_output=True, text=True, check=True)
        return [line.split() for line in listed.stdout.splitlines()]

    def own_port(self, student):
        """The student's own port, as ss tells it."""
        mine = [columns for columns in self.connections(f"dport = :{self.port}")
                if f"pid={student.process.pid}," in columns[-1]]
        return mine[0][3].rsplit(":", 1)[1]

    def wait_until_unread(self, count):
        """Until what so many students typed has come to the server, which has not read it: each nc
        takes its time, and who is woken is who has spoken when the kernel is asked."""
        def unread():
            return sum(columns[1] != "0" for columns in self.connections(f"sport = :{self.port}"))
        wait_until(lambda: unread() == count)

    def test_a_student_is_found_by_the_port_stopped_when_sending_and_runs_next(self):
        window = self.window
        anna, bert, carl = self.students(3)
        self.window.pause()

        window.fill("find_mine", self.own_port(bert))
        window.label("task_heading", r"^echo#3\b")
        window.click("break_new")
        window.click("break_sends")
        window.label("breakpoint:1", "kind:sent task:echo#3")
        window.press("Escape")

        for student in (anna, bert, carl):
            student.type("again\n")
        window.click("run_pause")
        window.label("break_hit", "Breakpoint 1")
        window.label("sentence", r"^echo#3 writes 10 bytes")
        self.assertEqual(bert.sees(10), "GOT:again\n", "the event has happened")
        window.click("breakpoint_remove:1")
        window.wait_until_gone("breakpoint:1")

    def test_run_next_changes_who_runs_and_cancel_ends_that_nc_alone(self):
        window = self.window
        anna, bert, carl = self.students(3)
        turns = self.window.pause()[1]
        for student in (anna, bert, carl):
            student.type("again\n")
        self.wait_until_unread(3)
        window.press("F10")  # the poll wakes all three, and echo#2 runs
        window.wait_for_title(rf"paused at event \d+, turn {turns + 1}\b")
        window.label("sentence", "^echo#2 ")

        window.click("connection:4")
        window.label("task_heading", r"^echo#4\b")
        window.click("run_next")
        window.label("sentence", "^You put echo#4 at the head of the ready queue")
        window.press("F10")
        window.wait_for_title(rf"paused at event \d+, turn {turns + 2}\b")
        window.label("sentence", "^echo#4 ")

        window.click("connection:3")
        window.label("task_heading", r"^echo#3\b")
        window.click("cancel_task")
        window.label("sentence", "^echo#3 is cancelled")
        bert.process.wait(DEADLINE_S)  # what it had sent was never read: its nc ends by itself
        window.press("space")
        for student in (anna, carl):
            self.assertEqual(student.sees(10), "GOT:again\n")
            self.assert_served(student)

    def test_in_slow_motion_every_event_of_a_step_is_seen(self):
        window = self.window
        for _ in range(6):  # from full speed to two events a second
            window.press("bracketleft")
        window.label("pace", r"^2 / s$")
        window.press("space")
        for deed in ("resumes it", "yielded recv", "is parked", "asks the kernel"):
            window.label("sentence", deed)

    def test_a_name_that_a_teacher_gives_stands_where_the_task_is(self):
        window = self.window
        self.students(1)
        self.window.pause()
        window.click("connection:2")
        window.click("rename")
        window.fill("rename_field", "Anna")
        window.press("Return")
        window.label("sentence", "^You call echo#2 Anna from now on")
        window.label("connection:2", "^Anna$")

    # So it is on a machine that draws slowly: both come before the next frame.
    def test_a_click_is_where_it_was_made_though_the_mouse_has_moved_on(self):
        window = self.window
        self.students(1)
        window.pause()
        window.label("pace", "^full speed$")
        shown = window.wait_for_widgets(lambda shown: "rename" in shown, "rename")
        there, gone_to = shown["pace_down"], shown["rename"]
        with stopped(self.program.process.pid):
            window.move_to(there)
            window.xdotool("click", "1")
            window.move_to(gone_to)
        window.label("pace", " / s$")
        self.assertNotIn("rename_field", window.widgets())

    def test_text_size_window_size_and_light_change_and_nobody_is_disturbed(self):
        window = self.window
        (anna,) = self.students(1)
        before = self.height("run_pause")
        for _ in range(12):
            window.press("ctrl+equal")
        window.wait_for_widgets(lambda _: self.height("run_pause") > 1.3 * before, "larger text")
        window.press("ctrl+0")
        window.wait_for_widgets(lambda _: self.height("run_pause") == before, "normal text")

        sizes = random.Random(1)
        for _ in range(60):
            width, height = sizes.randint(640, 1900), sizes.randint(400, 1060)
            window.xdotool("windowsize", window.id, str(width), str(height))
            window.press(sizes.choice(["t", "F5", "ctrl+equal", "ctrl+minus", "question", "v"]))
        for key in ("Escape", "Escape", "ctrl+0"):
            window.press(key)
        self.assert_served(anna)
        self.window.pause()
        code = self.program.end()
        self.assertEqual((code, self.program.complaint()), (0, ""))

    def height(self, name):
        widget = self.window.widgets()[name]
        return widget.bottom - widget.top


if __name__ == "__main__":
    unittest.main()
