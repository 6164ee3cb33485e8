# What every end-to-end test needs: the program, started and ended; clients, among them real ones of
# nc; and waits for an effect, with a deadline, never for a time. The environment's YIELDSCOPE is
# the program.

import contextlib
import json
import os
import random
import select
import signal
import socket
import subprocess
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PROGRAM = os.environ.get("YIELDSCOPE", os.path.join(ROOT, "build/release/yieldscope"))
DEADLINE_S = 60  # generous: whoever needs it all has hung
# It ends within a second of a signal, and in three where others want the processor, too.
PROMISE_S = 3 * float(os.environ.get("YIELDSCOPE_SLOWER", "1"))


def run(*arguments, **options):
    """Runs the program to its end; its exit code, stdout and stderr."""
    return subprocess.run([PROGRAM, *arguments], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True, timeout=DEADLINE_S, check=False, **options)


@contextlib.contextmanager
def process(*arguments, **options):
    """The program with standard streams of the test's own. Ends with the `with`, by force if need
    be."""
    pipes = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
    with subprocess.Popen([PROGRAM, *arguments], **pipes | options) as started:
        try:
            yield started
        finally:
            started.kill()  # nothing, if it has ended


def bytes_from(fd, deadline):
    """The next bytes from a pipe or socket, empty at its end."""
    if not select.select([fd], [], [], max(0, deadline - time.monotonic()))[0]:
        raise TimeoutError("nothing came")
    return os.read(fd, 1 << 16)


class Program:
    """The program while it runs. Ends with the `with` it is opened in, by force if need be."""

    executable = [PROGRAM]

    def __init__(self, *arguments, **options):
        self.errors = tempfile.TemporaryFile()
        self.process = subprocess.Popen([*self.executable, *arguments],
                                        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                        stderr=self.errors, **options)
        self.unread = b""
        self.reader = None  # who reads what nobody needs
        self.noticed = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait()
        if self.reader:
            self.reader.join()
        self.process.stdout.close()
        self.errors.close()

    def line(self):
        """The next line of its stdout."""
        deadline = time.monotonic() + DEADLINE_S
        while b"\n" not in self.unread:
            more = bytes_from(self.process.stdout.fileno(), deadline)
            if not more:
                raise EOFError(f"its output ended: {self.unread!r}; {self.complaint()}")
            self.unread += more
        line, self.unread = self.unread.split(b"\n", 1)
        return line.decode()

    def line_with(self, text):
        """The next line that has `text` in it."""
        while True:
            line = self.line()
            if text in line:
                return line

    def port(self):
        """Where it listens; waits until it does."""
        return int(self.line_with("Listening on ").rsplit(":", 1)[1])

    def ignore_output(self, but=None):
        """From here on nobody needs what it prints; it is read, so that it can go on. Only whether
        `but` is in it is noticed."""
        def read():
            end = b""
            while more := os.read(self.process.stdout.fileno(), 1 << 16):
                end = end[-1000:] + more
                if but and but in end:
                    self.noticed = True
        self.reader = threading.Thread(target=read)
        self.reader.start()

    def exit_code(self):
        """Waits until it has ended by itself. Its output is read to the end, so that it can."""
        deadline = time.monotonic() + DEADLINE_S
        while more := bytes_from(self.process.stdout.fileno(), deadline):
            self.unread += more
        return self.process.wait(timeout=DEADLINE_S)

    def end(self, number=signal.SIGTERM):
        """Ends it by a signal, as a terminal or a service manager would; its exit code. It has
        promised to end within a second."""
        sent = time.monotonic()
        self.process.send_signal(number)
        code = self.exit_code()
        took_s = time.monotonic() - sent
        if took_s > PROMISE_S:
            raise AssertionError(f"it took {took_s:.2f} s to end")
        return code

    def rest(self):
        """The lines that were not asked for, once it has ended."""
        return self.unread.decode().splitlines()

    def complaint(self):
        """What it has said on stderr."""
        self.errors.seek(0)
        return self.errors.read().decode()

    def share_of_a_core_at_rest(self, below=0.02):
        """Processor time over time, while it has nothing to do. It may still be drawing its first
        picture, so the first silent stretch below that counts, or the last before the deadline."""
        stretch_s, share = 3, 1.0
        deadline = time.monotonic() + DEADLINE_S
        while share >= below and time.monotonic() < deadline:
            before = self.cpu_ticks()
            if select.select([self.process.stdout], [], [], stretch_s)[0]:
                if not bytes_from(self.process.stdout.fileno(), deadline):
                    break  # it has ended
                continue  # who talks is not at rest
            used_s = (self.cpu_ticks() - before) / os.sysconf("SC_CLK_TCK")
            share = used_s / stretch_s
        return share

    def cpu_ticks(self):
        """The processor time it has used, in user and system."""
        with open(f"/proc/{self.process.pid}/stat", encoding="ascii") as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return int(fields[11]) + int(fields[12])


@contextlib.contextmanager
def stopped(pid):
    """While this lasts, the process does nothing: what is done to it meanwhile, it sees at once."""
    os.kill(pid, signal.SIGSTOP)
    try:
        deadline = time.monotonic() + DEADLINE_S
        while not all(state == "T" for state in thread_states(pid)):
            if time.monotonic() > deadline:
                raise TimeoutError("it did not stop")
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def thread_states(pid):
    """A letter for each thread, as ps has it."""
    for thread in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{thread}/stat", encoding="ascii") as file:
            yield file.read().rsplit(")", 1)[1].split()[0]


def full_pipe():
    """Both ends of one that takes no more. Nobody reads it."""
    read_end, write_end = os.pipe()
    os.set_blocking(write_end, False)
    with contextlib.suppress(BlockingIOError):
        while True:
            os.write(write_end, b"x" * 4096)
    os.set_blocking(write_end, True)
    return read_end, write_end


def wait_until_full(pipe):
    """Until nothing more fits into the pipe that this is the read end of: whoever writes to it then
    waits."""
    other_end = os.open(f"/proc/self/fd/{pipe}", os.O_WRONLY | os.O_NONBLOCK)
    try:
        wait_until(lambda: not select.select([], [other_end], [], 0)[1])
    finally:
        os.close(other_end)


def signals_caught(process):
    """Those that it has a handler for."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        mask = next(line.split()[1] for line in file if line.startswith("SigCgt"))
    return {number for number in signal.Signals if int(mask, 16) >> (number - 1) & 1}


def memory(process, which):
    """In bytes: VmSize is address space, VmRSS what is resident, VmHWM the most that ever was."""
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        return next(int(line.split()[1]) for line in file if line.startswith(which)) << 10


def position(process, path):
    """How far it has read the file, in bytes; 0 if it has not been opened."""
    folder = f"/proc/{process.pid}"
    for fd in os.listdir(f"{folder}/fd"):
        with contextlib.suppress(FileNotFoundError):  # it has just been closed
            if os.path.samefile(f"{folder}/fd/{fd}", path):
                with open(f"{folder}/fdinfo/{fd}", encoding="ascii") as facts:
                    return int(facts.readline().split()[1])  # "pos: N"
    return 0


def text_of(path):
    with open(path, encoding="utf-8") as file:
        return file.read()


def events_in(recording):
    """Those that are in the file by now, as far as their lines are whole."""
    return [json.loads(line) for line in text_of(recording).rpartition("\n")[0].splitlines()[1:]]


def wait_for_last(recording, kind):
    """Until an event of that kind is the last one in the file."""
    wait_until(lambda: (events := events_in(recording)) and events[-1]["kind"] == kind)


def wait_until(holds, patience_s=DEADLINE_S):
    deadline = time.monotonic() + patience_s
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError("it did not come to that")
        os.sched_yield()


def lasting_port():
    """A free port that nobody gets by chance: the kernel does not give it to a client when whoever
    listens there has closed it for a while."""
    with open("/proc/sys/net/ipv4/ip_local_port_range", encoding="ascii") as given_to_clients:
        first = int(given_to_clients.read().split()[0])
    while True:
        port = random.randrange(10000, first)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return port
            except OSError:
                continue


def connect(port):
    """A client, as a plain socket with a deadline."""
    return socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)


def hear(client, count):
    """So many bytes from a socket, or fewer if it ends before."""
    heard = b""
    while len(heard) < count and (more := client.recv(count - len(heard))):
        heard += more
    return heard


def talk_on(client):
    """Talks without a pause, until nobody answers any more."""
    with contextlib.suppress(OSError):
        while True:
            client.sendall(b"x" * 100)
            if not client.recv(1000):
                return


def nc(port, text):
    """All that nc prints when it sends `text`: what a student in the class sees."""
    return subprocess.run(["nc", "-N", "127.0.0.1", str(port)], input=text.encode(),
                          capture_output=True, timeout=DEADLINE_S, check=False).stdout.decode()


class Netcat:
    """nc, kept open like a student's terminal: one line in, the reply out."""

    def __init__(self, port):
        self.process = subprocess.Popen(["nc", "-N", "127.0.0.1", str(port)],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()

    def type(self, text):
        self.process.stdin.write(text.encode())
        self.process.stdin.flush()

    def sees(self, count):
        """The next `count` bytes on its screen."""
        seen = b""
        deadline = time.monotonic() + DEADLINE_S
        while len(seen) < count:
            more = bytes_from(self.process.stdout.fileno(), deadline)
            if not more:
                break
            seen += more
        return seen.decode()


