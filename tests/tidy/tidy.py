#!/usr/bin/env python3
# The house rules as a test: `tidy.py ROOT` prints every violation as file:line: sentence, and exits
# with 1 if there is one. A rule is a function whose docstring is that sentence; it yields
# (file, line, what) for each violation. tidy_test.py sees every rule fail.

import os
import re
import shutil
import subprocess
import sys

import programs

COLUMNS = 100
LINES = 400
FORMATTER = "14"  # Debian 12's clang-format; others would disagree with it

# Who may include what; the first line that fits the file counts. Arrows only go one way.
ARROWS = [
    (r"core/[^/]+", r"core/[^/]+"),
    (r"core/programs/.+", r"core/([^/]+|programs/.+)"),
    (r"core/watch/.+", r"core/([^/]+|watch/.+)"),
    (r"core/clients/.+", r"core/([^/]+|watch/.+|clients/.+)"),
    (r"core/trace/.+", r"core/([^/]+|watch/.+|trace/.+)"),
    (r"app/(panels/.+|(main|shell)\..+)", r"(core|app)/.+"),
    (r"app/.+", r"core/.+|app/[^/]+"),
    (r"tests/.+", r".+"),
]
PLAIN_CORE = r"core/([^/]+|programs/.+)"
PLAIN_HEADERS = r"[a-z0-9_]+|fmt/.+|(sys|netinet|arpa)/.+|(fcntl|netdb|poll|signal|time|unistd)\.h"
THREADS_AND_FILES = r"(thread|mutex|shared_mutex|condition_variable|future|fstream|filesystem)"
DRAWING = r"(GL|GLFW|EGL|KHR|glad|backends)/.+|imgui.*"
DRAWING_PLACES = r"(app|tests/(gui|bench))/.+"


class File:
    def __init__(self, root, path):
        self.root, self.path = root, path
        with open(os.path.join(root, path), encoding="utf-8", newline="") as file:
            self.text = file.read()
        self.lines = self.text.split("\n")
        if self.lines[-1] == "":
            self.lines.pop()

    def is_header(self):
        return self.path.endswith(".h")

    def is_cpp(self):
        return self.path.endswith((".h", ".cpp"))

    def is_cmake(self):
        return self.path.endswith((".cmake", "CMakeLists.txt"))

    def is_code(self):
        return (self.is_cpp() or self.is_cmake() or self.path.endswith((".c", ".py"))
                or self.text.startswith("#!"))

    def within(self, pattern):
        return re.fullmatch(pattern, self.path) is not None

    def includes(self, quote):
        """Yields (line, name) of each #include "name" or <name>."""
        for number, line in enumerate(self.lines, 1):
            found = re.match(r'\s*#\s*include\s*(["<])([^">]+)', line)
            if found and found[1] == quote:
                yield number, found[2]

    def head(self):
        """The comment that the file opens with, a string a line."""
        head = []
        for line in self.lines:
            if not line.startswith("//"):
                break
            head.append(line)
        return head


def files_of(root):
    files = []
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(set(folders) - {"build", ".git", "__pycache__"})
        for name in sorted(names):
            path = os.path.relpath(os.path.join(folder, name), root).replace(os.sep, "/")
            try:
                files.append(File(root, path))
            except (UnicodeDecodeError, FileNotFoundError):
                pass  # a picture, or a link to nowhere
    return files


RULES = []


def rule(function):
    RULES.append(function)
    return function


@rule
def arrows_go_one_way(files):
    """Includes go panels -> app -> core/watch, core/trace -> core <- core/programs, never back."""
    for file in files:
        allowed = next((to for who, to in ARROWS if file.within(who)), None)
        for line, name in file.includes('"'):
            if allowed and not re.fullmatch(allowed, name):
                yield file, line, name


@rule
def includes_are_named_from_the_root(files):
    """An include in quotes names a file of ours from the root of the repository."""
    paths = {file.path for file in files}
    for file in files:
        for line, name in file.includes('"'):
            if file.is_cpp() and name not in paths:
                yield file, line, name


@rule
def the_core_is_plain(files):
    """core/ and its programs include std, fmt and POSIX, and of these neither threads nor files."""
    for file in files:
        for line, name in file.includes("<"):
            plain = re.fullmatch(PLAIN_HEADERS, name) and not re.fullmatch(THREADS_AND_FILES, name)
            if file.within(PLAIN_CORE) and not plain:
                yield file, line, name


@rule
def only_the_app_draws(files):
    """Only app/ and the tests of its screen include Dear ImGui, GLFW, OpenGL or EGL."""
    for file in files:
        for line, name in file.includes("<"):
            if re.fullmatch(DRAWING, name) and not file.within(DRAWING_PLACES):
                yield file, line, name


@rule
def a_header_opens_with_its_role(files):
    """A header opens with a // comment of 2 to 14 lines: its role, its owner, its thread."""
    for file in files:
        if file.is_header() and not 2 <= len(file.head()) <= 14:
            yield file, 1, f"{len(file.head())} lines"


@rule
def a_header_names_its_thread(files):
    """The comment that a header opens with says which thread may use it."""
    for file in files:
        if file.is_header() and "thread" not in " ".join(file.head()):
            yield file, 1, ""


@rule
def a_source_without_header_opens_with_its_role(files):
    """A .cpp file without a header of its name opens with a // comment of 2 to 10 lines."""
    paths = {file.path for file in files}
    for file in files:
        alone = file.path.endswith(".cpp") and file.path[:-len("cpp")] + "h" not in paths
        if alone and not 2 <= len(file.head()) <= 10:
            yield file, 1, f"{len(file.head())} lines"


@rule
def a_header_is_read_once(files):
    """A header has #pragma once."""
    for file in files:
        if file.is_header() and "#pragma once" not in file.lines:
            yield file, 1, ""


@rule
def lines_are_short(files):
    """A line has at most 100 columns."""
    for file in files:
        for number, line in enumerate(file.lines, 1):
            if file.is_code() and len(line) > COLUMNS:
                yield file, number, f"{len(line)}"


@rule
def files_are_short(files):
    """A file has at most 400 lines, or says near its top that it is over 400 lines because."""
    for file in files:
        excused = any("over 400 lines because" in line for line in file.lines[:20])
        if file.is_code() and len(file.lines) > LINES and not excused:
            yield file, len(file.lines), ""


@rule
def there_are_no_tabs(files):
    """Spaces, no tabs."""
    for file in files:
        for number, line in enumerate(file.lines, 1):
            if file.is_code() and "\t" in line:
                yield file, number, ""


@rule
def a_file_ends_with_a_newline(files):
    """A file ends with a newline."""
    for file in files:
        if file.is_code() and file.text and not file.text.endswith("\n"):
            yield file, len(file.lines), ""


@rule
def what_names_its_interpreter_can_be_run(files):
    """A file that begins with #! has the run bit."""
    for file in files:
        runs = os.access(os.path.join(file.root, file.path), os.X_OK)
        if file.text.startswith("#!") and not runs:
            yield file, 1, ""


@rule
def tests_wait_for_effects(files):
    """A test waits for an effect; to sleep is to guess how long it takes."""
    in_code = re.compile(r"\b(sleep_for|sleep_until|u?sleep|nanosleep)\s*\(")
    in_shell = re.compile(r"(^|[;&|({]|\bdo|\bthen|\belse)\s*sleep\s+\S")
    for file in files:
        pattern = in_code if file.path.endswith((".h", ".cpp", ".py")) else in_shell
        for number, line in enumerate(file.lines, 1):
            if file.path.startswith("tests/") and file.is_code() and pattern.search(line):
                yield file, number, ""


@rule
def every_source_is_built(files):
    """Every .cpp file is named in a CMakeLists.txt or .cmake file."""
    named = set()
    for file in filter(File.is_cmake, files):
        text = "\n".join(line.split("#")[0] for line in file.lines)
        text = re.sub(r"\$\{(PROJECT|CMAKE)(_CURRENT)?_(SOURCE|LIST)_DIR\}/", "", text)
        for name in re.findall(r"[\w./-]+\.cpp\b", text):
            named |= {name, os.path.normpath(os.path.join(os.path.dirname(file.path), name))}
    for file in files:
        if file.within(r"(core|app|tests)/.+\.cpp") and file.path not in named:
            yield file, 1, ""


@rule
def tests_that_a_table_names_exist(files):
    """A test that stands in the last column of a table is there: in ctest or in Python."""
    names = set()
    for file in files:
        if file.within(r"tests/.+\.cpp"):
            names |= set(re.findall(r"TEST(?:_[FP])?\(\w+,\s*(\w+)\)", file.text))
        elif file.within(r"tests/.+\.py"):
            names |= set(re.findall(r"\bdef test_(\w+)\(", file.text))
        elif file.is_cmake():
            names |= set(re.findall(r"add_(?:test\(NAME |fuzz_test\()(\w+)", file.text))
    for file in files:
        if not file.within(r"tests/.+\.md"):
            continue
        for number, line in enumerate(file.lines, 1):
            for name in re.findall(r"`(\w{15,})`", line) if line.endswith("|") else []:
                if name not in names:
                    yield file, number, name


@rule
def third_party_install_brings_what_is_called(files):
    """A program that is called by name is essential, or third_party/install brings it in time."""
    install = next((file.text for file in files if file.path == "third_party/install"), "")
    for file in files:
        packages = programs.installed(install, programs.groups_for(file.path))
        for line, program in programs.called(file):
            package = programs.PACKAGES.get(program, program)
            if program not in programs.ESSENTIAL and package not in packages:
                yield file, line, program


@rule
def code_is_formatted(files):
    """The code is formatted: clang-format -i."""
    program = formatter()
    sources = [file for file in files if file.within(r"(core|app|tests)/.+\.(h|cpp)")]
    if not program or not sources:
        return
    by_path = {file.path: file for file in sources}
    answer = subprocess.run([program, "--dry-run", "-Werror", *by_path], cwd=sources[0].root,
                            stderr=subprocess.PIPE, text=True, check=False).stderr
    places = re.findall(r"^(.+?):(\d+):\d+: error:", answer, re.MULTILINE)
    for path, line in dict.fromkeys(places):
        yield by_path[path], int(line), ""


def formatter():
    """The clang-format whose opinion counts, or None."""
    for name in ("clang-format-" + FORMATTER, "clang-format"):
        program = shutil.which(name)
        if program:
            version = subprocess.run([program, "--version"], capture_output=True, text=True,
                                     check=False).stdout
            if f"version {FORMATTER}." in version:
                return program
    return None


def violations(root, rules=None):
    files = files_of(root)
    for check in rules or RULES:
        for file, line, what in check(files):
            yield f"{file.path}:{line}: {check.__doc__}" + (f" ({what})" if what else "")


def main(arguments):
    if len(arguments) != 1:
        print("usage: tidy.py ROOT", file=sys.stderr)
        return 2
    found = list(violations(arguments[0]))
    for violation in found:
        print(violation)
    if not formatter():
        print(f"clang-format {FORMATTER} is not installed, so the formatting was not checked.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
