# A client that sends and does not read, until nothing more goes; then it reads everything. Exits
# with 1 and a sentence unless each byte has come back, in order, as pieces with GOT: before them.
#
#     flood.py PORT

import random
import socket
import sys

AT_MOST = 16 << 20  # more than the buffers of both sides hold
STUCK_S = 0.2
DEADLINE_S = 60

digits = random.Random(25000).choices(b'0123456789', k=1 << 16)  # so that no GOT: is among them
sent = bytearray()
with socket.socket() as client:
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    client.settimeout(STUCK_S)
    client.connect(('127.0.0.1', int(sys.argv[1])))
    try:
        while len(sent) < AT_MOST:
            piece = bytes(digits)
            sent += piece[:client.send(piece)]
            digits.append(digits.pop(0))
    except TimeoutError:
        pass  # stuck, as it should be
    client.settimeout(DEADLINE_S)
    client.shutdown(socket.SHUT_WR)
    heard = bytearray()
    while more := client.recv(1 << 16):
        heard += more
if heard.replace(b'GOT:', b'') != sent or not heard.startswith(b'GOT:'):
    sys.exit(f'Of {len(sent)} bytes that were sent, {len(heard)} came back, and not as they were.')
print(f'{len(sent)} bytes')
