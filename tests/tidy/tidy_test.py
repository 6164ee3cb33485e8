#!/usr/bin/env python3
# Sees each house rule fail on a small bad example, and stay silent on the good one beside it.

import os
import tempfile
import unittest

import tidy

HEAD = "// What it is,\n// who owns it,\n// on any thread.\n"


def check(rule, files):
    """What `rule` says about a repository of these files, {path: text}."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            os.makedirs(os.path.join(root, os.path.dirname(path)), exist_ok=True)
            with open(os.path.join(root, path), "w", encoding="utf-8") as file:
                file.write(text)
        return list(tidy.violations(root, [rule]))


class HouseRules(unittest.TestCase):
    def bad(self, rule, path, text, others=()):
        found = check(rule, {path: text, **dict(others)})
        self.assertEqual(len(found), 1, found)
        self.assertIn(rule.__doc__, found[0])
        self.assertTrue(found[0].startswith(path + ":"), found[0])

    def good(self, rule, path, text, others=()):
        self.assertEqual(check(rule, {path: text, **dict(others)}), [])

    def test_arrows_go_one_way(self):
        def include(name):
            return f'#include "{name}"\n'

        for path, name in [
            ("core/task.h", "core/watch/model.h"),
            ("core/task.h", "core/trace/write.h"),
            ("core/task.h", "core/programs/echo.h"),
            ("core/task.h", "app/keys.h"),
            ("core/programs/echo.cpp", "core/watch/model.h"),
            ("core/programs/echo.cpp", "app/keys.h"),
            ("core/watch/model.cpp", "core/trace/write.h"),
            ("core/watch/model.cpp", "core/programs/echo.h"),
            ("core/watch/model.cpp", "app/keys.h"),
            ("core/trace/write.cpp", "app/keys.h"),
            ("app/keys.cpp", "app/panels/log.h"),
            ("app/shell_state.h", "app/panels/log.h"),
            ("app/panels/log.cpp", "tests/fake.h"),
        ]:
            with self.subTest(path=path, name=name):
                self.bad(tidy.arrows_go_one_way, path, include(name))
        for path, name in [
            ("core/task.h", "core/wait.h"),
            ("core/programs/echo.cpp", "core/task.h"),
            ("core/programs/echo.cpp", "core/programs/echo.h"),
            ("core/watch/model.cpp", "core/event.h"),
            ("core/trace/write.cpp", "core/watch/event_log.h"),
            ("app/keys.cpp", "core/watch/command.h"),
            ("app/shell.h", "app/panels/log.h"),
            ("app/main.cpp", "app/panels/log.h"),
            ("app/panels/log.cpp", "app/theme.h"),
            ("tests/gui/log_test.cpp", "app/panels/log.h"),
        ]:
            with self.subTest(path=path, name=name):
                self.good(tidy.arrows_go_one_way, path, include(name))

    def test_includes_are_named_from_the_root(self):
        rule, others = tidy.includes_are_named_from_the_root, [("core/task.h", HEAD)]
        self.bad(rule, "core/task.cpp", '#include "task.h"\n', others)
        self.good(rule, "core/task.cpp", '#include "core/task.h"\n', others)

    def test_the_core_is_plain(self):
        for name in ("nlohmann/json.hpp", "imgui.h", "thread", "fstream", "GL/gl.h"):
            with self.subTest(name=name):
                self.bad(tidy.the_core_is_plain, "core/task.h", f"#include <{name}>\n")
        for name in ("vector", "fmt/format.h", "sys/epoll.h", "poll.h"):
            with self.subTest(name=name):
                self.good(tidy.the_core_is_plain, "core/task.h", f"#include <{name}>\n")
        self.good(tidy.the_core_is_plain, "core/watch/loop.h", "#include <thread>\n")

    def test_only_the_app_draws(self):
        for name in ("imgui.h", "imgui_internal.h", "GLFW/glfw3.h", "glad/gl.h", "EGL/egl.h"):
            with self.subTest(name=name):
                self.bad(tidy.only_the_app_draws, "core/watch/a.h", f"#include <{name}>\n")
                self.bad(tidy.only_the_app_draws, "tests/unit/a.cpp", f"#include <{name}>\n")
                self.good(tidy.only_the_app_draws, "app/panels/a.h", f"#include <{name}>\n")

    def test_a_header_opens_with_its_role(self):
        rule = tidy.a_header_opens_with_its_role
        self.bad(rule, "core/a.h", "#pragma once\n" + HEAD)
        self.bad(rule, "core/a.h", "// One line; any thread.\n#pragma once\n")
        self.bad(rule, "core/a.h", "// a\n" * 15 + "#pragma once\n")
        self.good(rule, "core/a.h", HEAD + "#pragma once\n")

    def test_a_header_names_its_thread(self):
        rule = tidy.a_header_names_its_thread
        self.bad(rule, "core/a.h", "// What it is,\n// who owns it.\n#include <thread>\n")
        self.good(rule, "core/a.h", HEAD)

    def test_a_source_without_header_opens_with_its_role(self):
        rule = tidy.a_source_without_header_opens_with_its_role
        self.bad(rule, "core/a.cpp", "// One line.\n")
        self.bad(rule, "core/a.cpp", "// a\n" * 11)
        self.bad(rule, "core/a.cpp", "#include <vector>\n", [("core/b.h", HEAD)])
        self.good(rule, "core/a.cpp", HEAD)
        self.good(rule, "core/a.cpp", "#include <vector>\n", [("core/a.h", HEAD)])

    def test_a_header_is_read_once(self):
        self.bad(tidy.a_header_is_read_once, "core/a.h", HEAD)
        self.good(tidy.a_header_is_read_once, "core/a.h", HEAD + "#pragma once\n")

    def test_lines_are_short(self):
        for path in ("core/a.h", "tests/CMakeLists.txt", "tests/tidy/a.py"):
            with self.subTest(path=path):
                self.bad(tidy.lines_are_short, path, "é" * 101 + "\n")
                self.good(tidy.lines_are_short, path, "é" * 100 + "\n")
        self.bad(tidy.lines_are_short, "app/run", "#!/bin/bash\n" + "#" * 101 + "\n")
        self.good(tidy.lines_are_short, "README.md", "a" * 101 + "\n")

    def test_files_are_short(self):
        self.bad(tidy.files_are_short, "core/a.h", "\n" * 401)
        self.bad(tidy.files_are_short, "core/a.h", "\n" * 401 + "// over 400 lines because late\n")
        self.good(tidy.files_are_short, "core/a.h", "// over 400 lines because so\n" * 401)
        self.good(tidy.files_are_short, "core/a.h", "\n" * 400)

    def test_there_are_no_tabs(self):
        self.bad(tidy.there_are_no_tabs, "core/a.h", "\tint a;\n")
        self.good(tidy.there_are_no_tabs, "tests/golden/a.txt", "a\tb\n")

    def test_a_file_ends_with_a_newline(self):
        self.bad(tidy.a_file_ends_with_a_newline, "core/a.h", "int a;")
        self.good(tidy.a_file_ends_with_a_newline, "core/a.h", "int a;\n")

    def test_what_names_its_interpreter_can_be_run(self):
        rule = tidy.what_names_its_interpreter_can_be_run
        self.bad(rule, "tests/e2e/a.py", "#!/usr/bin/env python3\n")  # written here without it
        self.good(rule, "tests/e2e/a.py", "import os\n")

    def test_tests_wait_for_effects(self):
        rule, word = tidy.tests_wait_for_effects, "sleep"
        for path, line in [
            ("tests/unit/a.cpp", f"std::this_thread::{word}_for(1ms);\n"),
            ("tests/unit/a.cpp", f"    u{word}(1000);\n"),
            ("tests/e2e/a.py", f"    time.{word}(0.1)\n"),
            ("tests/e2e/a", f"#!/bin/bash\n{word} 1\n"),
            ("tests/e2e/a", f"#!/bin/bash\nuntil curl x; do {word} 0.1; done\n"),
        ]:
            with self.subTest(line=line):
                self.bad(rule, path, line)
        self.good(rule, "tests/unit/a.cpp", f"// no {word} here\n")
        self.good(rule, "tests/e2e/a", f"#!/bin/bash\n# we never {word} 1\necho {word} well\n")
        self.good(rule, "app/a.cpp", f"u{word}(1000);\n")

    def test_every_source_is_built(self):
        rule = tidy.every_source_is_built
        for path, text in [
            ("CMakeLists.txt", "add_library(a core/a.cpp)\n"),
            ("core/CMakeLists.txt", "add_library(a\n    a.cpp)\n"),
            ("tests/CMakeLists.txt", "add_library(a ../core/a.cpp)\n"),
            ("tests/tests.cmake", "add_library(a ${PROJECT_SOURCE_DIR}/core/a.cpp)\n"),
        ]:
            with self.subTest(path=path, text=text):
                self.good(rule, "core/a.cpp", HEAD, [(path, text)])
        for path, text in [
            ("CMakeLists.txt", "add_library(a core/b/a.cpp)\n"),
            ("CMakeLists.txt", "# core/a.cpp\n"),
            ("CMakeLists.txt", "add_library(a core/aa.cpp)\n"),
            ("tests/CMakeLists.txt", "add_library(a a.cpp)\n"),
        ]:
            with self.subTest(path=path, text=text):
                self.bad(rule, "core/a.cpp", HEAD, [(path, text)])

    def test_tests_that_a_table_names_exist(self):
        rule = tidy.tests_that_a_table_names_exist
        table = "| fault | what | `nobody_is_lost_at_any_time` |\n"
        for path, text in [
            ("tests/unit/a_test.cpp", "TEST_F(Sockets, nobody_is_lost_at_any_time) {"),
            ("tests/e2e/a_test.py", "    def test_nobody_is_lost_at_any_time(self):\n"),
            ("tests/CMakeLists.txt", "add_test(NAME nobody_is_lost_at_any_time\n"),
        ]:
            self.good(rule, "tests/FAULTS.md", table, [(path, text)])
        self.bad(rule, "tests/FAULTS.md", table,
                 [("tests/unit/a_test.cpp", "TEST(Sockets, nobody_is_lost) {")])

    def test_third_party_install_brings_what_is_called(self):
        rule = tidy.third_party_install_brings_what_is_called
        install = [("third_party/install", "packages=(\n    cmake  # to build\n)\ncase $1 in\n"
                    "    tests) packages+=(netcat-openbsd\n              xdotool) ;;\n"
                    "    bench) packages+=(strace) ;;\n    fresh) packages+=(git) ;;\nesac\n")]
        shell, python = "#!/usr/bin/env bash\n", "import subprocess\n"
        for path, text in [
            ("tests/e2e/a.py", 'subprocess.run(["ss", "-ln"])\n'),
            ("tests/e2e/a.py", 'command = ["ss", *rest]\n'),
            ("tests/e2e/a.py", 'with subprocess.Popen(["ss"]): pass\n'),
            ("tests/e2e/a.py", 'command = ["strace", "-c"]\n'),
            ("tests/run", shell + 'cat a | socat - "b"\n'),
            ("tests/run", shell + 'if ! socat a; then\n'),
            ("tests/run", shell + 'x=$(dirname "$(socat "a b")")\n'),
            ("tests/run", shell + 'timeout --signal=INT 3 env A=1 socat\n'),
            ("tests/run", shell + 'flock "$a" \\\n    socat\n'),
            ("tests/run", shell + '"${as_root[@]}" socat\n'),
            ("tests/run", shell + 'case $1 in\n    a | b) c=1; socat ;;\nesac\n'),
            ("tests/run", shell + 'while read -r a; do echo; done < <(socat b 2>&1)\n'),
            ("app/run", shell + 'nc 127.0.0.1 25000\n'),
            ("third_party/a.cmake", "find_program(GLAD glad)\n"),
            ("tests/a.cpp", 'execlp("ss", "ss", nullptr);\n'),
        ]:
            with self.subTest(text=text):
                self.bad(rule, path, text, install)
        for path, text in [
            ("tests/e2e/a.py", python + 'subprocess.run(["nc", "-N"])\n'),
            ("tests/e2e/a.py", 'if shutil.which("socat"):\n    run(["socat", "-"])\n'),
            ("tests/e2e/a.py", 'words = ["ss", "socat"]\n'),
            ("tests/bench/a.py", 'subprocess.run(["strace", "-c"])\n'),
            ("tests/fresh", shell + 'git clone a\n'),
            ("tests/run", shell + '# socat\necho "socat; socat" >&2 && a=(socat) || exit\n'),
            ("tests/run", shell + 'command -v socat && socat\n'),
            ("tests/run", shell + 'm() { cmake; }\nm "$((2 * 3))"\nfor a in b; do ./c; done'),
            ("app/run", shell + 'flock $build cmake --preset release\nexec "$program" "$@"\n'),
        ]:
            with self.subTest(text=text):
                self.good(rule, path, text, install)

    @unittest.skipUnless(tidy.formatter(), "needs the house's clang-format")
    def test_code_is_formatted(self):
        others = [(".clang-format", "BasedOnStyle: Google\n")]
        self.bad(tidy.code_is_formatted, "core/a.h", "int  a;\n", others)
        self.good(tidy.code_is_formatted, "core/a.h", "int a;\n", others)

    def test_build_folders_are_not_ours(self):
        self.good(tidy.there_are_no_tabs, "build/release/a.h", "\tint a;\n")

    def test_every_rule_is_tested_here(self):
        tests = {name[len("test_"):] for name in dir(self) if name.startswith("test_")}
        self.assertLessEqual({rule.__name__ for rule in tidy.RULES}, tests)


if __name__ == "__main__":
    unittest.main()
