# An echo server with a fault, for the load to find: each kind of mistake that a server can make
# with bytes, and one with time. It answers well a hundred times before it makes it.
#
#     faulty.py PORT changed|lost|doubled|stale|mixed|silent|closed|late|stalled

import asyncio
import socket
import sys
import threading

GOOD_ANSWERS = 100
STALL_S = 0.5
answers = 0
held = None  # the client, and the message, that will get each other's answer


class Faulty(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport
        self.previous = b''

    def data_received(self, data):
        global answers
        answers += 1
        reply = b'GOT:' + data
        if answers > GOOD_ANSWERS:
            reply = FAULTS[sys.argv[2]](self, reply)
        self.previous = b'GOT:' + data
        self.transport.write(reply)

    def eof_received(self):
        if sys.argv[2] == 'late':
            self.transport.write(b'!')

    def changed(self, reply):
        return reply[:-1] + bytes([reply[-1] ^ 1])

    def lost(self, reply):
        return reply[:5] + reply[6:]

    def doubled(self, reply):
        return reply + reply[-1:]

    def stale(self, _):
        return self.previous

    def mixed(self, reply):
        global held
        if held is None:
            held = self, reply
            return b''
        (other, others_reply), held = held, None
        other.transport.write(reply)
        return others_reply

    def silent(self, _):
        return b''

    def closed(self, reply):
        self.transport.close()
        return reply

    def late(self, reply):
        return reply  # and one more byte after the last message

    def stalled(self, reply):
        if answers == GOOD_ANSWERS + 1:
            threading.Event().wait(STALL_S)  # and so does everybody
        return reply


FAULTS = {name: getattr(Faulty, name) for name in
          ('changed', 'lost', 'doubled', 'stale', 'mixed', 'silent', 'closed', 'late', 'stalled')}


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Faulty, '127.0.0.1', int(sys.argv[1]),
                                      backlog=socket.SOMAXCONN)
    print('Listening on 127.0.0.1:%d' % server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
