#!/usr/bin/env python3
# How long a start takes, from exec to the first frame on the screen, beside the smallest window
# that can be written with the same libraries. Both are started in turns, on one X server without a
# screen, with warm caches. What we promise is the ratio of the medians.
#
#     tests/bench/start.py [--rounds N] [--quick]

import argparse
import json
import os
import subprocess
import sys
from statistics import median

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.dirname(os.path.dirname(HERE))
sys.path.insert(0, os.path.join(ROOT, "tests/e2e"))

from display import Display  # noqa: E402
from harness import DEADLINE_S, PROGRAM  # noqa: E402

MOST = 1.5  # times as long as the bare window


def first_frame(display, build, title, *command):
    """What was seen of a start. Nobody asks the program where its widgets are: to write it down
    takes time."""
    environment = {name: value for name, value in display.environment.items()
                   if name != "YIELDSCOPE_WIDGETS"}
    done = subprocess.run([os.path.join(build, "first_frame"), title, *command], env=environment,
                          stdout=subprocess.PIPE, timeout=2 * DEADLINE_S, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def main():
    parser = argparse.ArgumentParser(description="How long a start takes.")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="only whether both come to a frame")
    parser.add_argument("--build", default=os.path.join(ROOT, "build/release/tests/bench"),
                        help="where first_frame and bare_window are")
    options = parser.parse_args()
    display = Display("1280x800")
    try:
        def both():
            bare = first_frame(display, options.build, "bare_window: drawn",
                               os.path.join(options.build, "bare_window"))
            ours = first_frame(display, options.build, "yieldscope: ", PROGRAM, "--port", "0")
            if (bare["width"], bare["height"]) != (ours["width"], ours["height"]):
                sys.exit(f"Windows of different sizes cannot be compared: {bare} and {ours}")
            return bare["ms"], ours["ms"]

        both()  # whatever is kept from one start to the next is there then
        times = [both() for _ in range(1 if options.quick else options.rounds)]
    finally:
        display.close()
    bare, ours = (median(of_one) for of_one in zip(*times))
    ratio = ours / bare
    verdict = "as promised" if ratio <= MOST else "too slow"
    print(f"From exec to the first frame: {ours:.0f} ms, a bare window {bare:.0f} ms, ratio "
          f"{ratio:.2f}; at most {MOST}" + ("" if options.quick else f": {verdict}"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
