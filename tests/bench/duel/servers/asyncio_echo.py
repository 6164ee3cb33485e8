# The echo server as an asyncio Protocol, the fastest of asyncio's ways: callbacks, no streams. A
# client that does not read what it is sent is not read from.
#
#     asyncio_echo.py PORT [uvloop]     port 0 is a free one; serves until a signal ends it

import asyncio
import socket
import sys


class Echo(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport = transport  # has TCP_NODELAY, as all of asyncio's

    def data_received(self, data):
        self.transport.write(b'GOT:' + data)

    def pause_writing(self):
        self.transport.pause_reading()

    def resume_writing(self):
        self.transport.resume_reading()


async def main():
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Echo, '127.0.0.1', int(sys.argv[1]),
                                      backlog=socket.SOMAXCONN)
    print('Listening on 127.0.0.1:%d' % server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if sys.argv[2:] == ['uvloop']:
    import uvloop
    uvloop.install()
asyncio.run(main())
