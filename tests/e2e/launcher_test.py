#!/usr/bin/env python3
# Another program, address or poller from the window: what could not start leaves what runs as it
# is.

import socket
import unittest

from display import Display, Window
from harness import Netcat, Program, connect, hear, lasting_port


class LauncherTest(unittest.TestCase):
    def setUp(self):
        self.display = Display()
        self.addCleanup(self.display.close)
        self.program = Program("--port", str(lasting_port()), "--run",
                               env=self.display.environment)
        self.enterContext(self.program)
        self.port = self.program.port()
        self.window = Window(self.display)
        self.addCleanup(self.window.close)

    def connect(self, port):
        return self.enterContext(Netcat(port))

    def assert_served(self, client):
        client.type("Hello\n")
        self.assertEqual(client.sees(10), "GOT:Hello\n")

    def test_a_restart_closes_the_connections_and_listens_at_the_same_place(self):
        before = self.enterContext(connect(self.port))
        before.sendall(b"Hello\n")
        self.assertEqual(hear(before, 10), b"GOT:Hello\n")
        self.window.click("program")
        self.window.click("start")
        self.assertEqual(hear(before, 1), b"", "its connection is closed")
        self.assertEqual(self.program.port(), self.port)
        self.window.wait_for_title("running")
        self.assert_served(self.connect(self.port))

    def test_a_port_that_is_taken_is_refused_and_everybody_stays_connected(self):
        client = self.connect(self.port)
        self.assert_served(client)
        with socket.create_server(("127.0.0.1", 0)) as other:
            self.window.click("program")
            self.window.fill("port", str(other.getsockname()[1]))
            self.window.click("start")
            self.window.label("refusal", "in use")
        self.assert_served(client)

    def test_an_address_where_the_port_is_taken_is_refused_too(self):
        client = self.connect(self.port)
        self.assert_served(client)
        with socket.create_server(("127.0.0.2", self.port)):
            self.window.click("program")
            self.window.fill("bind", "127.0.0.2")
            self.window.click("start")
            self.window.label("refusal", "in use.*goes on")
        self.assert_served(client)

    def test_another_program_and_back_with_another_poller(self):
        self.window.click("program")
        self.window.click("program:countdown")
        self.window.label("start", "^Start$")
        self.window.click("start")
        self.window.wait_for_title("countdown, ")
        self.window.click("program")
        self.window.click("program:echo")
        self.window.label("chosen:program", "echo")
        self.window.click("poller:select")
        self.window.label("chosen:poller", "select")
        self.window.fill("port", str(self.port))
        self.window.click("start")
        self.assertEqual(self.program.port(), self.port)
        self.assert_served(self.connect(self.port))
        self.window.label("sentence", "select watches")


if __name__ == "__main__":
    unittest.main()
