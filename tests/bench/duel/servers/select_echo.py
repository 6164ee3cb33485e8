# The echo server as the tutorial has it: tasks are generators that say what they wait for, the
# ready ones stand in a deque, the others in two dicts that select is asked about.
#
#     select_echo.py PORT     port 0 is a free one; serves until a signal ends it

import socket
import sys
from collections import deque
from select import select

ready = deque()   # generators that can go on
to_recv = {}      # socket -> the generator that waits for bytes, or for a client
to_send = {}      # socket -> the generator that waits for room
waiting = {'recv': to_recv, 'send': to_send}


def server(listener):
    while True:
        yield 'recv', listener
        client, _ = listener.accept()
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        ready.append(echo(client))


def echo(client):
    with client:
        while True:
            yield 'recv', client
            data = client.recv(1000)
            if not data:
                return
            yield 'send', client
            client.send(b'GOT:' + data)


def ask_kernel():
    for wait, sockets in zip((to_recv, to_send), select(to_recv, to_send, [])):
        for sock in sockets:
            ready.append(wait.pop(sock))


def loop():
    while True:
        while not ready:
            ask_kernel()
        task = ready.popleft()
        try:
            why, sock = next(task)
        except (StopIteration, ConnectionError):
            continue  # this client has gone
        waiting[why][sock] = task


def main():
    address = ('127.0.0.1', int(sys.argv[1]))
    with socket.create_server(address, backlog=socket.SOMAXCONN) as listener:
        print('Listening on 127.0.0.1:%d' % listener.getsockname()[1], flush=True)
        ready.append(server(listener))
        loop()


main()
