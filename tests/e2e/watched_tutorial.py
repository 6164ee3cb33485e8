#!/usr/bin/env python3
# The lesson's program (core/programs/echo.py), and a line for everything that it does with a
# client's socket: `recv PORT BYTES`, `send PORT BYTES`, `close PORT`. For tutorial_test.py.

import os
import socket
import sys

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "../../core/programs"))

import echo  # noqa: E402
from scheduler import run  # noqa: E402


class Watched:
    """A client's socket that says what is done with it."""

    def __init__(self, client):
        self.client = client
        self.port = client.getpeername()[1]

    def fileno(self):
        return self.client.fileno()

    def recv(self, size):
        data = self.client.recv(size)
        print("recv", self.port, len(data))
        return data

    def send(self, data):
        size = self.client.send(data)
        print("send", self.port, size)
        return size

    def close(self):
        self.client.close()
        print("close", self.port)


accept = socket.socket.accept


def watched_accept(listener):
    client, address = accept(listener)
    return Watched(client), address


socket.socket.accept = watched_accept
echo.start_echo(0)
run()
