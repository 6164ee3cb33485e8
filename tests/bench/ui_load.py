#!/usr/bin/env python3
# What the UI thread takes of one core while the server is under full load, in a window on an X
# server without a screen. Twice: the window is seen, and everything is drawn; then it is minimised,
# and all that is left to do is to fold the events. What we promise is the latter: at most half of
# a core. Who draws, we or the graphics driver (here it draws in software), perf says, if there is
# one.
#
#     tests/bench/ui_load.py [--seconds S] [--quick]

import argparse
import collections
import ctypes
import json
import os
import re
import shutil
import subprocess
import sys
import time

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests/e2e"))

from display import Display, Window  # noqa: E402
from harness import DEADLINE_S, Program  # noqa: E402

MOST = 0.5  # of a core, for folding
CONNECTIONS = 50
DRIVER = r"swrast|kms_swrast|gallium|LLVM|\[?JIT|perf-\d+\.map|GL|libX|libxcb|anon"
SYSTEM = r"kernel|libc\.|libm\.|ld-linux|vdso"
ICONIC = 3  # of WM_STATE


def thread_s(program, thread):
    with open(f"/proc/{program.process.pid}/task/{thread}/schedstat", encoding="ascii") as file:
        return int(file.read().split()[0]) / 1e9


def ui_s(program):
    """The processor time of the main thread, which the window lives on."""
    return thread_s(program, program.process.pid)


def painters_s(program):
    """That of the threads on which the graphics driver draws in software."""
    def name(thread):
        with open(f"/proc/{program.process.pid}/task/{thread}/comm", encoding="utf-8") as file:
            return file.read()

    threads = os.listdir(f"/proc/{program.process.pid}/task")
    return sum(thread_s(program, thread) for thread in threads if "llvmpipe" in name(thread))


Loaded = collections.namedtuple("Loaded", "share painters per_second")


def under_load(program, load, before=()):
    """Runs the load, behind what stands `before` it."""
    begin_s, used_s, drew_s = time.monotonic(), ui_s(program), painters_s(program)
    done = subprocess.run([*before, *load], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                          timeout=2 * DEADLINE_S, check=True)
    used_s, drew_s = ui_s(program) - used_s, painters_s(program) - drew_s
    took_s = time.monotonic() - begin_s
    said = next(json.loads(line) for line in done.stdout.splitlines() if line.startswith(b"{"))
    return Loaded(used_s / took_s, drew_s / took_s, said["per_second"])


def who_draws(program, load, file):
    """Shares of the UI thread's time in our own code, in the graphics driver, and in what both of
    them call."""
    perf = ["perf", "record", "-q", "-e", "cpu-clock", "-F", "999", "-o", file,
            "-t", str(program.process.pid), "--"]
    under_load(program, load, perf)
    report = subprocess.run(["perf", "report", "-q", "-i", file, "--sort", "dso"], check=True,
                            capture_output=True, text=True, timeout=DEADLINE_S).stdout
    shares = collections.Counter()
    for percent, library in re.findall(r"^\s*([\d.]+)%\s+(\S+)", report, re.MULTILINE):
        who = ("the system's" if re.search(SYSTEM, library) else
               "the graphics driver's" if re.search(DRIVER, library) else "our own")
        shares[who] += float(percent)
    return ", ".join(f"{share:.0f} % {who}" for who, share in shares.most_common())


def minimise(window):
    """Says of a window what a window manager would; there is none here."""
    x11 = ctypes.CDLL("libX11.so.6")
    x11.XOpenDisplay.restype = ctypes.c_void_p
    server = ctypes.c_void_p(x11.XOpenDisplay(window.display.environment["DISPLAY"].encode()))
    x11.XInternAtom.restype = ctypes.c_ulong
    wm_state = ctypes.c_ulong(x11.XInternAtom(server, b"WM_STATE", False))
    state = (ctypes.c_long * 2)(ICONIC, 0)  # 0: without a picture of its own
    x11.XChangeProperty(server, ctypes.c_ulong(int(window.id)), wm_state, wm_state, 32, 0, state, 2)
    x11.XCloseDisplay(server)


def main():
    parser = argparse.ArgumentParser(description="What the UI takes under full load.")
    parser.add_argument("--seconds", type=float, default=5, help="of each part")
    parser.add_argument("--quick", action="store_true", help="only whether all are answered")
    parser.add_argument("--build", default=os.path.join(ROOT, "build/release/tests/bench/duel"),
                        help="where duel_load is")
    options = parser.parse_args()
    seconds = 0.5 if options.quick else options.seconds
    display = Display("1280x800")
    environment = {name: value for name, value in display.environment.items()
                   if name != "YIELDSCOPE_WIDGETS"}
    try:
        with Program("--run", "--port", "0", env=environment) as program:
            load = [os.path.join(options.build, "duel_load"), "--port", str(program.port()),
                    "--connections", str(CONNECTIONS), "--seconds", str(seconds)]
            window = Window(display)
            window.wait_for_title("running")
            seen = under_load(program, load)
            drawn_by = None
            if not options.quick and shutil.which("perf"):
                try:
                    drawn_by = who_draws(program, load, os.path.join(display.home, "perf.data"))
                except (subprocess.SubprocessError, StopIteration):
                    pass  # it is not allowed to here
            minimise(window)
            folding = under_load(program, load)
            window.close()
            program.end()
    finally:
        display.close()
    fold_ns = folding.share / folding.per_second * 1e9
    verdict = "as promised" if folding.share <= MOST else "too much"
    print(f"Minimised, folding alone: at {folding.per_second:,.0f} messages a second "
          f"{folding.share:.0%} of a core, {fold_ns:,.0f} ns a message; at most {MOST:.0%}"
          + ("" if options.quick else f": {verdict}"))
    print(f"In sight: {seen.share:.0%} of a core at {seen.per_second:,.0f} messages a second, of "
          f"which folding {fold_ns * seen.per_second / 1e9:.0%}; the driver's own threads draw for "
          f"another {seen.painters:.0%}")
    if drawn_by:
        print(f"In sight, the UI thread's time is spent in code: {drawn_by}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
