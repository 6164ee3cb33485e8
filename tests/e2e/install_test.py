#!/usr/bin/env python3
# What packagers do: `install_test.py CMAKE BUILD` installs a build that is done into a folder of
# its own, and looks at what is there.

import os
import re
import subprocess
import sys
import tempfile
import unittest

CMAKE, BUILD = sys.argv[1:3]
OPTION = r"(?<![\w-])-(?:-[a-z][a-z-]*|[a-z])(?![\w-])"


def output(*command):
    """What it prints, on both of its outputs; fails if it does."""
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=True).stdout


class Install(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        subprocess.run([CMAKE, "--install", BUILD, "--prefix", "/opt/lesson"], check=True,
                       stdout=subprocess.DEVNULL, env={**os.environ, "DESTDIR": folder.name})
        cls.root = folder.name + "/opt/lesson/"
        cls.page = cls.root + "share/man/man1/yieldscope.1"
        cls.entry = cls.root + "share/applications/yieldscope.desktop"

    def test_everything_is_installed_where_it_belongs(self):
        found = {os.path.relpath(os.path.join(folder, name), self.root)
                 for folder, _, names in os.walk(self.root) for name in names}
        self.assertEqual(found, {
            "bin/yieldscope",
            "share/applications/yieldscope.desktop",
            "share/doc/yieldscope/LICENSE",
            "share/icons/hicolor/scalable/apps/yieldscope.svg",
            "share/man/man1/yieldscope.1",
        })

    def test_the_installed_program_runs(self):
        self.assertIn("GOT:", output(self.root + "bin/yieldscope", "--help"))

    def test_the_manual_page_names_every_option_and_no_other(self):
        offered = re.findall(OPTION, output(self.root + "bin/yieldscope", "--help"))
        with open(self.page, encoding="utf-8") as file:
            told = re.findall(OPTION, file.read().replace("\\-", "-").replace("\\f", " "))
        self.assertGreater(len(set(offered)), 20)
        self.assertEqual(set(told), set(offered))

    def test_the_manual_page_is_well_formed(self):
        self.assertEqual(output("groff", "-man", "-ww", "-z", "-Tutf8", self.page), "")

    def test_the_desktop_entry_is_valid_and_starts_what_is_installed(self):
        self.assertEqual(output("desktop-file-validate", self.entry), "")
        with open(self.entry, encoding="utf-8") as file:
            entry = dict(line.split("=", 1) for line in file.read().splitlines() if "=" in line)
        self.assertTrue(os.access(f"{self.root}bin/{entry['Exec']}", os.X_OK))
        icon = f"{self.root}share/icons/hicolor/scalable/apps/{entry['Icon']}.svg"
        self.assertTrue(os.path.exists(icon))


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
