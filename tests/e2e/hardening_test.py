#!/usr/bin/env python3
# Was the program built so that a mistake in it is hard to use? Looks at the file itself. With
# --fortified libc's calls have to be checked, too: a sanitizer does that itself, and a build for
# the debugger cannot.

import subprocess
import sys
import unittest

from harness import PROGRAM

FORTIFIED = "--fortified" in sys.argv


def readelf(*arguments):
    return subprocess.run(["readelf", "--wide", *arguments, PROGRAM], capture_output=True,
                          text=True, check=True).stdout


class Hardening(unittest.TestCase):
    def test_it_is_put_at_another_address_each_time(self):
        self.assertIn("DYN (Position-Independent Executable file)", readelf("--file-header"))

    def test_what_is_linked_cannot_be_redirected(self):
        self.assertIn("GNU_RELRO", readelf("--program-headers"))
        self.assertIn("NOW", readelf("--dynamic"))

    def test_nothing_is_both_data_and_code(self):
        segments = readelf("--program-headers").splitlines()
        self.assertTrue(any("GNU_STACK" in line for line in segments), "without it, it would be")
        for line in segments:
            if "GNU_STACK" in line or " LOAD " in line:
                self.assertNotIn("RWE", line)

    def test_the_stack_and_the_arrays_are_guarded(self):
        symbols = readelf("--dyn-syms")
        self.assertIn("glibcxx_assert_fail", symbols)
        if FORTIFIED:
            self.assertIn("__stack_chk_fail", symbols)
            self.assertRegex(symbols, r"__(mem|str|read|snprintf|vsnprintf|fd)\w*_chk\b")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
