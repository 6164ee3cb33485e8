# The twin of core/programs/fibonacci.cpp: python3 core/programs/fibonacci.py [PORT] serves until
# Ctrl-C. With nc, send 20, and then 40 while somebody else waits.

import socket
import sys

from scheduler import run, tasks


def fibonacci(n):
    return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)


def answer(line):
    if not line.strip().isdigit() or int(line) > 93:
        return b'a number from 0 to 93, please\n'
    return b'%d\n' % fibonacci(int(line))


def fib_handler(client, address):  #= Task fib_handler(
    print('Connection from', address)  #= "Connection from {}"
    while True:
        yield 'recv', client  #= co_yield recv(client);
        data = client.recv(1000)  #= client.receive(buffer);
        if not data:  #= if (data->empty()) break;
            break
        reply = answer(data)  #= std::string reply = answer(*data);
        yield 'send', client  #= co_yield send(client);
        client.send(reply)  #= rest = client.send(rest);
    print('Connection closed')  #printed= "Connection closed"
    client.close()  #closed= "Connection closed"


def fib_server(sock):  #= Task fib_server(
    while True:
        yield 'recv', sock  #= co_yield recv(listener);
        client, address = sock.accept()  #= listener.accept()
        tasks.append(fib_handler(client, address))  #= scheduler.spawn("fib#"


def start_fibonacci(port):  #= std::string start_fibonacci(
    sock = socket.create_server(('127.0.0.1', port))  #= Listener listener(scheduler, address);
    print('Listening on', sock.getsockname())
    tasks.append(fib_server(sock))  #= scheduler.spawn("fib_server"


if __name__ == '__main__':
    start_fibonacci(int(sys.argv[1]) if len(sys.argv) > 1 else 25000)
    try:
        run()
    except KeyboardInterrupt:
        pass  # Ctrl-C is how it ends
