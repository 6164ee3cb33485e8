# The twin of core/programs/echo.cpp: python3 core/programs/echo.py [PORT] serves until Ctrl-C. Ours
# takes more care: it never blocks, and sends the rest of what the kernel did not take.

import socket
import sys

from scheduler import run, tasks


def echo_handler(client, address):  #= Task echo_handler(
    print('Connection from', address)  #= "Connection from {}"
    while True:
        yield 'recv', client  #= co_yield recv(client);
        data = client.recv(1000)  #= client.receive(buffer);
        if not data:  #= if (data->empty()) break;
            break
        yield 'send', client  #= co_yield send(client);
        client.send(b'GOT:' + data)  #= rest = client.send(rest);
    print('Connection closed')  #printed= "Connection closed"
    client.close()  #closed= "Connection closed"


def tcp_server(sock):  #= Task tcp_server(
    while True:
        yield 'recv', sock  #= co_yield recv(listener);
        client, address = sock.accept()  #= listener.accept()
        tasks.append(echo_handler(client, address))  #= scheduler.spawn("echo#"


def start_echo(port):  #= std::string start_echo(
    sock = socket.create_server(('127.0.0.1', port))  #= Listener listener(scheduler, address);
    print('Listening on', sock.getsockname())
    tasks.append(tcp_server(sock))  #= scheduler.spawn("tcp_server"


if __name__ == '__main__':
    start_echo(int(sys.argv[1]) if len(sys.argv) > 1 else 25000)
    try:
        run()
    except KeyboardInterrupt:
        pass  # Ctrl-C is how it ends
